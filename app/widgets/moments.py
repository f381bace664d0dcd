"""Silences and overlaps, each with a way to hear it."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from app import words
from app.data import INTERRUPTION, Call, Overlap
from app.playing import play_button
from app.widgets.player import LEGEND

LEAD_SECONDS = 1.5  # an overlap is heard with what leads up to it
KINDS = {
    "interruption": "Interruption",
    "back_channel": "Back-channel",
    "simultaneous_start": "Both start at once",
    "end_overlap": "Overlap at the end of a turn",
}
SHOWN_WORDS = 9
MOST = 60


def moments(call: Call) -> None:
    """List what is worth hearing first, and what is ordinary folded away."""
    notable = sorted([*_silences(call, short=False), *_overlaps(call, faults=True)])
    ordinary = sorted([*_silences(call, short=True), *_overlaps(call, faults=False)])
    with st.container(key="moments", gap="small"):
        st.subheader("Silences and interruptions", anchor=False)
        if not notable:
            st.caption("None: no dead air, no hold, nobody interrupts.")
        for number, (at, text) in enumerate(notable[:MOST]):
            play_button(f"moment-{number}", at, text)
        if ordinary:
            with st.expander(f"Ordinary overlaps and short silences ({len(ordinary)})"):
                st.caption(
                    "About four in ten changes of speaker overlap. No verdict rests on them."
                )
                for number, (at, text) in enumerate(ordinary[:MOST]):
                    play_button(f"ordinary-{number}", at, text)


def unheard(call: Call) -> None:
    """List the speech for which there are no words: what it says, only an ear can tell."""
    if not call.unheard:
        return
    with st.container(key="unheard", gap="small"):
        st.subheader("Speech without words", anchor=False)
        st.caption("It sounds like speech, and the recogniser made nothing of it. Listen yourself.")
        for number, part in enumerate(call.unheard[:MOST]):
            length = words.number(part.end - part.start)
            text = f"{words.speaker(part.speaker)}, {length} s"
            play_button(f"unheard-{number}", part.start, text)


def _silences(call: Call, *, short: bool) -> Iterator[tuple[float, str]]:
    for silence in call.measures.silences if call.measures else ():
        if (silence.kind == "silence") is short:
            yield silence.start, f"{LEGEND[silence.kind]}, {words.number(silence.seconds)} s"


def _overlaps(call: Call, *, faults: bool) -> Iterator[tuple[float, str]]:
    for overlap in call.measures.overlaps if call.measures else ():
        if (overlap.kind == INTERRUPTION) is faults:
            yield max(0.0, overlap.start - LEAD_SECONDS), _told(call, overlap)


def _told(call: Call, overlap: Overlap) -> str:
    about = "" if overlap.certain else "about "
    text = f"{KINDS[overlap.kind]} by the {overlap.by}, {about}{words.number(overlap.seconds)} s"
    said = [_words(call, turn, overlap) for turn in (overlap.turn, overlap.over_turn)]
    quotes = " over ".join(words.quote(part) for part in said if part)
    return f"{text}: {quotes}" if quotes else text


def _words(call: Call, turn: int | None, overlap: Overlap) -> str:
    """What is said in a turn around an overlap."""
    if turn is None:
        return ""
    said = [
        w for w in call.turns[turn].words if w.end > overlap.start - 1 and w.start < overlap.end + 1
    ]
    text = " ".join(word.text for word in said[:SHOWN_WORDS])
    return f"{text} …" if len(said) > SHOWN_WORDS else text
