"""The list of calls as a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from app import data, words
from app.data import CallSummary

CALL = "views/call.py"
KEY = "calls"
ROW_HEIGHT, HEAD_HEIGHT = 44, 36
WHOLE_CALL = "✕"


def calls_table(calls: list[CallSummary]) -> None:
    """Draw the calls; a click on one opens it."""
    chosen = st.dataframe(
        _frame(calls),
        key=KEY,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * len(calls) + HEAD_HEIGHT,
        column_config=_columns(calls),
        on_select="rerun",
        selection_mode="single-cell",
        placeholder="–",
    )
    opened = _row(chosen)
    if opened is not None and opened < len(calls):
        st.switch_page(CALL, query_params={"call": calls[opened].id})
    st.caption("Click a call to open it.")


def _row(chosen: Any) -> int | None:
    selection = chosen["selection"]
    rows = [row for row, _ in selection["cells"]] or list(selection["rows"])
    return rows[0] if rows else None


def _frame(calls: list[CallSummary]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "call": call.id,
                "score": share(call),
                "points": _points(call),
                "failed": [_failed(call, name) for name in call.failed],
                "date": when(call.started_at),
                "agent": call.agent,
                "length": words.clock(call.seconds),
                "sentiment": list(call.sentiment),
                "ending": words.SHORT_ENDINGS.get(call.ending, call.ending),
                "reviewed": "✓" if call.reviewed else "",
            }
            for call in calls
        ]
    )


def _columns(calls: list[CallSummary]) -> dict[str, Any]:
    column = st.column_config
    labels = sorted({_failed(call, name) for call in calls for name in call.failed})
    return {
        "call": column.TextColumn("Call", width=152),
        "score": score_column(78),
        "points": column.TextColumn("Points", help="Of the points that could be judged", width=76),
        "failed": column.MultiselectColumn(
            "Failed",
            help=f"{WHOLE_CALL} fails the whole call, whatever the points",
            options=labels,
            color=["red" if text.startswith(WHOLE_CALL) else "gray" for text in labels],
            width=208,
        ),
        "date": column.DatetimeColumn("Date", format="D MMM YYYY", width=88),
        "agent": column.TextColumn("Agent", width=142),
        "length": column.TextColumn("Length", width=52, alignment="right"),
        "sentiment": sentiment_column(70),
        "ending": column.TextColumn("Ending", width=88),
        "reviewed": column.TextColumn("✓", help="Reviewed", width=34, alignment="center"),
    }


def score_column(width: int) -> Any:
    return st.column_config.ProgressColumn(
        "Score", format="percent", min_value=0, max_value=1, width=width
    )


def sentiment_column(width: int) -> Any:
    return st.column_config.LineChartColumn(
        "Sentiment",
        help="The customer's, from the words, −1 to 1",
        y_min=-1,
        y_max=1,
        width=width,
        color="orange",
    )


def when(started_at: str | None) -> datetime | None:
    """The time on the recorder's clock, whatever the browser's time zone."""
    try:
        return datetime.fromisoformat(started_at or "").replace(tzinfo=None)
    except ValueError:
        return None


def share(call: CallSummary) -> float | None:
    return round(call.points / call.out_of, 2) if call.out_of and call.points is not None else None


def _points(call: CallSummary) -> str:
    if call.out_of is None:
        return "not reviewed yet" if data.viewer().role is data.Role.AGENT else "not scored"
    return f"{call.points:g} of {call.out_of:g}"


def _failed(call: CallSummary, criterion: str) -> str:
    text = words.label(criterion)
    return f"{WHOLE_CALL} {text}" if criterion in call.auto_failed else text
