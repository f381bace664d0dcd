"""The calls that somebody works through: which they are, and where in them one is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

QUEUE, CALL = "views/queue.py", "views/call.py"


def begin(calls: Sequence[str]) -> None:
    """Keep the calls as they stand in the queue now: judging one must not move the others."""
    st.session_state.line = list(calls)


def place(call: str) -> tuple[int, int] | None:
    """Which one of how many a call is, counted from 0; None outside the queue."""
    calls = st.session_state.get("line", [])
    return (calls.index(call), len(calls)) if call in calls else None


def beside(call: str, step: int) -> str | None:
    """The call `step` further on; None at the ends."""
    here = place(call)
    if here is None or not 0 <= here[0] + step < here[1]:
        return None
    return st.session_state.line[here[0] + step]


def go(call: str) -> None:
    """Open a call of the line."""
    st.switch_page(CALL, query_params={"call": call})
