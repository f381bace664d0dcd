"""Criteria that need a person: how each came out of its calibrations; added, never changed.

A criterion below the bar is marked until it passes a later calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.connection import Connection, now
from qa.review.calibration import Session
from qa.review.compare import Compared


@dataclass(frozen=True)
class Trial:
    """How a criterion came out: `value` is the lower of the AC1 among people and of the machine
    with them, over `n` calls; `title` and `bar` are the calibration's."""

    calibration: int
    title: str
    rubric: str
    criterion: str
    passed: bool
    value: float
    bar: float
    n: int
    at: str


def keep(connection: Connection, found: Session, compared: Sequence[Compared]) -> None:
    """Keep what a calibration says; what it cannot say leaves a criterion as it was."""
    with connection.writing():
        for one in compared:
            if one.passed is not None and one.weakest is not None:
                connection.insert(
                    "trials",
                    calibration=found.id,
                    rubric_id=found.rubric,
                    criterion=one.criterion,
                    passed=int(one.passed),
                    value=one.weakest,
                    n=one.n,
                    at=now(),
                )


def latest(connection: Connection, rubric: str | None = None) -> list[Trial]:
    """The last trial of every criterion, of one rubric if given."""
    where, values = ("", []) if rubric is None else ("AND t.rubric_id = ?", [rubric])
    rows = connection.all(f"{_LATEST} {where} ORDER BY t.rubric_id, t.criterion", values)
    return [
        Trial(
            r["calibration"],
            r["title"],
            r["rubric_id"],
            r["criterion"],
            bool(r["passed"]),
            r["value"],
            r["bar"],
            r["n"],
            r["at"],
        )
        for r in rows
    ]


def need_a_person(connection: Connection) -> frozenset[tuple[str, str]]:
    """The criteria, as (rubric, criterion), whose verdicts a person has to look at."""
    return frozenset((t.rubric, t.criterion) for t in latest(connection) if not t.passed)


_LATEST = """
SELECT t.*, k.title, k.bar FROM trials t JOIN calibrations k ON k.id = t.calibration
WHERE t.id IN (SELECT max(id) FROM trials GROUP BY rubric_id, criterion)
"""
