"""Rubric × Call → Scorecard; a pure function of the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qa.call import AGENT_SIDE, CUSTOMER_SIDE, ROLES, WHOLE, Call
from qa.rubric.checks.base import Check, Outcome, PhraseLists
from qa.rubric.form import Criterion, Rubric
from qa.rubric.outcome import Finding, Line, Scorecard, Verdict

# What a check may need, the reason that explains most first.
_MISSING = {
    ROLES: "it is not certain which speaker is the agent",
    AGENT_SIDE: "the agent is not on the recording",
    CUSTOMER_SIDE: "the customer is not on the recording",
    WHOLE: "the recording is cut short",
}


def score(rubric: Rubric, call: Call) -> Scorecard:
    """Fill in `rubric` for a measured call.

    The agent's name, the customer's and everything else that is not in the conversation are
    taken away first, so no check can see them.
    """
    unnamed = _without_names(call)
    lists = rubric.lists
    lines = tuple(
        Line(
            section.title,
            criterion.ask,
            criterion.weight,
            criterion.auto_fail,
            judge(criterion, unnamed, lists),
        )
        for section in rubric.sections
        for criterion in section.criteria
    )
    return Scorecard(call.id, rubric.id, rubric.title, rubric.version, rubric.sha256, lines)


def judge(criterion: Criterion, call: Call, lists: Mapping[str, PhraseLists]) -> Finding:
    """The finding on one criterion; a check that breaks is cannot_tell with its reason."""
    if criterion.applies_when is not None:
        condition = _run(criterion.applies_when, call, lists)
        if condition.verdict is Verdict.FAIL:
            reason = "The situation this is about does not come up"
            searched = condition.searched
            return Finding(criterion.id, Verdict.NOT_APPLICABLE, reason, searched=searched)
        if condition.verdict is Verdict.CANNOT_TELL:
            reason = f"It cannot be told whether this applies: {condition.reason}"
            return Finding(criterion.id, Verdict.CANNOT_TELL, reason)
    outcome = _run(criterion.check, call, lists)
    return Finding(
        criterion.id,
        outcome.verdict,
        outcome.reason,
        outcome.evidence,
        outcome.searched,
        outcome.moment,
    )


def _run(check: Check, call: Call, lists: Mapping[str, PhraseLists]) -> Outcome:
    for need in (n for n in _MISSING if n in check.needs() - call.provides):
        return Outcome(Verdict.CANNOT_TELL, f"Not judged: {_MISSING[need]}")
    try:
        return check.run(call, lists)
    except Exception as error:  # one broken check must not take the scorecard with it
        return Outcome(Verdict.CANNOT_TELL, f"The check broke: {type(error).__name__}: {error}")


def _without_names(call: Call) -> Call:
    metadata = replace(
        call.recording.metadata, name=None, agent=None, customer=None, queue=None, note=None
    )
    return replace(call, recording=replace(call.recording, metadata=metadata))
