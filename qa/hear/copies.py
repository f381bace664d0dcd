"""One recording on both channels: the same wave all along, at one delay and difference of level.

The lines of the two may add noise of their own. Bleed looks alike second by second, but the side
that talks is the louder one; music that both sides hear ends when somebody talks.
"""

from __future__ import annotations

from itertools import islice

import numpy as np

from qa.hear.audio import RATE, Sound
from qa.hear.bleed import compared
from qa.hear.levels import FRAME_SECONDS, Levels

UNDER_VOICE_DB, OVER_NOISE_DB = 25.0, 8.0  # quieter seconds tell nothing
FIRST, MOST = 8, 40  # seconds compared, first and in all
ALIKE = 0.7
AGREEING = 0.95  # share of the seconds that have to be alike
EVEN_DB, APART_DB = 6.0, 10.0  # spread and size of the difference of level


def is_copy(sound: Sound, levels: Levels) -> bool:
    """Whether the second channel carries what the first does, sooner or later by one delay."""
    seconds = _telling(levels)
    first = seconds[:: max(1, len(seconds) // FIRST)][:FIRST]
    unlike = (second for second in first if _alike(sound, second)[0] < ALIKE)
    if not first or len(list(islice(unlike, 2))) > 1:  # of two sides hardly more is looked at
        return False
    chosen = seconds[:: max(1, -(-len(seconds) // MOST))]
    delay = round(float(np.median([_alike(sound, s)[1] for s in chosen])))
    found = [_alike_at(sound, second, delay) for second in chosen]
    gains = np.array([gain for likeness, gain in found if likeness >= ALIKE])
    if len(gains) < AGREEING * len(found):
        return False
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


def _alike(sound: Sound, second: int) -> tuple[float, int]:
    """How alike the channels are, and how many samples later the second is (negative: sooner)."""
    likeness, delay, _ = compared(sound, second, 0, 1)
    if likeness >= ALIKE:
        return likeness, delay
    likeness, delay, _ = compared(sound, second, 1, 0)
    return likeness, -delay


def _alike_at(sound: Sound, second: int, delay: int) -> tuple[float, float]:
    """How alike they are with this delay, and how much louder the second is, in dB.

    A tone is alike at many delays: which of them is the best is no matter.
    """
    starts = second + max(0, -delay) / RATE, second + max(0, delay) / RATE
    one, other = (
        sound.slice(c, start, start + 1.0).astype(np.float64) for c, start in enumerate(starts)
    )
    length = min(len(one), len(other))
    one, other = one[:length] - one[:length].mean(), other[:length] - other[:length].mean()
    power = float(one @ one), float(other @ other)
    if not min(power):
        return 0.0, 0.0
    return abs(float(one @ other)) / float(np.sqrt(power[0] * power[1])), 10 * float(
        np.log10(power[1] / power[0])
    )
