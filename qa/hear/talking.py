"""Who talks when: each side on its own channel, or the voices of the one channel they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from qa.call import Interval
from qa.hear import edges, speech
from qa.hear.audio import Sound
from qa.hear.bleed import own_speech
from qa.hear.channels import Layout
from qa.hear.condition import Condition
from qa.hear.levels import Levels
from qa.hear.threads import Progress, nobody
from qa.hear.tones import without_tones
from qa.hear.voices import diarize
from qa.intervals import total

EMPTY_SECONDS = 0.2  # less on a side is a click: no word is as short


def who_talks(
    sound: Sound,
    levels: Levels,
    condition: Condition,
    segmentation: Path,
    voices: Path,
    speakers: int | None = None,
    progress: Progress = nobody,
) -> dict[str, tuple[Interval, ...]]:
    """When each speaker talks; speakers are called by number until their roles are known.

    `segmentation` and `voices` are folders of models; `speakers` None: how many is found out.
    """
    layout = condition.layout

    def tell(part: int, parts: int, share: float) -> None:
        progress((part + share) / parts)

    if layout.separate:
        found = [
            _side(sound, side, levels, segmentation, partial(tell, i, len(layout.sides)))
            for i, side in enumerate(layout.sides)
        ]
        for leak in condition.bleeds:
            found[leak.target] = own_speech(found[leak.target], levels, leak)
    else:
        told_apart = diarize(
            sound, layout.mono, segmentation, voices, speakers, partial(tell, 0, 1)
        )
        found = [without_tones(own, sound, layout.mono) for own in told_apart]
    return {f"speaker {i + 1}": own for i, own in enumerate(found)}


def empty_side(layout: Layout, activity: Mapping[str, Sequence[Interval]]) -> int | None:
    """The one of two sides on which nobody speaks: then both people may be on the other."""
    if not layout.separate:
        return None
    seconds = {side: total(own) for side, own in zip(layout.sides, activity.values(), strict=True)}
    empty = [side for side, own in seconds.items() if own < EMPTY_SECONDS]
    return empty[0] if len(empty) == 1 else None


def _side(
    sound: Sound,
    side: int,
    levels: Levels,
    segmentation: Path,
    progress: Progress,
) -> tuple[Interval, ...]:
    heard = speech.activity(sound, side, levels, segmentation, progress)
    return edges.sharpen(without_tones(heard, sound, side), edges.levels(sound, side))
