"""Coaching notes as coaches see them: what is open, what is due, what came of it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app import data_coaching, words
from app.data_coaching import Note, Work
from app.widgets.lessons import about, to_call

LONGEST = 2000
OPEN, DONE, ALL = "Open", "Done", "All"


def notes(work: Work) -> None:
    """Draw the notes that fit, open ones first, by follow-up date."""
    everything = data_coaching.notes()
    if not everything:
        st.write(
            "None yet. On the page of a call, “Coaching note” writes one, tied to the moment that "
            "it is about; it is listed here until it is done."
        )
        return
    with st.container(key="figures", horizontal=True, gap="large"):
        st.metric("Open", work.open_notes, width="content")
        st.metric("Past their day", work.late_notes, width="content")
        st.metric("Done", work.done_notes, width="content")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.segmented_control(
            "Which", [OPEN, DONE, ALL], default=OPEN, required=True, key="which-notes"
        )
        agent = st.selectbox(
            "Agent",
            sorted({note.agent for note in everything}),
            index=None,
            placeholder="Every agent",
            width=200,
            key="notes-of",
        )
    wanted = {OPEN: (False,), DONE: (True,), ALL: (False, True)}[which]
    fitting = [n for n in everything if n.done in wanted and agent in (None, n.agent)]
    if not fitting:
        st.write("None of these.")
    for note in fitting:
        _note(note)


def _note(note: Note) -> None:
    with st.container(key=f"note-{note.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{words.plain(note.agent)}**", width="content")
            _state(note)
        st.caption(words.plain(about(note)))
        st.text(note.text)
        if note.outcome:
            st.text(f"What came of it: {note.outcome}")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            to_call(note)
            if note.done:
                st.button(
                    "Not done after all",
                    key=f"undone-{note.id}",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=data_coaching.mark,
                    args=(note.id, False),
                )
            else:
                _done(note)


def _state(note: Note) -> None:
    if note.done:
        st.badge("Done", icon=":material/done:", color="green")
    elif note.late(date.today()):
        st.badge("Past its day", icon=":material/event_busy:", color="orange")
    else:
        st.badge("Open", icon=":material/radio_button_unchecked:", color="gray")


def _done(note: Note) -> None:
    with (
        st.popover("Done", icon=":material/done:", type="tertiary"),
        st.form(f"done-{note.id}", border=False),
    ):
        text = st.text_area(
            "What came of it?", max_chars=LONGEST, height=80, help="The agent reads it, too."
        )
        if st.form_submit_button("Mark as done", type="primary"):
            data_coaching.mark(note.id, True, text)
            st.rerun()
