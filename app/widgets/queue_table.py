"""The queue as a table: rows are chosen to hand them out, a click on a cell opens the call."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app import line, words
from app.data import RISKS, CallSummary
from app.widgets.calls_table import (
    HEAD_HEIGHT,
    ROW_HEIGHT,
    score_column,
    sentiment_column,
    share,
    when,
)
from app.widgets.filters import STATES

OVERDUE = "⚠ "


def queue_table(calls: list[CallSummary], key: str) -> list[str]:
    """Draw the calls; gives the ids of those that are chosen."""
    if not calls:  # the last of them was taken off just now
        return []
    rows = pd.DataFrame([_row(call) for call in calls])
    # Columns that say nothing here: nobody has any of these calls, or all are as far.
    empty = [name for name in ("due", "with", "source") if rows[name].isna().all()]
    same = ["state"] if rows["state"].nunique() < 2 else []
    chosen = st.dataframe(
        rows.drop(columns=[*empty, *same]),
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * len(calls) + HEAD_HEIGHT,
        column_config=_columns(),
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        placeholder="–",
        alt="Calls to review, a row each",
    )
    selection: Any = chosen["selection"]
    opened = [row for row, _ in selection["cells"] if row < len(calls)]
    if opened:
        line.begin([call.id for call in calls])
        line.go(calls[opened[0]].id)
    return [calls[row].id for row in selection["rows"] if row < len(calls)]


def _row(call: CallSummary) -> dict[str, Any]:
    return {
        "call": call.id,
        "why": _why(call),
        "score": share(call),
        "sentiment": list(call.sentiment),
        "agent": call.agent,
        "date": when(call.started_at),
        "length": words.clock(call.seconds),
        "due": _due(call),
        "with": call.assignee,
        "state": STATES[call.state],
        "source": call.source or None,
    }


def _why(call: CallSummary) -> list[str]:
    """The signs; that points were lost is said only where nothing weightier is, the score tells."""
    signs = [sign for sign in call.why if sign != "lost_points"] or call.why
    return [RISKS[sign] for sign in signs]


def _due(call: CallSummary) -> str | None:
    if not call.due:
        return None
    late = call.state == "open" and call.due < date.today().isoformat()
    return f"{OVERDUE if late else ''}{words.short_day(call.due)}"


def _columns() -> dict[str, Any]:
    column = st.column_config
    names = list(RISKS.values())
    return {
        "call": column.TextColumn("Call", width=152),
        "why": column.MultiselectColumn(
            "Why",
            help="What makes it worth an ear, the weightiest first",
            options=names,
            color=["red", "red", "orange", "violet", "gray"],
            width=196,
        ),
        "score": score_column(80),
        "sentiment": sentiment_column(70),
        "agent": column.TextColumn("Agent", width=142),
        "date": column.DatetimeColumn("Date", format="D MMM", width=58),
        "length": column.TextColumn("Length", width=52, alignment="right"),
        "due": column.TextColumn("Due", width=60, help=f"{OVERDUE}is past due"),
        "with": column.TextColumn("With", width=76),
        "state": column.TextColumn("Review", width=74),
        "source": column.TextColumn("Picked", help="How it came to be handed out", width=70),
    }
