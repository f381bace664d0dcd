"""Handing calls out: to somebody, until a day; and drawing a random sample."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from app import data, words

DAYS_TO_REVIEW = 7
SEED_BYTES = 4


def assign(chosen: Sequence[str], source: str) -> None:
    """The bar above the table while calls are chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="hand-out"):
        count = f"{len(chosen)} call{'s' if len(chosen) != 1 else ''} chosen"
        st.markdown(f"**{count}**", width="content")
        people = data.people()
        person = st.selectbox("Give to", people, index=people.index(data.viewer().name), width=180)
        due = st.date_input("Due", value=date.today() + timedelta(days=DAYS_TO_REVIEW), width=150)
        if st.button("Assign", type="primary", icon=":material/assignment_ind:"):
            data.assign(chosen, person, due, source)
            _done(f"{count.removesuffix(' chosen')} with {person}")
        if st.button("Take back", icon=":material/undo:"):
            data.assign(chosen, None, None, "")
            _done(f"{count.removesuffix(' chosen')} with nobody")


def draw() -> None:
    """The form that draws a random sample of a week."""
    with (
        st.form("draw-sample", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        day = st.date_input("Week of", value=_last_week(), width=150)
        per_agent = st.number_input("Calls of each agent", 1, 50, 2, width=150)
        due = st.date_input("Due", value=date.today() + timedelta(days=DAYS_TO_REVIEW), width=150)
        seed = st.text_input(
            "Seed",
            value=st.session_state.setdefault("seed", secrets.token_hex(SEED_BYTES)),
            width=130,
            help="The same seed draws the same calls again, so that anybody can check the draw.",
        )
        if st.form_submit_button("Draw", type="primary", icon=":material/casino:"):
            drawn = data.draw(day, int(per_agent), seed, due)
            del st.session_state["seed"]
            st.session_state.sample = drawn.id
            _done(f"{len(drawn.calls)} calls drawn")


def sample() -> int | None:
    """Draw the choice of a sample that was drawn before; gives its number."""
    drawn = {one.id: one for one in data.draws()}
    if not drawn:
        st.caption("No sample yet. Drawn calls are recorded as random, with seed and week.")
        return None
    if st.session_state.get("sample") not in drawn:
        st.session_state.sample = next(iter(drawn))
    return st.selectbox(
        "Sample",
        list(drawn),
        key="sample",
        format_func=lambda number: _told(drawn[number]),
        width=460,
    )


def _told(one: data.Draw) -> str:
    return (
        f"Week of {words.short_day(one.week)}: {one.per_agent} of each agent, {len(one.calls)} "
        f"calls, seed {one.seed}, drawn by {one.by}"
    )


def _last_week() -> date:
    """The week of the latest call: an archive may have been filled a while ago."""
    latest = data.summaries(data.CallFilter(), "", "newest", 1, 0)
    try:
        return date.fromisoformat((latest[0].started_at or "")[:10])
    except (IndexError, ValueError):
        return date.today() - timedelta(days=7)


def _done(text: str) -> None:
    st.session_state.said = text
    st.session_state.pop("queue-table", None)
    st.rerun()


def said() -> None:
    """What was done at the run before, once."""
    if text := st.session_state.pop("said", None):
        st.toast(words.plain(f"Done: {text}"), icon=":material/check:")
