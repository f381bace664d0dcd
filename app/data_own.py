"""An agent's own page as the archive gives it: what is theirs alone, and their say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import streamlit as st

from app import data
from qa import wording
from qa.review.acknowledge import Acknowledgement
from qa.review.coaching import Lesson, Note
from qa.review.disputes import DECLINED, PARTLY, UPHELD, Dispute
from qa.review.growth import ABOUT_AS_BEFORE, BETTER, FEWEST, LESS_OFTEN, TOO_FEW, Growth, Praise
from qa.review.growth import overall as together
from qa.review.own import Inbox, OwnDesk
from qa.review.selfscore import Question
from qa.rubric.outcome import Verdict
from qa.shares import Share
from qa.wording import Heard, Situation

__all__ = [
    "ABOUT_AS_BEFORE",
    "BETTER",
    "DECLINED",
    "FEWEST",
    "LESS_OFTEN",
    "PARTLY",
    "TOO_FEW",
    "UPHELD",
    "Acknowledgement",
    "Dispute",
    "Growth",
    "Heard",
    "Lesson",
    "Note",
    "Praise",
    "Question",
    "Share",
    "Situation",
]


@contextmanager
def _desk() -> Iterator[OwnDesk]:
    with data.opened(data.archive()) as store:
        yield OwnDesk(store, data.viewer())


def is_agent() -> bool:
    """Whether whoever looks has a page of their own calls."""
    return data.viewer().role is data.Role.AGENT


# -- a call ---------------------------------------------------------------------------------------


def questions(identity: str) -> list[Question]:
    with _desk() as desk:
        return desk.questions(identity)


def self_scores(identity: str) -> dict[tuple[str, str], Verdict]:
    with _desk() as desk:
        return desk.self_scores(identity)


def score_myself(identity: str, answers: Mapping[tuple[str, str], Verdict]) -> None:
    with _desk() as desk:
        desk.score_myself(identity, answers)


def released(identity: str) -> bool:
    with _desk() as desk:
        return desk.released(identity)


def opened(identity: str) -> bool:
    with _desk() as desk:
        return desk.opened(identity)


def open_review(identity: str) -> None:
    with _desk() as desk:
        desk.open_review(identity)


def acknowledge(identity: str, note: str) -> None:
    with _desk() as desk:
        desk.acknowledge(identity, note)


def acknowledgements(identity: str) -> list[Acknowledgement]:
    with _desk() as desk:
        return desk.acknowledgements(identity)


def dispute(identity: str, rubric: str, criterion: str, wanted: Verdict, reason: str) -> None:
    with _desk() as desk:
        desk.dispute(identity, rubric, criterion, wanted, reason)


def disputes(identity: str | None = None) -> list[Dispute]:
    with _desk() as desk:
        return desk.disputes(identity)


def deadline(identity: str) -> datetime | None:
    with _desk() as desk:
        return desk.deadline(identity)


def may_dispute(identity: str) -> bool:
    with _desk() as desk:
        return desk.may_dispute(identity)


def heard(identity: str) -> list[Heard]:
    with _desk() as desk:
        return desk.heard(identity)


# -- growing --------------------------------------------------------------------------------------


def inbox() -> Inbox:
    with _desk() as desk:
        return desk.inbox()


def praise() -> list[Praise]:
    return _praise(data.archive(), data.version(data.archive()), data.viewer())


def growth(rubric: str) -> list[Growth]:
    return _growth(data.archive(), data.version(data.archive()), data.viewer(), rubric)


def overall(found: Sequence[Growth]) -> tuple[Share, Share]:
    """All criteria together, recently and before."""
    return together(found)


@st.cache_data(show_spinner=False, max_entries=64)
def _praise(db: Path, version: data.Version, who: data.Viewer) -> list[Praise]:
    with data.opened(db) as store:
        return OwnDesk(store, who).praise()


@st.cache_data(show_spinner=False, max_entries=64)
def _growth(db: Path, version: data.Version, who: data.Viewer, rubric: str) -> list[Growth]:
    with data.opened(db) as store:
        return OwnDesk(store, who).growth(rubric)


def notes() -> list[Note]:
    with _desk() as desk:
        return desk.notes()


def lessons() -> list[Lesson]:
    with _desk() as desk:
        return desk.lessons()


def keep_lesson(note: int, words: str) -> None:
    with _desk() as desk:
        desk.keep_lesson(note, words)


def drop_lesson(note: int) -> None:
    with _desk() as desk:
        desk.drop_lesson(note)


def situations(language: str) -> dict[str, Situation]:
    """Situations of complaint with words that may help, by id."""
    return wording.situations(language)


def wording_languages() -> tuple[str, ...]:
    return wording.languages()
