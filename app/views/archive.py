"""Keeping the archive: what comes in, where it lies, how long it stays, who may see it."""

from __future__ import annotations

import streamlit as st

from app import data, words
from app.widgets.keeping.add import add
from app.widgets.keeping.log import log
from app.widgets.keeping.models import models
from app.widgets.keeping.people import people
from app.widgets.keeping.retention import retention
from app.widgets.keeping.storage import storage
from app.widgets.keeping.teams import teams
from app.widgets.keeping.work import work

viewer = data.viewer()
if not viewer.may(data.Power.ADD):
    st.switch_page("views/calls.py")


def recordings() -> None:
    """What comes in."""
    add()
    work()


SECTIONS = {"Recordings": recordings}
if viewer.may(data.Power.KEEP):
    SECTIONS |= {
        "Models": models,
        "Storage": storage,
        "Retention": retention,
        "People": people,
        "Teams": teams,
        "Log": log,
    }

st.title("Archive & settings" if len(SECTIONS) > 1 else "Add recordings", anchor=False)
if text := st.session_state.pop("told", None):
    st.toast(words.plain(text), icon=":material/check:")
section = "Recordings"
if len(SECTIONS) > 1:
    section = st.segmented_control(
        "Section",
        list(SECTIONS),
        default="Recordings",
        required=True,
        key="section",
        label_visibility="collapsed",
        persist_state="session",
    )
with st.container(key="keeping"):
    SECTIONS[section]()
