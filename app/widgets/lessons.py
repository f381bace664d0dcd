"""Coaching notes as the agent reads them, and the lessons they keep."""

from __future__ import annotations

import streamlit as st

from app import data_own, words
from app.data_own import Lesson, Note
from app.widgets.told import carry_out

CALL = "views/call.py"
LONGEST = 2000


def lessons(kept: list[Lesson]) -> None:
    """Draw what the agent kept, in their own words."""
    for one in kept:
        with st.container(key=f"lesson-{one.note.id}", gap="small"):
            st.text(one.words)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                to_call(one.note)
                st.button(
                    "Let go",
                    key=f"drop-{one.note.id}",
                    type="tertiary",
                    icon=":material/close:",
                    on_click=data_own.drop_lesson,
                    args=(one.note.id,),
                )


def notes(found: list[Note], kept: list[Lesson]) -> None:
    """Draw the notes of coaches, with a way to keep each as a lesson."""
    done = {one.note.id for one in kept}
    for note in found:
        with st.container(key=f"note-{note.id}", gap="small"):
            st.caption(words.plain(about(note)))
            st.text(note.text)
            if note.outcome:
                st.text(f"What came of it: {note.outcome}")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                to_call(note)
                if note.id not in done:
                    _keep(note)


def about(note: Note) -> str:
    """Who wrote a note about what, when, and until when."""
    what = f" on “{words.label(note.criterion)}”" if note.criterion else ""
    until = ""
    if note.done:
        until = ", done"
    elif note.follow_up:
        until = f", to talk about on {words.short_day(note.follow_up)}"
    return f"{note.by}{what}, {words.day(note.at)}{until}"


def to_call(note: Note) -> None:
    """Draw the way to the moment that a note is about."""
    at = {} if note.moment is None else {"at": f"{note.moment:g}"}
    moment = "" if note.moment is None else f", {words.clock(note.moment)}"
    st.page_link(
        CALL,
        label=f"{words.plain(note.call)}{moment}",
        icon=":material/play_circle:",
        query_params={"call": note.call, **at},
    )


def _keep(note: Note) -> None:
    with (
        st.popover("Keep as a lesson", icon=":material/bookmark_add:", type="tertiary"),
        st.form(f"keep-{note.id}", border=False),
    ):
        text = st.text_area("In your own words", max_chars=LONGEST, height=90)
        if st.form_submit_button("Keep", type="primary"):
            carry_out(lambda: data_own.keep_lesson(note.id, text))
