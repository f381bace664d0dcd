"""The nouns of an empty form; their fields are the keys of a rubric file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from qa.phrasebook import EVERY_LANGUAGE, PhraseLists
from qa.rubric.checks import AnyCheck
from qa.rubric.outcome import Verdict

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Example(_Form):
    """A little call (see qa.formats.script) and the verdict that is expected of it."""

    expect: Verdict
    call: Sentence
    name: str | None = None


class Coach(_Form):
    """What to say to the agent: when the criterion fails, and when it passes."""

    fail: str = ""
    pass_: str = Field(default="", alias="pass")


class Criterion(_Form):
    """One question of a rubric; `why` says which guide it comes from.

    `weight` is in points. With `auto_fail`, failing it fails the call, shown beside the points.
    `applies_when` is a check; the criterion is not_applicable to a call that does not pass it.
    """

    id: Identifier
    ask: Sentence
    why: str = ""
    weight: float = Field(default=1.0, gt=0)
    auto_fail: bool = False
    applies_when: AnyCheck | None = None
    check: AnyCheck
    coach: Coach = Coach()
    examples: tuple[Example, ...] = Field(min_length=2)


class Section(_Form):
    """A heading with its criteria."""

    title: Sentence
    criteria: tuple[Criterion, ...] = Field(min_length=1)


class Rubric(_Form):
    """A rubric file. `phrases` are lists that checks use by name; `sha256` is of the file."""

    id: Identifier
    title: Sentence
    version: Sentence
    description: str = ""
    languages: tuple[str, ...] = Field(min_length=1)
    phrases: dict[Identifier, tuple[str, ...] | dict[str, tuple[str, ...]]] = {}
    sections: tuple[Section, ...] = Field(min_length=1)
    sha256: str = ""

    @cached_property
    def lists(self) -> dict[str, PhraseLists]:
        return {
            name: value if isinstance(value, dict) else {EVERY_LANGUAGE: value}
            for name, value in self.phrases.items()
        }

    @cached_property
    def keys(self) -> dict[str, str]:
        """Per criterion id what its verdicts rest on (see qa.rubric.identity)."""
        from qa.rubric.identity import keys  # it needs the forms of all checks

        return keys(self)

    @cached_property
    def key(self) -> str:
        """What a scorecard of this rubric rests on."""
        from qa.rubric.identity import card_key

        return card_key(self, self.keys)

    @property
    def criteria(self) -> Iterator[Criterion]:
        return (criterion for section in self.sections for criterion in section.criteria)
