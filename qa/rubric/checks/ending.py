"""`ending`: the call ends in one of the allowed ways."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from qa.call import AGENT_SIDE, CUSTOMER_SIDE, ROLES, WHOLE, Call
from qa.measures import UNKNOWN_ENDING
from qa.rubric.checks.base import Check, Outcome, Scope, pass_if, whole_turn
from qa.rubric.outcome import Verdict

EndingName = Literal[
    "normal",
    "agent_ended_midway",
    "agent_announced_ending",
    "customer_ended",
    "line_dropped",
]


class EndingCheck(Check):
    """Passes when the call ended in one of the `allowed` ways; an unknown ending is cannot_tell."""

    kind: Literal["ending"]
    allowed: tuple[EndingName, ...] = Field(min_length=1)

    def needs(self) -> frozenset[str]:
        return frozenset({ROLES, AGENT_SIDE, CUSTOMER_SIDE, WHOLE})

    def run(self, call: Call, scope: Scope) -> Outcome:
        if call.measures is None:
            return Outcome(Verdict.CANNOT_TELL, "The ending was not measured")
        ending = call.measures.ending
        evidence = tuple(whole_turn(call, turn) for turn in ending.turns)
        moment = None if evidence else max(0.0, call.seconds - 5)
        if ending.kind == UNKNOWN_ENDING:
            return Outcome(Verdict.CANNOT_TELL, ending.why, evidence, moment=moment)
        return Outcome(pass_if(ending.kind in self.allowed), ending.why, evidence, moment=moment)
