"""The list of calls."""

from __future__ import annotations

import streamlit as st

from app import data
from app.widgets import calls_table, empty, failures, figures, filters, hits
from app.widgets.part import part

PAGE_SIZE = 25


@part
def calls() -> None:
    """The figures, the filters and the calls that fit them."""
    rubric = filters.rubric()
    summary = st.container(key="figures")
    above = st.container(horizontal=True, vertical_alignment="bottom", key="filters")
    found = st.container()
    asked = str(st.session_state.get("text") or "")
    with found:  # what somebody waits for comes first
        hits.hits(asked)
    with above:
        where = filters.filters(rubric)
        order = filters.order(["newest", "oldest", "lowest score", "longest"])
    if where.text != asked:  # it was set on another page
        with found:
            hits.hits(where.text)
    counted = data.figures(where, rubric)
    with summary:
        figures.figures(counted)
    if not counted.calls:
        empty.nothing_fits()
        return
    pages = -(-counted.calls // PAGE_SIZE)
    place = st.container()
    number = st.pagination(pages, key=f"page of {pages}") if pages > 1 else 1
    offset = (number - 1) * PAGE_SIZE
    with place:
        calls_table.calls_table(data.summaries(where, rubric, order, PAGE_SIZE, offset))


nothing = data.is_empty()
viewer = data.viewer()
if nothing and viewer.role is data.Role.AGENT:
    empty.no_calls_of_yours(viewer.agent or "")
    st.stop()
if nothing:
    empty.empty_archive()
    failures.failures()
    st.stop()

st.title("Calls", anchor=False)
calls()
failures.failures()
