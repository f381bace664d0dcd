"""A calibration under way: begin one, score its calls blind, hand in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import streamlit as st

from app import data, data_calibration, playing, words
from app.data import Verdict
from app.data_calibration import BAR, Question, Session
from app.widgets.player import player
from app.widgets.told import carry_out
from app.widgets.transcript import transcript
from app.widgets.verdict import WORDS

LATEST = 200
CHOSEN, BY_LOT = "Choose them", "Draw them by lot"
SEED_BYTES = 4


def begin(rubric: str) -> None:
    """Draw the form that begins a session."""
    how = st.segmented_control("Which calls", [CHOSEN, BY_LOT], default=CHOSEN, required=True)
    calls: list[str] = []
    if how == CHOSEN:
        listed = data.summaries(data.CallFilter(scored=True), rubric, "newest", LATEST, 0)
        facts = {one.id: one for one in listed}
        calls = st.multiselect(
            "Calls",
            list(facts),
            max_selections=data_calibration.MOST_CALLS,
            format_func=lambda one: f"{one}, {words.day(facts[one].started_at)}",
            placeholder="Five or more say something",
        )
    else:
        with st.container(horizontal=True):
            n = st.number_input("How many", 1, data_calibration.MOST_CALLS, 8, width=140)
            seed = st.text_input(
                "Seed",
                value=st.session_state.setdefault("lot", secrets.token_hex(SEED_BYTES)),
                width=140,
                help="The same seed draws the same calls again.",
            )
        calls = data_calibration.pick(rubric, int(n), seed)
        st.caption(words.plain(", ".join(calls)))
    people = st.multiselect(
        "People",
        data.people(),
        default=[data.viewer().name],
        accept_new_options=data.is_open(),
        placeholder="Two or more",
    )
    title = st.text_input("Title", max_chars=80, placeholder="November, complaints")
    bar = st.slider(
        "Bar (AC1)",
        0.3,
        0.95,
        BAR,
        0.05,
        help="A question whose agreement is below it is marked “Needs a person”. 0.6 is where "
        "agreement is commonly called substantial.",
    )
    if st.button("Begin", type="primary", icon=":material/balance:"):
        _begin(title, rubric, calls, people, bar)


def _begin(title: str, rubric: str, calls: list[str], people: list[str], bar: float) -> None:
    def begun() -> None:
        number = data_calibration.begin(title, rubric, calls, people, bar)
        st.session_state.pop("lot", None)
        st.session_state.calibration = number

    carry_out(begun, f"Begun: {len(calls)} calls, {len(people)} people")


def waiting(found: Session) -> None:
    """Draw who has handed in, and the way to close early."""
    with st.container(key="calibration-state", gap="small"):
        st.write(f"{len(found.submitted)} of {len(found.people)} people have handed in.")
        with st.container(horizontal=True, gap="small"):
            for person in found.people:
                done = person in found.submitted
                st.badge(
                    words.plain(person),
                    icon=":material/done:" if done else ":material/hourglass_empty:",
                    color="green" if done else "gray",
                )
        st.caption("Until all have, nobody sees what others or the machine say.")
        if data.viewer().may(data.Power.ASSIGN) and not found.waits_for(data.viewer().name):
            with st.popover("Close it now", icon=":material/lock:", type="tertiary"):
                st.write("Whoever has not handed in can score no more; what they kept counts.")
                if st.button("Close and compare", type="primary"):
                    data_calibration.close(found.id)
                    st.rerun()


def score(found: Session) -> None:
    """Draw the calls that this person is to score, one at a time, and the way to hand in."""
    left = data_calibration.left(found.id)
    done = len(found.calls) - len(left)
    st.progress(done / len(found.calls), text=f"{done} of {len(found.calls)} calls scored")
    if not left:
        st.write("All are scored. Once handed in, your scores stay as they are.")
        if st.button("Hand in", type="primary", icon=":material/task_alt:"):
            data_calibration.submit(found.id)
            st.session_state.told = "Handed in"
            st.rerun()
    calls = list(found.calls)
    key = f"calibration-call-{found.id}"
    if turn := st.session_state.pop("calibration-next", None):
        st.session_state[key] = turn
    elif key not in st.session_state:
        st.session_state[key] = left[0] if left else calls[0]
    identity = st.selectbox(
        "Call", calls, key=key, format_func=lambda one: one if one in left else f"{one} ✓"
    )
    _one(found, identity)


def _one(found: Session, identity: str) -> None:
    call = data.call(identity)
    playing.begin(identity, None)
    with st.container(key="player-place"):
        player(call, [], playing.request(), sound=not data.missing_sound(call))
    left, right = st.columns([11, 9], gap="large")
    with left, st.container(key="transcript-place"):
        transcript(call, [], mend=False)
    with right:
        st.subheader("Your scores", anchor=False)
        st.caption("Blind: the machine's verdicts and everybody else's are hidden from you.")
        _form(found, identity)


def _form(found: Session, identity: str) -> None:
    asked = data_calibration.questions(found.id, identity)
    said = data_calibration.own_scores(found.id)
    verdicts: dict[str, Verdict | None] = {}
    notes: dict[str, str] = {}
    with st.form(f"blind-{found.id}-{identity}", border=False):
        for one in asked:
            before, note = said.get((identity, one.criterion), (None, ""))
            verdicts[one.criterion] = _choice(one, identity, before)
            notes[one.criterion] = st.text_input(
                f"Note on {words.plain(words.label(one.criterion))}",
                value=note,
                placeholder="What you heard (not needed)",
                label_visibility="collapsed",
                key=f"blind-note-{identity}-{one.criterion}",
            )
        sent = st.form_submit_button("Keep scores", type="primary", icon=":material/done:")
    if sent:
        given = {name: verdict for name, verdict in verdicts.items() if verdict}
        _keep(found, identity, given, notes, asked)


def _choice(one: Question, identity: str, before: Verdict | None) -> Verdict | None:
    choices = list(Verdict)
    return st.radio(
        words.plain(one.ask),
        choices,
        index=None if before is None else choices.index(before),
        format_func=WORDS.__getitem__,
        horizontal=True,
        key=f"blind-{identity}-{one.criterion}",
    )


def _keep(
    found: Session,
    identity: str,
    verdicts: dict[str, Verdict],
    notes: dict[str, str],
    asked: Sequence[Question],
) -> None:
    to_go = len(asked) - len(verdicts)

    def keep() -> None:
        data_calibration.score(found.id, identity, verdicts, notes)
        left = data_calibration.left(found.id)
        if left and not to_go:
            st.session_state["calibration-next"] = left[0]

    carry_out(keep, f"Kept; {to_go} to go in this call" if to_go else "Kept")
