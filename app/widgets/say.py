"""The agent's say on a review: read it, agree, or ask for another look at a finding."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from app import data_own, words
from app.data import Line, Scorecard, Verdict
from app.widgets.self_score import CHOICES
from app.widgets.told import carry_out
from app.widgets.verdict import WORDS

LONGEST = 2000
OUTCOMES = {
    data_own.UPHELD: ("Upheld", "green", ":material/thumb_up:"),
    data_own.PARTLY: ("Partly upheld", "blue", ":material/balance:"),
    data_own.DECLINED: ("Not changed", "gray", ":material/undo:"),
}

Beneath = Callable[[Scorecard, Line], None]


def head(call: str) -> None:
    """Draw, above the scorecard, until when one may object, and the way to say "I have read it"."""
    read = data_own.acknowledgements(call)
    with st.container(key="say", gap="small"):
        if read:
            st.caption(words.plain(f"You said that you have read it, {words.day(read[-1].at)}."))
            if read[-1].note:
                st.text(read[-1].note)
        else:
            _acknowledge(call)
        st.caption(words.plain(_until(call)))


def _until(call: str) -> str:
    until = data_own.deadline(call)
    if until is None:
        return ""
    day = f"{until:%d %b %Y}".lstrip("0")
    if data_own.may_dispute(call):
        return f"Something looks wrong? Until {day} you can ask for another look at any line."
    return f"The time to ask for another look ended on {day}. Talk to your coach about it."


def _acknowledge(call: str) -> None:
    with st.form("acknowledge", border=False):
        note = st.text_area(
            "Anything to say to it?",
            max_chars=LONGEST,
            height=68,
            placeholder="Nothing is fine too",
            help="Your coach reads it.",
        )
        if st.form_submit_button("I have read it", icon=":material/done:", type="primary"):
            data_own.acknowledge(call, note)
            st.session_state.told = "Thank you"
            st.rerun()


def beneath(call: str) -> Beneath:
    """What is drawn beneath each line of the scorecard: one's own score, and one's say."""
    mine = data_own.self_scores(call)
    known = data_own.disputes(call)
    open_ = data_own.may_dispute(call)

    def draw(card: Scorecard, line: Line) -> None:
        place = (card.rubric, line.finding.criterion)
        if own := mine.get(place):
            with st.container(horizontal=True, gap="small", key=f"own-{'-'.join(place)}"):
                st.badge(f"You: {CHOICES[own].lower()}", icon=":material/lock:", color="gray")
        found = next((one for one in known if (one.rubric, one.criterion) == place), None)
        if found:
            dispute(found, yours=True)
        elif open_ and line.finding.verdict is not Verdict.PASS:
            _ask(call, card, line)

    return draw


def dispute(found: data_own.Dispute, *, yours: bool) -> None:
    """Draw a dispute and its answer."""
    who = "You" if yours else words.isolated(found.agent)
    with st.container(key=f"dispute-{found.id}", gap="small"):
        wanted = WORDS[found.wanted].lower()
        st.caption(words.plain(f"{who} asked for “{wanted}”, {words.day(found.at)}"))
        st.text(found.reason)
        if found.answer is None:
            st.badge("Waiting for an answer", icon=":material/hourglass_empty:", color="blue")
            return
        label, colour, icon = OUTCOMES[found.answer.outcome]
        st.badge(label, icon=icon, color=colour)  # type: ignore[arg-type]
        st.caption(words.plain(f"{found.answer.by}, {words.day(found.answer.at)}"))
        st.text(found.answer.words)


def _ask(call: str, card: Scorecard, line: Line) -> None:
    key = f"{card.rubric}-{line.finding.criterion}"
    if st.session_state.get("disputing") != (call, key):
        st.button(
            "Ask for another look",
            key=f"dispute-on-{key}",
            type="tertiary",
            icon=":material/hearing:",
            on_click=_toggle,
            args=((call, key),),
        )
        return
    with st.form(f"dispute-form-{key}"):
        others = [one for one in Verdict if one is not line.finding.verdict]
        wanted = st.radio(
            "How should it stand?",
            others,
            format_func=WORDS.__getitem__,
            horizontal=True,
            key=f"wanted-{key}",
        )
        reason = st.text_area(
            "Why?",
            max_chars=LONGEST,
            height=100,
            placeholder="What you hear, and where in the call",
            help="Somebody listens again and answers you in words.",
            key=f"why-{key}",
        )
        with st.container(horizontal=True, gap="small"):
            sent = st.form_submit_button("Send", type="primary", icon=":material/send:")
            st.form_submit_button("Cancel", on_click=_toggle, args=(None,))
    if sent:
        _send(call, card, line, wanted, reason)


def _send(call: str, card: Scorecard, line: Line, wanted: Verdict, reason: str) -> None:
    def send() -> None:
        data_own.dispute(call, card.rubric, line.finding.criterion, wanted, reason)
        _toggle(None)

    carry_out(send, "Sent; the answer appears here")


def _toggle(place: tuple[str, str] | None) -> None:
    st.session_state.disputing = place


def answers(found: Sequence[data_own.Dispute]) -> None:
    """Draw an agent's disputes with their answers, each with the way to its call."""
    for one in found:
        with st.container(key=f"asked-{one.id}", gap="small"):
            st.page_link(
                "views/call.py",
                label=f"**{words.plain(words.label(one.criterion))}** · {words.plain(one.call)}",
                query_params={"call": one.call},
            )
            dispute(one, yours=True)
