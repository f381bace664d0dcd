"""My calls: what went well, what waits, one's own way, and what one has to say."""

from __future__ import annotations

import streamlit as st

from app import data, data_own, words
from app.widgets import empty, filters, growth, lessons, mending, say, wording
from app.widgets.self_score import private

CALL, CALLS = "views/call.py", "views/calls.py"
MOST_WAITING = 6

if not data_own.is_agent():
    st.switch_page(CALLS)
rubric = filters.rubric()
agent = data.viewer().agent or ""
if not data.count(data.CallFilter(), rubric):
    empty.no_calls_of_yours(agent)
    st.stop()

mending.told()
st.title("My calls", anchor=False)
inbox = data_own.inbox()
way = data_own.growth(rubric)
left, right = st.columns([3, 2], gap="large")
with left, st.container(key="went-well", gap="small"):
    growth.went_well(data_own.praise())
with right, st.container(key="waiting", gap="small"):
    st.subheader("Waiting for you", anchor=False)
    if not (inbox.to_open or inbox.to_acknowledge):
        st.write("Nothing. Reviews that are released to you appear here.")
    for title, calls in (
        ("Reviewed: listen, score yourself, then see it", inbox.to_open),
        ("Seen: say that you have read it", inbox.to_acknowledge),
    ):
        if calls:
            st.caption(f"{title} ({len(calls)})")
        for one in calls[:MOST_WAITING]:
            st.page_link(
                CALL,
                label=words.plain(one),
                icon=":material/headphones:",
                query_params={"call": one},
            )
    st.page_link(CALLS, label="All my calls", icon=":material/list:")

with st.container(key="own-way", gap="small"):
    growth.growth(way, inbox.opened)

kept, notes = data_own.lessons(), data_own.notes()
left, right = st.columns(2, gap="large")
with left, st.container(key="lessons", gap="small"):
    st.subheader("Lessons kept", anchor=False)
    if kept:
        private()
    else:
        st.write("What you keep from a coaching note stands here, in your own words.")
    lessons.lessons(kept)
with right, st.container(key="notes-to-me", gap="small"):
    st.subheader("Coaching notes", anchor=False)
    if not notes:
        st.write("None yet. Notes that a coach writes to you appear with their review.")
    lessons.notes(notes, kept)

asked = data_own.disputes()
if asked:
    with st.container(key="my-disputes", gap="small"):
        st.subheader("Where you asked for another look", anchor=False)
        say.answers(asked)

with st.container(key="words-book", gap="small"):
    st.subheader("Words that may help", anchor=False)
    st.caption("For each kind of complaint: what matters in it, and sentences to make your own.")
    spoken = data.choices("language")
    wording.book(spoken[0] if spoken else "en")
