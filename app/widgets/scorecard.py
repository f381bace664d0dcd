"""The scorecard: the score, then every question with its verdict and what that rests on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from app import data, words
from app.data import Call, Line, Review, Scorecard
from app.widgets import review
from app.widgets.grounds import grounds
from app.widgets.say import Beneath
from app.widgets.verdict import chip

DOUBT = (
    "In its last calibration this question was below the bar: people, or people and the machine, "
    "agreed too little. It stays marked until it passes again."
)


def scorecard(
    call: Call,
    card: Scorecard,
    reviews: Sequence[Review],
    at: str | None = None,
    beneath: Beneath | None = None,
) -> None:
    """Draw one scorecard; verdicts are shown as they stand, the machine's beside them.

    `at` is the key of the finding that the keyboard judges (see review.current); `beneath` draws
    what else belongs to a line.
    """
    doubtful = data.need_a_person()
    current = card.with_reviews(reviews)
    with st.container(key=f"score-{card.rubric}", gap="small"):
        _score(card, current)
    pairs = list(zip(card.lines, current.lines, strict=True))
    for section, lines in groupby(pairs, key=lambda pair: pair[0].section):
        st.subheader(words.plain(section), anchor=False)
        for machine, line in lines:
            said = [r for r in reviews if (r.rubric, r.criterion) == _place(card, machine)]
            key = review.place_key(*_place(card, machine))
            with (
                st.container(key=f"{'now' if key == at else 'other'}-{key}", gap=None),
                st.container(key=f"criterion-{key}", gap="small"),
            ):
                _line(call, card, machine, line, _place(card, machine) in doubtful)
                review.review(card, machine, line, said, key == at)
                if beneath:
                    beneath(card, line)


def blind() -> None:
    """A call that whoever looks scores blind at present."""
    st.subheader("You score this call blind", anchor=False)
    st.write("It is part of a calibration: verdicts are shown when all have submitted theirs.")
    st.page_link("views/calibration.py", label="To the calibration", icon=":material/balance:")


def no_scorecard() -> None:
    """A call that no rubric was applied to."""
    st.subheader("Not scored yet", anchor=False)
    st.write("Score it with a rubric; nothing is listened to again.")
    st.code("callqa score", language=None)


def _place(card: Scorecard, line: Line) -> tuple[str, str]:
    return card.rubric, line.finding.criterion


def _score(card: Scorecard, current: Scorecard) -> None:
    st.caption(words.plain(f"{card.rubric_title} {card.rubric_version}"))
    with st.container(horizontal=True, vertical_alignment="center", key=f"points-{card.rubric}"):
        st.text(current.score_text())
        for criterion in current.auto_failed:
            st.badge(
                f"Fails the whole call: {words.plain(words.label(criterion))}",
                icon=":material/block:",
                color="red",
            )
    _bar(current)
    if current != card:
        st.caption(words.plain(f"After review. The machine's score was {card.score_text()}."))


def _bar(card: Scorecard) -> None:
    """Points won, lost and not judged as one bar; a full bar means that all was judged and won."""
    parts = {
        "won": card.points,
        "lost": card.out_of - card.points,
        "open": card.not_judged,
    }
    pieces = "".join(f'<i class="{name}" style="flex:{w:g}"></i>' for name, w in parts.items() if w)
    st.html(f'<div class="score-bar" role="img" aria-label="{card.score_text()}">{pieces}</div>')


def _line(call: Call, card: Scorecard, machine: Line, line: Line, doubtful: bool) -> None:
    finding, key = machine.finding, "-".join(_place(card, machine))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"head-{key}"):
        chip(line.finding.verdict)
        if line.finding.verdict is not finding.verdict:
            chip(finding.verdict, before="machine:")
        if doubtful:
            st.badge("Needs a person", icon=":material/person_search:", color="violet", help=DOUBT)
        st.text(_worth(line))
    st.markdown(f"**{words.plain(line.ask)}**")
    grounds(call, finding, key)
    if line.coach and line.finding.verdict is finding.verdict:
        with st.container(horizontal=True, gap="small", key=f"coach-{key}"):
            st.markdown(":material/lightbulb:", width="content")
            to_others = data.viewer().role is not data.Role.AGENT
            st.text(f"To say to the agent: {line.coach}" if to_others else line.coach)


def _worth(line: Line) -> str:
    points = f"{line.weight:g} {'point' if line.weight == 1 else 'points'}"
    return f"{points}, fails the whole call" if line.auto_fail else points
