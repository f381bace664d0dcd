"""Place utterances on a time line."""

from __future__ import annotations

from dataclasses import dataclass

from tools.script import Script
from tools.voices import RATE, Utterance

LEAD_IN = 0.6
SPEAKERS = ("agent", "customer")


@dataclass
class Placed:
    """A turn's place in the call, in seconds."""

    start: float
    end: float
    words: list[tuple[str, float, float]]


def place(script: Script, spoken: list[Utterance]) -> list[Placed]:
    """Work out when each turn starts from its mark and the real lengths before it."""
    clock = dict.fromkeys(SPEAKERS, 0.0)
    placed = []
    for turn, utterance in zip(script.turns, spoken, strict=True):
        other = clock[SPEAKERS[1 - SPEAKERS.index(turn.speaker)]]
        start = max(clock.values()) + turn.seconds if placed else LEAD_IN
        if turn.mark == "<":
            start = other - turn.seconds
        start = round(max(start, clock[turn.speaker] + 0.05), 3)
        end = start + len(utterance.audio) / RATE
        clock[turn.speaker] = end
        words = [(w, a + start, b + start) for w, a, b in utterance.words]
        placed.append(Placed(start, end, words))
    return placed
