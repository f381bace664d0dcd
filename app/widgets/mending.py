"""Saying something of a turn, and correcting what was heard: a word, or who is who."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from app import data, words
from app.data import AGENT, CUSTOMER, Call
from app.widgets.told import carry_out

COMMENT_CHARACTERS, WORD_CHARACTERS = 2000, 60
ROLES = {AGENT: "Agent", CUSTOMER: "Customer"}


@st.dialog("Comment on this turn")
def comment(call: Call, turn: int) -> None:
    """Ask for a comment on a turn and keep it."""
    said = call.turns[turn]
    st.text(f"{words.speaker(said.speaker)}, {words.clock(said.start)}: {words.quote(said.text)}")
    with st.form("comment", border=False):
        text = st.text_area(
            "Comment",
            max_chars=COMMENT_CHARACTERS,
            placeholder="What was good here, or what would have helped",
            help="The agent reads it once the review is released.",
        )
        if st.form_submit_button("Save comment", type="primary"):
            carry_out(lambda: data.comment(call.id, turn, text), "Comment kept")


@st.dialog("Correct this word")
def word(call: Call, turn: int, number: int) -> None:
    """Ask for the word that was really said, and judge the call again with it."""
    heard = call.turns[turn].words[number].text
    st.text(f"The machine heard {words.quote(heard)} at {words.clock(call.turns[turn].start)}.")
    with st.form("correct", border=False):
        text = st.text_input("What was said", value=heard, max_chars=WORD_CHARACTERS)
        st.caption("One word. Measures and verdicts are made again; the first hearing is kept.")
        if st.form_submit_button("Correct", type="primary"):
            _mend(lambda: data.correct_word(call.id, turn, number, text))


@st.dialog("Who is who")
def speakers(call: Call) -> None:
    """Ask who each speaker is; two speakers with one role are merged."""
    st.write("Everything that rests on it is measured and judged again.")
    talking = list(dict.fromkeys(turn.speaker for turn in call.turns))
    others = [name for name in talking if name not in ROLES]
    if set(talking) >= set(ROLES) and st.button(
        "Swap agent and customer", icon=":material/swap_horiz:"
    ):
        _mend(lambda: data.correct_speakers(call.id, {AGENT: CUSTOMER, CUSTOMER: AGENT}))
    with st.form("speakers", border=False):
        names = {}
        for name in talking:
            first = next(t for t in call.turns if t.speaker == name)
            names[name] = st.selectbox(
                words.plain(f"{words.speaker(name)}, who says {words.quote(_short(first.text))}"),
                [*ROLES, *others],
                index=[*ROLES, *others].index(name),
                format_func=words.speaker,
                key=f"speaker-{name}",
            )
        if st.form_submit_button("Save", type="primary"):
            _mend(lambda: data.correct_speakers(call.id, names))


def corrections(call: Call) -> None:
    """Draw the way to say who is who, and the corrections with a way back."""
    now, history = data.edits(call.id)
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.button(
            "Who is who",
            icon=":material/group:",
            type="tertiary",
            help="Rename, swap or merge speakers",
            on_click=_open_speakers,
        )
        if history:
            with st.popover(f"Corrections ({len(now)})", icon=":material/history:"):
                _history(call, now, history)
    if st.session_state.pop("asking-speakers", False):
        speakers(call)


def _open_speakers() -> None:
    st.session_state["asking-speakers"] = True


def _history(call: Call, now: Sequence[data.Edit], history: Sequence[data.Edit]) -> None:
    in_force = {edit.id for edit in now}
    for edit in reversed(history):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(f"{_told(edit)}\n{edit.by}, {words.day(edit.at)}")
            if edit.id in in_force and st.button(
                "Take back", key=f"undo-{edit.id}", type="tertiary", icon=":material/undo:"
            ):
                _mend(lambda number=edit.id: data.undo(call.id, number))


def _told(edit: data.Edit) -> str:
    detail = edit.detail
    if edit.kind == "word":
        was, text = words.quote(detail["was"]), words.quote(detail["text"])
        return f"{was} became {text}"
    if edit.kind == "speakers":
        changes = [f"{words.speaker(a)} is {words.speaker(b)}" for a, b in detail["names"].items()]
        return ", ".join(changes)
    return f"Took correction {detail['of']} back"


def _mend(act: Callable[[], list[str]]) -> None:
    def mended() -> None:
        missing = act()
        st.session_state.told = (
            f"Corrected. Not judged again by {', '.join(missing)}: the rubric's file is not here "
            "or has changed; `callqa score` does it"
            if missing
            else "Corrected, and judged again"
        )

    with st.spinner("Measuring and judging again …"):
        carry_out(mended)


def told() -> None:
    """What was done at the run before, or why it was not, once."""
    if trouble := st.session_state.pop("trouble", None):
        st.error(words.plain(trouble), icon=":material/error:")
    if text := st.session_state.pop("told", None):
        st.toast(words.plain(text), icon=":material/check:")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:38].rstrip() + " …"
