"""The nouns of judging: verdicts, findings, scorecards, and what people say of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from qa.call import Call, Span


class Verdict(StrEnum):
    """Only pass and fail count towards points."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Finding:
    """The verdict on one criterion.

    `evidence` are the words the verdict rests on; a missing thing has no place, so such a finding
    has no evidence and `searched` says where it was looked for. `moment` is a time without words
    worth listening to (a silence, the end of the call), in seconds, or None. `unanswered` says that
    a language model was asked and gave no answer: the finding holds until it is asked again.
    """

    criterion: str
    verdict: Verdict
    reason: str
    evidence: tuple[Span, ...] = ()
    searched: str | None = None
    moment: float | None = None
    unanswered: bool = False


@dataclass(frozen=True)
class Words:
    """Where in a call something is, in seconds, who says it, and the words."""

    at: float
    speaker: str
    quote: str


def words_of(call: Call, finding: Finding) -> tuple[Words, ...]:
    """The words that a finding rests on; none for an absence."""
    return tuple(
        Words(call.time_of(span).start, call.turns[span.turn].speaker, call.quote(span))
        for span in finding.evidence
    )


@dataclass(frozen=True)
class Line:
    """One line of a scorecard: what was asked, what it is worth, the finding, and what to say to
    the agent about it ("" where there is nothing to say). `key` stands for all that the finding
    rests on beside the call (see qa.rubric.identity), "" where it has to be found anew."""

    section: str
    ask: str
    weight: float
    auto_fail: bool
    finding: Finding
    coach: str = ""
    key: str = ""


@dataclass(frozen=True)
class Scorecard:
    """A rubric filled in for one call; `key` stands for all that it rests on beside the call, ""
    where it has to be filled in anew."""

    call: str
    rubric: str
    rubric_title: str
    rubric_version: str
    rubric_sha256: str
    lines: tuple[Line, ...]
    key: str = ""

    @property
    def points(self) -> float:
        return self._weight(Verdict.PASS)

    @property
    def out_of(self) -> float:
        return self._weight(Verdict.PASS, Verdict.FAIL)

    @property
    def not_judged(self) -> float:
        return self._weight(Verdict.CANNOT_TELL)

    @property
    def auto_failed(self) -> tuple[str, ...]:
        """The criteria that fail the whole call, whatever the points."""
        return tuple(
            line.finding.criterion
            for line in self.lines
            if line.auto_fail and line.finding.verdict is Verdict.FAIL
        )

    @property
    def failed(self) -> tuple[str, ...]:
        return tuple(
            line.finding.criterion for line in self.lines if line.finding.verdict is Verdict.FAIL
        )

    def _weight(self, *verdicts: Verdict) -> float:
        return sum(line.weight for line in self.lines if line.finding.verdict in verdicts)

    def score_text(self) -> str:
        return score_text(self.points, self.out_of, self.not_judged)

    def with_reviews(self, reviews: Iterable[Review]) -> Scorecard:
        """The scorecard as it stands after what people said of it; the last word counts."""
        latest = {r.criterion: r.verdict for r in reviews if r.rubric == self.rubric}
        lines = tuple(
            replace(
                line,
                finding=replace(
                    line.finding,
                    verdict=latest.get(line.finding.criterion, line.finding.verdict),
                ),
            )
            for line in self.lines
        )
        return replace(self, lines=lines)

    def line(self, criterion: str) -> Line | None:
        return next((row for row in self.lines if row.finding.criterion == criterion), None)


class Totals(Protocol):
    """What a scorecard and a standing have in common: points, and what failed."""

    @property
    def points(self) -> float: ...
    @property
    def out_of(self) -> float: ...
    @property
    def not_judged(self) -> float: ...
    @property
    def failed(self) -> tuple[str, ...]: ...
    @property
    def auto_failed(self) -> tuple[str, ...]: ...
    def score_text(self) -> str: ...


def score_text(points: float, out_of: float, not_judged: float) -> str:
    """A score as it is shown: "72 of 80, 20 not judged"."""
    text = f"{points:g} of {out_of:g}"
    return f"{text}, {not_judged:g} not judged" if not_judged else text


@dataclass(frozen=True)
class Review:
    """What a person says of one finding; added beside it, never over it.

    `verdict` is the person's own, `machine_verdict` what they saw; equal means confirmed.
    `at` is ISO 8601 in UTC; `reason` says in a word why it was overturned, "" where nobody said.
    """

    call: str
    rubric: str
    criterion: str
    verdict: Verdict
    machine_verdict: Verdict
    note: str
    reviewer: str
    at: str
    reason: str = ""

    @property
    def overturned(self) -> bool:
        return self.verdict is not self.machine_verdict
