"""Where each question stands after its last calibration."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import words
from app.data_calibration import Trial


def trials(found: Sequence[Trial]) -> None:
    """Draw the questions that need a person, and those that passed."""
    if not found:
        return
    with st.container(key="trials", gap="small"):
        st.subheader("Where each question stands", anchor=False)
        for one in sorted(found, key=lambda t: t.passed):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{words.plain(words.label(one.criterion))}**", width="content")
                if one.passed:
                    st.badge("Passed", icon=":material/verified:", color="green")
                else:
                    st.badge("Needs a person", icon=":material/person_search:", color="violet")
                st.caption(
                    words.plain(
                        f"AC1 {one.value:.2f} (bar {one.bar:g}), {one.n} calls, “{one.title}”, "
                        f"{words.short_day(one.at)}"
                    )
                )
