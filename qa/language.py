"""What is known about a language: formulas of service calls, as data in `qa/lexicon`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

from qa.phrases import PhraseSet

SUPPORTED = ("en", "el", "tr", "ar", "fa")


@dataclass(frozen=True)
class Language:
    """Phrases of one language (see qa.phrases); empty lists where the language is not known.

    `agent_cues` and `customer_cues` tell who is who; `announcements` are what a recorded voice
    says before anybody answers. `closings` are words of goodbye and of
    rounding off; `announced_endings` are what an agent says who ends the call on a customer;
    `line_trouble` is what people say on a line that drops. `unfinished` are words that no
    finished utterance ends with. `negators` turn the sentiment of the words after them round.
    `sentiment` gives words and phrases a valence from −4 to 4. `callbacks` offer to go on in
    another call.
    """

    code: str
    back_channels: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    announced_endings: tuple[str, ...] = ()
    line_trouble: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    callbacks: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    agent_cues: tuple[str, ...] = ()
    customer_cues: tuple[str, ...] = ()
    announcements: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    negators: tuple[str, ...] = ()
    sentiment: dict[str, float] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        return bool(self.closings)

    @cached_property
    def compiled(self) -> dict[str, PhraseSet]:
        """Every phrase list compiled, by the name of its field."""
        return {
            item.name: PhraseSet(getattr(self, item.name), self.code)
            for item in fields(self)
            if item.name not in ("code", "sentiment")
        }


def language_code(text: str) -> str:
    """`text` as a bare code: "en-US" and "EN_us" become "en"."""
    return text.strip().lower().replace("_", "-").split("-")[0]


def is_language_code(code: str) -> bool:
    """Whether `code` has the form of an ISO 639 code; not whether anybody knows the language."""
    return code.isascii() and code.isalpha() and code.islower() and len(code) in (2, 3)


@lru_cache
def language(code: str) -> Language:
    """The language with this ISO 639-1 code; one without phrases when it is not supported."""
    if code not in SUPPORTED:
        return Language(code)
    import yaml

    text = resources.files("qa").joinpath("lexicon", f"{code}.yaml").read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=yaml.CSafeLoader)
    lists: dict[str, Any] = {k: tuple(map(str, v)) for k, v in loaded.items() if k != "sentiment"}
    return replace(Language(code, **lists), sentiment=loaded.get("sentiment") or {})
