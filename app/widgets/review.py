"""What people say of a finding: confirm it, or overturn it with a verdict and a note."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import data, words
from app.data import Line, Review, Scorecard, Verdict
from app.widgets.verdict import WORDS

NOTE_CHARACTERS = 2000


def review(card: Scorecard, machine: Line, line: Line, said: Sequence[Review]) -> None:
    """Draw what was said of a finding, and the ways to say something."""
    key = f"{card.rubric}-{machine.finding.criterion}"
    for one in said:
        _said(one)
    if not data.viewer().may(data.Power.REVIEW):
        return
    if st.session_state.get("overturning") == key:
        _form(card, machine, line, key)
        return
    with st.container(horizontal=True, gap="small", key=f"review-{key}"):
        verdict = line.finding.verdict
        st.button(
            "Confirm",
            key=f"confirm-{key}",
            icon=":material/check:",
            type="tertiary",
            help=f"Keep “{WORDS[verdict].lower()}” under your name",
            on_click=_keep,
            args=(card, machine, verdict, ""),
        )
        st.button(
            "Overturn",
            key=f"overturn-{key}",
            icon=":material/edit:",
            type="tertiary",
            help="Give another verdict, with a note",
            on_click=_open,
            args=(key,),
        )


def _form(card: Scorecard, machine: Line, line: Line, key: str) -> None:
    others = [verdict for verdict in Verdict if verdict is not line.finding.verdict]
    with st.form(f"form-{key}"):
        verdict = st.radio(
            "Your verdict", others, format_func=WORDS.__getitem__, horizontal=True, key=f"new-{key}"
        )
        note = st.text_area(
            "Why",
            key=f"note-{key}",
            max_chars=NOTE_CHARACTERS,
            height=80,
            placeholder="What you heard",
        )
        with st.container(horizontal=True, gap="small"):
            save = st.form_submit_button("Save verdict", type="primary", key=f"save-{key}")
            cancel = st.form_submit_button("Cancel", key=f"cancel-{key}")
    if save:
        _keep(card, machine, verdict, note)
    if save or cancel:
        _open(None)
        st.rerun()


def _open(key: str | None) -> None:
    st.session_state.overturning = key


def _keep(card: Scorecard, machine: Line, verdict: Verdict, note: str) -> None:
    data.add_review(card, machine.finding.criterion, verdict, note.strip())
    st.toast("Kept, under the name " + words.plain(data.viewer().name), icon=":material/check:")


def _said(one: Review) -> None:
    theirs, machine = WORDS[one.verdict].lower(), WORDS[one.machine_verdict].lower()
    what = f"overturned {machine} to {theirs}" if one.overturned else f"confirmed {theirs}"
    with st.container(key=f"said-{one.rubric}-{one.criterion}-{one.at}-{id(one)}", gap=None):
        st.caption(words.plain(f"{one.reviewer} {what}, {words.day(one.at)}"))
        if one.note:
            st.text(one.note)
