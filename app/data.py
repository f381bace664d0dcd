"""The archive as the pages see it: cached reads, plain writes; only here is qa imported."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from qa.call import AGENT, CUSTOMER, SIDES, Call, Span, Turn
from qa.errors import InputError, QAError, StoreError
from qa.formats.listening import listening_copy, media_type
from qa.listing import ORDERS, CallFilter, CallSummary, Figures, Hit
from qa.measures import BACK_CHANNEL, INTERRUPTION, Measures, Overlap, Range, Trajectory
from qa.rubric.outcome import Finding, Line, Review, Scorecard, Verdict
from qa.store import Failure, Store

__all__ = [
    "AGENT",
    "BACK_CHANNEL",
    "CUSTOMER",
    "INTERRUPTION",
    "ORDERS",
    "SIDES",
    "Call",
    "CallFilter",
    "CallSummary",
    "Failure",
    "Figures",
    "Finding",
    "Hit",
    "Line",
    "Measures",
    "Overlap",
    "QAError",
    "Range",
    "Review",
    "Scorecard",
    "Span",
    "StoreError",
    "Trajectory",
    "Turn",
    "Verdict",
]

Version = tuple[tuple[int, int], ...]


def archive() -> Path:
    """The archive that is shown."""
    return Path(os.environ["CALLQA_DB"])


def version(db: Path) -> Version:
    """Changes whenever the archive does, without opening it."""
    stamps = []
    for path in (db, db.with_name(db.name + "-wal")):
        try:
            found = path.stat()
        except OSError:
            found = None
        # A reader makes and removes an empty log; only one with something in it is a change.
        stamps.append((found.st_mtime_ns, found.st_size) if found and found.st_size else (0, 0))
    return tuple(stamps)


# -- reads, cached until the archive changes ----------------------------------------------------


def rubrics() -> list[str]:
    return _rubrics(archive(), version(archive()))


def criteria(rubric: str) -> list[str]:
    return _criteria(archive(), version(archive()), rubric)


def choices(column: str) -> list[str]:
    return _choices(archive(), version(archive()), column)


def figures(where: CallFilter, rubric: str) -> Figures:
    return _figures(archive(), version(archive()), where, rubric)


def summaries(
    where: CallFilter, rubric: str, order: str, limit: int, offset: int
) -> list[CallSummary]:
    return _summaries(archive(), version(archive()), where, rubric, order, limit, offset)


def search(text: str, limit: int = 20) -> list[Hit]:
    return _search(archive(), version(archive()), text, limit)


def failures() -> list[Failure]:
    return _failures(archive(), version(archive()))


def call(identity: str) -> Call:
    """The call with this id. Raises StoreError when there is none."""
    return _call(archive(), version(archive()), identity)


def scorecards(identity: str) -> list[Scorecard]:
    return _scorecards(archive(), version(archive()), identity)


def reviews(identity: str) -> list[Review]:
    return _reviews(archive(), version(archive()), identity)


_cached = st.cache_data(show_spinner=False, max_entries=256)


@_cached
def _rubrics(db: Path, version: Version) -> list[str]:
    with Store(db) as store:
        return store.rubrics()


@_cached
def _criteria(db: Path, version: Version, rubric: str) -> list[str]:
    with Store(db) as store:
        return store.criteria(rubric)


@_cached
def _choices(db: Path, version: Version, column: str) -> list[str]:
    with Store(db) as store:
        return store.choices(column)


@_cached
def _figures(db: Path, version: Version, where: CallFilter, rubric: str) -> Figures:
    with Store(db) as store:
        return store.figures(where, rubric=rubric)


@_cached
def _summaries(
    db: Path, version: Version, where: CallFilter, rubric: str, order: str, limit: int, offset: int
) -> list[CallSummary]:
    with Store(db) as store:
        return store.summaries(where, rubric=rubric, order=order, limit=limit, offset=offset)


@_cached
def _search(db: Path, version: Version, text: str, limit: int) -> list[Hit]:
    with Store(db) as store:
        return store.search(text, limit=limit)


@_cached
def _failures(db: Path, version: Version) -> list[Failure]:
    with Store(db) as store:
        return store.failures()


@st.cache_data(show_spinner=False, max_entries=16)
def _call(db: Path, version: Version, identity: str) -> Call:
    with Store(db) as store:
        return store.call(identity)


@_cached
def _scorecards(db: Path, version: Version, identity: str) -> list[Scorecard]:
    with Store(db) as store:
        return store.scorecards(identity)


@_cached
def _reviews(db: Path, version: Version, identity: str) -> list[Review]:
    with Store(db) as store:
        return store.reviews(identity)


# -- writes --------------------------------------------------------------------------------------


def add_review(
    card: Scorecard, criterion: str, verdict: Verdict, note: str, reviewer: str
) -> Review:
    """Keep what a person says of a finding."""
    with Store(archive()) as store:
        return store.add_review(
            card.call, card.rubric, criterion, verdict, note=note, reviewer=reviewer
        )


# -- recordings ----------------------------------------------------------------------------------


def listening_file(db: Path, identity: str) -> tuple[Path, str]:
    """A file that the browser plays for a call, and its media type.

    Raises StoreError for an unknown call, InputError when there is nothing to hear.
    """
    with Store(db) as store:
        recording = store.call(identity).recording
    if not recording.channels:
        raise InputError("this call is a transcript without a recording")
    path = listening_copy(recording, _cache_folder())
    return path, media_type(path) or "application/octet-stream"


def missing_sound(call: Call) -> str | None:
    """Why there is nothing to hear, in words for the page; None when the recording is there."""
    if not call.recording.channels:
        return "This call is a transcript: there is no recording to play."
    gone = [path for path in call.recording.paths if not Path(path).is_file()]
    if not gone:
        return None
    return (
        f"The recording is not where it was ({', '.join(gone)}). It may have been moved or "
        "deleted; everything else is shown from the archive."
    )


def _cache_folder() -> Path:
    import platformdirs

    chosen = os.environ.get("CALLQA_CACHE")
    return Path(chosen) if chosen else platformdirs.user_cache_path("callqa") / "listening"
