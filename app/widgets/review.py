"""What people say of a finding: confirm it, answer it, or overturn it with a reason and a note."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import data, words
from app.data import Line, Review, Scorecard, Verdict
from app.widgets.verdict import WORDS
from app.widgets.verdict_form import verdict_form

REASONS = {
    "misheard": "Words misheard",
    "wrong_speaker": "Wrong speaker",
    "context": "Context the machine cannot know",
    "wording": "Said in other words",
    "rubric": "The rule does not fit",
    "other": "Another reason",
}
KEYS = {Verdict.PASS: "P", Verdict.FAIL: "F"}


def left_to_judge(card: Scorecard, reviews: Sequence[Review]) -> list[str]:
    """The criteria that nobody has said anything of, in the card's order."""
    done = {review.criterion for review in reviews if review.rubric == card.rubric}
    return [line.finding.criterion for line in card.lines if line.finding.criterion not in done]


def current(cards: Sequence[Scorecard], reviews: Sequence[Review]) -> str | None:
    """The key of the finding that the keyboard judges now: the first that is left and not skipped.

    None when nothing is left, or nothing that was not skipped.
    """
    skipped = st.session_state.get("skipped", set())
    places = (
        place_key(card.rubric, criterion)
        for card in cards
        for criterion in left_to_judge(card, reviews)
    )
    return next((key for key in places if (cards[0].call, key) not in skipped), None)


def place_key(rubric: str, criterion: str) -> str:
    return f"{rubric}-{criterion}"


def review(card: Scorecard, machine: Line, line: Line, said: Sequence[Review], now: bool) -> None:
    """Draw what was said of a finding, and the ways to say something; `now` gives it the keys."""
    key = place_key(card.rubric, machine.finding.criterion)
    for one in said:
        _said(one)
    if not data.viewer().may(data.Power.REVIEW):
        return
    if st.session_state.get("overturning", (None, None))[0] == (card.call, key):
        _form(card, machine, key)
        return
    with st.container(horizontal=True, gap="small", key=f"review-{key}"):
        standing = line.finding.verdict
        if standing not in KEYS and standing is not Verdict.CANNOT_TELL:
            _button("Confirm", card, machine, line, standing, "A" if now else None)
        for verdict, shortcut in KEYS.items():
            label = "Confirm" if verdict is standing else WORDS[verdict]
            _button(label, card, machine, line, verdict, shortcut if now else None)
        st.button(
            "Note",
            key=f"write-on-{key}",
            icon=":material/edit_note:",
            type="tertiary",
            shortcut="O" if now else None,
            help="Write a note, or give any other verdict",
            on_click=_open,
            args=(card.call, key, standing),
        )
        if now:
            st.button(
                "Skip",
                key=f"skip-{key}",
                type="tertiary",
                icon=":material/skip_next:",
                shortcut="J",
                help="Leave it for later",
                on_click=_skip,
                args=(card.call, key),
            )


def _button(
    label: str, card: Scorecard, machine: Line, line: Line, verdict: Verdict, shortcut: str | None
) -> None:
    """A verdict at a click; one that goes against what stands asks for the reason first."""
    standing = line.finding.verdict
    key = place_key(card.rubric, machine.finding.criterion)
    direct = verdict is standing or standing is Verdict.CANNOT_TELL
    st.button(
        label,
        key=f"{'confirm' if verdict is standing else verdict.value}-{key}",
        icon=":material/check:" if verdict is not Verdict.FAIL else ":material/close:",
        type="tertiary",
        shortcut=shortcut,
        help=f"“{WORDS[verdict]}” under your name" + ("" if direct else ", with a reason"),
        on_click=_keep if direct else _open,
        args=(card, machine, verdict) if direct else (card.call, key, verdict),
    )


def _form(card: Scorecard, machine: Line, key: str) -> None:
    def save(verdict: Verdict, reason: str, note: str) -> str:
        if verdict is not machine.finding.verdict and not reason and not note:
            return "Say why: choose a reason, or write a note."
        try:
            _add(card, machine, verdict, note, reason)
        except data.QAError as error:
            return words.sentences(error.what, error.next_step)
        _close()
        return ""

    verdict_form(f"form-{key}", st.session_state.overturning[1], REASONS, save, _close)


def _close() -> None:
    st.session_state.pop("overturning", None)


def _open(call: str, key: str, verdict: Verdict) -> None:
    st.session_state.overturning = ((call, key), verdict)


def _skip(call: str, key: str) -> None:
    st.session_state.setdefault("skipped", set()).add((call, key))


def _keep(card: Scorecard, machine: Line, verdict: Verdict) -> None:
    try:
        _add(card, machine, verdict)
    except data.QAError as error:
        st.session_state.trouble = words.sentences(error.what, error.next_step)


def _add(
    card: Scorecard, machine: Line, verdict: Verdict, note: str = "", reason: str = ""
) -> None:
    data.add_review(card, machine.finding.criterion, verdict, note, reason)
    st.session_state.told = f"Kept: {WORDS[verdict].lower()}, under the name {data.viewer().name}"


def _said(one: Review) -> None:
    theirs, machine = WORDS[one.verdict].lower(), WORDS[one.machine_verdict].lower()
    if one.machine_verdict is Verdict.CANNOT_TELL and one.overturned:
        what = f"answered {theirs}"
    elif one.overturned:
        what = f"overturned {machine} to {theirs}"
    else:
        what = f"confirmed {theirs}"
    why = f" ({REASONS[one.reason].lower()})" if one.reason in REASONS else ""
    with st.container(key=f"said-{one.rubric}-{one.criterion}-{one.at}-{id(one)}", gap=None):
        st.caption(words.plain(f"{one.reviewer} {what}{why}, {words.day(one.at)}"))
        if one.note:
            st.text(one.note)
