"""The speakers, and what a synthesiser gives of each turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

RATE = 24000


@dataclass(frozen=True)
class Voice:
    """A speaker: a mix of style vectors (none: hibari's own voice), pitch, pace and level."""

    mix: dict[str, float] = field(default_factory=dict)
    pitch: float = 1.0
    pace: float = 1.0
    level: float = -23.0


VOICES = {
    # agents
    "claire": Voice({}, 1.0, 1.04, -22.0),
    "daniel": Voice({"jm_kumo": 1.0}, 1.0, 1.12, -23.0),
    "sofia": Voice({"jf_gongitsune": 1.0}, 0.96, 1.1, -22.5),
    "alex": Voice({"jm_kumo": 0.65, "jf_gongitsune": 0.35}, 0.97, 1.12, -23.0),
    # customers
    "george": Voice({"jm_kumo": 0.75, "jf_tebukuro": 0.25}, 0.93, 1.12, -24.5),
    "harriet": Voice({"jf_nezumi": 1.0}, 0.95, 1.06, -25.0),
    "amelia": Voice({"jf_alpha": 1.0}, 0.97, 1.1, -23.5),
    "tom": Voice({"jm_kumo": 0.72, "jf_nezumi": 0.28}, 1.05, 1.14, -24.0),
    "ruth": Voice({"jf_gongitsune": 0.5, "jf_nezumi": 0.5}, 0.9, 1.12, -25.5),
    "leo": Voice({"jm_kumo": 0.85, "jf_alpha": 0.15}, 1.06, 1.12, -24.0),
    "zoe": Voice({"jf_tebukuro": 0.6, "jf_alpha": 0.4}, 0.96, 1.14, -24.0),
}


@dataclass
class Utterance:
    """Synthesised speech at 24 kHz, with (word, start, end) triples in seconds."""

    audio: np.ndarray
    words: list[tuple[str, float, float]]


class Synthesiser(Protocol):
    """Anything that speaks a turn."""

    def say(self, text: str, tail: str, lang: str, voice: Voice, seed: int) -> Utterance:
        """Speak ``text``; with a ``tail``, speak on into it but cut where ``text`` ends."""
        ...


def trim(audio: np.ndarray, rate: int, floor: float = 0.012) -> tuple[np.ndarray, float]:
    """Drop silence at both ends; also return how many seconds went at the front."""
    loud = np.flatnonzero(np.abs(audio) > floor * max(float(np.abs(audio).max()), 1e-6) * 2)
    if not len(loud):
        return audio, 0.0
    first = max(int(loud[0]) - rate // 100, 0)
    return audio[first : int(loud[-1]) + rate // 50], first / rate


def cut(audio: np.ndarray, end: float, fade: float = 0.03) -> np.ndarray:
    """Break off at ``end`` seconds with a short fade."""
    audio = audio[: round(end * RATE)].copy()
    ramp = min(round(fade * RATE), len(audio))
    audio[-ramp:] *= np.linspace(1, 0, ramp, dtype=np.float32)
    return audio
