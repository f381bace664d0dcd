"""Trends: criteria, agents and teams, sentiment, themes; every point opens its calls."""

from __future__ import annotations

import streamlit as st

from app import data, data_trends
from app.widgets import empty, filters
from app.widgets.trends.choose import choose
from app.widgets.trends.groups import groups
from app.widgets.trends.month import month
from app.widgets.trends.moved import moved
from app.widgets.trends.over_time import over_time
from app.widgets.trends.overview import overview
from app.widgets.trends.themes import themes

viewer = data.viewer()
rubric = filters.rubric()
span = data_trends.span(rubric)
if span is None:
    if viewer.role is data.Role.AGENT:
        empty.no_calls_of_yours(viewer.agent or "")
    elif data.count(data.CallFilter(), rubric):
        empty.no_dates()
    else:
        empty.empty_archive()
    st.stop()

st.title("Your trends" if viewer.role is data.Role.AGENT else "Trends", anchor=False)
choice = choose(rubric, *span)
with st.spinner("Counting …"):
    now, before = data_trends.whole(choice.rubric, choice.where)
    tallies = data_trends.over_time(choice.rubric, choice.where, choice.grain)
if not now.calls:
    empty.nothing_counted(viewer.role is data.Role.AGENT)
    st.stop()
overview(now, before, choice.before)
month(choice, *span)
moved(now, before, choice)
over_time(tallies, choice)
with st.spinner("Looking for themes …"):
    themes(choice)
if viewer.may(data.Power.SEE_ALL):
    groups(choice, now)
