"""Phrases tried on the archive: what they find and what they only just miss, in context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from app import data, data_calibration, data_studio, words
from app.data_studio import Found, Tried
from app.widgets.told import attempt

CALL = "views/call.py"
WHO = {"agent": "the agent", "customer": "the customer", None: "anybody"}
HELP = (
    "A phrase a line: (a|b) is one of these, [a] may be missing, <word> is any word, <3 words> up "
    "to three. Or the name of a list, of this rubric or of the shared ones."
)
SHOWN = 6
AROUND = 12  # words shown on either side of a match


def tryout(text: str) -> None:
    """Draw the form and what it finds."""
    with st.form("try", border=False):
        typed = st.text_area(
            "Phrases, or the name of a list",
            placeholder="i (will|ll) call you back\nyou will hear from us",
            height=100,
            help=words.plain(HELP),
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            who = st.selectbox("Said by", list(WHO), format_func=WHO.__getitem__, width=150)
            known, first = data.choices("language"), data_studio.first_language(text)
            known = [first, *(code for code in known if code != first)]
            language = st.selectbox("In", known, format_func=words.language, width=130)
            asked = st.form_submit_button("Try", type="primary", icon=":material/search:")
    if asked:
        found: list[Tried] = []
        with st.spinner("Looking through the archive"):
            attempt(lambda: found.append(data_studio.try_phrases(typed, text, language, who)))
        st.session_state["studio-tried"] = found[0] if found else None
    if tried := st.session_state.get("studio-tried"):
        _tried(_seen(tried))


def _seen(tried: Tried) -> Tried:
    """Without calls that whoever looks has been told to score blind since."""
    blind = data_calibration.blind()
    hits, near = (
        tuple(one for one in own if one.call not in blind) for own in (tried.hits, tried.near)
    )
    return replace(tried, hits=hits, near=near)


def _tried(tried: Tried) -> None:
    which = "the latest " if tried.more else ""
    st.caption(
        f"Looked through {which}{tried.looked_at:,} turns that hold one of the words. The same "
        "sentence in several calls is shown once."
    )
    turns = "turn" if tried.hit_turns == 1 else "turns"
    _part("hits", f"Found in {tried.hit_turns:,} {turns}", tried.hits, "Nobody said that.")
    _part("near", "Near misses", tried.near, "Nothing that comes close.")


def _part(key: str, title: str, found: Sequence[Found], nothing: str) -> None:
    with st.container(key=f"tried-{key}"):
        st.subheader(title, anchor=False)
        for one in found[:SHOWN]:
            _line(one)
        if len(found) > SHOWN:
            with st.expander(f"{len(found) - SHOWN} more"):
                for one in found[SHOWN:]:
                    _line(one)
        if not found:
            st.text(nothing)


def _line(one: Found) -> None:
    spoken = one.text.split()
    before, after = spoken[max(0, one.first - AROUND) : one.first], spoken[one.last + 1 :]
    start = "… " if one.first > AROUND else ""
    end = " …" if len(after) > AROUND else ""
    label = (
        f"{start}{words.plain(' '.join(before))} **{words.plain(_match(one))}** "
        f"{words.plain(' '.join(after[:AROUND]))}{end}"
    )
    st.page_link(
        CALL,
        label=label,
        icon=":material/play_circle:",
        query_params={"call": one.call, "at": f"{one.start:g}"},
        help=words.plain(f"{one.call}, {words.clock(one.start)}: {one.why}"),
        width="stretch",
    )
    st.caption(words.plain(one.why))


def _match(one: Found) -> str:
    return " ".join(one.text.split()[one.first : one.last + 1])
