"""`if_then`: when one thing happens, another has to follow soon."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field

from qa.call import Call, Span, other_side
from qa.phrasebook import PhraseLists
from qa.rubric.checks.base import BuildError, Check, Outcome, Scope, evaluate, not_the_case
from qa.rubric.outcome import Verdict

if TYPE_CHECKING:
    from qa.rubric.checks import AnyCheck  # given to these forms by qa.rubric.checks itself


class IfThen(Check):
    """When `if` is found, `then` has to be found within so many turns of the other side, or within
    so many seconds; not applicable when `if` is not found.

    With `each`, every time; otherwise one answer is enough. Without a limit, the rest of the call
    counts. `if` and `then` are checks, each with `kind` and all below it.
    """

    model_config = ConfigDict(populate_by_name=True)

    kind: Literal["if_then"]
    if_: AnyCheck = Field(alias="if")
    then: AnyCheck
    within_turns: int | None = Field(default=None, ge=1)
    within_seconds: float | None = Field(default=None, gt=0)
    each: bool = False

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        yield ("if",), self.if_
        yield ("then",), self.then

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        if self.within_turns is not None and self.within_seconds is not None:
            raise BuildError("give within_turns or within_seconds, not both", "within_seconds")

    def run(self, call: Call, scope: Scope) -> Outcome:
        condition = evaluate(self.if_, call, scope)
        if condition.verdict is Verdict.CANNOT_TELL:
            return Outcome(Verdict.CANNOT_TELL, condition.reason, condition.evidence)
        if condition.verdict is not Verdict.PASS:
            reason = not_the_case(condition)
            return Outcome(Verdict.NOT_APPLICABLE, reason, searched=condition.searched)
        places: list[Span | None] = list(condition.evidence) or [None]
        answers = [self._answer(call, place, scope) for place in places]
        return self._outcome(answers, condition)

    def _answer(self, call: Call, place: Span | None, scope: Scope) -> Outcome:
        if place is None:
            return evaluate(self.then, call, scope)
        turn = call.turns[place.turn]
        since = call.time_of(place).start
        until = scope.until
        if self.within_seconds is not None:
            until = min(until, call.time_of(place).end + self.within_seconds)
        if self.within_turns is not None:
            later = [t for t in call.turns_of(other_side(turn.speaker)) if t.start >= since]
            inside = later[: self.within_turns]
            until = min(until, inside[-1].start if inside else -math.inf)
        return evaluate(self.then, call, scope.within(since, until))

    def _outcome(self, answers: list[Outcome], condition: Outcome) -> Outcome:
        passed = [a for a in answers if a.verdict is Verdict.PASS]
        failed = [a for a in answers if a.verdict is Verdict.FAIL]
        unsure = [a for a in answers if a.verdict is Verdict.CANNOT_TELL]
        if self.each and failed:
            i = answers.index(failed[0])
            evidence = condition.evidence[i : i + 1]
            return Outcome(Verdict.FAIL, failed[0].reason, evidence, failed[0].searched)
        if passed and (not self.each or not unsure):
            spans = tuple(dict.fromkeys(s for a in passed for s in a.evidence))
            return Outcome(Verdict.PASS, passed[0].reason, spans)
        if unsure:
            return Outcome(Verdict.CANNOT_TELL, unsure[0].reason, unsure[0].evidence)
        if failed:
            return Outcome(
                Verdict.FAIL, failed[0].reason, condition.evidence[:1], failed[0].searched
            )
        return Outcome(Verdict.NOT_APPLICABLE, answers[0].reason)
