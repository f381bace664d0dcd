"""How far the review of a call has come: whose it is, what is left, and the next step."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import data, line, words
from app.data import OPEN, RELEASED, SUBMITTED, Review, Scorecard
from app.widgets.review import left_to_judge

STATES = {
    OPEN: ("To review", "gray", ":material/radio_button_unchecked:"),
    SUBMITTED: ("Submitted", "blue", ":material/task_alt:"),
    RELEASED: ("Released to the agent", "green", ":material/outgoing_mail:"),
}
SOURCES = {"risk": "picked by risk", "random": "drawn at random", "by hand": "handed out"}


def progress(identity: str, cards: Sequence[Scorecard], reviews: Sequence[Review]) -> None:
    """Draw where the review is, and the buttons that take it on."""
    place = data.place(identity)
    left = sum(len(left_to_judge(card, reviews)) for card in cards)
    total = sum(len(card.lines) for card in cards)
    with st.container(key="progress"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            label, colour, icon = STATES[place.state]
            st.badge(label, icon=icon, color=colour)  # type: ignore[arg-type]
            st.text(_told(place, total - left, total))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _steps(identity, place, left)
        _history(identity)


def _told(place: data.Place, done: int, total: int) -> str:
    parts = [f"{done} of {total} findings confirmed or overturned"] if total else []
    if place.assignee:
        due = f" until {words.short_day(place.due)}" if place.due else ""
        parts.append(f"with {place.assignee}{due}")
    parts += [SOURCES[place.source]] if place.source in SOURCES else []
    return ", ".join(parts)


def _steps(identity: str, place: data.Place, left: int) -> None:
    if place.state == OPEN:
        _button(
            "Submit review",
            identity,
            SUBMITTED,
            ":material/task_alt:",
            shortcut="S",
            help="Findings that nobody touched stay as the machine judged them" if left else None,
        )
        return
    if place.state == SUBMITTED:
        _button(
            "Release to the agent",
            identity,
            RELEASED,
            ":material/outgoing_mail:",
            help="From then on the agent sees scorecard, notes and comments",
        )
    _button("Open again", identity, OPEN, ":material/lock_open:", kind="tertiary")


def _button(
    label: str,
    identity: str,
    state: str,
    icon: str,
    *,
    kind: str = "primary",
    shortcut: str | None = None,
    help: str | None = None,  # noqa: A002
) -> None:
    pressed = st.button(
        label, icon=icon, type=kind, shortcut=shortcut, help=help, key=f"to-{state}"
    )  # type: ignore[arg-type]
    if pressed:
        data.move(identity, state)
        st.session_state.told = f"{label}: done"
        st.rerun()


def _history(identity: str) -> None:
    steps = data.steps(identity)
    if steps:
        last = steps[-1]
        label = STATES[last.state][0].lower() if last.state != OPEN else "opened again"
        st.caption(words.plain(f"{last.by}: {label}, {words.day(last.at)}"))


def beside(identity: str) -> None:
    """Draw the way through the queue, when the call was opened from it."""
    here = line.place(identity)
    if here is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="line"):
        st.page_link(line.QUEUE, label="Queue", icon=":material/arrow_back:")
        st.text(f"{here[0] + 1} of {here[1]}")
        for label, key, step in (("Back", "B", -1), ("Next", "N", 1)):
            to = line.beside(identity, step)
            if st.button(label, shortcut=key, disabled=to is None, key=f"go-{label}") and to:
                line.go(to)
        if line.beside(identity, 1) is None:
            st.caption("The last of these; the queue has what comes next.")
