"""Who is talking on one channel: diarization with overlap, on the CPU, without PyTorch.

Windows of the segmentation model tell who talks within 10 s; a voice embedding of what each of
them says alone tells who is who across windows; clustering joins them. Time and memory grow with
the length of the sound, not with its square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.hear.speech import (
    FRAME_STEP,
    FRAMES,
    LOCAL_SPEAKERS,
    Window,
    anybody,
    frames_in,
    open_session,
    stretches,
    windows,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALONE = 0.6  # a frame this likely to be one speaker's alone goes into their voice
CLEAN_SECONDS = 0.7  # with less clean speech a voice cannot be told
LONGEST_SECONDS = 6.0  # with more it is not told better
TRUSTED_SECONDS = 2.0  # a stretch this long speaks for itself
PAUSE_FRAMES = 12  # 0.2 s: after it somebody else may be talking
SAME_LOCAL_BONUS = 0.10  # what the segmentation model's own opinion is worth
MOST_SPEAKERS = 4
SAME_VOICE = 0.85  # two centres more alike than this (cosine) are one person; calls have two
OTHER_VOICE = 0.35  # and a third person is no more like the others than this
THIRD_SECONDS = 12.0  # somebody who is not told of has to talk at least this long
ITERATIONS = 25


@dataclass(frozen=True)
class Voice:
    """A clean stretch of one local speaker of one window: frames `first` to `last` (not included)
    of the window, the embedding (unit length), and the seconds of speech it rests on."""

    window: int
    local: int
    first: int
    last: int
    seconds: float
    embedding: NDArray[np.float32]


def diarize(
    sound: Sound,
    channel: int | None,
    segmentation: Path,
    voices: Path,
    speakers: int | None = None,
) -> list[tuple[Interval, ...]]:
    """The activity of each speaker, in order of who speaks first; they may overlap.

    `speakers` None means two, or more when a further voice is heard for long (a transfer), or
    one when there is only one.
    """
    seen = list(windows(sound, channel, segmentation))
    heard = [
        voice
        for number, window in enumerate(seen)
        for voice in _voices(sound, channel, window, number, voices)
    ]
    if not heard:
        return _one(seen, sound)
    centres = _centres(heard, speakers)
    activity = _activity(seen, heard, centres, sound)
    return sorted((own for own in activity if own), key=lambda own: own[0].start)


def _one(seen: Sequence[Window], sound: Sound) -> list[tuple[Interval, ...]]:
    """Speech too short to tell voices apart is one person's."""
    found = anybody(seen, sound.seconds)
    return [found] if found else []


def _voices(
    sound: Sound, channel: int | None, window: Window, number: int, folder: Path
) -> list[Voice]:
    """The voices of a window, one for each stretch in which somebody talks alone.

    A stretch, not a local speaker: the model may take two like voices, with a pause between
    them, for one speaker, and only their embeddings tell them apart.
    """
    found = []
    for local in range(LOCAL_SPEAKERS):
        clean = window.alone[:, local] >= ALONE
        runs = [run for run in _runs(clean) if _clean_seconds(clean, run) >= CLEAN_SECONDS]
        # Somebody who only says "okay … thank you" is told by all of it together.
        for first, last in runs or _all_of(clean):
            seconds = _clean_seconds(clean, (first, last))
            if seconds >= CLEAN_SECONDS:
                samples = _clean_samples(sound, channel, window, clean, first, last)
                vector = embed(samples, folder)
                found.append(Voice(number, local, first, last, seconds, vector))
    return found


