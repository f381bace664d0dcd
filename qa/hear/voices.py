"""Who is talking on one channel: diarization with overlap, on the CPU, without PyTorch.

The segmentation model tells when somebody talks and when two do; voice prints, one each 80 ms, tell
who it is. Time and memory grow with the length of the sound, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.hear.edges import levels, sharpen
from qa.hear.opening import opening_end
from qa.hear.people import find_people
from qa.hear.prints import PRINT_SECONDS, Prints, voice_prints
from qa.hear.speech import FRAME_STEP, FRAMES, Window, frames_in, stretches, windows
from qa.hear.threads import Progress, nobody
from qa.intervals import covered, merge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FRAME_SECONDS = FRAME_STEP / RATE
PAUSE_SECONDS = 0.25  # after it somebody else may be talking: prints do not reach across
CHANGE_FRAMES = 3  # frames to each side between which the model may say that somebody else talks
# Log odds of the walk through the frames: another person in the midst of speech, in a pause, in a
# long one, and what it takes off when the segmentation model hears a change there.
CHANGE, CHANGE_IN_PAUSE, CHANGE_IN_LONG_PAUSE, HEARD_CHANGE = 8.0, 2.0, 0.7, 4.0
LONG_PAUSE_SECONDS = 0.5
LEAST_CHANGE = 0.5
BREATH_SECONDS = 0.5  # pauses up to this, in which nobody else talks, belong to what is said
SEGMENTATION_SHARE = 0.3  # of the time, that the segmentation model takes
DEPENDENT = 7.0  # neighbouring prints share this much of their sound, so each counts for less
SUREST = 4.0  # log odds that one print may give at most


@dataclass(frozen=True)
class Scene:
    """What the segmentation model heard, per frame: the probability that anybody talks, that two
    do, and how far it changes its mind about who."""

    anybody: Floats
    two: Floats
    change: Floats


def diarize(
    sound: Sound,
    channel: int | None,
    segmentation: Path,
    voices: Path,
    speakers: int | None = None,
    progress: Progress = nobody,
) -> list[tuple[Interval, ...]]:
    """The activity of each speaker, in order of who speaks first; they may overlap.

    `speakers` None means two, or more when a further voice is heard for long (a transfer), or
    one when there is only one.
    """
    seen = windows(sound, channel, segmentation, lambda share: progress(SEGMENTATION_SHARE * share))
    scene = look(seen, sound.seconds)
    speech = merge(stretches(scene.anybody, sound.seconds), gap=PAUSE_SECONDS)
    alone = np.clip(scene.anybody - scene.two, 0, 1)
    near, wide = voice_prints(
        sound,
        channel,
        speech,
        alone,
        FRAME_SECONDS,
        voices,
        lambda share: progress(SEGMENTATION_SHARE + (1 - SEGMENTATION_SHARE) * share),
    )
    if not len(near.times):  # too short to tell voices apart: one person's
        return [speech] if speech else []
    people = _people(near, wide if len(wide.times) else near, speakers)
    labels = _walk(_odds(near, people, len(alone)), scene)
    beside = _beside(labels, len(people))
    level = levels(sound, channel)
    activity = [
        sharpen(stretches(_talking(k, labels, beside, scene), sound.seconds), level)
        for k in range(len(people))
    ]
    found = [bridged(own, activity[:k] + activity[k + 1 :]) for k, own in enumerate(activity)]
    return sorted((own for own in found if own), key=lambda own: own[0].start)


def bridged(own: Sequence[Interval], others: Sequence[Sequence[Interval]]) -> tuple[Interval, ...]:
    """Somebody's speech with breaths in it, unless another one talks in them."""
    pauses = (Interval(a.end, b.start) for a, b in pairwise(own))
    breaths = [
        pause
        for pause in pauses
        if pause.seconds <= BREATH_SECONDS and not any(covered(pause, other) for other in others)
    ]
    return merge((*own, *breaths))


def _people(near: Prints, wide: Prints, speakers: int | None) -> Floats:
    """One unit vector per person; a voice heard only at the start is a person of its own."""
    opening = opening_end(wide) if speakers is None else None
    if opening is None:
        return find_people(wide, near, speakers)
    first = wide.vectors[wide.times < opening].mean(axis=0, keepdims=True)
    first /= np.linalg.norm(first) + 1e-9
    later = find_people(wide.since(opening), near.since(opening), None)
    return np.concatenate([first, later])


