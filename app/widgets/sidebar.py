"""The sidebar: where one is, and under whose name reviews are kept."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import streamlit as st

MARK = Path(__file__).parents[1] / "mark.svg"
WORDMARK = Path(__file__).parents[1] / "wordmark.svg"


def sidebar(calls: Any) -> None:
    """Draw the sidebar; the reviewer's name is kept for the session."""
    st.logo(str(WORDMARK), icon_image=str(MARK), size="large")
    with st.sidebar:
        st.page_link(calls, label="Calls", icon=":material/list:", width="stretch")
        with st.container(key="reviewing"):
            st.text_input(
                "Reviewing as",
                value=_user(),
                key="reviewer",
                max_chars=80,
                persist_state="session",
                help="Your verdicts are kept under this name.",
            )
            st.caption("Local mode: no sign-in, nothing leaves this machine.")


def reviewer() -> str:
    """The name that reviews are kept under."""
    return str(st.session_state.get("reviewer") or "").strip() or _user()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"
