"""An agent's month on paper: which agent, which month, as PDF or HTML."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import streamlit as st

from app import data
from app.widgets.export import REPORTS, link
from app.widgets.trends.choose import Choice
from app.widgets.trends.over_time import month as named


def month(choice: Choice, first: str, last: str) -> None:
    """Draw the way to a report; an agent gets their own."""
    viewer = data.viewer()
    own = viewer.role is data.Role.AGENT
    agents = [viewer.agent or viewer.name] if own else data.choices("agent")
    if not agents:
        return
    with st.popover("Report of a month", icon=":material/description:"):
        agent = agents[0]
        if not own:
            chosen = choice.where.agent
            index = agents.index(chosen) if chosen in agents else 0
            agent = st.selectbox("Whose", agents, index, key=f"report-agent-{chosen}")
        start = st.selectbox("Month", _months(first, last), format_func=named, key="report-month")
        where = f"{start[:7]}/{quote(agent, safe='')}?rubric={quote(choice.rubric, safe='')}"
        for form, label in REPORTS.items():
            link(f"/api/report/{form}/month/{where}", label)


def _months(first: str, last: str) -> list[str]:
    """The first days of the months from the latest back to the first."""
    begin, day = date.fromisoformat(first).replace(day=1), date.fromisoformat(last).replace(day=1)
    found = []
    while day >= begin:
        found.append(day.isoformat())
        day = (date.fromordinal(day.toordinal() - 1)).replace(day=1)
    return found
