"""The list of calls."""

from __future__ import annotations

import streamlit as st

from app import data
from app.widgets import calls_table, empty, failures, figures, filters, hits

PAGE_SIZE = 25

rubric = filters.rubric()
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
summary = st.container(key="figures")
with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
    where = filters.filters(rubric)
    order = filters.order(["newest", "oldest", "lowest score", "longest"])
if where.text.strip():
    hits.hits(where.text)
counted = data.figures(where, rubric)
with summary:
    figures.figures(counted)
if counted.calls:
    pages = -(-counted.calls // PAGE_SIZE)
    place = st.container()
    number = st.pagination(pages, key=f"page of {pages}") if pages > 1 else 1
    offset = (number - 1) * PAGE_SIZE
    with place:
        calls_table.calls_table(data.summaries(where, rubric, order, PAGE_SIZE, offset))
else:
    empty.nothing_fits()
failures.failures()
