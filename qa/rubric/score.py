"""Rubric × Call → Scorecard; a pure function of the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from qa.call import Call
from qa.gist import bare
from qa.language import language_code
from qa.meaning import understood
from qa.phrasebook import PhraseLists
from qa.rubric.checks.base import Scope, evaluate, not_the_case
from qa.rubric.form import Criterion, Rubric
from qa.rubric.outcome import Finding, Line, Scorecard, Verdict


def score(rubric: Rubric, call: Call) -> Scorecard:
    """Fill in `rubric` for a measured call.

    The agent's name, the customer's and everything else that is not in the conversation are
    taken away first, so no check can see them.
    """
    seen = understood(bare(call))
    findings = {c.id: judge(c, seen, rubric.lists, rubric.languages) for c in rubric.criteria}
    return fill_in(rubric, call.id, findings)


def fill_in(rubric: Rubric, call: str, findings: Mapping[str, Finding]) -> Scorecard:
    """The scorecard of a call from its findings by criterion."""
    lines = tuple(
        Line(
            section.title,
            criterion.ask,
            criterion.weight,
            criterion.auto_fail,
            finding := findings[criterion.id],
            _coach(criterion, finding.verdict),
            "" if finding.unanswered else rubric.keys[criterion.id],
        )
        for section in rubric.sections
        for criterion in section.criteria
    )
    key = rubric.key if all(line.key for line in lines) else ""
    return Scorecard(call, rubric.id, rubric.title, rubric.version, rubric.sha256, lines, key)


def judge(
    criterion: Criterion,
    call: Call,
    lists: Mapping[str, PhraseLists],
    languages: Iterable[str] | None = None,
) -> Finding:
    """The finding on one criterion; a check that breaks is cannot_tell with its reason.

    `lists` and `languages` are those of its rubric.
    """
    spoken = None if languages is None else frozenset(map(language_code, languages))
    scope = Scope(lists, languages=spoken)
    return replace(_judged(criterion, call, scope), unanswered=bool(scope.unanswered))


def _judged(criterion: Criterion, call: Call, scope: Scope) -> Finding:
    if criterion.applies_when is not None:
        condition = evaluate(criterion.applies_when, call, scope)
        if condition.verdict in (Verdict.FAIL, Verdict.NOT_APPLICABLE):
            reason = not_the_case(condition)
            searched = condition.searched
            return Finding(criterion.id, Verdict.NOT_APPLICABLE, reason, searched=searched)
        if condition.verdict is Verdict.CANNOT_TELL:
            reason = f"It cannot be told whether this applies: {condition.reason}"
            return Finding(criterion.id, Verdict.CANNOT_TELL, reason)
    outcome = evaluate(criterion.check, call, scope)
    return Finding(
        criterion.id,
        outcome.verdict,
        outcome.reason,
        outcome.evidence,
        outcome.searched,
        outcome.moment,
    )


def _coach(criterion: Criterion, verdict: Verdict) -> str:
    words = {Verdict.FAIL: criterion.coach.fail, Verdict.PASS: criterion.coach.pass_}
    return words.get(verdict, "")
