"""How the customer's sentiment moves through the call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from app import palette, words
from app.data import AGENT, CUSTOMER, Call, Trajectory
from app.palette import Palette

HEIGHT, FONT = 190, "Source Sans"
STEPS, MOST_TICKS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800), 14
CLOCK = "floor(datum.value/60) + ':' + (datum.value%60 < 10 ? '0' : '') + floor(datum.value%60)"
SHAPES = {
    "improving": "It improves through the call.",
    "declining": "It declines through the call.",
    "steady": "It stays about level.",
    "dipped-and-recovered": "It dips and recovers.",
    "too-short": "Too few turns to speak of a course.",
}


def sentiment(call: Call) -> None:
    """Draw the course of sentiment, the customer's first."""
    known = call.measures.sentiment if call.measures else {}
    customer = known.get(CUSTOMER)
    if not customer or not customer.points:
        return
    with st.container(key="sentiment", gap="small"):
        st.subheader("The customer's sentiment", anchor=False)
        st.text(_told(customer))
        # Vega-Lite as it is: building it with altair took half of the page's time.
        st.vega_lite_chart(_chart(call, customer, known.get(AGENT), palette.shown()), theme=None)
        st.caption(_note(customer, AGENT in known))


def _told(customer: Trajectory) -> str:
    text = SHAPES.get(customer.shape, customer.shape)
    if customer.change is not None and customer.shape != "too-short":
        text += f" First to last quarter: {_signed(customer.change)}."
    if low := _lowest(customer):
        text += f" Lowest {_signed(low[1])} at {words.clock(low[0])}."
    return text


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if round(value, 2) else "0.00"


def _lowest(customer: Trajectory) -> tuple[float, float] | None:
    """When and how low; None where it never goes below neutral or there is no course."""
    at, low = customer.lowest_at, customer.lowest
    if at is None or low is None or low >= 0 or customer.shape == "too-short":
        return None
    return at, low


def _note(customer: Trajectory, agent: bool) -> str:
    parts = ["From the words alone, never from the voice."]
    if agent:
        parts.append("The agent's (dashed) is shown apart; no verdict rests on it.")
    if customer.basic:
        parts.append("This language has only a basic lexicon: take it as a hint.")
    return " ".join(parts)


def _chart(
    call: Call, customer: Trajectory, agent: Trajectory | None, look: Palette
) -> dict[str, Any]:
    axis = {
        "labelColor": look.muted,
        "titleColor": look.muted,
        "domainColor": look.line,
        "tickColor": look.line,
        "gridColor": look.line,
        "labelFont": FONT,
        "labelFontSize": 12,
    }
    return {
        "height": HEIGHT,
        "width": "container",
        "background": "transparent",
        "config": {"view": {"stroke": None}, "axis": axis},
        "layer": [*_quarters(call, customer, look), *_lines(call, customer, agent, look)],
    }


def _time(call: Call) -> dict[str, Any]:
    """The horizontal axis: the whole call."""
    step = next((s for s in STEPS if call.seconds / s <= MOST_TICKS), STEPS[-1])
    ticks = list(range(0, int(call.seconds) + 1, step))
    return {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [0, call.seconds], "nice": False},
        "axis": {"values": ticks, "labelExpr": CLOCK, "grid": False, "title": None},
    }


def _quarters(call: Call, customer: Trajectory, look: Palette) -> Iterator[dict[str, Any]]:
    """The four quarters of the customer's own time, every other one shaded, with their means."""
    step = max(call.turns[point.turn].end for point in customer.points) / 4
    rows = [
        {
            "from": i * step,
            "to": (i + 1) * step,
            "middle": (i + 0.5) * step,
            "label": "–" if mean is None else _signed(mean),
            "shade": i % 2,
        }
        for i, mean in enumerate(customer.quarters)
    ]
    shade = {"domain": [0, 1], "range": [0.04, 0.10]}
    yield {
        "data": {"values": rows},
        "mark": {"type": "rect", "color": look.customer, "tooltip": None},
        "encoding": {
            "x": _number("from"),
            "x2": {"field": "to"},
            "opacity": {**_number("shade"), "scale": shade, "legend": None},
        },
    }
    yield {
        "data": {"values": rows},
        "mark": {
            "type": "text",
            "y": 2,
            "baseline": "top",
            "color": look.muted,
            "font": FONT,
            "fontSize": 12,
            "tooltip": None,
        },
        "encoding": {
            "x": _number("middle"),
            "text": {"field": "label", "type": "nominal"},
        },
    }


def _lines(
    call: Call, customer: Trajectory, agent: Trajectory | None, look: Palette
) -> Iterator[dict[str, Any]]:
    levels = {"values": [-1, 0, 1], "title": None, "labelExpr": _LEVELS, "grid": False}
    y = {**_number("smoothed"), "scale": {"domain": [-1.05, 1.05]}, "axis": levels}
    place = {"x": _time(call), "y": y}
    line = {"type": "line", "interpolate": "monotone"}
    yield {
        "data": {"values": [{"zero": 0}]},
        "mark": {"type": "rule", "color": look.muted, "opacity": 0.6},
        "encoding": {"y": _number("zero")},
    }
    if agent and agent.points:
        dashed = {"color": look.agent, "strokeDash": [3, 4], "opacity": 0.45, "strokeWidth": 1.5}
        yield {"data": _rows(call, agent), "mark": {**line, **dashed}, "encoding": place}
    points = _rows(call, customer)
    yield {
        "data": points,
        "mark": {"type": "circle", "color": look.customer, "size": 42, "opacity": 0.45},
        "encoding": {
            "x": _time(call),
            "y": _number("score"),
            "tooltip": [
                {"field": "time", "type": "nominal", "title": "At"},
                {**_number("score"), "format": "+.2f", "title": "Sentiment"},
                {"field": "words", "type": "nominal", "title": "Says"},
            ],
        },
    }
    yield {
        "data": points,
        "mark": {**line, "color": look.customer, "strokeWidth": 2.5},
        "encoding": place,
    }
    if low := _lowest(customer):
        marker = {"shape": "triangle-down", "filled": True, "size": 130, "yOffset": -11}
        yield {
            "data": {"values": [{"at": low[0], "smoothed": low[1]}]},
            "mark": {"type": "point", "color": look.customer, "opacity": 1, **marker},
            "encoding": place,
        }


_LEVELS = "datum.value > 0 ? 'positive' : datum.value < 0 ? 'negative' : 'neutral'"


def _number(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative"}


def _rows(call: Call, trajectory: Trajectory) -> dict[str, Any]:
    rows = [
        {
            "at": point.at,
            "score": point.score,
            "smoothed": point.smoothed,
            "time": words.clock(point.at),
            "words": _short(call.turns[point.turn].text),
        }
        for point in trajectory.points
    ]
    return {"values": rows}


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:88].rstrip() + " …"
