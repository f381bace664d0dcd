"""Arithmetic on stretches of time: sorted tuples of Interval."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from qa.call import Interval


def merge(intervals: Iterable[Interval], gap: float = 0.0) -> tuple[Interval, ...]:
    """Sorted intervals in which those that touch, or lie at most `gap` seconds apart, are one."""
    merged: list[Interval] = []
    for item in sorted(intervals, key=lambda i: (i.start, i.end)):
        if merged and item.start - merged[-1].end <= gap:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, item.end))
        else:
            merged.append(item)
    return tuple(merged)


def total(intervals: Iterable[Interval]) -> float:
    """The seconds in `intervals`, which must not overlap."""
    return sum(item.seconds for item in intervals)


def intersect(one: Sequence[Interval], two: Sequence[Interval]) -> tuple[Interval, ...]:
    """Where both are; each sorted and without overlap."""
    found, i, j = [], 0, 0
    while i < len(one) and j < len(two):
        start, end = max(one[i].start, two[j].start), min(one[i].end, two[j].end)
        if end > start:
            found.append(Interval(start, end))
        if one[i].end < two[j].end:
            i += 1
        else:
            j += 1
    return tuple(found)


def invert(intervals: Sequence[Interval], end: float) -> tuple[Interval, ...]:
    """The gaps of `intervals` between 0 and `end`."""
    gaps, position = [], 0.0
    for item in intervals:
        if item.start > position:
            gaps.append(Interval(position, min(item.start, end)))
        position = max(position, item.end)
    if end > position:
        gaps.append(Interval(position, end))
    return tuple(gaps)


def near(
    intervals: Sequence[Interval], start: float, end: float, reach: float = 0.0
) -> Iterator[Interval]:
    """The intervals that touch the time from `start` to `end`, or come within `reach` of it.

    `intervals` are sorted and do not overlap; the cost does not grow with how many there are.
    """
    position = bisect_left(intervals, start - reach, key=lambda item: item.end)
    while position < len(intervals) and intervals[position].start <= end + reach:
        yield intervals[position]
        position += 1


def covered(interval: Interval, by: Sequence[Interval]) -> float:
    """How many seconds of `interval` lie in `by`, which is sorted and does not overlap."""
    touching = near(by, interval.start, interval.end)
    return sum(min(interval.end, i.end) - max(interval.start, i.start) for i in touching)
