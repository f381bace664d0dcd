"""Coaching and disputes: answer what agents ask, follow up on notes, keep examples."""

from __future__ import annotations

import streamlit as st

from app import data, data_coaching
from app.widgets import inbox, mending, notes

DISPUTES, NOTES, EXAMPLES = "Disputes", "Coaching notes", "Golden examples"

if not data.viewer().may(data.Power.REVIEW):
    st.switch_page("views/calls.py")

mending.told()
st.title("Coaching & disputes", anchor=False)
found = data_coaching.disputes()
work = data_coaching.work()
view = st.segmented_control(
    "What",
    [DISPUTES, NOTES, EXAMPLES],
    default=DISPUTES,
    required=True,
    key="coaching-view",
    format_func=lambda one: f"{one} ({work.waiting})" if one == DISPUTES and work.waiting else one,
    label_visibility="collapsed",
    persist_state="session",
)
if view == NOTES:
    notes.notes(work)
elif view == EXAMPLES:
    inbox.examples()
elif not found:
    with st.container(key="nothing-fits"):
        st.write(
            "No disputes. When an agent asks for another look at a finding, it lands here, with "
            "the evidence to hear."
        )
else:
    inbox.figures(work)
    chosen = inbox.choose(found, st.query_params.get("dispute"))
    if chosen:
        inbox.dispute(chosen)
if view == DISPUTES and data.viewer().may(data.Power.KEEP):
    inbox.time_to_dispute()
