"""`situation`: the whole call is of some kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from qa.call import AGENT_SIDE, CUSTOMER, CUSTOMER_SIDE, ROLES, SIDES, Call
from qa.meaning.model import LIKELIEST
from qa.meanings import Act, Meanings
from qa.phrasebook import PhraseLists
from qa.rubric.checks.base import BuildError, Check, Outcome, Scope, doubt_of_absence, searched
from qa.rubric.checks.meaning import SURE, UNSURE, span_of
from qa.rubric.outcome import Verdict

SituationName = Literal[
    "complaint",
    "request",
    "escalation_requested",
    "deadlock",
    "proposal_refused",
    "stonewalled",
    "solution_offered",
    "solution_agreed",
    "alternative_offered",
    "action_promised",
    "callback_offered",
    "escalation_granted",
    "committed",
    "acknowledged",
    "followed_up",
    "blamed",
]
# What the call is, and the acts that show it.
_TOLD = {
    "complaint": ("The customer has a complaint", ("complaint",)),
    "request": (
        "Something is asked that needs action",
        ("complaint", "commitment", "done_on_the_call"),
    ),
    "escalation_requested": ("The customer asks for a manager", ("escalation_request",)),
    "deadlock": ("The call is deadlocked or abusive", ("deadlock", "abuse")),
    "proposal_refused": ("The customer refuses a proposal", ("refusal",)),
    "stonewalled": ("The agent leaves the customer without a way on", ("stonewalling",)),
    "solution_offered": ("The agent proposes a way out", ("proposal", "commitment")),
    "solution_agreed": ("The customer agrees to a proposal", ("agreement",)),
    "alternative_offered": ("The agent offers another way out", ("alternative",)),
    "action_promised": ("An action is promised, with a time or feedback", ("timed_commitment",)),
    "callback_offered": ("Another call is offered, with a date", ("dated_callback",)),
    "escalation_granted": ("The agent helps to a manager", ("escalation",)),
    "committed": ("The agent commits to an action", ("commitment", "done_on_the_call")),
    "acknowledged": (
        "The agent apologises and assures help before any excuse",
        ("prompt_apology", "apology"),
    ),
    "followed_up": ("The agent makes sure that it is put right", ("follow_up",)),
    "blamed": ("The agent puts the fault on somebody", ("blame",)),
}
SHOWN = 3
LEAST_TURNS = 6  # the shortest of the calls that situations were learned from
# Few turns say little as a whole: in a call of fewer than so many, one beyond doubt decides.
FEW_TURNS = 10
DECIDED_BY_ONE = {"complaint": 0.85, "request": 0.85}


class SituationCheck(Check):
    """Passes when the call as a whole is of a kind, told from what both sides do in it.

    About the call, `situation` is complaint, request (something is asked that needs action),
    escalation_requested (a manager is asked for), deadlock (deadlocked or abusive),
    proposal_refused, or stonewalled; about what came of it, solution_offered, solution_agreed,
    alternative_offered, action_promised (with a time or the promise of feedback),
    callback_offered (with a date), escalation_granted, committed (to an action), acknowledged (an
    apology and help before any excuse), followed_up (it is made sure that it is put right), or
    blamed (the fault is put on somebody).
    The call counts from the probability `sure` on; between `unsure` and `sure` the verdict is
    cannot_tell. A call of fewer than six turns is told from its clearest turn alone.
    """

    kind: Literal["situation"]
    situation: SituationName
    sure: float = Field(default=SURE, gt=0, lt=1)
    unsure: float = Field(default=UNSURE, ge=0, lt=1)

    def needs(self) -> frozenset[str]:
        return frozenset({ROLES, AGENT_SIDE, CUSTOMER_SIDE})

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        if self.unsure > self.sure:
            raise BuildError("unsure must not be above sure", "unsure")

    def run(self, call: Call, scope: Scope) -> Outcome:
        from qa.meaning import understood

        meanings = understood(call).meanings
        if meanings is None or not meanings.situations:
            spoken = " and ".join(dict.fromkeys(repr(call.language_of(side)) for side in SIDES))
            reason = f"What is meant cannot be told in language {spoken}"
            return Outcome(Verdict.CANNOT_TELL, reason)
        text, names = _TOLD[self.situation]
        acts = _clearest(meanings, names)
        # What the whole call says is shown by its clearest turn, be that not very clear by itself.
        shown = [act for act in acts if act.probability >= LIKELIEST] or acts[:1]
        spans = tuple(span_of(act) for act in shown)[:SHOWN]
        probability = self._probability(call, meanings, acts)
        if probability >= self.sure and not spans:
            return Outcome(Verdict.CANNOT_TELL, f"{text}, it seems, but no turn shows it")
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

    def _probability(self, call: Call, meanings: Meanings, acts: list[Act]) -> float:
        clearest = acts[0].probability if acts else 0.0
        if len(call.turns) < LEAST_TURNS:
            return clearest
        whole = meanings.situations[self.situation]
        few = len(call.turns) < FEW_TURNS
        decides = few and clearest >= DECIDED_BY_ONE.get(self.situation, 1.0)
        return max(whole, clearest) if decides else whole


def _clearest(meanings: Meanings, names: tuple[str, ...]) -> list[Act]:
    acts = (act for name in names for act in meanings.acts[name])
    return sorted(acts, key=lambda act: -act.probability)
