"""Overlaps on one channel, estimated from who is active when.

The detector hears that two people talk at once, not what the second of them says. What might be
an interruption is therefore marked as uncertain and only ever widens a range.
"""

from __future__ import annotations

from bisect import bisect_right

from qa.call import AGENT, CUSTOMER, SIDES, Call, Interval, Turn, other_side
from qa.intervals import intersect, merge, near
from qa.measure.overlaps import EAGER_SECONDS, SHORT_SECONDS, SIMULTANEOUS_SECONDS
from qa.measure.utterances import PAUSE_SECONDS
from qa.measures import BACK_CHANNEL, END_OVERLAP, INTERRUPTION, SIMULTANEOUS_START, Overlap

LEAST_SECONDS = 0.25  # shorter ones are the detector's own uncertainty


def estimate_overlaps(call: Call) -> tuple[Overlap, ...]:
    """Where the detector hears agent and customer at once, in order; none of them certain.

    On one channel the recogniser's words come one after the other and never overlap.
    """
    talk = {s: merge(call.activity.get(s, ()), gap=PAUSE_SECONDS) for s in SIDES}
    turns = {s: list(call.turns_of(s)) for s in talk}
    found = []
    for both in intersect(talk[AGENT], talk[CUSTOMER]):
        if both.seconds < LEAST_SECONDS:
            continue
        stretch = {s: next(near(talk[s], both.start, both.end)) for s in talk}
        by = max(talk, key=lambda s: stretch[s].start)
        over = other_side(by)
        kind = _kind(stretch[by], stretch[over])
        begun, broken = _turn(turns[by], both), _turn(turns[over], both)
        found.append(Overlap(kind, by, both.start, both.end, begun, broken, certain=False))
    return tuple(found)


def _kind(begins: Interval, over: Interval) -> str:
    if begins.start - over.start <= SIMULTANEOUS_SECONDS:
        return SIMULTANEOUS_START
    if over.end - begins.start < EAGER_SECONDS:
        return END_OVERLAP
    if begins.seconds <= SHORT_SECONDS and over.end > begins.end:
        return BACK_CHANNEL
    return INTERRUPTION


def _turn(turns: list[Turn], both: Interval) -> int | None:
    """The turn of a speaker that is nearest to the overlap; None when they have none."""
    i = bisect_right(turns, both.end, key=lambda turn: turn.start) - 1
    return turns[i].index if i >= 0 else None
