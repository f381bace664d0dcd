"""A channel without its long quiet stretches: on two channels half of each is the other's turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.hear.levels import FRAME_SECONDS, Levels
from qa.intervals import merge, total

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLEAN_DB = 30.0  # only where the noise lies this far below the voice is it known what is quiet
OVER_NOISE_DB = 10.0
MARGIN_SECONDS = 0.5  # kept around what sounds
JOIN_SECONDS = 1.0
WORTH_IT = 0.8  # with more than this share left, nothing is gained


@dataclass(frozen=True)
class Condensed:
    """What is left of a channel: `parts` of the recording, put end to end."""

    sound: Sound
    channel: int | None
    parts: tuple[Interval, ...]

    @property
    def seconds(self) -> float:
        return total(self.parts)

    def read(self, start: float, end: float) -> NDArray[np.float32]:
        """Samples between two times of what is left."""
        found, offset = [np.zeros(0, np.float32)], 0.0
        for part in self.parts:
            first, last = max(start, offset), min(end, offset + part.seconds)
            if last > first:
                shift = part.start - offset
                found.append(self.sound.slice(self.channel, first + shift, last + shift))
            offset += part.seconds
        return np.concatenate(found)[: round((end - start) * RATE)]

    def to_recording(self, speech: Sequence[Interval]) -> tuple[Interval, ...]:
        """Stretches of what is left as stretches of the recording; cut where parts meet."""
        found, offset, waiting = [], 0.0, list(speech)
        for part in self.parts:
            shift, end = part.start - offset, offset + part.seconds
            for item in waiting:
                if item.start < end and item.end > offset:
                    start = max(item.start, offset) + shift
                    found.append(Interval(start, min(item.end, end) + shift))
            waiting = [item for item in waiting if item.end > end]
            offset = end
        return tuple(Interval(round(i.start, 3), round(i.end, 3)) for i in found)


def condense(sound: Sound, channel: int, levels: Levels) -> Condensed:
    """A channel without what is quiet for long; all of it where the line is noisy."""
    level = levels.rms[:, channel]
    noise, voice = float(np.percentile(level, 10)), float(np.percentile(level, 95))
    whole = Condensed(sound, channel, (Interval(0.0, sound.seconds),))
    if voice - noise < CLEAN_DB:
        return whole
    loud = np.flatnonzero(level > max(noise + OVER_NOISE_DB, voice - 2 * CLEAN_DB))
    step = FRAME_SECONDS
    around = (
        Interval(i * step - MARGIN_SECONDS, (i + 1) * step + MARGIN_SECONDS) for i in loud.tolist()
    )
    parts = tuple(
        Interval(max(0.0, i.start), min(sound.seconds, i.end))
        for i in merge(around, gap=JOIN_SECONDS)
    )
    return whole if total(parts) > WORTH_IT * sound.seconds else Condensed(sound, channel, parts)
