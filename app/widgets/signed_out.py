"""What is shown to somebody who is not signed in, or is on the way through a provider."""

from __future__ import annotations

import streamlit as st

from app import data

GO = "export default function ({ data }) { if (data) window.location.replace(data); }"


def signed_out() -> None:
    """Nothing but the way in: the session is over, or a provider has yet to say who this is."""
    if data.sso_name() and (st.user.is_logged_in or "sso" in st.query_params):
        _through_provider()
        return
    with st.container(key="empty"):
        st.title("You are signed out", anchor=False)
        st.write("Your session is over. What you had saved is saved.")
        st.html('<a href="/login" target="_self">Sign in</a>')


def _through_provider() -> None:
    if not st.user.is_logged_in:
        st.login()
        return
    email = str(st.user.get("email") or "")
    if email and not data.sso_proves(st.user):
        _refused(
            "This address is not proved to be yours",
            "Your provider does not say that it has looked whether this address is yours. Whoever "
            "runs this dashboard can set trust_email, if addresses there can be trusted:",
            email,
        )
        return
    ticket = data.sso_ticket(email) if email else None
    if ticket:
        st.components.v2.component("callqa_go", js=GO)(data=f"/api/ticket?ticket={ticket}")
        return
    _refused(
        "There is no account for you here",
        "You are known to your provider, but nobody has made an account for this name:",
        email or "(your provider gave no address)",
    )


def _refused(title: str, why: str, name: str) -> None:
    with st.container(key="empty"):
        st.title(title, anchor=False)
        st.write(why)
        st.text(name)
        st.html('<a href="/auth/logout" target="_self">Sign out and try another name</a>')
