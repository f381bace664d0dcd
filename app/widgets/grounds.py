"""What a finding rests on: its reason, the words that can be heard, and what was searched."""

from __future__ import annotations

import streamlit as st

from app import words
from app.data import Call, Finding
from app.playing import play_button


def grounds(call: Call, finding: Finding, key: str) -> None:
    """Draw them; `key` begins the keys of the buttons that play."""
    if finding.reason:
        st.text(finding.reason)
    for number, span in enumerate(finding.evidence):
        turn = call.turns[span.turn]
        quote = f"{words.speaker(turn.speaker)} {words.quote(call.quote(span))}"
        play_button(f"{key}-{number}", call.time_of(span).start, quote)
    if finding.moment is not None:
        play_button(f"{key}-moment", finding.moment, "Listen to this moment")
    if finding.searched:
        st.caption(words.plain(f"Searched: {finding.searched}"))
