"""Which calls are listed and in which order; shared by the queue and the list of all calls."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final, Literal

import streamlit as st

from app import data, words
from app.widgets.verdict import WORDS

KEEP: Final = "session"  # filters survive a visit to a call
SHAPES = {
    "declining": "Declines",
    "improving": "Improves",
    "dipped-and-recovered": "Dips and recovers",
    "steady": "Steady",
    "too-short": "Too short to say",
}
STATES = {"open": "To review", "submitted": "Submitted", "released": "Released"}
FOLDED = (
    *("queue", "team", "language", "since", "until", "shape", "unheard", "state"),
    *("shortest", "longest", "lowest", "highest"),
)
TERMS = {"complaint": "They complain of", "praise": "They are glad of"}  # set by Trends alone
KEYS = ("text", "failed", "verdict", "agent", *TERMS, *FOLDED)


def rubric() -> str:
    """The rubric that scores are shown of; asked only when calls were scored with several."""
    known = data.rubrics()
    if len(known) < 2:
        return known[0] if known else "essentials"
    chosen = st.session_state.get("rubric")
    return chosen if chosen in known else known[0]


def filters(rubric: str) -> data.CallFilter:
    """Draw the filters; gives what they say."""
    text = st.text_input(
        "Search what was said",
        key="text",
        type="search",
        placeholder="refund, call me back …",
        icon=":material/search:",
        width=230,
        persist_state=KEEP,
    )
    criterion = st.selectbox(
        "Criterion",
        data.criteria(rubric),
        key="failed",
        index=None,
        placeholder="Any criterion",
        format_func=words.label,
        width=165,
        persist_state=KEEP,
    )
    verdict = data.Verdict.FAIL
    if criterion:
        verdict = st.selectbox(
            "came out as",
            list(data.Verdict),
            key="verdict",
            index=1,
            format_func=WORDS.__getitem__,
            width=150,
            persist_state=KEEP,
        )
    own = data.viewer().role is data.Role.AGENT
    agent = None if own else _choice("Agent", "agent", "Any agent")
    terms = {key: _term(key) for key in TERMS if st.session_state.get(key)}
    with st.popover(_more_label(), icon=":material/tune:"):
        more = _more() | terms
    return data.CallFilter(
        agent=agent, criterion=criterion, verdict=verdict, text=text or "", **more
    )


def _term(key: str) -> str | None:
    """A theme of Trends whose calls are listed, and the way to let go of it."""
    names = st.session_state.get("theme-names", {})
    return st.selectbox(
        TERMS[key],
        [st.session_state[key]],
        index=None,
        key=key,
        format_func=lambda term: names.get(term, term),
        width=180,
        persist_state=KEEP,
    )


def order(orders: list[str]) -> str:
    """Draw the choice of an order."""
    return st.selectbox(
        "Order",
        orders,
        key="order",
        format_func=str.capitalize,
        width=140,
        persist_state=KEEP,
    )


def used() -> bool:
    """Whether any filter is set."""
    return any(
        st.session_state.get(key) not in (None, False, "") for key in KEYS if key != "verdict"
    )


def show(where: data.CallFilter) -> None:
    """Set the filters to what `where` says; to be called before they are drawn."""
    state = st.session_state
    for key in KEYS:
        state[key] = _SHOWN[key](where) if key in _SHOWN else getattr(where, key)


def clear() -> None:
    """Take every filter off."""
    show(data.CallFilter())


def _choice(
    label: str, column: str, any_text: str, width: int | Literal["stretch"] = 150
) -> str | None:
    return st.selectbox(
        label,
        data.choices(column),
        key=column,
        index=None,
        placeholder=any_text,
        format_func=words.language if column == "language" else str,
        width=width,
        persist_state=KEEP,
    )


def _more_label() -> str:
    """Says how many of the folded filters are set, so that none works unseen."""
    used = sum(st.session_state.get(key) not in (None, False, "") for key in FOLDED)
    return f"More ({used})" if used else "More"


def _more() -> dict[str, Any]:
    if len(data.rubrics()) > 1:
        st.selectbox(
            "Scorecard", data.rubrics(), key="rubric", format_func=words.label, persist_state=KEEP
        )
    left, right = st.columns(2)
    with left:
        chosen: dict[str, Any] = {"queue": _choice("Queue", "queue", "Any queue", "stretch")}
        since = st.date_input("From", value=None, key="since", persist_state=KEEP)
        shortest = _number("At least, minutes", "shortest", 600)
        lowest = _number("Score from, %", "lowest", 100)
        shape = _named("Sentiment", "shape", SHAPES)
        if data.choices("team"):
            chosen["team"] = _choice("Team", "team", "Any team")
    with right:
        chosen["language"] = _choice("Language", "language", "Any language", "stretch")
        until = st.date_input("To and including", value=None, key="until", persist_state=KEEP)
        longest = _number("At most, minutes", "longest", 600)
        highest = _number("Score up to, %", "highest", 100)
        state = _named("Review", "state", STATES)
    unheard = st.checkbox("Speech that was not understood", key="unheard", persist_state=KEEP)
    st.button("Clear all filters", on_click=clear, icon=":material/filter_alt_off:")
    return chosen | {
        "since": _iso(since),
        "until": _iso(until, 1),
        "shortest": shortest and shortest * 60,
        "longest": longest and longest * 60,
        "lowest": None if lowest is None else lowest / 100,
        "highest": None if highest is None else highest / 100,
        "shape": shape,
        "state": state,
        "unheard": unheard,
    }


def _number(label: str, key: str, most: int) -> float | None:
    return st.number_input(
        label, 0, most, value=None, key=key, placeholder="any", persist_state=KEEP
    )


def _named(label: str, key: str, names: dict[str, str]) -> str | None:
    return st.selectbox(
        label,
        list(names),
        key=key,
        index=None,
        placeholder="Any",
        format_func=names.__getitem__,
        persist_state=KEEP,
    )


def _iso(day: date | None, later: int = 0) -> str | None:
    return (day + timedelta(days=later)).isoformat() if day else None


def _day(iso: str | None, earlier: int = 0) -> date | None:
    return date.fromisoformat(iso) - timedelta(days=earlier) if iso else None


def _scaled(value: float | None, factor: float) -> int | None:
    return None if value is None else round(value * factor)


# How a kept filter is shown in the widgets, where the two differ.
_SHOWN: dict[str, Any] = {
    "failed": lambda where: where.criterion,
    "verdict": lambda where: data.Verdict(where.verdict),
    "since": lambda where: _day(where.since),
    "until": lambda where: _day(where.until, 1),
    "shortest": lambda where: _scaled(where.shortest, 1 / 60),
    "longest": lambda where: _scaled(where.longest, 1 / 60),
    "lowest": lambda where: _scaled(where.lowest, 100),
    "highest": lambda where: _scaled(where.highest, 100),
}
