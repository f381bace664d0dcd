"""What was measured, in plain words; every name explains itself when the pointer rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from app import words
from app.data import AGENT, CUSTOMER, Call, Measures, Range

SIDES = (
    (
        "Talking",
        "talk_seconds",
        "time",
        "How long this person is audible; overlaps count for both.",
    ),
    ("Longest stretch", "longest_monologue_seconds", "time", "The longest this person talks on."),
    ("Words a minute", "words_per_minute", "number", "Words for each minute of their own talking."),
    ("Turns", "turns", "number", "How often this person speaks, between two pauses of their own."),
    (
        "Interruptions",
        "interruptions",
        "number",
        "How often this person starts at least half a second before the other would end and takes "
        "the floor. Back-channels (“mm-hm”) and eager starts do not count.",
    ),
    (
        "Talking over",
        "interruption_seconds",
        "seconds",
        "How long both talk in those interruptions.",
    ),
)


def measures(call: Call) -> None:
    """Draw the table of measures, as one piece: a widget for each cell took half of the page."""
    known = call.measures
    if not known:
        return
    rows = []
    for name, field, unit, meaning in SIDES:
        cells = [getattr(known.sides.get(side), field, None) for side in (AGENT, CUSTOMER)]
        rows.append((name, meaning, [_shown(cell, unit) for cell in cells]))
    whole = [(name, meaning, [value]) for name, value, meaning in _whole(known)]
    with st.container(key="measures", gap="small"):
        st.subheader("Measures", anchor=False)
        st.html(
            f"<table>{_head('Agent', 'Customer')}{_body(rows, 0)}"
            f"{_head('Whole call')}{_body(whole, len(rows))}</table>"
        )


def _head(*names: str) -> str:
    wide = 3 - len(names)
    cells = "".join(f'<th scope="col" colspan="{wide}">{escape(name)}</th>' for name in names)
    return f"<thead><tr><td></td>{cells}</tr></thead>"


def _body(rows: Sequence[tuple[str, str, list[str]]], first: int) -> str:
    return "".join(
        f"<tr>{_name(name, meaning, number)}"
        + "".join(f'<td colspan="{3 - len(cells)}">{escape(cell)}</td>' for cell in cells)
        + "</tr>"
        for number, (name, meaning, cells) in enumerate(rows, first)
    )


def _name(name: str, meaning: str, number: int) -> str:
    """The name of a measure; what it means is shown while the pointer or the cursor is on it."""
    return (
        f'<th scope="row"><span tabindex="0" aria-describedby="measure-{number}">{escape(name)}'
        f'</span><span role="tooltip" id="measure-{number}">{escape(meaning)}</span></th>'
    )


def _whole(known: Measures) -> list[tuple[str, str, str]]:
    dead = [s.seconds for s in known.silences if s.kind == "dead_air"]
    hold = [s.seconds for s in known.silences if s.kind == "hold"]
    share = known.talk_share_agent
    return [
        (
            "Agent's talk share",
            "–" if share is None else f"{share:.0%}",
            "The agent's talking, divided by the agent's and the customer's together.",
        ),
        (
            "Wait for a reply",
            _shown(known.reply_gap_median_seconds, "seconds"),
            "From the end of the customer's turn to the agent's start, the median. Below zero "
            "means the agent starts before the customer is done.",
        ),
        ("Longest wait", _shown(known.reply_gap_worst_seconds, "seconds"), "The longest of them."),
        ("Dead air", _times(dead), "Stretches over 3 s in which nobody speaks, holds apart."),
        ("On hold", _times(hold), "Long stretches announced by the agent or filled with music."),
        ("Ending", words.ENDINGS[known.ending.kind], known.ending.why),
    ]


def _times(found: list[float]) -> str:
    return f"{len(found)}, {words.number(sum(found))} s in all" if found else "none"


def _shown(value: Range | float | None, unit: str) -> str:
    if value is None:
        return "not known"
    if isinstance(value, Range):
        if not value.exact:
            return f"{words.number(value.low)} to {words.number(value.high)}"
        value = value.low
    if unit == "time":
        return words.clock(value)
    return f"{words.number(value)} s" if unit == "seconds" else f"{value:,.0f}"
