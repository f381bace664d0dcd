"""Which calls trends are counted from: time, week or month, agent, team, queue, language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import streamlit as st

from app import data, data_trends, words
from app.data_trends import MONTH, WEEK, Slice

KEEP: Final = "session"
PERIODS = {
    "4 weeks": 28,
    "12 weeks": 84,
    "6 months": 182,
    "12 months": 365,
    "Everything": 0,
}


@dataclass(frozen=True)
class Choice:
    """What was chosen, with the words for the time and the time before."""

    rubric: str
    where: Slice
    grain: str
    period: str

    @property
    def before(self) -> str:
        return f"the {self.period.lower()} before"


def choose(rubric: str, first: str, last: str) -> Choice:
    """Draw the choices; the time ends with the latest call, since an archive may be old."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        if len(data.rubrics()) > 1:
            rubric = st.selectbox(
                "Scorecard",
                data.rubrics(),
                key="rubric",
                format_func=words.label,
                width=170,
                persist_state=KEEP,
            )
        period = st.selectbox(
            "Time", list(PERIODS), index=1, key="trend-time", width=130, persist_state=KEEP
        )
        grain = st.segmented_control(
            "By",
            [WEEK, MONTH],
            default=WEEK,
            required=True,
            format_func=str.capitalize,
            key="trend-grain",
            persist_state=KEEP,
        )
        chosen = {
            column: _choice(label, column)
            for label, column in _CHOICES
            if data.viewer().may(data.Power.SEE_ALL) and data.choices(column)
        }
    end = date.fromisoformat(last) + timedelta(days=1)
    days = PERIODS[period] or (end - date.fromisoformat(first)).days
    since = end - timedelta(days=days)
    return Choice(rubric, Slice(since.isoformat(), end.isoformat(), **chosen), grain, period)


_CHOICES = (("Agent", "agent"), ("Team", "team"), ("Queue", "queue"), ("Language", "language"))


def _choice(label: str, column: str) -> str | None:
    return st.selectbox(
        label,
        data.choices(column),
        key=f"trend-{column}",
        index=None,
        placeholder="Any",
        format_func=words.language if column == "language" else str,
        width=150,
        persist_state=KEEP,
    )


def calls_of(
    where: Slice, *, start: str | None = None, grain: str = WEEK, **more: object
) -> data.CallFilter:
    """The filter that leaves the calls a number was counted from; `start` is a week or month."""
    since, until = where.since, where.until
    if start:
        since = max(since, start)
        until = min(until, data_trends.end_of(start, grain))
    return data.CallFilter(
        agent=where.agent,
        team=where.team,
        queue=where.queue,
        language=where.language,
        since=since,
        until=until,
        **more,  # type: ignore[arg-type]
    )
