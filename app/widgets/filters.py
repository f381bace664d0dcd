"""Which calls are listed and in which order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from app import data, words

KEEP: Final = "session"  # filters survive a visit to a call


def rubric() -> str:
    """The rubric that scores are shown of; asked only when calls were scored with several."""
    known = data.rubrics()
    if len(known) < 2:
        return known[0] if known else "essentials"
    chosen = st.session_state.get("rubric")
    return chosen if chosen in known else known[0]


def filters(rubric: str) -> tuple[data.CallFilter, str]:
    """Draw the filters; gives what they say."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        text = st.text_input(
            "Search what was said",
            key="text",
            type="search",
            placeholder="refund, call me back …",
            icon=":material/search:",
            width=230,
            persist_state=KEEP,
        )
        failed = st.selectbox(
            "Failed",
            data.criteria(rubric),
            key="failed",
            index=None,
            placeholder="Any criterion",
            format_func=words.label,
            width=165,
            persist_state=KEEP,
        )
        own = data.viewer().role is data.Role.AGENT
        agent = None if own else _choice("Agent", "agent", "Any agent")
        order = st.selectbox(
            "Order",
            list(data.ORDERS),
            key="order",
            format_func=str.capitalize,
            width=130,
            persist_state=KEEP,
        )
        with st.popover(_more_label(), icon=":material/tune:"):
            since, until, queue, language = _more(rubric)
    where = data.CallFilter(
        agent=agent,
        queue=queue,
        language=language,
        criterion=failed,
        text=text or "",
        since=since,
        until=until,
    )
    return where, order


def _choice(label: str, column: str, any_text: str) -> str | None:
    shown = words.language if column == "language" else str
    return st.selectbox(
        label,
        data.choices(column),
        key=column,
        index=None,
        placeholder=any_text,
        format_func=shown,
        width=150,
        persist_state=KEEP,
    )


def _more_label() -> str:
    """Says how many of the folded filters are set, so that none works unseen."""
    used = sum(bool(st.session_state.get(key)) for key in ("queue", "language", "since", "until"))
    return f"More ({used})" if used else "More"


def _more(rubric: str) -> tuple[str | None, str | None, str | None, str | None]:
    if len(data.rubrics()) > 1:
        st.selectbox(
            "Scorecard", data.rubrics(), key="rubric", format_func=words.label, persist_state=KEEP
        )
    queue = _choice("Queue", "queue", "Any queue")
    language = _choice("Language", "language", "Any language")
    since = st.date_input("From", value=None, key="since", persist_state=KEEP)
    until = st.date_input("To and including", value=None, key="until", persist_state=KEEP)
    return _iso(since), _iso(until, 1), queue, language


def _iso(day: date | None, later: int = 0) -> str | None:
    return (day + timedelta(days=later)).isoformat() if day else None
