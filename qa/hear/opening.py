"""A voice heard only at the start that nobody answers: a recorded announcement or a phone menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.call import Interval, Word
from qa.hear.audio import Sound
from qa.hear.prints import PRINT_SECONDS, WIDE_STEP, Prints, voice_prints
from qa.intervals import intersect, merge, total
from qa.language import language

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

STEP_SECONDS = WIDE_STEP * PRINT_SECONDS
BEGINS_SECONDS = 2.4  # what is heard first is the first voice
LEAST_SECONDS = 3.0  # a shorter opening is a greeting
LEAST_AFTER_SECONDS = 6.0  # to know that the first voice has gone, others have to be heard
ALIKE = 0.5  # prints of 1.5 s more alike than this (cosine) to a centre are more likely its voice
OWN = 0.6  # on the mean the first voice is this like itself
RETURNS = 0.04  # share of what follows that may sound like the first voice by chance
EARLY_SECONDS = 30.0  # in which an announcement says by its words that it is one
LISTENED_SECONDS = 120.0  # of speech at most, before anybody replies, where it does
COMPARED_SECONDS = 12.0  # and of what follows, to hear whether it is the same voice
REPLY_SECONDS = 1.0  # somebody who talks for less meanwhile has not replied to it


def opening_end(wide: Prints) -> float | None:
    """Until when a voice talks that is heard at the start only; None when there is none such."""
    vectors = wide.vectors
    least, after = (round(s / STEP_SECONDS) for s in (LEAST_SECONDS, LEAST_AFTER_SECONDS))
    if len(vectors) < least + after:
        return None
    centre = _mean(vectors[: round(BEGINS_SECONDS / STEP_SECONDS)])
    end = 0
    for _ in range(4):
        gain = np.cumsum(vectors @ centre - ALIKE)
        end = int(np.argmax(gain[: len(vectors) - after])) + 1
        centre = _mean(vectors[:end])
    alike = vectors @ centre
    returns = float((alike[end:] > ALIKE).mean())
    if end < least or float(alike[:end].mean()) < OWN or returns > RETURNS:
        return None
    return float(wide.times[end - 1] + wide.times[end]) / 2


def _mean(vectors: Floats) -> Floats:
    mean: Floats = vectors.mean(axis=0)
    return mean / (np.linalg.norm(mean) + 1e-9)


def is_scripted(words: Sequence[Word], code: str) -> bool:
    """Whether an announcement would say this: calls are recorded, press one, all are busy."""
    texts = [word.text for word in words]
    return any(True for _ in language(code).compiled["announcements"].find(texts))


def announcer(
    words: Mapping[str, Sequence[Word]], activity: Mapping[str, Sequence[Interval]], code: str
) -> str | None:
    """Which of several voices on one channel is an announcement, if one is.

    It says what announcements say, and is through before anybody else has said anything.
    """
    if len(words) < 3 and len(activity) < 3:
        return None
    for speaker, own in words.items():
        others = [i for s, a in activity.items() if s != speaker for i in a]
        if not own or not others or not is_scripted(own, code):
            continue
        last = max(item.end for item in activity[speaker])
        early = [i for i in others if i.start < last - 0.5]
        if total(merge(early)) < REPLY_SECONDS:
            return speaker
    return None


def recorded_until(
    sound: Sound,
    channel: int,
    own: Sequence[Interval],
    others: Sequence[Interval],
    words: Sequence[Word],
    code: str,
    folder: Path,
) -> float | None:
    """Until when an announcement talks on a channel before the person whose channel it is.

    Voices are compared only where the words sound scripted: many agents say such words themselves.
    """
    start = own[0].start if own else 0.0
    early = [word for word in words if word.start < start + EARLY_SECONDS]
    if not is_scripted(early, code):
        return None
    reply = min((i.start for i in others if i.seconds >= REPLY_SECONDS), default=sound.seconds)
    before = _first(own, Interval(0.0, reply), LISTENED_SECONDS)
    after = _first(
        own, Interval(before[-1].end if before else 0.0, sound.seconds), COMPARED_SECONDS
    )
    listened = (*before, *after)
    alone = np.ones(1, np.float32)
    _, wide = voice_prints(sound, channel, merge(listened, 0.25), alone, sound.seconds, folder)
    end = opening_end(wide)
    if end is None:
        return None
    said = [word for word in words if word.start < end]
    answered = total(intersect(others, (Interval(0.0, end),)))
    return end if is_scripted(said, code) and answered < REPLY_SECONDS else None


def _first(own: Sequence[Interval], part: Interval, seconds: float) -> list[Interval]:
    """The first so many seconds of speech in a part of the call."""
    found = []
    for stretch in intersect(own, (part,)):
        if seconds > 0:
            found.append(Interval(stretch.start, min(stretch.end, stretch.start + seconds)))
            seconds -= stretch.seconds
    return found
