"""Asking the player to go somewhere: one request at a time, each with a number of its own."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import words


def begin(call: str, at: str | None) -> None:
    """Start a call at the second its address names, without playing (browsers want a click)."""
    if st.session_state.get("playing_call") != call:
        st.session_state.playing_call = call
        _ask(_seconds(at), play=False)


def request() -> dict[str, Any]:
    """The latest request, for the player."""
    return st.session_state.seek


def play(at: float) -> None:
    """Make the player go to `at` seconds and play."""
    _ask(at, play=True)


def play_button(key: str, at: float, text: str, *, help: str | None = None) -> None:  # noqa: A002
    """A line that plays from `at` when it is clicked; `text` is shown letter for letter."""
    with st.container(key=f"play-{key}"):
        st.button(
            f"**{words.clock(at)}** {words.plain(text)}",
            key=f"at-{key}",
            type="tertiary",
            icon=":material/play_circle:",
            on_click=play,
            args=(at,),
            help=help,
            width="stretch",
        )


def _ask(at: float, *, play: bool) -> None:
    number = st.session_state.get("seek", {"nonce": 0})["nonce"] + 1
    st.session_state.seek = {"at": at, "nonce": number, "play": play}


def _seconds(text: str | None) -> float:
    try:
        return max(0.0, float(text or 0))
    except ValueError:
        return 0.0
