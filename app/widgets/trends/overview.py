"""The few numbers of the whole time, beside those of the time before."""

from __future__ import annotations

import streamlit as st

from app.data_trends import Change, Rate, Tally


def overview(now: Tally, before: Tally, told: str) -> None:
    """Draw the numbers; a change is shown only where it is beyond chance."""
    with st.container(horizontal=True, gap="large", key="figures"):
        st.metric("Calls", f"{now.calls:,}", width="content", help="Scored calls with a date")
        _mean(now, before, told)
        _rate("Nothing failed", now.clear, before.clear, told, "Calls in which no criterion failed")
        _rate(
            "Failed outright",
            now.auto_failed,
            before.auto_failed,
            told,
            "Calls that fail a criterion that fails the whole call",
            good=False,
        )
        _rate(
            "Customers who came round",
            now.recovered,
            before.recovered,
            told,
            "Of the calls in which the customer's sentiment fell, from the words: those in which "
            "it came back before the end",
        )


def interval(low: float | None, high: float | None) -> str:
    """The ends of an interval in percent: "70 to 82 %"."""
    return "" if low is None or high is None else f"{low * 100:.0f} to {high * 100:.0f} %"


def _mean(now: Tally, before: Tally, told: str) -> None:
    score = now.score
    text = "–" if score.value is None else f"{score.value:.0%}"
    sure = f"95 % interval {interval(score.low, score.high)}. " if score.low is not None else ""
    earlier = before.score.value
    then = f"It was {earlier:.0%} in {told}." if earlier is not None else ""
    st.metric("Mean score", text, width="content", help=f"{sure}{then}" or None)


def _rate(
    label: str, now: Rate, before: Rate, told: str, meaning: str, *, good: bool = True
) -> None:
    change = Change(before, now)
    text = "–" if now.share is None else f"{now.share:.0%}"
    delta = None
    if change.sure and change.by is not None:
        delta = f"{change.by * 100:+.0f} points".replace("-", "−")
    facts = f"{meaning}: {now.count:,} of {now.n:,}"
    facts += f", 95 % interval {interval(now.low, now.high)}" if now.n else ""
    if before.n:
        facts += f"; {before.share:.0%} in {told}"
    down = bool(delta and delta.startswith("−"))
    st.metric(
        label,
        text,
        delta=delta,
        delta_color="green" if down is not good else "red",
        delta_arrow="down" if down else "up",
        width="content",
        help=f"{facts}.",
    )
