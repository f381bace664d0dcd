"""Levels of a sound: outlines for drawing, loudness, sounds that are not speech."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.intervals import merge

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRAME_SECONDS = 0.1
QUIETEST_DB = -100.0
SOUND_OVER_FLOOR_DB = 15.0  # music and ringing stand this far above the noise of the line
SOUND_DB = -45.0
SOUND_SECONDS = 3.0
SOUND_GAP_SECONDS = 1.0


@dataclass(frozen=True)
class Levels:
    """Per frame of 0.1 s and channel: `rms` in dBFS and `peak` 0 to 1, shape (frames, channels)."""

    rms: NDArray[np.float32]
    peak: NDArray[np.float32]


def measure_levels(sound: Sound) -> Levels:
    """One pass over the sound."""
    size = round(FRAME_SECONDS * RATE)
    rms, peak = [], []
    for block in sound.blocks():
        frames = np.pad(block, ((0, -len(block) % size), (0, 0))).reshape(-1, size, sound.channels)
        rms.append(np.sqrt((frames**2).mean(axis=1)))
        peak.append(np.abs(frames).max(axis=1))
    level = np.concatenate(rms)
    with np.errstate(divide="ignore"):
        decibels = np.maximum(20 * np.log10(level), QUIETEST_DB)
    return Levels(decibels.astype(np.float32), np.concatenate(peak))


def other_sounds(levels: Levels, speech: Sequence[Interval]) -> tuple[Interval, ...]:
    """Stretches of three seconds or more of sound in which nobody speaks: hold music, ringing."""
    loudest = levels.rms.max(axis=1)
    floor = float(np.percentile(loudest, 10))
    loud = loudest > max(SOUND_DB, floor + SOUND_OVER_FLOOR_DB)
    loud &= ~mask(speech, len(loud))
    frames = [
        Interval(i * FRAME_SECONDS, (i + 1) * FRAME_SECONDS) for i in np.flatnonzero(loud).tolist()
    ]
    stretches = merge(frames, gap=SOUND_GAP_SECONDS)
    return tuple(
        Interval(round(s.start, 3), round(s.end, 3))
        for s in stretches
        if s.seconds >= SOUND_SECONDS
    )


def mask(intervals: Sequence[Interval], frames: int) -> NDArray[np.bool_]:
    """Which frames of 0.1 s the intervals touch."""
    inside = np.zeros(frames, bool)
    for item in intervals:
        inside[int(item.start / FRAME_SECONDS) : int(np.ceil(item.end / FRAME_SECONDS))] = True
    return inside


def _lane(values: NDArray[np.float32], channel: int | None) -> NDArray[np.float32]:
    """One channel of per-frame values; the loudest of all for None."""
    return values.max(axis=1) if channel is None else values[:, channel]


def outline(
    levels: Levels, channels: Mapping[str, int | None], activity: Mapping[str, Sequence[Interval]]
) -> dict[str, tuple[float, ...]]:
    """The peak per frame of each speaker, for drawing.

    A speaker without a channel of their own gets the mixture while they are active.
    """
    drawn = {}
    for speaker, channel in channels.items():
        own = _lane(levels.peak, channel)
        if channel is None:
            own = own * mask(activity.get(speaker, ()), len(own))
        drawn[speaker] = tuple(round(float(value), 3) for value in own)
    return drawn


def loudness(
    levels: Levels, channels: Mapping[str, int | None], activity: Mapping[str, Sequence[Interval]]
) -> dict[str, tuple[float | None, ...]]:
    """Per second and speaker, dB against that speaker's own median; None where they are silent."""
    per_second = round(1 / FRAME_SECONDS)
    result: dict[str, tuple[float | None, ...]] = {}
    for speaker, channel in channels.items():
        own = _lane(levels.rms, channel)
        active = mask(activity.get(speaker, ()), len(own))
        if not active.any():
            continue
        middle = float(np.median(own[active]))
        seconds: list[float | None] = []
        for start in range(0, len(own), per_second):
            part = own[start : start + per_second][active[start : start + per_second]]
            power = float((10 ** (part / 10)).mean()) if len(part) else 0.0
            seconds.append(round(10 * float(np.log10(power)) - middle, 1) if power else None)
        result[speaker] = tuple(seconds)
    return result
