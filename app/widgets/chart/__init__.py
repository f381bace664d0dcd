"""Charts whose every point can be opened, by a click or from the keyboard, and saved as PNG.

Drawn in the browser in the colours of the theme; a point is a button with all its numbers in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

import streamlit as st

PERCENT, LEVEL = "percent", "level"  # 0 to 1 shown as percent; −1 to 1 shown as it is


@dataclass(frozen=True)
class Point:
    """A value with its interval. `key` says what it is to whoever opens it, `at` what it is called,
    `text` everything in words; `faint` marks one that rests on few calls."""

    key: str
    at: str
    value: float
    low: float | None
    high: float | None
    text: str
    faint: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Series:
    """Points in order; `look` is solid or dashed, `colour` one of the theme's names."""

    label: str
    points: tuple[Point, ...]
    colour: str = "primary"
    look: str = "solid"


@dataclass(frozen=True)
class Panel:
    """One small chart: a line per series over time."""

    key: str
    title: str
    note: str
    series: tuple[Series, ...]
    unit: str = PERCENT


def lines(panels: Sequence[Panel], key: str, name: str) -> tuple[str, str] | None:
    """Draw small charts; gives the keys of the panel and point that somebody opens now."""
    return _drawn("lines", [asdict(panel) for panel in panels], key, name)


def rows(
    points: Sequence[Point], key: str, name: str, *, middle: float | None, unit: str = PERCENT
) -> str | None:
    """Draw a value with its interval a row, `middle` as a line; gives the key that is opened."""
    panel = {"points": [asdict(point) for point in points], "middle": middle, "unit": unit}
    opened = _drawn("rows", [panel], key, name)
    return opened[1] if opened else None


def _drawn(kind: str, panels: list[dict[str, Any]], key: str, name: str) -> tuple[str, str] | None:
    html, css, js = _files()
    component = st.components.v2.component("callqa_chart", html=html, css=css, js=js)
    asked = component(
        key=key,
        data={"kind": kind, "panels": panels, "name": name},
        on_opened_change=_nothing,
    )
    return (asked.opened["panel"], asked.opened["key"]) if asked.opened else None


def _nothing() -> None:
    """Components want something to call; what was asked is read where it is drawn."""


@cache
def _files() -> tuple[str, str, str]:
    folder = resources.files(__name__)
    read: Any = [folder.joinpath(f"chart.{kind}") for kind in ("html", "css", "js")]
    html, css, js = (file.read_text(encoding="utf-8") for file in read)
    return html, css, js
