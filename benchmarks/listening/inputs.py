"""What is listened to: recordings with what is known of them, and mixes of their channels."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound, decode
from qa.intervals import intersect, merge
from qa.recordings import Source, find_sources

WORD_GAP = 0.5  # pauses inside a turn up to this belong to the speech of the reference
FRAME = 320  # 20 ms
OVER_FLOOR_DB, UNDER_PEAK_DB = 12.0, 35.0
ENERGY_GAP, ENERGY_LEAST = 0.3, 0.2
NEAR_WORD = 0.3  # what sounds on a channel farther from every word is music, ringing, noise


@dataclass(frozen=True)
class Said:
    """A word of a reference."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Input:
    """A recording and its truth.

    `channels` names who is on which channel (None: not known; "mixed": several). `words` and
    `speech` are per speaker; `words` is empty where nobody wrote down what is said.
    `sounding` is when each speaker's channel is loud, by the pauses that are joined (seconds);
    empty for a recording of one channel. `interruptions` are (speaker, start). `mix` marks a mix of
    two channels.
    """

    name: str
    paths: tuple[Path, ...]
    seconds: float
    channels: tuple[str, ...] | None
    words: dict[str, list[Said]]
    speech: dict[str, tuple[Interval, ...]]
    interruptions: list[tuple[str, float]]
    sounding: dict[float, dict[str, tuple[Interval, ...]]] = field(default_factory=dict)
    mix: bool = False

    @property
    def mono(self) -> bool:
        return self.mix or (len(self.paths) == 1 and (self.channels or ("mixed",)) == ("mixed",))


def find_inputs(folders: Sequence[Path], scratch: Path) -> Iterator[Input]:
    """Every recording of the folders, and a mix of each that has two channels."""
    for folder in folders:
        for source in find_sources([folder]):
            stem = source.label.rsplit(".", 1)[0] if len(source.paths) == 1 else source.label
            path = folder / "reference" / f"{stem}.json"
            known = json.loads(path.read_text("utf-8")) if path.is_file() else {}
            made = _input(source, stem, known)
            yield made
            if made.channels and len(made.channels) == 2:
                yield _mixed(made, scratch)


def _input(source: Source, stem: str, known: dict[str, Any]) -> Input:
    sound = decode(source.paths)
    try:
        told = known.get("channels")
        sides = sound.channels == 2 and (told is None or len(told) == 2)
        channels = tuple(told or (("left", "right") if sides else ("mixed",)))
        words: dict[str, list[Said]] = {}
        for turn in known.get("turns", ()):
            own = words.setdefault(turn["speaker"], [])
            own += [Said(w["word"], w["start"], w["end"]) for w in turn["words"]]
        if words:
            speech = {
                speaker: merge((Interval(w.start, w.end) for w in own), gap=WORD_GAP)
                for speaker, own in words.items()
            }
        else:
            speech = {}
        loud = {
            gap: _sounding(sound, channels, words, gap) for gap in (WORD_GAP, ENERGY_GAP) if sides
        }
        if sides and not words:
            speech = loud[ENERGY_GAP]
        cut_in = [
            (t["speaker"], t["start"])
            for t in known.get("turns", ())
            if t.get("overlap") == "interruption"
        ]
        return Input(stem, source.paths, sound.seconds, channels, words, speech, cut_in, loud)
    finally:
        sound.close()


def _sounding(
    sound: Sound, channels: Sequence[str], words: dict[str, list[Said]], gap: float
) -> dict[str, tuple[Interval, ...]]:
    """Speech as the level of each channel tells; where words are known, near them only."""
    found = {}
    for i, name in enumerate(channels):
        loud = by_energy(sound.slice(i, 0, sound.seconds), gap)
        near = (Interval(w.start - NEAR_WORD, w.end + NEAR_WORD) for w in words.get(name, ()))
        found[name] = intersect(loud, merge(near)) if words else loud
    return found


def by_energy(samples: np.ndarray, gap: float = ENERGY_GAP) -> tuple[Interval, ...]:
    """Speech on a channel with one speaker and a clean line, from its level alone.

    `gap` is the longest pause, in seconds, that counts as speech.
    """
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    level = 10 * np.log10((frames.astype(np.float64) ** 2).mean(axis=1) + 1e-10)
    floor, peak = np.percentile(level, 10), np.percentile(level, 99)
    loud = np.flatnonzero(level > max(floor + OVER_FLOOR_DB, peak - UNDER_PEAK_DB))
    step = FRAME / RATE
    joined = merge((Interval(i * step, (i + 1) * step) for i in loud.tolist()), gap=gap)
    return tuple(item for item in joined if item.seconds >= ENERGY_LEAST)


def _mixed(stereo: Input, scratch: Path) -> Input:
    sound = decode(stereo.paths)
    path = scratch / f"{stereo.name}.mix.wav"
    write_wav(path, sound.slice(None, 0, sound.seconds))
    sound.close()
    return replace(
        stereo, name=f"{stereo.name} (mix)", paths=(path,), channels=("mixed",), mix=True
    )


def write_wav(path: Path, samples: np.ndarray, seconds: float | None = None) -> Path:
    """One channel, −1 to 1, as 16-bit PCM at 16 kHz; `seconds`: over and over for so long."""
    left = len(samples) if seconds is None else round(seconds * RATE)
    data = (np.clip(samples, -1, 1) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        while left > 0:
            out.writeframes(data[:left].tobytes())
            left -= len(data)
    return path
