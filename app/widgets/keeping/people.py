"""Accounts: who there is, making one, another role, another password, shutting one."""

from __future__ import annotations

import streamlit as st

from app import data, data_archive, words
from app.data import Role
from app.data_archive import User
from app.widgets.sidebar import ROLES
from app.widgets.told import attempt


def people() -> None:
    """Draw every account and what can be done with it."""
    st.subheader("People", anchor=False)
    known = data_archive.users()
    if not known:
        st.info(
            "No accounts yet: whoever sits at this machine sees everything. The first account is "
            "an administrator's; from then on everybody signs in.",
            icon=":material/lock_open:",
        )
    for user in known:
        with st.container(key=f"user-{user.name}", gap=None):
            _user(user)
    with st.expander("Add somebody", icon=":material/person_add:", expanded=not known):
        _add(first=not known)


def _user(user: User) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{words.plain(user.name)}**", width="content")
        st.badge(ROLES[user.role], color="gray")
        if user.disabled:
            st.badge("Shut", icon=":material/block:", color="red")
        notes = [f"calls of {user.agent}"] if user.agent else []
        notes += [] if user.password else ["signs in elsewhere"]
        st.caption(words.plain(", ".join(notes)) or "&nbsp;", width="stretch")
        with st.popover("Change", type="tertiary"):
            _change(user)


def _change(user: User) -> None:
    with st.form(f"role-{user.name}", border=False):
        role = st.selectbox("Role", list(ROLES), list(ROLES).index(user.role), ROLES.__getitem__)
        agent = st.selectbox(
            "Calls of",
            data.choices("agent"),
            index=_index(user.agent),
            placeholder=user.name,
            accept_new_options=True,
            help="For agents: the name under which their calls are kept",
        )
        if st.form_submit_button("Save role") and attempt(
            lambda: data_archive.set_role(user.name, role, agent if role is Role.AGENT else None),
            f"{user.name} is now {ROLES[role].lower()}, and signed out",
        ):
            st.rerun()
    with st.form(f"password-{user.name}", border=False, clear_on_submit=True):
        password = st.text_input("New password", type="password", help="10 characters or more")
        if st.form_submit_button("Set password") and attempt(
            lambda: data_archive.set_password(user.name, password),
            f"{user.name} has another password, and was signed out",
        ):
            st.rerun()
    act = "Open again" if user.disabled else "Shut this account"
    if st.button(act, key=f"shut-{user.name}", icon=":material/block:") and attempt(
        lambda: data_archive.set_disabled(user.name, not user.disabled)
    ):
        st.rerun()


def _index(agent: str | None) -> int | None:
    known = data.choices("agent")
    return known.index(agent) if agent in known else None


def _add(*, first: bool) -> None:
    with st.form("add-user", border=False):
        left, right = st.columns(2)
        name = left.text_input("Name", max_chars=80, help="With OpenID Connect: the e-mail address")
        roles = [Role.ADMIN] if first else list(ROLES)
        role = right.selectbox("Role", roles, format_func=ROLES.__getitem__)
        password = left.text_input("Password", type="password", help="10 characters or more")
        agent = right.selectbox(
            "Calls of",
            data.choices("agent"),
            index=None,
            placeholder="for agents: their name on the phone",
            accept_new_options=True,
        )
        elsewhere = st.checkbox("No password: signs in through OpenID Connect alone")
        if st.form_submit_button("Add", type="primary") and attempt(
            lambda: data_archive.add_user(
                name,
                role,
                None if elsewhere else password,
                agent if role is Role.AGENT else None,
            ),
            f"{name} was added",
        ):
            st.rerun()
