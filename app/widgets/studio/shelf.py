"""Which rubric: choosing one, or beginning a new one."""

from __future__ import annotations

import streamlit as st

from app import data_studio, words
from app.data_studio import Entry
from app.widgets.told import attempt


def shelf() -> Entry:
    """Draw the choice of a rubric; gives the chosen one."""
    entries = {entry.name: entry for entry in data_studio.shelf()}
    before = st.session_state.get("studio-rubric")
    with st.container(horizontal=True, vertical_alignment="bottom", key="shelf"):
        # Without a key: its labels change when something is published, and the choice must stay.
        name = st.selectbox(
            "Rubric",
            list(entries),
            index=list(entries).index(before) if before in entries else 0,
            format_func=lambda one: _label(entries[one]),
            width=420,
        )
        st.session_state["studio-rubric"] = name
        if st.button("New rubric", icon=":material/add:"):
            _begin()
    return entries[name]


def _label(entry: Entry) -> str:
    state = f"version {entry.version.number} in use" if entry.version else "not published yet"
    draft = f", draft by {entry.draft.by}" if entry.draft else ""
    return f"{entry.title} · {state}{draft}"


@st.dialog("New rubric")
def _begin() -> None:
    with st.form("new-rubric", border=False):
        name = st.text_input("Name", placeholder="greeting", max_chars=60)
        st.caption("You get a small rubric, explained line by line, to change into yours.")
        if st.form_submit_button("Begin", type="primary") and attempt(
            lambda: st.session_state.update({"studio-rubric": data_studio.begin(name).rubric}),
            words.plain(f"{name} begun"),
        ):
            st.rerun()
