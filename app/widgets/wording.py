"""Words that may help, by the kind of complaint."""

from __future__ import annotations

import streamlit as st

from app import data_own, words
from app.data import Call
from app.playing import play_button

MOST = 2


def of_call(call: Call) -> None:
    """Draw words for the kinds of complaint that this customer brought up."""
    heard = data_own.heard(call.id)[:MOST]
    if not heard:
        return
    with st.container(key="wording", gap="small"):
        st.subheader("Words that may help", anchor=False)
        st.caption("For the kind of complaint heard here. Make them your own.")
        known = data_own.situations(call.language)
        for one in heard:
            situation = known[one.situation]
            _situation(situation)
            for span in one.spans[:1]:
                play_button(
                    f"wording-{situation.id}",
                    call.time_of(span).start,
                    f"The customer says {words.quote(call.quote(span))}",
                )


def book(language: str) -> None:
    """Draw every situation to choose from, in a language of choice."""
    codes = data_own.wording_languages()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(
            "Language",
            codes,
            index=codes.index(language) if language in codes else codes.index("en"),
            format_func=words.language,
            width=140,
            key="wording-language",
        )
        known = data_own.situations(code)
        chosen = st.selectbox(
            "Kind of complaint",
            list(known),
            format_func=lambda one: known[one].title,
            width=420,
            key=f"wording-kind-{code}",
        )
    if chosen:
        with st.container(key="wording", gap="small"):
            _situation(known[chosen])


def _situation(situation: data_own.Situation) -> None:
    with st.container(key=f"situation-{situation.id}", gap="small"):
        st.markdown(f"**{words.plain(situation.title)}**")
        st.text(situation.about)
        for line in situation.say:
            st.text(f"“{line}”")  # stands on the side of its own script
