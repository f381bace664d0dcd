"""`ask_reviewer`: only a person can judge this."""

from __future__ import annotations

from typing import Literal

from qa.call import Call
from qa.rubric.checks.base import Check, Outcome, Scope
from qa.rubric.outcome import Verdict


class AskReviewer(Check):
    """Always cannot_tell until a person answers; `look_for` tells that person what to look for."""

    kind: Literal["ask_reviewer"]
    look_for: str = ""

    def run(self, call: Call, scope: Scope) -> Outcome:
        reason = "Only a person can judge this"
        return Outcome(
            Verdict.CANNOT_TELL, f"{reason}: {self.look_for}" if self.look_for else reason
        )
