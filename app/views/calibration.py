"""Calibration: several people score the same calls blind, then look at it together."""

from __future__ import annotations

import streamlit as st

from app import data, data_calibration, words
from app.widgets import calibrate, compared, empty, filters, mending, trials

viewer = data.viewer()
if not viewer.may(data.Power.REVIEW):
    st.switch_page("views/calls.py")
rubric = filters.rubric()
if not data.count(data.CallFilter(), rubric):
    empty.empty_archive()
    st.stop()

mending.told()
st.title("Calibration", anchor=False)
found = {one.id: one for one in data_calibration.sessions()}
if viewer.may(data.Power.ASSIGN):
    with st.expander("New calibration", icon=":material/add:", expanded=not found):
        calibrate.begin(rubric)
if not found:
    st.write(
        "Several people score the same calls, nobody seeing what the others or the machine say. "
        "Then all of it is laid side by side: where you agree, where you do not, and how far the "
        "machine can be trusted with each question."
    )
    st.stop()

if st.session_state.get("calibration") not in found:
    mine = [one.id for one in found.values() if one.waits_for(viewer.name)]
    st.session_state.calibration = (mine or list(found))[0]


def _told(number: int) -> str:
    one = found[number]
    state = f"{len(one.submitted)} of {len(one.people)} handed in" if one.open else "closed"
    return f"{one.title}, {words.short_day(one.at)} ({state})"


chosen = found[st.selectbox("Session", list(found), key="calibration", format_func=_told)]
if not chosen.open:
    compared.compared(data_calibration.results(chosen.id))
else:
    calibrate.waiting(chosen)
    if chosen.waits_for(viewer.name):
        calibrate.score(chosen)
trials.trials(data_calibration.trials())
