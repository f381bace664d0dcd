"""Tones of the telephone network (busy, ringing, keys, beeps) are no speech, whatever resembles it.

A tone is one or two sine waves: nearly all of its power lies in two narrow peaks that do not move.
A voice never holds its pitch to a hertz, and its power lies in many harmonics.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.intervals import covered, intersect, invert, merge

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW, STEP = 2048, 512  # samples looked at, and from one look to the next: 128 and 32 ms
LOWEST_BIN = 12  # about 100 Hz: below lies hum
PEAK_BINS = 3  # a peak of the Hann window reaches so far to each side
PEAK_SHARE = 0.9  # of the power that lies in the two peaks
STEADY_HZ = 1.0  # a tone's frequencies move less from one look to the next
LEAST_LOOKS = 6  # in a row: about 0.3 s
CADENCE_SECONDS = 0.8  # pauses up to this inside a series of beeps belong to it
REMAINS_SECONDS = 0.2  # shorter speech between tones is their edge
REACH_SECONDS = 1.0  # how far around a stretch tones are looked for
PART_SECONDS = 60.0  # looked at together, since memory grows with it
LOOKED_AT = PART_SECONDS + 0.5  # a tone on the border is whole in one of the two


def without_tones(
    speech: Sequence[Interval], sound: Sound, channel: int | None
) -> tuple[Interval, ...]:
    """`speech` of a channel (None: all mixed) without the stretches that are tones."""
    tones = merge(
        (tone for item in speech for tone in _tones_at(sound, channel, item)), gap=CADENCE_SECONDS
    )
    if not tones:
        return tuple(speech)
    left = intersect(speech, invert(tones, sound.seconds))
    whole = set(speech)
    return tuple(
        Interval(round(item.start, 3), round(item.end, 3))
        for item in left
        if item in whole or item.seconds >= REMAINS_SECONDS
    )


def _tones_at(sound: Sound, channel: int | None, item: Interval) -> list[Interval]:
    """The tones of a stretch, with those around it: one that begins in a beep ends in a pause."""
    if not any(_narrow(sound, channel, part) for part in _parts(item)):
        return []
    around = Interval(
        max(0.0, item.start - REACH_SECONDS), min(sound.seconds, item.end + REACH_SECONDS)
    )
    found = find_tones(sound, channel, around)
    return found if any(covered(item, (tone,)) for tone in found) else []


def find_tones(sound: Sound, channel: int | None, where: Interval) -> list[Interval]:
    """The tones inside a stretch of sound."""
    found = [tone for part in _parts(where) for tone in _tones(sound, channel, part)]
    return list(merge(found, gap=WINDOW / RATE))  # one that goes on past the end of a part


def _parts(where: Interval) -> list[Interval]:
    starts = np.arange(where.start, where.end, PART_SECONDS).tolist()
    return [Interval(start, min(start + LOOKED_AT, where.end)) for start in starts]


def _looks(sound: Sound, channel: int | None, where: Interval) -> NDArray[np.float32]:
    samples = sound.slice(channel, where.start, where.end)
    if len(samples) < WINDOW:
        return np.zeros((0, WINDOW), np.float32)
    return np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::STEP]


def _narrow(sound: Sound, channel: int | None, where: Interval) -> bool:
    """Whether a few looks are all peaks: then it is worth looking around for a tone."""
    _, share = _peaks(_looks(sound, channel, where))
    return int((share >= PEAK_SHARE).sum()) >= LEAST_LOOKS // 2


def _tones(sound: Sound, channel: int | None, where: Interval) -> list[Interval]:
    found = []
    for first, last in _steady(*_peaks(_looks(sound, channel, where))):
        start = where.start + first * STEP / RATE
        end = where.start + ((last - 1) * STEP + WINDOW) / RATE
        found.append(Interval(start, min(end, where.end)))
    return found


def _peaks(looks: NDArray[np.float32]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Per look the frequencies of its two strongest peaks in order, shape (looks, 2), and the
    share of the power that lies in them."""
    power = np.abs(np.fft.rfft(looks * np.hanning(WINDOW), axis=1)) ** 2
    power[:, :LOWEST_BIN] = 0
    total = power.sum(axis=1) + 1e-12
    reach = np.arange(-PEAK_BINS, PEAK_BINS + 1)
    inside, places = np.zeros(len(power)), []
    for _ in range(2):
        top = power.argmax(axis=1).clip(PEAK_BINS, power.shape[1] - 1 - PEAK_BINS)
        near = top[:, None] + reach
        weight = np.take_along_axis(power, near, axis=1)
        own = weight.sum(axis=1)
        centre = (weight * near).sum(axis=1) / (own + 1e-12)
        # One sine alone has no second peak: what is left of it must not look like a moving one.
        places.append(np.where(own > 0.02 * total, centre, 0.0) * RATE / WINDOW)
        inside += own
        np.put_along_axis(power, near, 0, axis=1)
    frequencies = np.sort(np.stack(places, axis=1), axis=1)
    return frequencies, inside / total * (total > 1e-6)


def _steady(frequencies: NDArray[Any], share: NDArray[Any]) -> list[tuple[int, int]]:
    """Runs of looks, from the first to before the last, in which the same two peaks are all."""
    narrow = share >= PEAK_SHARE
    same = np.zeros(len(share), bool)
    same[1:] = np.abs(np.diff(frequencies, axis=0)).max(axis=1) <= STEADY_HZ
    runs, start = [], None
    for look in range(len(share) + 1):
        goes_on = look < len(share) and narrow[look] and (start is None or same[look])
        if start is not None and not goes_on:
            if look - start >= LEAST_LOOKS:
                runs.append((start, look))
            start = None
        if start is None and look < len(share) and narrow[look]:
            start = look
    return runs
