"""Bleed: one side of a call heard on the other's channel, by leaking wires or by echo.

Decided by delayed cross-correlation: while one side talks, the other channel carries the same wave,
weaker and a little later. Two people who talk never do that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.hear.levels import FRAME_SECONDS, Levels
from qa.intervals import merge

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = RATE  # compared at once: 1 s
MOST_BLOCKS = 60  # compared in all, spread over the call
LONGEST_DELAY = round(0.4 * RATE)
WEAKER_DB = 3.0  # the leak is at least this much weaker than what leaks
QUIETEST_DB = -75.0
ALIKE = 0.3  # how alike the waves are, 0 to 1; unrelated speech reaches about 0.1
AS_GOOD = 0.99  # share of the best likeness
SAME_DELAY = round(0.004 * RATE)
LEAST_BLOCKS = 4
AGREEING = 0.5  # share of the blocks that tell of the same delay
TOLERANCE_DB = 5.0  # frames up to this much louder than the leak are still the leak
OWN_SECONDS = 0.15  # shorter remains are not speech


@dataclass(frozen=True)
class Bleed:
    """Channel `source` is heard on channel `target`, `delay` seconds later, by `gain_db` weaker
    (negative)."""

    source: int
    target: int
    delay: float
    gain_db: float


def find_bleed(sound: Sound, levels: Levels) -> tuple[Bleed, ...]:
    """The directions in which one of two channels leaks into the other."""
    if sound.channels != 2:
        return ()
    found = (_bleed(sound, levels, source) for source in (0, 1))
    return tuple(own for own in found if own is not None)


def _bleed(sound: Sound, levels: Levels, source: int) -> Bleed | None:
    target = 1 - source
    blocks = _blocks(levels, source, target)
    found = [compared(sound, block, source, target) for block in blocks]
    alike = [own for own in found if own[0] >= ALIKE]
    if len(alike) < LEAST_BLOCKS:
        return None
    delay = float(np.median([own[1] for own in alike]))
    same = [own for own in alike if abs(own[1] - delay) <= SAME_DELAY]
    if len(same) < max(LEAST_BLOCKS, AGREEING * len(found)):
        return None
    gain = float(np.median([own[2] for own in same]))
    return Bleed(source, target, round(delay / RATE, 4), round(gain, 1))


def _blocks(levels: Levels, source: int, target: int) -> list[int]:
    """Seconds in which the source talks and the target is weaker but not silent, by number."""
    per_second = round(1 / FRAME_SECONDS)
    whole = len(levels.rms) // per_second
    power = 10 ** (levels.rms[: whole * per_second] / 10)
    level = 10 * np.log10(power.reshape(whole, per_second, -1).mean(axis=1) + 1e-12)
    loud = level[:, source] >= np.percentile(level[:, source], 60) if whole else np.zeros(0, bool)
    weaker = level[:, target] <= level[:, source] - WEAKER_DB
    chosen = np.flatnonzero(loud & weaker & (level[:, target] >= QUIETEST_DB))
    return [int(i) for i in chosen[:: max(1, len(chosen) // MOST_BLOCKS)]]


def compared(sound: Sound, block: int, source: int, target: int) -> tuple[float, int, float]:
    """How alike the wave of one second is on both channels (0 to 1), how many samples later it is
    on the target, and by how many dB louder."""
    start, end = float(block), block + 1.0 + LONGEST_DELAY / RATE
    later = sound.slice(target, start, end).astype(np.float64)
    wave = sound.slice(source, start, start + 1.0).astype(np.float64)
    wave, later = wave - wave.mean(), later - later.mean()
    size = 1 << (len(wave) + len(later)).bit_length()
    product = np.fft.irfft(np.conj(np.fft.rfft(wave, size)) * np.fft.rfft(later, size), size)[
        : LONGEST_DELAY + 1
    ]
    strength = np.abs(product)
    # A tone is as like itself a period later: the first of the delays that are as good counts.
    delay = int(np.argmax(strength >= AS_GOOD * strength.max()))
    heard = later[delay : delay + len(wave)]
    energies = float((wave**2).sum()), float((heard**2).sum())
    if not min(energies):
        return 0.0, 0, 0.0
    peak = abs(float(product[delay]))
    gain = 20 * np.log10(peak / energies[0] + 1e-9)
    return peak / float(np.sqrt(energies[0] * energies[1])), delay, float(gain)


def own_speech(speech: Sequence[Interval], levels: Levels, bleed: Bleed) -> tuple[Interval, ...]:
    """The speech of the channel that is leaked into, without what is only the other side's.

    Somebody who talks over the other is louder than the leak and stays.
    """
    leaked = _leaked(levels, bleed)
    kept = []
    for item in speech:
        first, last = int(item.start / FRAME_SECONDS), int(np.ceil(item.end / FRAME_SECONDS))
        frames = np.flatnonzero(~leaked[first:last]) + first
        own = merge(
            (Interval(i * FRAME_SECONDS, (i + 1) * FRAME_SECONDS) for i in frames.tolist()),
            gap=2.5 * FRAME_SECONDS,
        )
        kept += [Interval(max(i.start, item.start), min(i.end, item.end)) for i in own]
    return tuple(
        Interval(round(i.start, 3), round(i.end, 3)) for i in kept if i.seconds >= OWN_SECONDS
    )


def _leaked(levels: Levels, bleed: Bleed) -> NDArray[np.bool_]:
    """Per frame whether the target is no louder than what leaks into it, or than its own noise."""
    source = levels.rms[:, bleed.source].astype(np.float64)
    shift = round(bleed.delay / FRAME_SECONDS)
    # A frame before and after: the delay is seldom a whole number of frames.
    late: list[Any] = [np.roll(source, shift + i) for i in (-1, 0, 1)]
    expected = np.max(late, axis=0) + bleed.gain_db
    heard = levels.rms[:, bleed.target]
    noise = float(np.percentile(heard, 10)) + TOLERANCE_DB
    return np.asarray(heard <= np.maximum(expected + TOLERANCE_DB, noise))
