"""A channel without its long quiet stretches: on two channels half of each is the other's turn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.hear.levels import FRAME_SECONDS, Levels
from qa.intervals import merge, near, total

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

    @cached_property
    def places(self) -> tuple[Interval, ...]:
        """Where each part lies in what is left."""
        ends = accumulate(part.seconds for part in self.parts)
        return tuple(
            Interval(end - part.seconds, end) for part, end in zip(self.parts, ends, strict=True)
        )

    @property
    def seconds(self) -> float:
        return total(self.parts)

    def read(self, start: float, end: float) -> NDArray[np.float32]:
        """Samples between two times of what is left."""
        found = [np.zeros(0, np.float32)]
        first = bisect_right(self.places, start, key=lambda place: place.end)
        for part, place in zip(self.parts[first:], self.places[first:], strict=True):
            if place.start >= end:
                break
            shift = part.start - place.start
            span = max(start, place.start) + shift, min(end, place.end) + shift
            found.append(self.sound.slice(self.channel, *span))
        return np.concatenate(found)[: round((end - start) * RATE)]

    def to_recording(self, speech: Sequence[Interval]) -> tuple[Interval, ...]:
        """Stretches of what is left as stretches of the recording; cut where parts meet."""
        found = []
        for part, place in zip(self.parts, self.places, strict=True):
            shift = part.start - place.start
            for item in near(speech, place.start, place.end):
                start, end = max(item.start, place.start), min(item.end, place.end)
                if end > start:
                    found.append(Interval(round(start + shift, 3), round(end + shift, 3)))
        return tuple(found)


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
