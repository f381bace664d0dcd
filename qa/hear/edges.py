"""Where speech begins and ends exactly: the segmentation model's edges, sharpened by the level.

The model begins a few hundredths of a second early and ends a tenth late. On a line whose noise is
far below the voice, the level tells better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP = 160  # samples from one level to the next: 10 ms
CLEAN_DB = 25.0  # with the noise this far below the voice, the level can be trusted
OVER_NOISE_DB, UNDER_VOICE_DB = 10.0, 35.0
MOST_SECONDS = 0.25  # an edge is moved inwards by no more
LEAST_SECONDS = 0.1


def sharpen(speech: Sequence[Interval], level: NDArray[np.floating[Any]]) -> tuple[Interval, ...]:
    """`speech` of a channel without the quiet at its edges; as it was on a noisy line.

    `level` is what `levels` tells of the channel.
    """
    inside = _of(level, speech)
    if not len(inside) or not len(level):
        return tuple(speech)
    voice, noise = float(np.percentile(inside, 90)), float(np.percentile(level, 10))
    if voice - noise < CLEAN_DB:
        return tuple(speech)
    loud = level > max(noise + OVER_NOISE_DB, voice - UNDER_VOICE_DB)
    return tuple(_sharp(item, loud) for item in speech)


def levels(sound: Sound, channel: int | None) -> NDArray[np.floating[Any]]:
    """dBFS per 10 ms of a channel (None: of all mixed)."""
    found = []
    for block in sound.blocks():
        one = block.mean(axis=1) if channel is None else block[:, channel]
        own = one[: len(one) // STEP * STEP].reshape(-1, STEP)
        found.append(10 * np.log10((own**2).mean(axis=1) + 1e-10))
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _of(level: NDArray[np.floating[Any]], speech: Sequence[Interval]) -> Any:
    parts = [level[slice(*_frames(item))] for item in speech]
    return np.concatenate(parts) if parts else np.zeros(0)


def _frames(item: Interval) -> tuple[int, int]:
    return int(item.start * RATE / STEP), int(np.ceil(item.end * RATE / STEP))


def _sharp(item: Interval, loud: NDArray[np.bool_]) -> Interval:
    first, last = _frames(item)
    inside = np.flatnonzero(loud[first:last])
    if not len(inside):
        return item
    start = (first + int(inside[0])) * STEP / RATE
    end = (first + int(inside[-1]) + 1) * STEP / RATE
    start = min(max(item.start, start), item.start + MOST_SECONDS)
    end = max(min(item.end, end), item.end - MOST_SECONDS)
    if end - start < LEAST_SECONDS:
        return item
    return Interval(round(start, 3), round(end, 3))
