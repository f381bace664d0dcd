"""`any`, `all`, `not` and `first`: checks of checks.

A part that does not apply is left out. What cannot be told spreads only where it matters: `any`
passes as soon as one part passes, `all` fails as soon as one part fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from qa.call import Call
from qa.rubric.checks.base import Check, Outcome, Scope, evaluate
from qa.rubric.outcome import Verdict

if TYPE_CHECKING:
    from qa.rubric.checks import AnyCheck  # given to these forms by qa.rubric.checks itself

_OPPOSITE = {Verdict.PASS: Verdict.FAIL, Verdict.FAIL: Verdict.PASS}


class Several(Check):
    """`any` passes when one of `checks` passes, `all` when every one of them does.

    `checks` is a list: each check begins with a hyphen and its `kind`.
    """

    kind: Literal["any", "all"]
    checks: tuple[AnyCheck, ...] = Field(min_length=1)

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        return ((("checks", i), check) for i, check in enumerate(self.checks))

    def run(self, call: Call, scope: Scope) -> Outcome:
        decisive = Verdict.PASS if self.kind == "any" else Verdict.FAIL
        outcomes = []
        for check in self.checks:
            outcome = evaluate(check, call, scope)
            if outcome.verdict is decisive:
                return outcome
            outcomes.append(outcome)
        for verdict in (Verdict.CANNOT_TELL, _OPPOSITE[decisive]):
            kept = [outcome for outcome in outcomes if outcome.verdict is verdict]
            if kept:
                return _together(verdict, kept)
        return _together(Verdict.NOT_APPLICABLE, outcomes)


class Not(Check):
    """Passes when `check` fails, and fails when it passes."""

    kind: Literal["not"]
    check: AnyCheck

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        yield ("check",), self.check

    def run(self, call: Call, scope: Scope) -> Outcome:
        inner = evaluate(self.check, call, scope)
        verdict = _OPPOSITE.get(inner.verdict, inner.verdict)
        return Outcome(verdict, inner.reason, inner.evidence, inner.searched, inner.moment)


class First(Check):
    """The verdict of the first of `checks` that can tell; cannot_tell when none of them can.

    For a question that is put in two ways, the better one first.
    """

    kind: Literal["first"]
    checks: tuple[AnyCheck, ...] = Field(min_length=2)

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        return ((("checks", i), check) for i, check in enumerate(self.checks))

    def run(self, call: Call, scope: Scope) -> Outcome:
        outcomes = []
        for check in self.checks:
            outcome = evaluate(check, call, scope)
            if outcome.verdict is not Verdict.CANNOT_TELL:
                return outcome
            outcomes.append(outcome)
        return outcomes[0]


def _together(verdict: Verdict, outcomes: list[Outcome]) -> Outcome:
    evidence = dict.fromkeys(span for outcome in outcomes for span in outcome.evidence)
    looked = [outcome.searched for outcome in outcomes if outcome.searched]
    moments = [outcome.moment for outcome in outcomes if outcome.moment is not None]
    return Outcome(
        verdict,
        "; ".join(dict.fromkeys(outcome.reason for outcome in outcomes)),
        tuple(evidence),
        looked[0] if looked and not evidence else None,
        moments[0] if moments else None,
    )
