"""Calibration sessions as the archive gives them to whoever takes part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from app import data
from qa.agreement import Agreement, Estimate
from qa.review.calibration import BAR, MACHINE, MOST_CALLS, Session
from qa.review.calibrators import CalibrationDesk, Results
from qa.review.compare import FEWEST, Compared
from qa.review.selfscore import Question
from qa.review.trials import Trial
from qa.rubric.outcome import Verdict
from qa.shares import Share

__all__ = [
    "BAR",
    "FEWEST",
    "MACHINE",
    "MOST_CALLS",
    "Agreement",
    "Compared",
    "Estimate",
    "Question",
    "Results",
    "Session",
    "Share",
    "Trial",
]


@contextmanager
def _desk() -> Iterator[CalibrationDesk]:
    with data.opened(data.archive()) as store:
        yield CalibrationDesk(store, data.viewer())


def begin(title: str, rubric: str, calls: Sequence[str], people: Sequence[str], bar: float) -> int:
    with _desk() as desk:
        return desk.begin(title, rubric, calls, people, bar)


def pick(rubric: str, n: int, seed: str) -> list[str]:
    """Calls drawn by lot from all that were scored."""
    with _desk() as desk:
        return desk.pick(rubric, n, seed)


def blind() -> frozenset[str]:
    """The calls that whoever looks scores blind at present."""
    with _desk() as desk:
        return desk.blind()


def sessions() -> list[Session]:
    with _desk() as desk:
        return desk.sessions()


def waiting() -> int:
    """How many sessions wait for whoever looks."""
    with _desk() as desk:
        return desk.waiting()


def questions(number: int, identity: str) -> list[Question]:
    with _desk() as desk:
        return desk.questions(number, identity)


def own_scores(number: int) -> dict[tuple[str, str], tuple[Verdict, str]]:
    """What this person has said so far: call, criterion → verdict and note."""
    with _desk() as desk:
        found = desk.own_scores(number)
    return {(one.call, one.criterion): (one.verdict, one.note) for one in found}


def score(
    number: int, identity: str, verdicts: Mapping[str, Verdict], notes: Mapping[str, str]
) -> None:
    with _desk() as desk:
        desk.score(number, identity, verdicts, notes)


def left(number: int) -> list[str]:
    with _desk() as desk:
        return desk.left(number)


def submit(number: int) -> None:
    with _desk() as desk:
        desk.submit(number)


def close(number: int) -> None:
    with _desk() as desk:
        desk.close(number)


def results(number: int) -> Results:
    with _desk() as desk:
        return desk.results(number)


def trials() -> list[Trial]:
    with _desk() as desk:
        return desk.trials()
