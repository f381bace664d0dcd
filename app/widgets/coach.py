"""Coaching on the page of a call: write a note about a moment; see disputes and notes in place."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from app import data_coaching, words
from app.data import Call, Line, Scorecard, Verdict
from app.widgets.say import Beneath, dispute
from app.widgets.told import carry_out

LONGEST = 2000
DAYS_TO_FOLLOW_UP = 14
WHOLE_CALL = "The call as a whole"


def note_button(call: Call, cards: list[Scorecard]) -> None:
    """Draw the way to a coaching note."""
    st.button(
        "Coaching note",
        icon=":material/school:",
        type="tertiary",
        help="Tell the agent something about a moment of this call",
        on_click=_ask,
    )
    if st.session_state.pop("asking-note", False):
        _write(call, cards)


def _ask() -> None:
    st.session_state["asking-note"] = True


@st.dialog("Coaching note")
def _write(call: Call, cards: list[Scorecard]) -> None:
    agent = call.recording.metadata.agent
    if not agent:
        st.write("Nobody knows whose call this is, so there is nobody to write to.")
        return
    st.caption(words.plain(f"{agent} reads it once the review is released."))
    lines = {f"{c.rubric}/{x.finding.criterion}": (c, x) for c in cards for x in c.lines}
    failed_first = sorted(lines, key=lambda k: lines[k][1].finding.verdict is not Verdict.FAIL)
    about = st.selectbox(
        "About",
        [WHOLE_CALL, *failed_first],
        index=1 if failed_first else 0,
        format_func=lambda k: words.label(lines[k][1].finding.criterion) if k in lines else k,
    )
    moments = _moments(call, lines[about][1] if about in lines else None)
    moment = st.selectbox(
        "Moment",
        list(moments),
        index=0,
        format_func=moments.__getitem__,
        help="The words that it is about, to hear them together",
    )
    if about in lines and lines[about][1].coach:
        st.caption(words.plain(f"The rubric says to it: {lines[about][1].coach}"))
    text = st.text_area(
        "Note",
        max_chars=LONGEST,
        height=130,
        placeholder="What was good, and one thing to try next time",
        key=f"words-to-agent-{call.id}",
    )
    follow_up = st.date_input(
        "Talk about it on", value=date.today() + timedelta(days=DAYS_TO_FOLLOW_UP)
    )
    if st.button("Save note", type="primary", icon=":material/school:"):
        rubric, _, criterion = about.partition("/") if about in lines else ("", "", "")
        carry_out(
            lambda: data_coaching.coach(call.id, text, rubric, criterion, moment, follow_up),
            f"Note kept for {agent}",
        )


def _moments(call: Call, line: Line | None) -> dict[float | None, str]:
    """What a note can point to, by its second: evidence of the finding, then every turn."""
    found: dict[float | None, str] = {}
    finding = line.finding if line else None
    for span in finding.evidence if finding else ():
        at = call.time_of(span).start
        found[at] = f"{words.clock(at)} {words.quote(_short(call.quote(span)))}"
    if finding and finding.moment is not None:
        found.setdefault(finding.moment, f"{words.clock(finding.moment)} (no words)")
    found[None] = "No moment"
    for turn in call.turns:
        said = f"{words.speaker(turn.speaker)} {words.quote(_short(turn.text))}"
        found.setdefault(turn.start, f"{words.clock(turn.start)} {said}")
    return found


def beneath(call: str) -> Beneath:
    """What is drawn beneath each line of the scorecard: what the agent disputes, what was noted."""
    disputes = data_coaching.disputes(call)
    notes = data_coaching.notes_of(call)

    def draw(card: Scorecard, line: Line) -> None:
        place = (card.rubric, line.finding.criterion)
        for one in disputes:
            if (one.rubric, one.criterion) == place:
                dispute(one, yours=False)
                if one.answer is None:
                    st.page_link(
                        "views/coaching.py",
                        label="Answer it",
                        icon=":material/reply:",
                        query_params={"dispute": str(one.id)},
                    )
        for note in notes:
            if (note.rubric, note.criterion) == place:
                st.caption(words.plain(f"Coaching note by {note.by}, {words.day(note.at)}"))
                st.text(note.text)

    return draw


def read(call: str) -> None:
    """Say that and how the agent acknowledged the review."""
    for one in data_coaching.acknowledgements(call)[-1:]:
        st.caption(words.plain(f"{one.by} has read it, {words.day(one.at)}"))
        if one.note:
            st.text(one.note)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:58].rstrip() + " …"
