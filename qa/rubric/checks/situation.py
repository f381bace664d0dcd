"""`situation`: the whole call is of some kind."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from qa.call import AGENT_SIDE, CUSTOMER, CUSTOMER_SIDE, ROLES, Call
from qa.meaning.model import LIKELIEST
from qa.rubric.checks.base import Check, Outcome, Scope, doubt_of_absence, searched
from qa.rubric.checks.meaning import SURE, UNSURE, span_of
from qa.rubric.outcome import Verdict

SituationName = Literal[
    "complaint", "request", "escalation_requested", "deadlock", "proposal_refused", "stonewalled"
]
# What the call is, and whose acts show it.
_TOLD = {
    "complaint": ("The customer has a complaint", ("complaint",)),
    "request": ("Something is asked that needs action", ("complaint",)),
    "escalation_requested": ("The customer asks for a manager", ("escalation_request",)),
    "deadlock": ("The call is deadlocked or abusive", ("deadlock", "abuse")),
    "proposal_refused": ("The customer refuses a proposal", ("refusal",)),
    "stonewalled": ("The agent leaves the customer without a way on", ("stonewalling",)),
}
SHOWN = 3
LEAST_TURNS = 6  # the shortest of the calls that situations were learned from


class SituationCheck(Check):
    """Passes when the call as a whole is of a kind, told from what both sides do in it.

    `situation` is complaint, request (something is asked that needs action), escalation_requested
    (a manager is asked for), deadlock (deadlocked or abusive), proposal_refused, or stonewalled.
    The call counts from the probability `sure` on; between `unsure` and `sure`, and in a call of
    fewer than six turns, the verdict is cannot_tell.
    """

    kind: Literal["situation"]
    situation: SituationName
    sure: float = Field(default=SURE, gt=0, lt=1)
    unsure: float = Field(default=UNSURE, ge=0, lt=1)

    def needs(self) -> frozenset[str]:
        return frozenset({ROLES, AGENT_SIDE, CUSTOMER_SIDE})

    def run(self, call: Call, scope: Scope) -> Outcome:
        from qa.meaning import understood

        meanings = understood(call).meanings
        if meanings is None or not meanings.situations:
            reason = f"What is meant cannot be told in language {call.language!r}"
            return Outcome(Verdict.CANNOT_TELL, reason)
        if len(call.turns) < LEAST_TURNS:
            return Outcome(Verdict.CANNOT_TELL, "Too few turns to tell what kind of call it is")
        probability = meanings.situations[self.situation]
        text, names = _TOLD[self.situation]
        acts = sorted(
            (act for name in names for act in meanings.acts[name] if act.probability >= LIKELIEST),
            key=lambda act: -act.probability,
        )
        spans = tuple(span_of(act) for act in acts[:SHOWN])
        if probability >= self.sure:
            return Outcome(Verdict.PASS, f"{text} (probability {probability:.2f})", spans)
        if probability > self.unsure:
            reason = f"Perhaps: {text[0].lower()}{text[1:]} (probability {probability:.2f})"
            return Outcome(Verdict.CANNOT_TELL, reason, spans)
        doubt = doubt_of_absence(call, CUSTOMER)
        looked = searched("anyone", list(call.turns))
        if doubt:
            return Outcome(Verdict.CANNOT_TELL, doubt, searched=looked)
        return Outcome(Verdict.FAIL, f"Not so: {text[0].lower()}{text[1:]}", searched=looked)
