"""How the customer's sentiment moves through the call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app import palette, words
from app.data import AGENT, CUSTOMER, Call, Trajectory
from app.palette import Palette

HEIGHT = 190
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
        chart = _chart(call, customer, known.get(AGENT), palette.shown())
        st.altair_chart(chart, theme=None)
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


def _chart(call: Call, customer: Trajectory, agent: Trajectory | None, look: Palette) -> Any:
    layers = [*_quarters(call, customer, look), *_lines(call, customer, agent, look)]
    return (
        alt.layer(*layers)
        .properties(height=HEIGHT, background="transparent", width="container")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=look.muted,
            titleColor=look.muted,
            domainColor=look.line,
            tickColor=look.line,
            gridColor=look.line,
            labelFont="Source Sans",
            labelFontSize=12,
        )
    )


def _axis(call: Call) -> dict[str, Any]:
    scale = alt.Scale(domain=[0, call.seconds], nice=False)
    step = next((s for s in STEPS if call.seconds / s <= MOST_TICKS), STEPS[-1])
    ticks = list(range(0, int(call.seconds) + 1, step))
    axis = alt.Axis(values=ticks, labelExpr=CLOCK, grid=False, title=None)
    return {"scale": scale, "axis": axis}


def _quarters(call: Call, customer: Trajectory, look: Palette) -> Iterator[Any]:
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
    base = alt.Chart(pd.DataFrame(rows))
    yield base.mark_rect(color=look.customer, tooltip=None).encode(
        x="from:Q",
        x2="to:Q",
        opacity=alt.Opacity(
            "shade:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 0.10]), legend=None
        ),
    )
    yield base.mark_text(
        y=2, baseline="top", color=look.muted, font="Source Sans", fontSize=12, tooltip=None
    ).encode(x="middle:Q", text="label:N")


def _lines(
    call: Call, customer: Trajectory, agent: Trajectory | None, look: Palette
) -> Iterator[Any]:
    x = alt.X("at:Q", **_axis(call))
    y_axis = alt.Axis(values=[-1, 0, 1], title=None, labelExpr=_LEVELS, grid=False)
    y = alt.Y("smoothed:Q", scale=alt.Scale(domain=[-1.05, 1.05]), axis=y_axis)
    yield (
        alt.Chart(pd.DataFrame([{"zero": 0}]))
        .mark_rule(color=look.muted, opacity=0.6)
        .encode(y="zero:Q")
    )
    if agent and agent.points:
        yield (
            _base(call, agent)
            .mark_line(
                color=look.agent,
                strokeDash=[3, 4],
                opacity=0.45,
                strokeWidth=1.5,
                interpolate="monotone",
            )
            .encode(x=x, y=y)
        )
    points = _base(call, customer)
    yield points.mark_circle(color=look.customer, size=42, opacity=0.45).encode(
        x=x,
        y=alt.Y("score:Q"),
        tooltip=[
            alt.Tooltip("time:N", title="At"),
            alt.Tooltip("score:Q", format="+.2f", title="Sentiment"),
            alt.Tooltip("words:N", title="Says"),
        ],
    )
    yield points.mark_line(color=look.customer, strokeWidth=2.5, interpolate="monotone").encode(
        x=x, y=y
    )
    if low := _lowest(customer):
        yield (
            alt.Chart(pd.DataFrame([{"at": low[0], "smoothed": low[1]}]))
            .mark_point(
                shape="triangle-down",
                filled=True,
                size=130,
                color=look.customer,
                yOffset=-11,
                opacity=1,
            )
            .encode(x=x, y=y)
        )


_LEVELS = "datum.value > 0 ? 'positive' : datum.value < 0 ? 'negative' : 'neutral'"


def _base(call: Call, trajectory: Trajectory) -> Any:
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
    return alt.Chart(pd.DataFrame(rows))


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:88].rstrip() + " …"
