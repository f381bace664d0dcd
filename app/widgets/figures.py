"""The few numbers above the list of calls."""

from __future__ import annotations

import streamlit as st

from app.data import Figures


def figures(counted: Figures) -> None:
    """Draw the counts of the calls that are listed."""
    scored = counted.scored
    with st.container(horizontal=True, gap="large"):
        _figure("Calls", f"{counted.calls:,}", "Calls that fit the filters")
        _figure(
            "Nothing failed",
            _share(counted.clear, scored),
            "Share of scored calls in which no criterion failed, people's verdicts included",
        )
        _figure(
            "Failed outright",
            f"{counted.auto_failed:,}",
            "Calls that fail a criterion that fails the whole call, whatever the points",
        )
        _figure(
            "Mean score",
            "–" if counted.mean_share is None else f"{counted.mean_share:.0%}",
            "Mean of points ÷ points that could be judged",
        )
        _figure("Reviewed", f"{counted.reviewed:,}", "Calls with at least one person's verdict")


def _figure(label: str, value: str, meaning: str) -> None:
    st.metric(label, value, help=meaning, width="content")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"
