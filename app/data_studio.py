"""Writing rubrics as the pages see it: the shelf, checking, trying, rehearsing, publishing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from app import data
from qa.agreement import Agreement, Estimate
from qa.comparing import BIASED
from qa.errors import InputError
from qa.publishing import Draft, DraftConflictError, Version
from qa.review.studio import Entry, Rehearsed, Studio
from qa.rubric.compare import Agreed, Comparison, Difference, Flip, Move
from qa.rubric.examples import ExampleResult
from qa.rubric.outcome import Words
from qa.tryout import Found, Tried

__all__ = [
    "BIASED",
    "Agreed",
    "Agreement",
    "Comparison",
    "Difference",
    "Draft",
    "DraftConflictError",
    "Entry",
    "Estimate",
    "ExampleResult",
    "Flip",
    "Found",
    "InputError",
    "Move",
    "Rehearsed",
    "Tried",
    "Version",
    "Words",
]

FLIPS_SHOWN = 25  # of each criterion
Tell = Callable[[str, int, int], None]


@contextmanager
def _studio() -> Iterator[Studio]:
    with data.opened(data.archive()) as store:
        yield Studio(store, data.viewer())


def shelf() -> list[Entry]:
    with _studio() as studio:
        return studio.shelf()


def entry(name: str) -> Entry:
    with _studio() as studio:
        return studio.entry(name)


def versions(name: str) -> list[Version]:
    with _studio() as studio:
        return studio.versions(name)


def begin(name: str) -> Draft:
    """A new rubric as a draft of this person's."""
    with _studio() as studio:
        return studio.begin(name)


def save_draft(name: str, text: str, seen: int) -> Draft:
    with _studio() as studio:
        return studio.save_draft(name, text, seen=seen)


def discard_draft(name: str, seen: int) -> None:
    with _studio() as studio:
        studio.discard_draft(name, seen=seen)


def mistakes(text: str) -> list[tuple[int, int, str]]:
    """Line, column and what is wrong there, from the top."""
    return _mistakes(text, data.viewer())


@st.cache_data(show_spinner=False, max_entries=32)
def _mistakes(text: str, who: data.Viewer) -> list[tuple[int, int, str]]:
    with data.opened(data.archive()) as store:
        found = Studio(store, who).mistakes(text)
    return [(*_place(error.where), error.what) for error in found]


def examples(text: str) -> list[ExampleResult]:
    """The examples of a text, run once for every text."""
    return _examples(text, data.viewer())


@st.cache_data(show_spinner=False, max_entries=32)
def _examples(text: str, who: data.Viewer) -> list[ExampleResult]:
    with data.opened(data.archive()) as store:
        return Studio(store, who).examples(text)


def golden(name: str, text: str) -> list[ExampleResult]:
    """The golden examples kept of a rubric, run by a text."""
    return _golden(data.archive(), data.version(data.archive()), name, text, data.viewer())


@st.cache_data(show_spinner=False, max_entries=32)
def _golden(
    db: Path, version: data.Version, name: str, text: str, who: data.Viewer
) -> list[ExampleResult]:
    with data.opened(db) as store:
        return Studio(store, who).golden(name, text)


def first_language(text: str) -> str:
    """The language that a rubric names first; English while that cannot be told."""
    with _studio() as studio:
        return studio.first_language(text)


def try_phrases(typed: str, text: str, language: str, who: str | None) -> Tried:
    with _studio() as studio:
        return studio.try_phrases(typed, text, language=language, who=who)


def rehearse(name: str, text: str, tell: Tell) -> Rehearsed:
    with _studio() as studio:
        return studio.rehearse(name, text, limit=FLIPS_SHOWN, tell=tell)


def was_replayed(name: str, text: str) -> bool:
    """Whether anybody replayed this very text against the version in use."""
    with _studio() as studio:
        return studio.was_replayed(name, text)


def publish(
    name: str, text: str, reason: str, base: int, *, unreplayed: bool, seen: int
) -> Version:
    with _studio() as studio:
        return studio.publish(name, text, reason, base=base, unreplayed=unreplayed, seen=seen)


def go_back(name: str, number: int, reason: str, base: int) -> Version:
    with _studio() as studio:
        return studio.go_back(name, number, reason, base=base)


def score_again(name: str, tell: Tell) -> int:
    """Gives how many calls keep their scorecard, since its review is released."""
    with _studio() as studio:
        return studio.score_again(name, tell=tell).released


def _place(where: str | None) -> tuple[int, int]:
    line, _, column = (where or "1:1").partition(":")
    return int(line), int(column or 1)
