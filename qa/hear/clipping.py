"""Clipping: a channel recorded too loud, whose peaks are cut off flat."""

from __future__ import annotations

import numpy as np

from qa.hear.audio import Sound
from qa.hear.levels import Levels

NEAR_TOP = 0.95  # of the channel's own largest level
LOUD_ENOUGH = 0.4  # a channel that never gets louder was not cut off by a recorder
CLIPPED_SHARE = 0.002  # of a voice that is not clipped, hardly any sample is this near its top


def clipped_share(sound: Sound, levels: Levels) -> list[float]:
    """Per channel the share of its sounding samples that lie at its very top, 0 to 1."""
    tops = levels.peak.max(axis=0)
    near, sounding = np.zeros(sound.channels), np.zeros(sound.channels)
    for block in sound.blocks():
        size = np.abs(block)
        near += (size >= NEAR_TOP * tops).sum(axis=0)
        sounding += (size >= 0.05 * tops).sum(axis=0)
    return [
        float(n / s) if s and top >= LOUD_ENOUGH else 0.0
        for n, s, top in zip(near, sounding, tops, strict=True)
    ]
