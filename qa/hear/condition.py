"""The channel doctor: what is wrong with the sound of a recording, told before it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.call import CUT_START, Interval, Trouble
from qa.hear.audio import Sound
from qa.hear.bleed import Bleed, find_bleed
from qa.hear.channels import NAMES, Layout, find_layout, is_silent, lone
from qa.hear.clipping import CLIPPED_SHARE, clipped_share
from qa.hear.levels import FRAME_SECONDS, Levels

SILENT, SILENT_CHANNEL, SAME_TWICE = "silent", "silent_channel", "same_twice"
BLEED, CLIPPED, UNEVEN = "bleed", "clipped", "uneven"
CUT_SHORT = "cut_short"
UNEVEN_DB = 18.0  # two sides further apart than this: one was hardly recorded
STRONG_BLEED_DB = -20.0  # a leak stronger than this blurs who talks at the same time
START_UNDER_VOICE_DB = 12.0  # a recording that begins this near the level of the voice is cut
START_SECONDS = 0.1
CLEAN_DB = 25.0


@dataclass(frozen=True)
class Condition:
    """What the channels carry. `voice_db` and `noise_db` are per channel, in dBFS."""

    layout: Layout
    voice_db: tuple[float, ...]
    noise_db: tuple[float, ...]
    bleeds: tuple[Bleed, ...]
    troubles: tuple[Trouble, ...]

    @property
    def sides_apart(self) -> bool:
        """Whether overlapping speech can be measured: two sides, and neither blurs the other."""
        blurred = any(own.gain_db > STRONG_BLEED_DB for own in self.bleeds)
        return self.layout.separate and not blurred


def examine(sound: Sound, levels: Levels) -> Condition:
    """Look at the whole recording, without listening to what is said."""
    layout = find_layout(sound, levels)
    voice = tuple(round(float(v), 1) for v in np.percentile(levels.rms, 95, axis=0))
    noise = tuple(round(float(v), 1) for v in np.percentile(levels.rms, 10, axis=0))
    bleeds = find_bleed(sound, levels) if layout.separate else ()
    sides = [f"the {side} channel" for side in NAMES]
    names = sides if sound.channels == 2 else ["the recording"]
    troubles = [
        *_of_layout(layout, levels),
        *(_bleed(own, names) for own in bleeds),
        *_clipped(sound, levels, names),
        *_uneven(layout, voice, names),
        *_cut(sound, levels, voice, noise),
    ]
    return Condition(layout, voice, noise, bleeds, tuple(troubles))


def with_empty_side(condition: Condition, empty: int) -> Condition:
    """A condition in which it has come out that nobody speaks on one of the two sides."""
    layout = lone(1 - empty, "carries sound, but nobody who speaks")
    troubles = [own for own in condition.troubles if own.kind not in (BLEED, UNEVEN)]
    found = Trouble(SILENT_CHANNEL, layout.notes[0], empty)
    return replace(condition, layout=layout, bleeds=(), troubles=(found, *troubles))


def confirmed(condition: Condition, speech: Sequence[Interval]) -> tuple[Trouble, ...]:
    """The troubles that still stand once it is known when somebody speaks: a recording that begins
    with music or ringing is not cut."""
    speaks = any(item.start <= START_SECONDS for item in speech)
    return tuple(own for own in condition.troubles if own.kind != CUT_START or speaks)


def _of_layout(layout: Layout, levels: Levels) -> list[Trouble]:
    if is_silent(levels):
        return [Trouble(SILENT, "Nothing can be heard in it.")]
    if layout.lone:
        empty = 1 - (layout.mono or 0)
        return [Trouble(SILENT_CHANNEL, note, empty) for note in layout.notes]
    return [Trouble(SAME_TWICE, note) for note in layout.notes]


def _bleed(own: Bleed, names: Sequence[str]) -> Trouble:
    text = (
        f"What is said on {names[own.source]} is heard on {names[own.target]} too "
        f"({own.gain_db:.0f} dB, {own.delay * 1000:.0f} ms later); "
        "it counts for the louder one."
    )
    return Trouble(BLEED, text, own.target, own.gain_db)


def _clipped(sound: Sound, levels: Levels, names: Sequence[str]) -> list[Trouble]:
    return [
        Trouble(
            CLIPPED,
            f"Recorded too loud: the peaks of {names[channel]} are cut off ({share:.1%}).",
            channel,
            round(share, 4),
        )
        for channel, share in enumerate(clipped_share(sound, levels))
        if share > CLIPPED_SHARE
    ]


def _uneven(layout: Layout, voice: Sequence[float], names: Sequence[str]) -> list[Trouble]:
    if not layout.separate or abs(voice[0] - voice[1]) < UNEVEN_DB:
        return []
    quiet = int(voice[1] < voice[0])
    apart = abs(voice[0] - voice[1])
    text = f"Of the two sides {names[quiet]} is {apart:.0f} dB quieter."
    return [Trouble(UNEVEN, text, quiet, round(apart, 1))]


def _cut(
    sound: Sound, levels: Levels, voice: Sequence[float], noise: Sequence[float]
) -> list[Trouble]:
    found = []
    first = levels.rms[: max(1, round(START_SECONDS / FRAME_SECONDS))].max(axis=0)
    begun = [
        channel
        for channel in range(sound.channels)
        if voice[channel] - noise[channel] >= CLEAN_DB
        and first[channel] >= voice[channel] - START_UNDER_VOICE_DB
    ]
    if begun:
        text = "It begins in the middle of something; what was said before is not on it."
        found.append(Trouble(CUT_START, text, begun[0]))
    if sound.truncated:
        text = f"Cut short: it should last {sound.claimed_seconds:.1f} s. Its end is not judged."
        found.append(Trouble(CUT_SHORT, text, None, sound.claimed_seconds))
    return found
