"""What got better and what got worse against the time before, side by side and equally large."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import data_trends, words
from app.data_trends import Change, Tally
from app.widgets.trends.choose import Choice
from app.widgets.trends.over_time import FAILED, PASSED, open_criterion


def moved(now: Tally, before: Tally, choice: Choice) -> None:
    """Draw the criteria that moved beyond chance; nothing where there is no time before."""
    if not before.calls:
        return
    moves = data_trends.moves(now, before)
    better = [(name, change) for name, change in moves if change.sure and (change.by or 0) > 0]
    worse = [(name, change) for name, change in moves if change.sure and (change.by or 0) < 0]
    with st.container(key="trend-moved"):
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader(f"Better than in {choice.before}", anchor=False)
            _list(better, choice, PASSED, "Nothing moved up beyond chance.")
        with right:
            st.subheader(f"Worse than in {choice.before}", anchor=False)
            _list(worse[::-1], choice, FAILED, "Nothing moved down beyond chance.")


def _list(moves: Sequence[tuple[str, Change]], choice: Choice, verdict: str, nothing: str) -> None:
    if not moves:
        st.caption(nothing)
    for name, change in moves:
        by = f"{(change.by or 0) * 100:+.0f}".replace("-", "−")
        low, high = (round((end or 0) * 100) for end in (change.low, change.high))
        ends = f"{low} to {high}".replace("-", "−")
        st.button(
            f"**{by} points** {words.plain(words.label(name))}",
            key=f"moved-{verdict}-{name}",
            type="tertiary",
            icon=":material/trending_up:" if verdict == PASSED else ":material/trending_down:",
            help=f"From {change.before.share:.0%} of {change.before.n:,} to "
            f"{change.now.share:.0%} of {change.now.n:,}; interval {ends} points. "
            f"Opens the calls that {verdict}.",
            on_click=_ask,
            args=(name, verdict),
        )
    if asked := st.session_state.pop(f"moved-{verdict}", None):
        open_criterion(choice, asked, verdict)


def _ask(name: str, verdict: str) -> None:
    st.session_state[f"moved-{verdict}"] = name
