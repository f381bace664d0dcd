"""Words that may help, by the kind of complaint; data files per language beside this module.

The situations are those of the guides on complaint calls: five kinds of apology, a problem too
complex for a date, and a talk that comes to no agreement. What a customer says points to one of
them; where words alone cannot tell, `heard` is empty and the agent chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from qa.call import CUSTOMER, Call, Span
from qa.phrasebook import compiled

FALLBACK = "en"


@dataclass(frozen=True)
class Situation:
    """`title` names it, `about` says what matters in it, `say` are sentences to make one's own,
    `heard` are phrases (see qa.phrases) by which a customer brings it up."""

    id: str
    title: str
    about: str
    say: tuple[str, ...]
    heard: tuple[str, ...]


@dataclass(frozen=True)
class Heard:
    """A customer brought up a situation; `spans` are the words that say so, in order."""

    situation: str
    spans: tuple[Span, ...]


@lru_cache
def languages() -> tuple[str, ...]:
    """The languages that there is wording in."""
    names = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@lru_cache
def situations(language: str) -> dict[str, Situation]:
    """The situations by id, in the words of a language, in English where there are none."""
    import yaml

    code = language if language in languages() else FALLBACK
    text = resources.files(__name__).joinpath(f"{code}.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    return {
        name: Situation(
            name,
            str(entry["title"]),
            " ".join(str(entry["about"]).split()),
            tuple(" ".join(str(line).split()) for line in entry["say"]),
            tuple(map(str, entry.get("heard") or ())),
        )
        for name, entry in data.items()
    }


def heard(call: Call) -> list[Heard]:
    """The situations that the customer brings up, the most often mentioned first.

    Empty in a language without wording of its own.
    """
    if call.language not in languages():
        return []
    found = []
    for situation in situations(call.language).values():
        phrases = compiled(situation.heard)
        spans = tuple(
            Span(turn.index, match.first, match.last)
            for turn in call.turns_of(CUSTOMER)
            for match in phrases.find([word.text for word in turn.words])
        )
        if spans:
            found.append(Heard(situation.id, spans))
    return sorted(found, key=lambda one: -len(one.spans))
