"""The rubric studio: writing a rubric, trying it, seeing what it would change, publishing it."""

from __future__ import annotations

import streamlit as st

from app import words
from app.widgets.part import part
from app.widgets.studio import examples, replay, sheet, shelf, tryout, versions

if not sheet.may_write():
    st.switch_page("views/calls.py")

PARTS = ("Examples", "Try phrases", "Replay & publish", "Versions")


@part
def studio() -> None:
    """The desk: the text, and beside it all that can be done with it."""
    entry = shelf.shelf()
    left, right = st.columns([11, 10], gap="large")
    with left, st.container(key="sheet", gap="small"):
        now, mistakes = sheet.write(entry)
    broken = bool(mistakes)
    with right:
        part = st.segmented_control(
            "What to do",
            PARTS,
            default=PARTS[0],
            required=True,
            key="studio-part",
            label_visibility="collapsed",
            persist_state="session",
        )
        with st.container(key="studio-work"):
            if part == "Examples":
                examples.examples(entry.name, now.text, broken)
            elif part == "Try phrases":
                tryout.tryout(now.text)
            elif part == "Replay & publish":
                replay.replay(now, broken)
                st.subheader("Publish", anchor=False)
                versions.publish(now, broken)
            else:
                versions.versions(entry.name)


st.title("Rubric studio", anchor=False)
if text := st.session_state.pop("told", None):
    st.toast(words.plain(text), icon=":material/check:")
studio()
