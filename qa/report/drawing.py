"""Charts for paper, as SVG text in quiet colours that print; every text in them is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from qa.call import AGENT, CUSTOMER, Call
from qa.rubric.outcome import Scorecard, Verdict
from qa.trends.counts import Tally

WIDTH, LEFT, RIGHT = 720, 74, 708
FONT = "DejaVu Sans, Noto Sans, Segoe UI, Helvetica, Arial, sans-serif"
INK, MUTED, LINE, TINT = "#1F2526", "#646B6C", "#DAD8D1", "#F4F2ED"
AGENT_COLOUR, CUSTOMER_COLOUR, PASSED, FAILED = "#4A56B8", "#B4650A", "#147A5C", "#B3321F"
STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
MOST_TICKS = 12


def clock(seconds: float) -> str:
    """A time in a call: 1:04."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def timeline(call: Call, cards: Sequence[Scorecard]) -> str:
    """Who talks when, where the evidence lies, and the customer's sentiment above it."""
    top, zero, bottom, lanes = 12, 62, 112, (132, 154)
    height = 214
    parts = list(_grid(call, 12, 172))
    trajectory = call.measures.sentiment.get(CUSTOMER) if call.measures else None
    for y, name in ((top + 6, "positive"), (zero + 4, "neutral"), (bottom, "negative")):
        parts.append(_text(LEFT - 8, y, name, anchor="end"))
    parts.append(_line(LEFT, zero, RIGHT, zero, LINE))
    if trajectory and trajectory.points:
        places = [
            (_x(point.at, call), zero - point.smoothed * (bottom - top) / 2)
            for point in trajectory.points
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{CUSTOMER_COLOUR}" stroke-width="2"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{CUSTOMER_COLOUR}"/>' for x, y in places
        ]
    for y, side, colour in zip(
        lanes, (AGENT, CUSTOMER), (AGENT_COLOUR, CUSTOMER_COLOUR), strict=True
    ):
        parts.append(_text(LEFT - 8, y + 11, side, anchor="end"))
        for part in call.activity.get(side, ()):
            x, end = _x(part.start, call), _x(part.end, call)
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{max(0.8, end - x):.1f}" height="14" '
                f'fill="{colour}" fill-opacity="0.75"/>'
            )
    parts += _marks(call, cards, 180)
    parts += list(_ticks(call, 206))
    return _svg(height, parts, "Timeline of the call")


def weeks(tallies: Sequence[Tally]) -> str:
    """The mean score week by week, 0 to 100 %, with its interval."""
    top, bottom, height = 14, 124, 160
    known = [tally for tally in tallies if tally.score.value is not None]
    parts = []
    for share in (0, 0.5, 1):
        y = bottom - share * (bottom - top)
        parts += [_line(LEFT, y, RIGHT, y, LINE)]
        parts.append(_text(LEFT - 8, y + 4, f"{share:.0%}", anchor="end"))
    step = (RIGHT - LEFT) / max(1, len(known))
    places = []
    for number, tally in enumerate(known):
        x, score = LEFT + (number + 0.5) * step, tally.score
        y = bottom - (score.value or 0) * (bottom - top)
        places.append(f"{x:.1f},{y:.1f}")
        if score.low is not None and score.high is not None:
            low, high = (
                bottom - min(1, max(0, e)) * (bottom - top) for e in (score.low, score.high)
            )
            parts.append(_line(x, low, x, high, AGENT_COLOUR, width=2, opacity=0.35))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{AGENT_COLOUR}"/>')
        parts.append(_text(x, y - 9, f"{score.value:.0%}", anchor="middle", ink=INK))
        parts.append(_text(x, bottom + 17, f"week of {tally.start}", anchor="middle"))
        parts.append(_text(x, bottom + 31, f"{score.n} calls", anchor="middle"))
    path = f'<polyline points="{" ".join(places)}" fill="none" stroke="{AGENT_COLOUR}"/>'
    return _svg(height, [path, *parts], "Mean score by week")


def _marks(call: Call, cards: Sequence[Scorecard], y: int) -> Iterator[str]:
    colours = {Verdict.PASS: PASSED, Verdict.FAIL: FAILED}
    shapes = {Verdict.PASS: "M-4 4 L4 4 L0 -4 Z", Verdict.FAIL: "M-4 -4 L4 -4 L0 4 Z"}
    for card in cards:
        for line in card.lines:
            verdict = line.finding.verdict
            for span in line.finding.evidence if verdict in colours else ():
                x = _x(call.time_of(span).start, call)
                yield (
                    f'<path transform="translate({x:.1f} {y})" d="{shapes[verdict]}" '
                    f'fill="{colours[verdict]}"/>'
                )
    yield _text(LEFT - 8, y + 4, "evidence", anchor="end")


def _grid(call: Call, top: int, bottom: int) -> Iterator[str]:
    for quarter in (1, 3):
        x, end = (_x(call.seconds * q / 4, call) for q in (quarter, quarter + 1))
        yield f'<rect x="{x:.1f}" y="{top}" width="{end - x:.1f}" height="100" fill="{TINT}"/>'


def _ticks(call: Call, y: int) -> Iterator[str]:
    step = next((s for s in STEPS if call.seconds / s <= MOST_TICKS), STEPS[-1])
    for second in range(0, int(call.seconds) + 1, step):
        yield _text(_x(second, call), y, clock(second), anchor="middle")


def _x(second: float, call: Call) -> float:
    return LEFT + (RIGHT - LEFT) * second / max(call.seconds, 1e-9)


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, opacity: float = 1
) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}" stroke-opacity="{opacity}"/>'
    )


def _text(x: float, y: float, text: str, *, anchor: str, ink: str = MUTED) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="11" '
        f'font-family="{FONT}" fill="{ink}">{escape(text)}</text>'
    )


def _svg(height: int, parts: Sequence[str], label: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )
