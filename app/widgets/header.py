"""What a call is: who, when, how long, and what to know about the recording."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import words
from app.data import Call

ROLE_SOURCES = {"metadata": "the recorder", "script": "the script"}


def header(call: Call) -> None:
    """Draw the head of a call's page."""
    about = call.recording.metadata
    with st.container(key="back"):
        st.page_link("views/calls.py", label="All calls", icon=":material/arrow_back:")
    with st.container(key="call-title", gap="small"):
        st.title(words.plain(about.name or call.id), anchor=False)
        facts = "".join(f"<li><bdi>{escape(fact)}</bdi></li>" for fact in _facts(call))
        st.html(f'<div class="facts"><ul>{facts}</ul></div>')
    notes = [*call.notes, *([about.note] if about.note else []), *_doubts(call)]
    if notes:
        with st.container(key="notes"):
            for note in notes:
                st.text(note)


def _facts(call: Call) -> list[str]:
    about = call.recording.metadata
    facts = [words.day(about.started_at), words.clock(call.seconds)]
    facts += [f"Agent {about.agent}"] if about.agent else []
    facts += [f"Customer {about.customer}"] if about.customer else []
    facts += [f"Queue {about.queue}"] if about.queue else []
    facts += [about.direction.capitalize()] if about.direction else []
    return [*facts, _language(call), _roles(call), _ending(call)]


def _language(call: Call) -> str:
    if len({tongue.code for tongue in call.tongues.values()}) > 1:
        return ", ".join(
            f"{words.language(own.code)} by the {who} ({own.probability:.0%})"
            for who, own in call.tongues.items()
        )
    name = words.language(call.language)
    if call.made.language_source != "detected":
        return name
    return f"{name} ({call.language_probability:.0%})"


def _roles(call: Call) -> str:
    source = ROLE_SOURCES.get(call.made.role_source, call.made.role_source)
    sure = "" if call.made.role_confidence >= 1 else f" ({call.made.role_confidence:.0%})"
    return f"Roles from {source}{sure}"


def _ending(call: Call) -> str:
    kind = call.measures.ending.kind if call.measures else "unknown"
    return f"Ending: {words.ENDINGS.get(kind, kind).lower()}"


def _doubts(call: Call) -> list[str]:
    ending = call.measures.ending if call.measures else None
    return [f"{ending.why}."] if ending and ending.agree is False else []
