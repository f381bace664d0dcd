"""What is said when there is nothing to show."""

from __future__ import annotations

import streamlit as st

from app import data
from app.widgets import filters

CALLS = "views/calls.py"


def empty_archive() -> None:
    """A new archive: what to do first."""
    with st.container(key="empty"):
        st.title("No calls yet", anchor=False)
        st.write(
            "callqa listens to recordings on this machine and shows them here: who said what, "
            "how the conversation went, and a scorecard whose every verdict can be heard."
        )
        if data.viewer().may(data.Power.ADD):
            st.page_link(
                "views/archive.py", label="Add recordings here", icon=":material/upload_file:"
            )
        st.write("Or point it at a folder of recordings:")
        st.code("callqa process FOLDER", language=None)
        st.caption("Then reload this page. Calls appear here one by one while it works.")
        if st.button("Reload", icon=":material/refresh:"):
            st.rerun()


def no_calls_of_yours(agent: str) -> None:
    """An agent of whom no call is there."""
    with st.container(key="empty"):
        st.title("No calls of yours yet", anchor=False)
        st.write("Calls appear here once they were listened to. Yours are those of the agent named")
        st.text(agent or "(nobody chosen yet: choose an agent in the sidebar)")
        st.write("If that is not your name on the phone, tell whoever made your account.")


def not_yours(identity: str) -> None:
    """A call that this person may not see, or that is not there: the same words for both."""
    with st.container(key="empty"):
        st.title("This call is not among yours", anchor=False)
        st.write("You can open the calls that you took yourself. What the link asked for:")
        st.text(identity or "(no call)")
        st.page_link(CALLS, label="Back to your calls", icon=":material/arrow_back:")


def nothing_fits() -> None:
    """Filters that fit no call."""
    with st.container(key="nothing-fits"):
        st.write("No call fits these filters.")


def empty_queue(view: str, drawn: bool, filtered: bool) -> None:
    """A view of the queue with nothing in it; `filtered` says whether filters may be why."""
    with st.container(key="nothing-fits"):
        if view == "Assigned to me" and not filtered:
            st.write("Nothing is waiting for you. Calls that are given to you appear here.")
        elif view == "Random sample" and not drawn:
            st.write("Draw a sample above: so many calls of each agent, by lot.")
        elif filtered:
            st.write("No call here fits these filters. What was submitted has left this list.")
        else:
            st.write("Nothing is left to review here. What was submitted has left this list.")
        if filtered:
            st.button(
                "Clear all filters",
                key="clear-here",
                on_click=filters.clear,
                icon=":material/filter_alt_off:",
            )


def no_dates() -> None:
    """Calls of which none says when it was held."""
    with st.container(key="empty"):
        st.title("No call has a date", anchor=False)
        st.write(
            "Trends need to know when calls were held. The telephone system's JSON, a manifest.csv "
            "or a pattern over file names can say it; processing again takes it over without "
            "listening again."
        )


def nothing_counted(own: bool) -> None:
    """A time or choice with nothing to count."""
    with st.container(key="nothing-fits"):
        if own:
            st.write("No review of yours from this time was released yet.")
        else:
            st.write("No scored call fits these choices. Take a longer time or fewer choices.")


def unknown_call(identity: str) -> None:
    """An address that names no call of this archive."""
    with st.container(key="empty"):
        st.title("This call is not in the archive", anchor=False)
        st.write("The link may be old, or made with another archive. What it asked for:")
        st.text(identity or "(no call)")
        st.page_link(CALLS, label="Back to all calls", icon=":material/arrow_back:")
