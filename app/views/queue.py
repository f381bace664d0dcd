"""The queue: which calls want an ear next, and whose they are."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import data, line
from app.widgets import empty, failures, filters, hand_out, queue_table, saved_filters
from app.widgets.part import part

PAGE_SIZE = 25
RISK, SAMPLE, MINE = "By risk", "Random sample", "Assigned to me"
ORDERS = {RISK: "riskiest", SAMPLE: "newest", MINE: "due"}
SOURCES = {RISK: "risk", SAMPLE: "random", MINE: "by hand"}


@part
def queue() -> None:
    """The choice of calls, and the calls."""
    rubric = filters.rubric()
    view = st.segmented_control(
        "Which calls",
        list(ORDERS),
        default=RISK,
        required=True,
        key="view",
        label_visibility="collapsed",
        persist_state="session",
    )
    drawn = None
    if view == SAMPLE:
        first = not data.draws()
        with st.expander("Draw a random sample", icon=":material/casino:", expanded=first):
            hand_out.draw()
        drawn = hand_out.sample()
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        where = filters.filters(rubric)
        saved_filters.saved_filters(where)
    if view == RISK:
        where = replace(where, scored=True, state=where.state or data.OPEN)
    elif view == SAMPLE:
        where = replace(where, draw=drawn or -1)
    else:
        where = replace(where, assignee=data.viewer().name, state=where.state or data.OPEN)
    counted = data.count(where, rubric)
    if counted:
        _calls(view, where, rubric, counted)
    else:
        empty.empty_queue(view, drawn is not None, filters.used())


def _calls(view: str, where: data.CallFilter, rubric: str, counted: int) -> None:
    pages = -(-counted // PAGE_SIZE)
    bar = st.container(horizontal=True, vertical_alignment="center", key="queue-bar")
    chosen_bar = st.container()
    place = st.container()
    number = st.pagination(pages, key=f"queue page of {pages}") if pages > 1 else 1
    calls = data.summaries(where, rubric, ORDERS[view], PAGE_SIZE, (number - 1) * PAGE_SIZE)
    with bar:
        st.text(f"{counted:,} call{'s' if counted != 1 else ''}")
        if st.button(
            "Start reviewing",
            type="primary",
            icon=":material/headphones:",
            shortcut="N",
            help="Opens the first of these; on its page N and B go on and back",
        ):
            line.begin([call.id for call in calls])
            line.go(calls[0].id)
        st.download_button(
            "Export",
            data=lambda: data.export_list(where, rubric, ORDERS[view]).encode(),
            file_name="queue.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
            help="The whole list as CSV, for a spreadsheet",
        )
    with place:
        chosen = queue_table.queue_table(calls, "queue-table")
        st.caption("Click a call to open it; tick calls to hand them out.")
    if chosen:
        with chosen_bar:
            hand_out.assign(chosen, SOURCES[view])


if not data.viewer().may(data.Power.REVIEW):
    st.switch_page("views/calls.py")
if data.is_empty():
    empty.empty_archive()
    failures.failures()
    st.stop()

st.title("Queue", anchor=False)
hand_out.said()
queue()
