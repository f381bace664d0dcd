"""The inbox of disputes: hear the evidence, answer in words, keep a golden example."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import data, data_coaching, playing, words
from app.data import Call, Line, Verdict
from app.data_coaching import Dispute, Work
from app.data_own import DECLINED, PARTLY, UPHELD
from app.widgets import say
from app.widgets.grounds import grounds
from app.widgets.player import player
from app.widgets.told import carry_out, mistake
from app.widgets.verdict import WORDS, chip

LONGEST, LONGEST_NAME = 2000, 80
CHOICES = {
    UPHELD: "Upheld: it stands as asked",
    PARTLY: "Partly: it stands as I say",
    DECLINED: "Not changed",
}


def figures(work: Work) -> None:
    """Draw how many disputes wait, and how the others came out."""
    answered = work.upheld + work.partly + work.declined
    with st.container(key="figures", horizontal=True, gap="large"):
        st.metric("Waiting", work.waiting, width="content")
        st.metric("Answered", answered, width="content")
        st.metric("Upheld", work.upheld, width="content", help="The finding stands as asked")
        st.metric("Partly", work.partly, width="content")
        st.metric("Not changed", work.declined, width="content")


def choose(found: Sequence[Dispute], wanted: str | None) -> Dispute | None:
    """Draw the choice of a dispute; `wanted` is one that the address names."""
    known = {one.id: one for one in found}
    asked = int(wanted) if wanted and wanted.isdigit() else None
    if asked in known and st.session_state.get("dispute-asked") != asked:
        st.session_state["dispute-asked"] = st.session_state.dispute = asked
    elif st.session_state.get("dispute") not in known:
        st.session_state.dispute = next(iter(known))
    chosen = st.selectbox(
        "Dispute", list(known), key="dispute", format_func=lambda one: _line(known[one])
    )
    return known.get(chosen)


def _line(one: Dispute) -> str:
    state = "waiting" if one.answer is None else say.OUTCOMES[one.answer.outcome][0].lower()
    what = words.label(one.criterion)
    return f"{one.agent}: {what}, {words.short_day(one.at)} ({state})"


def dispute(one: Dispute) -> None:
    """Draw a dispute with what it is about to hear, and the way to answer it."""
    try:
        call = data.call(one.call)
        card = next((c for c in data.scorecards(one.call) if c.rubric == one.rubric), None)
    except data.QAError as error:
        mistake(error)
        return
    line = card.line(one.criterion) if card else None
    playing.begin(one.call, None)
    with st.container(key="player-place"):
        player(call, [card] if card else [], playing.request(), sound=not data.missing_sound(call))
    left, right = st.columns(2, gap="large")
    with left:
        _about(call, one, line)
    with right:
        say.dispute(one, yours=False)
        if one.answer is None:
            if one.reviewer == data.viewer().name:
                st.caption("You released this review yourself. A second pair of ears is fairer.")
            _answer(one)
        else:
            _golden(one)


def _about(call: Call, one: Dispute, line: Line | None) -> None:
    st.markdown(f"**{words.plain(line.ask if line else words.label(one.criterion))}**")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        chip(one.verdict, before="disputed:")
        chip(one.wanted, before="asked for:")
    if line is None:
        return
    grounds(call, line.finding, f"disputed-{one.id}")
    st.page_link(
        "views/call.py",
        label="The whole call",
        icon=":material/open_in_new:",
        query_params={"call": one.call},
    )


def _answer(one: Dispute) -> None:
    with st.form(f"answer-{one.id}"):
        outcome = st.radio(
            "Your answer",
            list(CHOICES),
            index=None,
            format_func=CHOICES.__getitem__,
            key=f"outcome-{one.id}",
        )
        verdicts = list(Verdict)
        verdict = st.selectbox(
            "How it stands, if partly",
            verdicts,
            index=verdicts.index(one.verdict),
            format_func=WORDS.__getitem__,
            key=f"stands-{one.id}",
        )
        text = st.text_area(
            "In words",
            max_chars=LONGEST,
            height=110,
            placeholder="What you heard, and why it stands so",
            help="The agent reads it.",
            key=f"words-{one.id}",
        )
        sent = st.form_submit_button("Send the answer", type="primary", icon=":material/send:")
    if sent and not outcome:
        st.error("Choose an answer.")
    elif sent:
        stands = verdict if outcome == PARTLY else None
        carry_out(lambda: data_coaching.answer(one.id, outcome, text, stands), "Answered")


def _golden(one: Dispute) -> None:
    """The way to keep an answered dispute as an example of how the criterion is meant."""
    assert one.answer is not None
    kept = [g for g in data_coaching.golden() if (g.call, g.criterion) == (one.call, one.criterion)]
    if kept:
        st.badge("Kept as a golden example", icon=":material/star:", color="green")
        return
    with st.expander("Keep as a golden example", icon=":material/star:"):
        st.caption(
            "An example shows how the question is meant, and holds the rubric to it. It quotes "
            "what was said: take out names and numbers before you keep it."
        )
        with st.form(f"golden-{one.id}", border=False):
            name = st.text_input("Name", max_chars=LONGEST_NAME, placeholder="What it shows")
            st.caption(words.plain(f"Expected: {WORDS[one.answer.verdict].lower()}"))
            text = st.text_area("Conversation", value=data_coaching.script(one.call), height=240)
            if st.form_submit_button("Keep", type="primary", icon=":material/star:"):
                expect = one.answer.verdict
                carry_out(
                    lambda: data_coaching.keep_golden(
                        one.call, one.rubric, one.criterion, expect, name, text
                    ),
                    "Kept as a golden example",
                )


def examples() -> None:
    """Draw the golden examples that were kept, with the way to take them along."""
    kept = data_coaching.golden()
    if not kept:
        st.write(
            "None yet. An answered dispute can be kept as an example of how its question is meant."
        )
        return
    for rubric in dict.fromkeys(one.rubric for one in kept):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(words.plain(words.label(rubric)), anchor=False)
            st.download_button(
                "As YAML",
                data=lambda name=rubric: data_coaching.golden_yaml(name).encode(),
                file_name=f"{rubric}-examples.yaml",
                mime="application/yaml",
                icon=":material/download:",
                on_click="ignore",
                type="tertiary",
                key=f"golden-{rubric}",
                help="In the form of a rubric's own examples, by question",
            )
        for one in (g for g in kept if g.rubric == rubric):
            with st.expander(words.plain(f"{words.label(one.criterion)}: {one.name}")):
                chip(one.expect, before="expected:")
                st.text(one.script)
                st.caption(words.plain(f"From {one.call}, kept by {one.by}, {words.day(one.at)}"))
                st.button(
                    "Give up",
                    key=f"drop-golden-{one.id}",
                    type="tertiary",
                    icon=":material/delete:",
                    on_click=data_coaching.drop_golden,
                    args=(one.id,),
                )


def time_to_dispute() -> None:
    """Draw the choice of how long a review may be disputed."""
    with (
        st.popover("Time to dispute", icon=":material/schedule:", type="tertiary"),
        st.form("dispute-days", border=False),
    ):
        days = st.number_input(
            "Days after the release", 1, 365, data_coaching.dispute_days(), width=200
        )
        if st.form_submit_button("Save", type="primary"):
            data_coaching.set_dispute_days(int(days))
            st.session_state.told = f"Reviews can be disputed for {int(days)} days"
            st.rerun()
