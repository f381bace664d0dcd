"""Trends as the pages see them: cached counts, and the same numbers as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from app import data
from app.data import Version, Viewer
from qa.formats.export import as_table
from qa.trends.board import Board, compared, moves
from qa.trends.counts import GRAINS, GROUPS, MONTH, WEEK, Slice, Tally, end_of
from qa.trends.rates import Change, Mean, Rate
from qa.trends.terms import COMPLAINT, PRAISE
from qa.trends.themes import Example, Theme

__all__ = [
    "COMPLAINT",
    "GRAINS",
    "GROUPS",
    "MONTH",
    "PRAISE",
    "WEEK",
    "Change",
    "Example",
    "Mean",
    "Rate",
    "Slice",
    "Tally",
    "Theme",
    "compared",
    "end_of",
    "moves",
]


@contextmanager
def _board(db: Path | None = None, who: Viewer | None = None) -> Iterator[Board]:
    with data.opened(db or data.archive()) as store:
        yield Board(store, who or data.viewer())


def _now() -> tuple[Path, Version, Viewer]:
    return data.archive(), data.version(data.archive()), data.viewer()


def span(rubric: str) -> tuple[str, str] | None:
    return _span(*_now(), rubric)


def over_time(rubric: str, where: Slice, grain: str) -> list[Tally]:
    return _over_time(*_now(), rubric, where, grain)


def whole(rubric: str, where: Slice) -> tuple[Tally, Tally]:
    return _whole(*_now(), rubric, where)


def by_group(rubric: str, where: Slice, group: str) -> list[Tally]:
    return _by_group(*_now(), rubric, where, group)


def themes(where: Slice, tone: int) -> list[Theme]:
    return _themes(*_now(), where, tone)


_cached = st.cache_data(show_spinner=False, max_entries=128)


@_cached
def _span(db: Path, version: Version, who: Viewer, rubric: str) -> tuple[str, str] | None:
    with _board(db, who) as board:
        return board.span(rubric)


@_cached
def _over_time(
    db: Path, version: Version, who: Viewer, rubric: str, where: Slice, grain: str
) -> list[Tally]:
    with _board(db, who) as board:
        return board.over_time(rubric, where, grain)


@_cached
def _whole(
    db: Path, version: Version, who: Viewer, rubric: str, where: Slice
) -> tuple[Tally, Tally]:
    with _board(db, who) as board:
        return board.whole(rubric, where)


@_cached
def _by_group(
    db: Path, version: Version, who: Viewer, rubric: str, where: Slice, group: str
) -> list[Tally]:
    with _board(db, who) as board:
        return board.by_group(rubric, where, group)


@_cached
def _themes(db: Path, version: Version, who: Viewer, where: Slice, tone: int) -> list[Theme]:
    with _board(db, who) as board:
        return board.themes(where, tone)


def least() -> int:
    with _board() as board:
        return board.least()


def set_least(calls: int) -> None:
    with _board() as board:
        board.set_least(calls)


def teams() -> dict[str, str | None]:
    with _board() as board:
        return board.teams()


def set_team(agent: str, team: str | None, *, past: bool) -> None:
    with _board() as board:
        board.set_team(agent, team, past=past)


# -- the same numbers for a spreadsheet ----------------------------------------------------------


def tallies_csv(tallies: Sequence[Tally], first: str) -> str:
    """A line per period or group and criterion; `first` names the first column."""
    columns = (first, "calls", "measure", "count", "of", "value", "low", "high")
    return as_table(columns, _lines(tallies))


def themes_csv(found: Sequence[tuple[str, Theme]]) -> str:
    """A line per theme; `found` are themes with the word for their tone."""
    columns = ("kind", "theme", "words", "calls", "of", "before", "of_before", "odds_ratio")
    columns += ("low", "high", "rising", "falling")
    rows = (
        (
            *(tone, theme.name, ", ".join(theme.terms), theme.now.count, theme.now.n),
            *(theme.before.count, theme.before.n, *map(_short, _ratio(theme))),
            *(theme.rising, theme.falling),
        )
        for tone, theme in found
    )
    return as_table(columns, rows)


def _ratio(theme: Theme) -> tuple[float, float, float]:
    return theme.ratio, theme.low, theme.high


def _lines(tallies: Iterable[Tally]) -> Iterator[tuple[object, ...]]:
    for tally in tallies:
        head = (tally.name or tally.start, tally.calls)
        rates = {
            **{f"passed {name}": rate for name, rate in tally.passed.items()},
            "nothing failed": tally.clear,
            "failed outright": tally.auto_failed,
            "recovered": tally.recovered,
        }
        for name, rate in rates.items():
            yield (*head, name, rate.count, rate.n, *map(_short, (rate.share, rate.low, rate.high)))
        means = {
            "mean score": tally.score,
            "sentiment at the start": tally.opening,
            "sentiment at the end": tally.closing,
        }
        for name, mean in means.items():
            yield (*head, name, "", mean.n, *map(_short, (mean.value, mean.low, mean.high)))


def _short(value: float | None) -> object:
    return "" if value is None else round(value, 4)
