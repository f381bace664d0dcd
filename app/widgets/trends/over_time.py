"""Criteria, score and sentiment over time, as small charts whose points open their calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from app import data_trends, words
from app.data import Verdict
from app.data_trends import MONTH, Mean, Rate, Tally
from app.widgets.chart import LEVEL, PERCENT, Panel, Point, Series, lines
from app.widgets.trends.choose import Choice, calls_of
from app.widgets.trends.opening import open_calls
from app.widgets.trends.overview import interval

SCORE, SENTIMENT, RECOVERED = "=score", "=sentiment", "=recovered"
PASSED, FAILED = "pass", "fail"
WORDS = {PASSED: "that pass", FAILED: "that fail"}


def over_time(tallies: Sequence[Tally], choice: Choice) -> None:
    """Draw a chart per criterion, one of the score, and those of sentiment."""
    least = data_trends.least()
    with st.container(key="trend-criteria"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.subheader("Criteria over time", anchor=False)
            verdict = st.segmented_control(
                "A point opens the calls",
                [PASSED, FAILED],
                default=PASSED,
                required=True,
                format_func=WORDS.__getitem__,
                key="trend-verdict",
            )
        st.caption(
            "Share of judged calls that pass, with the interval that holds it in 95 of 100 "
            f"cases. Hollow points rest on fewer than {least} calls."
        )
        panels = [_score(tallies, choice, least)]
        panels += [
            _criterion(name, tallies, choice, least)
            for name in (tallies[0].passed if tallies else ())
            if any(tally.passed[name].n for tally in tallies)
        ]
        _open(lines(panels, "chart-criteria", "criteria.png"), choice, str(verdict))
    with st.container(key="trend-sentiment"):
        st.subheader("The customer's sentiment", anchor=False)
        st.caption("From the words alone. A point opens the calls of its week or month.")
        panels = [_sentiment(tallies, choice, least)]
        if any(tally.recovered.n for tally in tallies):
            panels.append(_recovered(tallies, choice, least))
        _open(lines(panels, "chart-sentiment", "sentiment.png"), choice, str(verdict))
    st.download_button(
        "These numbers as CSV",
        data=lambda: data_trends.tallies_csv(tallies, choice.grain).encode(),
        file_name="trends.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )


def _open(opened: tuple[str, str] | None, choice: Choice, verdict: str) -> None:
    if not opened:
        return
    panel, start = opened
    more: dict[str, object] = {"scored": True}
    if panel == RECOVERED:
        more["shape"] = "dipped-and-recovered" if verdict == PASSED else "declining"
    elif panel not in (SCORE, SENTIMENT):
        more |= {"criterion": panel, "verdict": Verdict(verdict)}
    open_calls(calls_of(choice.where, start=start, grain=choice.grain, **more))


def when(start: str, grain: str) -> str:
    """A week or month in words."""
    return month(start) if grain == MONTH else words.short_day(start)


def month(start: str) -> str:
    return f"{date.fromisoformat(start):%b %Y}"


def _criterion(name: str, tallies: Sequence[Tally], choice: Choice, least: int) -> Panel:
    points = _rates(name, lambda t: t.passed[name], tallies, choice, least)
    rates = [tally.passed[name] for tally in tallies]
    whole = Rate(sum(rate.count for rate in rates), sum(rate.n for rate in rates))
    note = f"{whole.share:.0%} of {whole.n:,} judged" if whole.n else "not judged"
    label = words.label(name)
    return Panel(name, label, note, (Series(label, points),), PERCENT)


def _recovered(tallies: Sequence[Tally], choice: Choice, least: int) -> Panel:
    title = "Customers who came round"
    points = _rates(title, lambda t: t.recovered, tallies, choice, least)
    note = "of those whose sentiment fell"
    return Panel(RECOVERED, title, note, (Series(title, points, "green"),), PERCENT)


def _score(tallies: Sequence[Tally], choice: Choice, least: int) -> Panel:
    points = _means("Mean score", lambda t: t.score, tallies, choice, least, percent=True)
    return Panel(SCORE, "Mean score", "points ÷ points judged", (Series("score", points),), PERCENT)


def _sentiment(tallies: Sequence[Tally], choice: Choice, least: int) -> Panel:
    start = _means("At the start", lambda t: t.opening, tallies, choice, least)
    end = _means("At the end", lambda t: t.closing, tallies, choice, least)
    return Panel(
        SENTIMENT,
        "Start and end of the call",
        "dashed: first quarter, solid: last",
        (Series("start", start, "gray", "dashed"), Series("end", end, "orange")),
        LEVEL,
    )


def _rates(
    name: str,
    read: Callable[[Tally], Rate],
    tallies: Sequence[Tally],
    choice: Choice,
    least: int,
) -> tuple[Point, ...]:
    found = []
    for tally in tallies:
        rate = read(tally)
        if rate.share is None:
            continue
        at = when(tally.start, choice.grain)
        text = f"{words.label(name)}, {choice.grain} of {at}: {rate.share:.0%} of {rate.n}, "
        text += f"interval {interval(rate.low, rate.high)}"
        few = rate.n < least
        found.append(Point(tally.start, at, rate.share, rate.low, rate.high, text, few))
    return tuple(found)


def _means(
    name: str,
    read: Callable[[Tally], Mean],
    tallies: Sequence[Tally],
    choice: Choice,
    least: int,
    *,
    percent: bool = False,
) -> tuple[Point, ...]:
    found = []
    for tally in tallies:
        mean = read(tally)
        if mean.value is None:
            continue
        at = when(tally.start, choice.grain)
        shown = f"{mean.value:.0%}" if percent else f"{mean.value:+.2f}".replace("-", "−")
        text = f"{name}, {choice.grain} of {at}: {shown}, {mean.n} calls"
        low, high = mean.low, mean.high
        found.append(Point(tally.start, at, mean.value, low, high, text, mean.n < least))
    return tuple(found)


def open_criterion(choice: Choice, criterion: str, verdict: str) -> None:
    """Show the calls of the whole time in which a criterion came out so."""
    more = {"criterion": criterion, "verdict": Verdict(verdict), "scored": True}
    open_calls(calls_of(choice.where, **more))