def look(seen: Iterable[Window], seconds: float) -> Scene:
    """Overlapping windows of the segmentation model as one."""
    frames = frames_in(seconds)
    anybody, two, change, count = (np.zeros(frames, np.float32) for _ in range(4))
    for window in seen:
        length = min(FRAMES, frames - window.first)
        span = slice(window.first, window.first + length)
        alone = window.alone[:length]
        both = (window.speakers[:length].sum(axis=1) - alone.sum(axis=1)) / 2
        anybody[span] += alone.sum(axis=1) + both
        two[span] += both
        step = np.abs(alone[2 * CHANGE_FRAMES :] - alone[: -2 * CHANGE_FRAMES]).sum(axis=1) / 2
        change[window.first + CHANGE_FRAMES :][: len(step)] += step
        count[span] += 1
    count = np.maximum(count, 1)
    return Scene(anybody / count, two / count, change / count)


def _odds(near: Prints, people: Floats, frames: int) -> Floats:
    """Per frame the log odds of each person against the likeliest, 0 where nothing is told.

    How far apart people's prints lie differs from call to call, so what a difference is worth is
    read from how the prints of this call scatter.
    """
    odds = np.zeros((frames, len(people)), np.float32)
    alike = near.vectors @ people.T
    if len(people) > 1:
        order = np.sort(alike, axis=1)
        lead = order[:, -1] - order[:, -2]
        worth = 2 * lead.mean() / (lead.var() + 1e-4) / DEPENDENT
        told = np.maximum((alike - order[:, -1:]) * worth, -SUREST)
        middles = (np.arange(frames) + 0.5) * FRAME_SECONDS
        at = np.clip(np.searchsorted(near.times, middles), 1, max(1, len(near.times) - 1))
        at -= np.abs(near.times[at - 1] - middles) < np.abs(
            near.times[np.minimum(at, len(near.times) - 1)] - middles
        )
        near_enough = np.abs(near.times[at] - middles) <= PRINT_SECONDS
        odds[near_enough] = told[at[near_enough]] * (FRAME_SECONDS / PRINT_SECONDS)
    return odds


def _walk(odds: Floats, scene: Scene) -> NDArray[np.int64]:
    """The likeliest person of each frame (Viterbi): people go on talking unless something tells."""
    inside = scene.anybody >= 0.5
    cost = np.where(inside, CHANGE - HEARD_CHANGE * np.minimum(scene.change, 1), CHANGE_IN_PAUSE)
    since = np.arange(len(inside)) - np.maximum.accumulate(
        np.where(inside, np.arange(len(inside)), -1)
    )
    cost[since * FRAME_SECONDS >= LONG_PAUSE_SECONDS] = CHANGE_IN_LONG_PAUSE
    costs = np.maximum(cost, LEAST_CHANGE).tolist()
    told = np.where(inside[:, None], odds, 0).tolist()
    people = range(odds.shape[1])
    score = list(told[0])
    before: list[tuple[int, ...]] = []
    for cost_here, here in zip(costs[1:], told[1:], strict=True):
        best = max(people, key=score.__getitem__)
        other = score[best] - cost_here
        before.append(tuple(k if score[k] >= other else best for k in people))
        score = [max(score[k], other) + here[k] for k in people]
    label = max(people, key=score.__getitem__)
    labels = [label]
    for step in reversed(before):
        label = step[label]
        labels.append(label)
    return np.array(labels[::-1])


def _talking(person: int, labels: NDArray[np.int64], beside: Any, scene: Scene) -> Floats:
    """Per frame the probability that a person talks, alone or beside another."""
    other = np.where(beside == person, scene.two, 0)
    return np.where(labels == person, scene.anybody, other).astype(np.float32)


def _beside(labels: NDArray[np.int64], people: int) -> NDArray[np.int64]:
    """Per frame who talks as well where two are heard: whoever talks next, or talked last."""
    frames = np.arange(len(labels))
    starts = np.flatnonzero(np.diff(labels, prepend=labels[0] - 1))
    run = np.searchsorted(starts, frames, side="right") - 1
    ends = np.append(starts[1:], len(labels))
    who = labels[starts]
    if len(starts) == 1:
        return np.full(len(labels), (who[0] + 1) % people)
    before = np.where(run > 0, frames - starts[run], len(labels))
    after = np.where(run < len(starts) - 1, ends[run] - frames, len(labels))
    nearest = np.where(before < after, run - 1, np.minimum(run + 1, len(starts) - 1))
    return who[nearest]
