"""Agents, teams or queues beside each other, each with its interval; few calls are not ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from app import data, data_trends, words
from app.data_trends import GROUPS, Mean, Rate, Tally
from app.widgets.chart import Point, rows
from app.widgets.told import attempt
from app.widgets.trends.choose import Choice, calls_of
from app.widgets.trends.opening import open_calls
from app.widgets.trends.overview import interval

SCORE = "Mean score"
MANY = 24  # more are shown from both ends


def groups(choice: Choice, whole: Tally) -> None:
    """Draw the comparison; only for those who see every call."""
    with st.container(key="trend-groups"):
        st.subheader("Agents and teams", anchor=False)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            offered = [group for group in GROUPS if data.choices(group)]
            if not offered:
                st.caption("No call says who took it.")
                return
            group = st.selectbox(
                "Compare", offered, format_func=_plural, key="trend-group", width=140
            )
            on = st.selectbox(
                "On",
                [SCORE, *(name for name, rate in whole.passed.items() if rate.n)],
                format_func=words.label,
                key="trend-on",
                width=220,
            )
            if data.viewer().may(data.Power.KEEP):
                _least()
        tallies = data_trends.by_group(choice.rubric, choice.where, group)
        least = data_trends.least()
        enough, few = _parted(tallies, on, least)
        if enough:
            _chart(enough, on, group, choice, whole)
        else:
            st.caption(f"Nobody has {least} judged calls in this time, so nobody is compared.")
        if few:
            with st.expander(f"Fewer than {least} judged calls, not ranked ({len(few)})"):
                st.text("\n".join(f"{t.name}: {_value(t, on).n} judged" for t in few[:200]))
        st.download_button(
            "All of them as CSV",
            data=lambda: data_trends.tallies_csv(tallies, group).encode(),
            file_name=f"{group}s.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )


def _plural(group: str) -> str:
    return f"{group.capitalize()}s"


def _least() -> None:
    calls = st.number_input(
        "From so many calls",
        1,
        1000,
        value=data_trends.least(),
        width=150,
        help="Who has fewer judged calls is not ranked. Holds for everybody.",
    )
    if calls != data_trends.least() and attempt(lambda: data_trends.set_least(int(calls))):
        st.rerun()


def _value(tally: Tally, on: str) -> Rate | Mean:
    return tally.score if on == SCORE else tally.passed[on]


def _height(tally: Tally, on: str) -> float:
    value = _value(tally, on)
    found = value.share if isinstance(value, Rate) else value.value
    return found or 0.0


def _parted(tallies: Sequence[Tally], on: str, least: int) -> tuple[list[Tally], list[Tally]]:
    enough = [tally for tally in tallies if _value(tally, on).n >= least]
    few = [tally for tally in tallies if _value(tally, on).n < least]
    return sorted(enough, key=lambda tally: (-_height(tally, on), tally.name)), few


def _chart(enough: Sequence[Tally], on: str, group: str, choice: Choice, whole: Tally) -> None:
    middle = _height(whole, on)
    shown = list(enough)
    if len(shown) > MANY:
        shown = [*shown[: MANY // 2], *shown[-MANY // 2 :]]
    st.caption(
        "A line is the interval of 95 of 100 cases; dashed is the mean of all. Only those whose "
        "whole interval lies above or below it are coloured: the others may differ by chance."
        + (f" The {MANY // 2} at either end of {len(enough)}." if len(enough) > MANY else "")
    )
    points = [_point(tally, on, middle) for tally in shown]
    opened = rows(points, f"chart-{group}", f"{group}s.png", middle=middle)
    if opened:
        where = replace(choice.where, **{group: opened})
        open_calls(calls_of(where, scored=True))


def _point(tally: Tally, on: str, middle: float) -> Point:
    value = _value(tally, on)
    low, high = value.low, value.high
    tone = ""
    if low is not None and high is not None:
        tone = "green" if low > middle else "red" if high < middle else ""
    text = f"{tally.name}: {_height(tally, on):.0%} of {value.n:,} calls, "
    text += f"interval {interval(low, high)}" if low is not None else "no interval"
    return Point(tally.name, tally.name, _height(tally, on), low, high, text, tone=tone)
