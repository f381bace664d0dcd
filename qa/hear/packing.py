"""Speech packed into pieces for the recogniser, and times mapped back exactly.

Every piece costs the recogniser the same, so many short ones cost as much as long ones. Stretches
of speech are put end to end, and each piece remembers where its parts came from.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.call import Interval
from qa.intervals import merge

PIECE_SECONDS = 19.5
MARGIN_SECONDS = 0.25  # sound kept around speech: first and last consonants are quiet
JOIN_SECONDS = 0.5  # pauses up to this stay as they are
REACH_SECONDS = 3.0  # how far from its place a cut may be moved to a pause
LONE_PAUSE_SECONDS = 8.0  # after such a pause a new piece is begun when the present one is long
LONG_PIECE_SECONDS = 12.0


@dataclass(frozen=True)
class Part:
    """Sound from `start` to `end` of the recording, at `offset` seconds of its piece."""

    start: float
    end: float
    offset: float

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def moved(self, time: float) -> float:
        """A time in the piece as a time in the recording, held inside the part."""
        return min(max(time + self.start - self.offset, self.start), self.end)


@dataclass(frozen=True)
class Piece:
    """Parts put end to end."""

    parts: tuple[Part, ...]

    @property
    def seconds(self) -> float:
        return self.parts[-1].offset + self.parts[-1].seconds

    def to_recording(self, start: float, end: float) -> tuple[float, float]:
        """A time range in the piece as a time range in the recording, inside one part."""
        part = self._part_at((start + end) / 2)
        return part.moved(start), part.moved(end)

    def across(self, start: float, end: float) -> tuple[float, float]:
        """The same for what may go through several parts."""
        return self._part_at(start).moved(start), self._part_at(end).moved(end)

    def _part_at(self, time: float) -> Part:
        return next((p for p in reversed(self.parts) if p.offset <= time), self.parts[0])


def pack(speech: Sequence[Interval], seconds: float) -> list[Piece]:
    """All of `speech`, in order, in pieces of at most PIECE_SECONDS; `seconds` is the length."""
    pauses = [(a.end + b.start) / 2 for a, b in pairwise(merge(speech))]
    pieces: list[Piece] = []
    parts: list[Part] = []
    filled = 0.0
    for stretch in _with_margins(speech, seconds):
        for start, end in _cut(stretch, pauses):
            pause = start - parts[-1].end if parts else 0.0
            full = filled + end - start > PIECE_SECONDS
            if parts and (full or (pause > LONE_PAUSE_SECONDS and filled > LONG_PIECE_SECONDS)):
                pieces.append(Piece(tuple(parts)))
                parts, filled = [], 0.0
            parts.append(Part(start, end, filled))
            filled += end - start
    if parts:
        pieces.append(Piece(tuple(parts)))
    return pieces


def _with_margins(speech: Sequence[Interval], seconds: float) -> tuple[Interval, ...]:
    """Stretches with some sound around each; pauses too short to leave out stay in."""
    joined = merge(speech, gap=JOIN_SECONDS)
    return merge(
        Interval(max(0.0, s.start - MARGIN_SECONDS), min(seconds, s.end + MARGIN_SECONDS))
        for s in joined
    )


def _cut(stretch: Interval, pauses: Sequence[float]) -> list[tuple[float, float]]:
    """A stretch longer than a piece in parts that are, cut in pauses rather than in words."""
    if stretch.seconds <= PIECE_SECONDS:
        return [(stretch.start, stretch.end)]
    number = int(stretch.seconds // (PIECE_SECONDS - 2 * REACH_SECONDS)) + 1
    step = stretch.seconds / number
    cuts = [_near_pause(stretch.start + i * step, pauses) for i in range(1, number)]
    return list(pairwise([stretch.start, *cuts, stretch.end]))


def _near_pause(time: float, pauses: Sequence[float]) -> float:
    """The pause nearest to a time, within REACH_SECONDS; else the time itself."""
    i = bisect_left(pauses, time)
    nearest = min(pauses[max(0, i - 1) : i + 1], key=lambda p: abs(p - time), default=time)
    return nearest if abs(nearest - time) <= REACH_SECONDS else time
