"""`sentiment`: how the customer's sentiment moves, from their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from qa.call import CUSTOMER, CUSTOMER_SIDE, ROLES, Call
from qa.phrasebook import PhraseLists
from qa.rubric.checks.base import BuildError, Check, Outcome, Scope, pass_if, whole_turn
from qa.rubric.checks.limits import Limits
from qa.rubric.outcome import Verdict

Shape = Literal["improving", "declining", "steady", "dipped-and-recovered"]
TOO_SHORT = "too-short"
_NAMES = {
    "change": "The customer's sentiment, last quarter minus first",
    "recovery": "The customer's sentiment, from its lowest to the end",
    "lowest": "The customer's lowest sentiment",
    "end_level": "The customer's sentiment at the end",
}


class SentimentCheck(Check):
    """Passes when the customer's sentiment (−1 to 1, from words alone) keeps the limits, or has
    one of the shapes given in `shape`.

    `of` is change (last quarter minus first), recovery (end minus lowest), lowest, or end_level.
    A call too short for a trajectory, or in a language without one, is cannot_tell.
    """

    kind: Literal["sentiment"]
    of: Literal["change", "recovery", "lowest", "end_level"] | None = None
    at_least: float | None = None
    at_most: float | None = None
    between: tuple[float, float] | None = None
    shape: tuple[Shape, ...] | None = None

    def needs(self) -> frozenset[str]:
        return frozenset({ROLES, CUSTOMER_SIDE})

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        if (self.of is None) == (self.shape is None):
            raise BuildError("give either of (with a limit) or shape", "kind")
        if self.of is not None:
            self._limits()

    def run(self, call: Call, scope: Scope) -> Outcome:
        trajectory = call.measures.sentiment.get(CUSTOMER) if call.measures else None
        if trajectory is None:
            return Outcome(Verdict.CANNOT_TELL, "The customer's sentiment could not be measured")
        at = trajectory.lowest_at
        if self.shape is not None:
            reason = f"The customer's sentiment is {trajectory.shape}"
            if trajectory.shape == TOO_SHORT:
                return Outcome(Verdict.CANNOT_TELL, reason, moment=at)
            return Outcome(pass_if(trajectory.shape in self.shape), reason, moment=at)
        value = getattr(trajectory, self.of or "")
        name = _NAMES[self.of or "change"]
        if value is None:
            return Outcome(Verdict.CANNOT_TELL, f"{name}: the call is too short to tell")
        limits = self._limits()
        lowest = min(trajectory.points, key=lambda point: point.smoothed)
        evidence = (whole_turn(call, lowest.turn),) if self.of in ("lowest", "recovery") else ()
        reason = f"{name}: {value:+.2f} ({limits})"
        verdict = pass_if(limits.hold(value))
        return Outcome(verdict, reason, evidence, moment=None if evidence else at)

    def _limits(self) -> Limits:
        return Limits.of(self.at_least, self.at_most, self.between, "of")
