"""Sounds in which nobody speaks, made by arithmetic: what is written down for them is invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from listening.inputs import write_wav

from qa.hear.audio import RATE, decode

SECONDS = 40
KEYS = {1: (697, 1209), 5: (770, 1336), 9: (852, 1477), 0: (941, 1336)}
TUNE = (262, 330, 392, 523, 440, 349, 294, 392)


def sounds() -> dict[str, np.ndarray]:
    """Each 40 s long, −1 to 1, as a telephone line would carry it."""
    random = np.random.default_rng(7)
    time = np.arange(SECONDS * RATE) / RATE
    white = random.normal(0, 1, len(time))
    brown = np.cumsum(white)
    brown -= np.convolve(brown, np.ones(800) / 800, "same")
    made = {
        "digital silence": np.zeros(len(time)),
        "quiet line": white * 0.0015,
        "noise": white * 0.05,
        "rumble": brown / np.abs(brown).max() * 0.5,
        "ringing": _tones(time, 440, 480) * (time % 6 < 2) * 0.4,
        "busy tone": _tones(time, 480, 620) * (time % 1 < 0.5) * 0.4,
        "keys (DTMF)": sum(
            _tones(time, *pair) * (time % 2 // 0.5 == i) * (time % 0.5 < 0.2)
            for i, pair in enumerate(KEYS.values())
        )
        * 0.4,
        "hold music": _music(time),
        "hold music, vibrato": _music(time, vibrato=6.0),
        "clicks": (random.random(len(time)) < 3 / RATE) * 0.8,
    }
    return {name: np.asarray(own, np.float32) for name, own in made.items()}


def _tones(time: np.ndarray, low: float, high: float) -> np.ndarray:
    return (np.sin(2 * np.pi * low * time) + np.sin(2 * np.pi * high * time)) / 2


def _music(time: np.ndarray, vibrato: float = 0.0) -> np.ndarray:
    """A tune of harmonics with a beat, which wavers like a voice when it has vibrato."""
    note = np.array(TUNE)[(time // 0.4).astype(int) % len(TUNE)]
    phase = np.cumsum(2 * np.pi * note * (1 + 0.02 * np.sin(2 * np.pi * vibrato * time)) / RATE)
    fade = np.exp(-3 * (time % 0.4))
    voices = sum(np.sin(h * phase) / h for h in (1, 2, 3, 4))
    bass = np.sin(2 * np.pi * 110 * time) * np.exp(-6 * (time % 0.8))
    return 0.15 * fade * voices + 0.2 * bass


def files(sample: Path, scratch: Path) -> dict[str, tuple[Path, float, float]]:
    """Each sound alone and between two pieces of a sample: file, and where the sound is."""
    sound = decode([sample])
    before, after = (sound.slice(None, *span) for span in ((0.0, 12.0), (12.0, 24.0)))
    sound.close()
    found = {}
    for name, own in sounds().items():
        path = write_wav(scratch / f"{name}.wav", own)
        found[name] = (path, 0.0, float(SECONDS))
        path = write_wav(scratch / f"{name} in a call.wav", np.concatenate([before, own, after]))
        start = len(before) / RATE
        found[f"{name}, in a call"] = (path, start + 0.3, start + SECONDS - 0.3)
    return found
