"""Disputes, coaching notes and golden examples as the archive gives them to those who coach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from app import data
from qa.review.acknowledge import Acknowledgement
from qa.review.coaches import CoachingDesk, Work
from qa.review.coaching import Note
from qa.review.disputes import Dispute
from qa.review.golden import Golden
from qa.rubric.outcome import Verdict

__all__ = ["Acknowledgement", "Dispute", "Golden", "Note", "Work"]


@contextmanager
def _desk() -> Iterator[CoachingDesk]:
    with data.opened(data.archive()) as store:
        yield CoachingDesk(store, data.viewer())


def disputes(identity: str | None = None) -> list[Dispute]:
    with _desk() as desk:
        return desk.disputes(call=identity)


def work() -> Work:
    with _desk() as desk:
        return desk.work(date.today())


def waiting() -> int:
    with _desk() as desk:
        return desk.waiting()


def answer(number: int, outcome: str, words: str, verdict: Verdict | None) -> None:
    with _desk() as desk:
        desk.answer(number, outcome, words, verdict)


def dispute_days() -> int:
    with _desk() as desk:
        return desk.dispute_days()


def set_dispute_days(days: int) -> None:
    with _desk() as desk:
        desk.set_dispute_days(days)


def acknowledgements(identity: str) -> list[Acknowledgement]:
    with _desk() as desk:
        return desk.acknowledgements(identity)


def script(identity: str) -> str:
    with _desk() as desk:
        return desk.script(identity)


def keep_golden(
    identity: str, rubric: str, criterion: str, expect: Verdict, name: str, text: str
) -> None:
    with _desk() as desk:
        desk.keep_golden(identity, rubric, criterion, expect, name, text)


def golden() -> list[Golden]:
    with _desk() as desk:
        return desk.golden()


def golden_yaml(rubric: str) -> str:
    with _desk() as desk:
        return desk.golden_yaml(rubric)


def drop_golden(number: int) -> None:
    with _desk() as desk:
        desk.drop_golden(number)


def coach(
    identity: str,
    text: str,
    rubric: str,
    criterion: str,
    moment: float | None,
    follow_up: date | None,
) -> None:
    with _desk() as desk:
        desk.coach(
            identity,
            text,
            rubric=rubric,
            criterion=criterion,
            moment=moment,
            follow_up=follow_up,
        )


def notes(agent: str | None = None, done: bool | None = None) -> list[Note]:
    with _desk() as desk:
        return desk.notes(agent=agent, done=done)


def notes_of(identity: str) -> list[Note]:
    with _desk() as desk:
        return desk.notes(call=identity)


def mark(number: int, done: bool, words: str = "") -> None:
    with _desk() as desk:
        desk.mark(number, done, words)
