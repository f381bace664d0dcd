"""One recording on both channels: the same wave all along, at one delay and difference of level.

The lines of the two may add noise of their own. Bleed looks alike second by second, but the side
that talks is the louder one; music that both sides hear ends when somebody talks.
"""

from __future__ import annotations

import numpy as np

from qa.hear.audio import Sound
from qa.hear.bleed import SAME_DELAY, compared
from qa.hear.levels import FRAME_SECONDS, Levels

UNDER_VOICE_DB, OVER_NOISE_DB = 25.0, 8.0  # quieter seconds tell nothing
FIRST, MOST = 8, 40  # seconds compared: of a call of two sides hardly more than the first few
ALIKE = 0.7
AGREEING = 0.95  # share of the seconds that have to be alike
EVEN_DB, APART_DB = 6.0, 10.0  # spread and size of the difference of level


def is_copy(sound: Sound, levels: Levels) -> bool:
    """Whether the second channel carries what the first does, sooner or later by one delay."""
    seconds = _telling(levels)
    first = seconds[:: max(1, len(seconds) // FIRST)][:FIRST]
    if not len(first) or np.mean([_alike(sound, s)[0] >= ALIKE for s in first]) < AGREEING - 0.1:
        return False
    found = [_alike(sound, s) for s in seconds[:: max(1, -(-len(seconds) // MOST))]]
    alike = [own for own in found if own[0] >= ALIKE]
    delay = float(np.median([own[1] for own in alike])) if alike else 0.0
    same = [own for own in alike if abs(own[1] - delay) <= SAME_DELAY]
    if len(same) < AGREEING * len(found):
        return False
    gains = np.array([own[2] for own in same])
    spread = float(np.percentile(gains, 90) - np.percentile(gains, 10))
    return spread <= EVEN_DB and abs(float(np.median(gains))) <= APART_DB


def _telling(levels: Levels) -> list[int]:
    """The whole seconds in which something is heard, by number."""
    per_second = round(1 / FRAME_SECONDS)
    whole = len(levels.rms) // per_second
    if not whole:
        return []
    louder = levels.rms[: whole * per_second].max(axis=1)
    level = louder.reshape(whole, per_second).mean(axis=1)
    least = max(level.max() - UNDER_VOICE_DB, np.percentile(louder, 10) + OVER_NOISE_DB)
    return [int(i) for i in np.flatnonzero(level >= min(least, np.median(level)))]


def _alike(sound: Sound, second: int) -> tuple[float, int, float]:
    """How alike, by how many samples the second channel is later (negative: sooner) and louder."""
    likeness, delay, gain = compared(sound, second, 0, 1)
    if likeness >= ALIKE:
        return likeness, delay, gain
    likeness, delay, gain = compared(sound, second, 1, 0)
    return likeness, -delay, -gain