def _runs(clean: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of clean frames; pauses shorter than PAUSE_FRAMES do not end one."""
    frames = np.flatnonzero(clean)
    if not len(frames):
        return []
    breaks = np.flatnonzero(np.diff(frames) > PAUSE_FRAMES)
    firsts = [frames[0], *frames[breaks + 1]]
    lasts = [*frames[breaks], frames[-1]]
    return [(int(a), int(b) + 1) for a, b in zip(firsts, lasts, strict=True)]


def _clean_seconds(clean: NDArray[np.bool_], run: tuple[int, int]) -> float:
    return float(clean[slice(*run)].sum()) * FRAME_STEP / RATE


def _all_of(clean: NDArray[np.bool_]) -> list[tuple[int, int]]:
    frames = np.flatnonzero(clean)
    return [(int(frames[0]), int(frames[-1]) + 1)] if len(frames) else []


def _clean_samples(
    sound: Sound,
    channel: int | None,
    window: Window,
    clean: NDArray[np.bool_],
    first: int,
    last: int,
) -> NDArray[np.float32]:
    start = (window.first + first) * FRAME_STEP / RATE
    samples = sound.slice(channel, start, start + (last - first) * FRAME_STEP / RATE)
    keep = np.repeat(clean[first:last], FRAME_STEP)[: len(samples)]
    return samples[: len(keep)][keep][: round(LONGEST_SECONDS * RATE)]


def embed(samples: NDArray[np.float32], folder: Path) -> NDArray[np.float32]:
    """The voice in some speech, as a unit vector of 256.

    Features as the model was trained on: 80 mel bins of 25 ms every 10 ms, hamming window, no
    dither, on the scale of 16-bit samples, mean subtracted.
    """
    features = _features(samples)
    session = _session(str(folder / "wespeaker-resnet34.onnx"))
    vector = session.run(None, {"input_features": features[None]})[0][0]
    return vector / (np.linalg.norm(vector) + 1e-9)


def _features(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    import kaldi_native_fbank

    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0.0
    options.frame_opts.samp_freq = RATE
    options.frame_opts.window_type = "hamming"
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = 80
    options.mel_opts.high_freq = 0.0
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(RATE, (samples * 32768).tolist())
    bank.input_finished()
    frames = [bank.get_frame(i) for i in range(bank.num_frames_ready)]
    features = np.stack(frames).astype(np.float32)
    return features - features.mean(axis=0)


def _centres(heard: Sequence[Voice], speakers: int | None) -> NDArray[np.float32]:
    """One unit vector per speaker."""
    if speakers is not None:
        return _cluster(heard, speakers)
    centres = _cluster(heard, 2)
    if len(centres) == 2 and float(centres[0] @ centres[1]) > SAME_VOICE:
        return _cluster(heard, 1)
    for number in range(3, MOST_SPEAKERS + 1):
        more = _cluster(heard, number)
        if len(more) < number or not _are_people(heard, more):
            break
        centres = more
    return centres


def _are_people(heard: Sequence[Voice], centres: NDArray[np.float32]) -> bool:
    """Whether every centre is unlike the others and is heard for long enough."""
    alike = centres @ centres.T - np.eye(len(centres))
    labels = _assign(heard, centres)
    # Windows overlap by half, so every second of speech is in two of them.
    talked = np.zeros(len(centres))
    for voice, label in zip(heard, labels, strict=True):
        talked[label] += voice.seconds / 2
    return bool(alike.max() < OTHER_VOICE and talked.min() >= THIRD_SECONDS)


def _cluster(heard: Sequence[Voice], number: int) -> NDArray[np.float32]:
    """Spherical k-means in which two speakers of one window are never the same person."""
    vectors = np.stack([voice.embedding for voice in heard])
    weights = np.array([min(voice.seconds, LONGEST_SECONDS) for voice in heard])
    centres = _spread(vectors, weights, number)
    labels: list[int] = []
    for _ in range(ITERATIONS):
        before, labels = labels, _assign(heard, centres)
        if labels == before:
            break
        for k in range(len(centres)):
            members = np.array(labels) == k
            if members.any():
                mean = (vectors[members] * weights[members, None]).sum(axis=0)
                centres[k] = mean / (np.linalg.norm(mean) + 1e-9)
    used = sorted(set(labels))
    return centres[used]


def _spread(
    vectors: NDArray[np.float32], weights: NDArray[np.float64], number: int
) -> NDArray[np.float32]:
    """Starting points far from each other, preferring voices heard for long."""
    chosen = [int(weights.argmax())]
    while len(chosen) < min(number, len(vectors)):
        nearest = (vectors @ vectors[chosen].T).max(axis=1)
        distance = (1 - nearest) * np.sqrt(np.minimum(weights, 3.0))
        distance[chosen] = -1
        chosen.append(int(distance.argmax()))
    return vectors[chosen].copy()


def _assign(heard: Sequence[Voice], centres: NDArray[np.float32]) -> list[int]:
    """The centre of each voice.

    A short stretch says little of its own voice, so what else the same local speaker of the
    window says counts as well, and different local speakers of a window are different people.
    """
    labels = [0] * len(heard)
    start = 0
    while start < len(heard):
        end = start
        while end < len(heard) and heard[end].window == heard[start].window:
            end += 1
        labels[start:end] = _assign_window(heard[start:end], centres)
        start = end
    return labels


def _assign_window(voices: Sequence[Voice], centres: NDArray[np.float32]) -> list[int]:
    alike = np.stack([voice.embedding for voice in voices]) @ centres.T
    locals_ = sorted({voice.local for voice in voices})
    weights = np.array([min(voice.seconds, LONGEST_SECONDS) for voice in voices])
    rows = [[i for i, voice in enumerate(voices) if voice.local == local] for local in locals_]
    means = np.stack([np.average(alike[own], axis=0, weights=weights[own]) for own in rows])
    bonus = np.zeros_like(means)
    for row, label in enumerate(_best(means, [float(weights[own].sum()) for own in rows])):
        bonus[row, label] = SAME_LOCAL_BONUS
    labels = [0] * len(voices)
    for row, own in enumerate(rows):
        for i in own:
            trust = min(1.0, voices[i].seconds / TRUSTED_SECONDS)
            mixed = trust * alike[i] + (1 - trust) * means[row] + bonus[row]
            labels[i] = int(mixed.argmax())
    return labels


def _best(alike: NDArray[np.float64], seconds: Sequence[float]) -> list[int]:
    rows, columns = alike.shape
    if rows > columns:
        return [int(label) for label in alike.argmax(axis=1)]
    options = permutations(range(columns), rows)
    weight = np.minimum(np.array(seconds), LONGEST_SECONDS)
    return list(max(options, key=lambda p: float((alike[range(rows), list(p)] * weight).sum())))


def _activity(
    seen: Sequence[Window], heard: Sequence[Voice], centres: NDArray[np.float32], sound: Sound
) -> list[tuple[Interval, ...]]:
    frames = frames_in(sound.seconds)
    talking = np.zeros((frames, len(centres)), np.float32)
    count = np.zeros(frames, np.float32)
    labels = _assign(heard, centres)
    by_window: dict[int, list[tuple[Voice, int]]] = {}
    for voice, label in zip(heard, labels, strict=True):
        by_window.setdefault(voice.window, []).append((voice, label))
    for number, window in enumerate(seen):
        length = min(FRAMES, frames - window.first)
        span = slice(window.first, window.first + length)
        count[span] += 1
        for local in range(LOCAL_SPEAKERS):
            owners = _owners(window, local, by_window.get(number, ()), len(centres))
            if owners is None:
                continue
            for label in range(len(centres)):
                own = np.where(owners[:length] == label, window.speakers[:length, local], 0)
                talking[span, label] += own
    share = np.minimum(talking / np.maximum(count, 1)[:, None], 1.0)
    return [stretches(share[:, k], sound.seconds) for k in range(len(centres))]


def _owners(
    window: Window, local: int, known: Sequence[tuple[Voice, int]], speakers: int
) -> NDArray[np.int64] | None:
    """Per frame the label of who a local speaker is: that of the nearest stretch of theirs.

    Somebody heard too briefly to know their voice is whoever else is not heard in the window.
    """
    own = [(voice, label) for voice, label in known if voice.local == local]
    if own:
        middles = np.arange(FRAMES)[:, None]
        firsts = np.array([voice.first for voice, _ in own])
        lasts = np.array([voice.last for voice, _ in own])
        distance = np.maximum(np.maximum(firsts - middles, middles - lasts + 1), 0)
        return np.array([label for _, label in own])[distance.argmin(axis=1)]
    if window.speakers[:, local].max() < 0.5:
        return None
    free = [label for label in range(speakers) if label not in {label for _, label in known}]
    return np.full(FRAMES, free[0]) if free else None


@lru_cache(maxsize=2)
def _session(path: str) -> Any:
    return open_session(path)
