"""What is said when there is nothing to show."""

from __future__ import annotations

import streamlit as st

CALLS = "views/calls.py"


def empty_archive() -> None:
    """A new archive: what to do first."""
    with st.container(key="empty"):
        st.title("No calls yet", anchor=False)
        st.write(
            "callqa listens to recordings on this machine and shows them here: who said what, "
            "how the conversation went, and a scorecard whose every verdict can be heard."
        )
        st.write("Point it at a folder of recordings:")
        st.code("callqa process FOLDER", language=None)
        st.caption("Then reload this page. Calls appear here one by one while it works.")
        if st.button("Reload", icon=":material/refresh:"):
            st.rerun()


def nothing_fits() -> None:
    """Filters that fit no call."""
    with st.container(key="nothing-fits"):
        st.write("No call fits these filters.")


def unknown_call(identity: str) -> None:
    """An address that names no call of this archive."""
    with st.container(key="empty"):
        st.title("This call is not in the archive", anchor=False)
        st.write("The link may be old, or made with another archive. What it asked for:")
        st.text(identity or "(no call)")
        st.page_link(CALLS, label="Back to all calls", icon=":material/arrow_back:")
