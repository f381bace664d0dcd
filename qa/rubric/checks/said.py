"""`said` and `never_said`: somebody says something, in given words, in a given part of the call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.call import WHOLE, Call, Span, Turn
from qa.phrases import PhraseSet
from qa.rubric.checks.base import (
    Check,
    Outcome,
    PhraseLists,
    check_phrases,
    needs_of,
    phrases_for,
    resolve,
)
from qa.rubric.outcome import Verdict

LEAST_CONFIDENCE = 0.35  # words the recogniser believes less than this prove nothing
UNHEARD_SHARE = 0.10  # with more speech than this unheard, nothing counts as not said

Phrases = str | tuple[str, ...] | dict[str, tuple[str, ...]]


class When(BaseModel):
    """The part of the call to look in; every key given has to hold.

    Seconds count from the start or back from the end of the call, turns are those of the side
    that is listened to.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_seconds: float | None = Field(default=None, gt=0)
    last_seconds: float | None = Field(default=None, gt=0)
    first_turns: int | None = Field(default=None, ge=1)
    last_turns: int | None = Field(default=None, ge=1)

    def select(self, turns: list[Turn], seconds: float) -> list[Turn]:
        if self.first_turns is not None:
            turns = turns[: self.first_turns]
        if self.last_turns is not None:
            turns = turns[-self.last_turns :]
        if self.first_seconds is not None:
            turns = [turn for turn in turns if turn.start <= self.first_seconds]
        if self.last_seconds is not None:
            turns = [turn for turn in turns if turn.end >= seconds - self.last_seconds]
        return turns


class Said(Check):
    """Passes when one of the phrases is said (`never_said`: when none is).

    `phrases` is the name of a list under `phrases:` in the rubric (or several, joined by +), a
    list, or lists per language.
    `but_not` is the same for what only looks like it: a match that touches one does not count.
    """

    kind: Literal["said", "never_said"]
    who: Literal["agent", "customer", "anyone"] = "agent"
    phrases: Phrases
    but_not: Phrases | None = None
    when: When = When()

    def needs(self) -> frozenset[str]:
        return needs_of(self.who)

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        for key in ("phrases", "but_not"):
            value = getattr(self, key)
            if value is not None:
                resolved = resolve(value, lists, key)
                if not isinstance(value, str):
                    check_phrases(resolved, key)

    def run(self, call: Call, lists: Mapping[str, PhraseLists]) -> Outcome:
        wanted = phrases_for(resolve(self.phrases, lists, "phrases"), call.language)
        if wanted is None:
            return Outcome(
                Verdict.CANNOT_TELL, f"The rubric has no phrases for language {call.language!r}"
            )
        unwanted = None
        if self.but_not is not None:
            unwanted = phrases_for(resolve(self.but_not, lists, "but_not"), call.language)
        turns = self._turns(call)
        found = [span for turn in turns for span in _spans(turn, wanted, unwanted)]
        sure = [span for span in found if call.confidence(span) >= LEAST_CONFIDENCE]
        return self._outcome(call, turns, found, sure)

    def _turns(self, call: Call) -> list[Turn]:
        own = list(call.turns_of(None if self.who == "anyone" else self.who))
        return self.when.select(own, call.seconds)

    def _outcome(
        self, call: Call, turns: list[Turn], found: list[Span], sure: list[Span]
    ) -> Outcome:
        present, absent = Verdict.PASS, Verdict.FAIL
        if self.kind == "never_said":
            present, absent = absent, present
        who = "anybody" if self.who == "anyone" else f"the {self.who}"
        if sure:
            return Outcome(present, f"Said by {who}", tuple(sure))
        if found:
            reason = f"Perhaps said by {who}, but the recogniser is unsure of the words"
            return Outcome(Verdict.CANNOT_TELL, reason, tuple(found))
        searched = _searched(self.who, turns)
        if WHOLE not in call.provides:
            reason = "Not found, but the recording is cut short"
            return Outcome(Verdict.CANNOT_TELL, reason, searched=searched)
        if _unheard_share(call, self.who) > UNHEARD_SHARE:
            reason = "Not found, but too much speech could not be understood"
            return Outcome(Verdict.CANNOT_TELL, reason, searched=searched)
        return Outcome(absent, f"Never said by {who}", searched=searched)


def _spans(turn: Turn, wanted: PhraseSet, unwanted: PhraseSet | None) -> list[Span]:
    words = [word.text for word in turn.words]
    found = wanted.find(words)
    if not found:
        return []
    excluded = unwanted.find_all(words) if unwanted else []
    return [
        Span(turn.index, match.first, match.last)
        for match in found
        if not any(x.first <= match.last and match.first <= x.last for x in excluded)
    ]


def _searched(who: str, turns: list[Turn]) -> str:
    side = "all" if who == "anyone" else who
    if not turns:
        return f"no {side} turns in that part of the call"
    if len(turns) == 1:
        return f"{side} turn {turns[0].index + 1}"
    return f"{len(turns)} {side} turns, {turns[0].index + 1} to {turns[-1].index + 1}"


def _unheard_share(call: Call, who: str) -> float:
    sides = [who] if who != "anyone" else list(call.activity)
    talked = sum(i.seconds for side in sides for i in call.activity.get(side, ()))
    unheard = sum(u.end - u.start for u in call.unheard if u.speaker in sides)
    return unheard / talked if talked else 0.0
