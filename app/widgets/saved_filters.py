"""Filters that somebody gave a name, to come back to."""

from __future__ import annotations

import streamlit as st

from app import data, words
from app.widgets import filters


def saved_filters(where: data.CallFilter) -> None:
    """Draw the choice of kept filters, and a way to keep the one that is set."""
    with st.popover("Saved", icon=":material/bookmark:"):
        kept = data.saved_filters()
        for number, (name, choices) in enumerate(kept.items()):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button(
                    words.plain(name),
                    key=f"use-filter-{number}",
                    type="tertiary",
                    icon=":material/filter_alt:",
                    on_click=filters.show,
                    args=(choices,),
                    width="stretch",
                )
                st.button(
                    "Forget",
                    key=f"forget-filter-{number}",
                    type="tertiary",
                    icon=":material/delete:",
                    on_click=data.forget_filter,
                    args=(name,),
                )
        if not kept:
            st.caption("None yet. Set filters, give them a name, and they are here next time.")
        with st.form("keep-filter", border=False, clear_on_submit=True):
            name = st.text_input("Name", max_chars=60, placeholder="Cards, below 60 %")
            if st.form_submit_button("Save these filters", icon=":material/bookmark_add:"):
                data.save_filter(name, where)
                st.rerun()
