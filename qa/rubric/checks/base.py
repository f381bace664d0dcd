"""What every kind of check has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from qa.call import ROLES, SIDE_OF, Call, Span
from qa.phrases import PhraseError, PhraseSet
from qa.rubric.outcome import Verdict

EVERY_LANGUAGE = "*"

PhraseLists = Mapping[str, tuple[str, ...]]  # language code, or EVERY_LANGUAGE → phrases


@dataclass(frozen=True)
class Outcome:
    """What a check found; see Finding for the meaning of each part."""

    verdict: Verdict
    reason: str
    evidence: tuple[Span, ...] = ()
    searched: str | None = None
    moment: float | None = None


class Check(BaseModel):
    """A kind of check: its fields are the keys of the rubric file.

    `needs` names what a call must provide; a call that does not gives cannot_tell.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def needs(self) -> frozenset[str]:
        return frozenset()

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        """Look up and compile what the check names. Raises BuildError on a mistake."""

    def run(self, call: Call, lists: Mapping[str, PhraseLists]) -> Outcome:
        raise NotImplementedError


class BuildError(ValueError):
    """A mistake in the value of one key; `key` is the key, or a path of keys and positions."""

    def __init__(self, message: str, *key: str | int):
        super().__init__(message)
        self.key = key


def needs_of(who: str) -> frozenset[str]:
    """What it takes to know what this side said."""
    return frozenset({ROLES, SIDE_OF[who]}) if who in SIDE_OF else frozenset()


def pass_if(condition: bool) -> Verdict:
    return Verdict.PASS if condition else Verdict.FAIL


def whole_turn(call: Call, turn: int) -> Span:
    return Span(turn, 0, len(call.turns[turn].words) - 1)


def resolve(
    value: str | Sequence[str] | Mapping[str, Sequence[str]],
    lists: Mapping[str, PhraseLists],
    key: str,
) -> PhraseLists:
    """Phrases given by names ("complaint + request"), as a list, or per language.

    Raises BuildError for an unknown name.
    """
    if isinstance(value, str):
        return _joined([_named(name.strip(), lists, key) for name in value.split("+")])
    if isinstance(value, Mapping):
        return {code: tuple(phrases) for code, phrases in value.items()}
    return {EVERY_LANGUAGE: tuple(value)}


def _named(name: str, lists: Mapping[str, PhraseLists], key: str) -> PhraseLists:
    if name not in lists:
        known = ", ".join(sorted(lists)) or "none are defined under `phrases`"
        raise BuildError(f"unknown phrase list {name!r}; allowed are {known}", key)
    return lists[name]


def _joined(parts: Sequence[PhraseLists]) -> PhraseLists:
    """Several lists as one; a language counts when every part knows it, or knows every language."""
    if len(parts) == 1:
        return parts[0]
    codes = {code for part in parts for code in part}
    known = {c for c in codes if all(c in part or EVERY_LANGUAGE in part for part in parts)}
    return {
        code: tuple(phrase for part in parts for phrase in part.get(code, ())) for code in known
    }


def check_phrases(lists: PhraseLists, *key: str | int) -> None:
    """Raises BuildError with the position of the first phrase that cannot be read."""
    for code, phrases in lists.items():
        for position, phrase in enumerate(phrases):
            try:
                PhraseSet([phrase])
            except PhraseError as error:
                inner = (position,) if code == EVERY_LANGUAGE else (code, position)
                raise BuildError(str(error), *key, *inner) from None


def phrases_for(lists: PhraseLists, language: str) -> PhraseSet | None:
    """The compiled phrases for a language; None when the lists say nothing about it."""
    if language not in lists and EVERY_LANGUAGE not in lists:
        return None
    return _compiled(lists.get(language, ()) + lists.get(EVERY_LANGUAGE, ()))


@lru_cache(maxsize=512)
def _compiled(phrases: tuple[str, ...]) -> PhraseSet:
    return PhraseSet(phrases)
