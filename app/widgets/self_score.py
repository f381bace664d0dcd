"""Scoring oneself: listen, answer the scorecard's questions, and only then see the review."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from app import data, data_own, words
from app.data import Verdict
from app.widgets.told import carry_out

CHOICES = {
    Verdict.PASS: "Went well",
    Verdict.FAIL: "Could go better",
    Verdict.NOT_APPLICABLE: "Does not apply",
    Verdict.CANNOT_TELL: "Not sure",
}


def self_score(call: str) -> None:
    """Draw the questions of a call whose review the agent has not opened."""
    asked = data_own.questions(call)
    released = data_own.released(call)
    with st.container(key="self-score", gap="small"):
        st.subheader("How do you see this call?", anchor=False)
        if not asked:
            st.write("It was not scored yet. Questions appear here once it was.")
            return
        st.write(_invitation(released))
        private()
        _form(call, asked, released)
        if released:
            st.button(
                "Show the review without answering",
                type="tertiary",
                icon=":material/visibility:",
                on_click=_open,
                args=(call,),
            )


def _invitation(released: bool) -> str:
    first = "Listen to it first, and answer for yourself as far as you like. "
    if released:
        return first + "The review is ready, and is shown when you are done."
    return first + "Somebody else is still to review it; the review appears here once released."


def private() -> None:
    """Say who can see what an agent says to themselves."""
    if data.is_open():
        st.caption(
            ":material/lock_open: With accounts, this would be for you alone. This archive has "
            "none yet, so whoever sits at this machine can take your place."
        )
    else:
        st.caption(":material/lock: For you alone: nobody else sees it, on no page, in no export.")


def _form(call: str, asked: list[data_own.Question], released: bool) -> None:
    mine = data_own.self_scores(call)
    answers: dict[tuple[str, str], Verdict | None] = {}
    choices = list(CHOICES)
    with st.form("self-score-form", border=False):
        for section, questions in groupby(asked, key=lambda one: (one.rubric_title, one.section)):
            st.caption(words.plain(section[1]))
            for one in questions:
                key = (one.rubric, one.criterion)
                before = mine.get(key)
                answers[key] = st.radio(
                    words.plain(one.ask),
                    choices,
                    index=None if before is None else choices.index(before),
                    format_func=CHOICES.__getitem__,
                    horizontal=True,
                    key=f"self-{one.rubric}-{one.criterion}",
                )
        label = "Keep, and show the review" if released else "Keep my answers"
        sent = st.form_submit_button(label, type="primary", icon=":material/lock:")
    if sent:
        _keep(call, {key: value for key, value in answers.items() if value}, released)


def _keep(call: str, answers: dict[tuple[str, str], Verdict], released: bool) -> None:
    def keep() -> None:
        data_own.score_myself(call, answers)
        if released:
            data_own.open_review(call)

    carry_out(keep, "Kept, for you alone")


def _open(call: str) -> None:
    data_own.open_review(call)
