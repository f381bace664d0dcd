"""What the channels of a recording carry: two sides, one side, or the same thing twice."""

from __future__ import annotations

from dataclasses import dataclass

from qa.hear.audio import Sound
from qa.hear.copies import is_copy
from qa.hear.levels import Levels

SILENT_DB = -60.0  # a channel whose loudest tenth of a second stays below carries nothing
NAMES = ("left", "right")


@dataclass(frozen=True)
class Layout:
    """How to listen: `sides` are channels with one speaker each; else `mono` is the channel that
    several speakers share (None: all channels mixed). `lone` says that nobody speaks on the
    other channel; `notes` say what was noticed."""

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


def find_layout(sound: Sound, levels: Levels) -> Layout:
    """Whether the channels are sides of the conversation."""
    channels = levels.rms.shape[1]
    if channels == 1:
        return Layout(())
    carrying = [c for c in range(channels) if levels.rms[:, c].max() >= SILENT_DB]
    if len(carrying) == 1:
        return lone(carrying[0], "carries nothing")
    if is_copy(sound, levels):
        note = "Both channels carry the same; they are listened to as one recording."
        return Layout((), 0, notes=(note,))
    return Layout((0, 1))


def lone(carrying: int, why: str) -> Layout:
    """One of two channels listened to by itself, because the other `why`."""
    empty = NAMES[1 - carrying]
    note = f"The {empty} channel {why}; the other is listened to as one recording."
    return Layout((), carrying, lone=True, notes=(note,))
