"""The sidebar: where one can go, and as whom one is here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from app import data, palette
from app.data import Role, Viewer

MARK = Path(__file__).parents[1] / "mark.svg"
WORDMARKS = {
    palette.LIGHT: Path(__file__).parents[1] / "wordmark.svg",
    palette.DARK: Path(__file__).parents[1] / "wordmark-dark.svg",
}
ROLES = {
    Role.SUPERVISOR: "Supervisor",
    Role.QA: "QA staff",
    Role.AGENT: "Agent",
    Role.ADMIN: "Administrator",
}


def sidebar(pages: Sequence[tuple[Any, str, str]], viewer: Viewer) -> None:
    """Draw the sidebar; `pages` are pages with their labels and icons."""
    st.logo(str(WORDMARKS[palette.shown()]), icon_image=str(MARK), size="large")
    with st.sidebar:
        for page, label, icon in pages:
            st.page_link(page, label=label, icon=icon, width="stretch")
        with st.container(key="person"):
            if data.is_open():
                _open(viewer)
            else:
                _signed_in(viewer)


def _signed_in(viewer: Viewer) -> None:
    st.text(viewer.name)
    st.caption(ROLES[viewer.role])
    # A form of its own: the cookie can only be taken back by a route.
    st.html(
        '<form method="post" action="/logout" target="_self">'
        '<button class="sign-out" type="submit">Sign out</button></form>'
    )


def _open(viewer: Viewer) -> None:
    st.selectbox(
        "Look as",
        list(ROLES),
        key="role",
        format_func=ROLES.__getitem__,
        persist_state="session",
        help="What the others see, for trying it out. With accounts, the account decides.",
    )
    if viewer.role is Role.AGENT:
        st.selectbox(
            "Agent",
            data.every_agent(),
            key="as_agent",
            index=None,
            placeholder="Whose calls?",
            persist_state="session",
        )
    else:
        st.text_input(
            "Reviewing as",
            value=data.system_user(),
            key="reviewer",
            max_chars=80,
            persist_state="session",
            help="Your verdicts are kept under this name.",
        )
    st.caption(
        "Open mode: this archive has no accounts, so whoever sits at this machine sees everything. "
        "The first one is made in a terminal: `callqa users add NAME --role admin`."
    )
