"""`in_order`: one thing, then another, then a third."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.call import Call, Span
from qa.rubric.checks.base import Check, Outcome, Scope, evaluate, starts
from qa.rubric.outcome import Verdict

if TYPE_CHECKING:
    from qa.rubric.checks import AnyCheck  # given to these forms by qa.rubric.checks itself


class Step(BaseModel):
    """One step: what it is called in messages, and the check that finds it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    check: AnyCheck


class InOrder(Check):
    """Passes when every step is found, none before the one above it.

    Each step is a `name`, which stands in the reason, and a `check`, with `kind` and all below it.
    A step may come again earlier; it counts where it is first found after the step above it. The
    reason names the first step that is missing, or that only comes too early. A step without a
    place of its own (something that must not be said) is looked for after the step above it.
    """

    kind: Literal["in_order"]
    steps: tuple[Step, ...] = Field(min_length=2)

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        return ((("steps", i, "check"), step.check) for i, step in enumerate(self.steps))

    def run(self, call: Call, scope: Scope) -> Outcome:
        found: list[Span] = []
        since = scope.since
        for step in self.steps:
            outcome = evaluate(step.check, call, scope.within(since, scope.until))
            if outcome.verdict is Verdict.CANNOT_TELL:
                reason = f"{step.name}: {outcome.reason}"
                return Outcome(Verdict.CANNOT_TELL, reason, outcome.evidence)
            if outcome.verdict is Verdict.NOT_APPLICABLE:
                continue
            if outcome.verdict is Verdict.FAIL:
                return self._broken(step, outcome, call, scope)
            times = starts(call, outcome)
            if times:
                since = max(since, times[0])
                if outcome.evidence:
                    found.append(_first(call, outcome))
        names = ", ".join(step.name for step in self.steps)
        return Outcome(Verdict.PASS, f"In order: {names}", tuple(found))

    def _broken(self, step: Step, outcome: Outcome, call: Call, scope: Scope) -> Outcome:
        anywhere = evaluate(step.check, call, scope)
        if anywhere.verdict is Verdict.PASS and anywhere.evidence:
            return Outcome(Verdict.FAIL, f"{step.name} comes too early", anywhere.evidence)
        reason = f"{step.name} is missing: {outcome.reason[0].lower()}{outcome.reason[1:]}"
        return Outcome(Verdict.FAIL, reason, outcome.evidence, outcome.searched)


def _first(call: Call, outcome: Outcome) -> Span:
    return min(outcome.evidence, key=lambda span: call.time_of(span).start)
