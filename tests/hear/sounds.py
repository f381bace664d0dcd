"""Sounds made by arithmetic: a voice-like noise that comes and goes, and a quiet line."""

from __future__ import annotations

import numpy as np

from qa.hear.audio import RATE, Sound
from qa.hear.levels import Levels, measure_levels


def talk(seconds: float, spans: list[tuple[float, float]], seed: int, level: float = 0.1):
    """Noise that swells four times a second, as syllables do, in `spans`; a quiet line outside."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    voice = random.laplace(0, level, len(time)) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time))
    inside = np.zeros(len(time), bool)
    for start, end in spans:
        inside[round(start * RATE) : round(end * RATE)] = True
    return voice * inside + random.normal(0, 0.0003, len(time))


def sound(*channels: np.ndarray) -> Sound:
    samples = np.stack(channels, axis=1).clip(-1, 1)
    return Sound((samples * 32767).astype(np.int16))


def with_levels(*channels: np.ndarray) -> tuple[Sound, Levels]:
    made = sound(*channels)
    return made, measure_levels(made)


def later(samples: np.ndarray, seconds: float) -> np.ndarray:
    shift = round(seconds * RATE)
    return np.concatenate([np.zeros(shift), samples[: len(samples) - shift]])
