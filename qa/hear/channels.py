"""What the channels of a recording carry: two sides, one side, or the same thing twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa.hear.levels import Levels

SILENT_DB = -60.0  # a channel whose loudest tenth of a second stays below carries nothing
ALIKE = 0.97  # channels correlated more than this are one recording twice


@dataclass(frozen=True)
class Layout:
    """How to listen: `sides` are channels with one speaker each; else `mono` is the channel that
    several speakers share (None: all channels mixed). `lone` says that the other channel carries
    nothing; `notes` say what was noticed."""

    sides: tuple[int, ...]
    mono: int | None = None
    lone: bool = False
    notes: tuple[str, ...] = ()

    @property
    def separate(self) -> bool:
        return bool(self.sides)


def is_silent(levels: Levels) -> bool:
    """Whether nothing in the whole recording can be heard."""
    return bool(levels.rms.max() < SILENT_DB)


def find_layout(levels: Levels) -> Layout:
    """Whether the channels are sides of the conversation."""
    channels = levels.rms.shape[1]
    if channels == 1:
        return Layout(())
    carrying = [c for c in range(channels) if levels.rms[:, c].max() >= SILENT_DB]
    names = ("left", "right")
    if len(carrying) == 1:
        empty = names[1 - carrying[0]]
        note = f"The {empty} channel carries nothing; the other is listened to as one recording."
        return Layout((), carrying[0], lone=True, notes=(note,))
    if correlation(levels) > ALIKE:
        note = "Both channels carry the same; they are listened to as one recording."
        return Layout((), 0, notes=(note,))
    return Layout((0, 1))


def correlation(levels: Levels) -> float:
    """How alike two channels are, 0 to 1, whatever their levels."""
    powers = levels.products
    scale = float(np.sqrt(powers[0, 0] * powers[1, 1]))
    return abs(float(powers[0, 1])) / scale if scale else 0.0
