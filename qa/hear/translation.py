"""What is said, in English too: Whisper's own translation, kept beside the original.

Verdicts never rest on it; it is for a reviewer who does not speak the language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from qa.call import Interval, Tongue, Turn
from qa.hear.audio import Sound
from qa.hear.packing import pack
from qa.hear.threads import Progress, nobody
from qa.hear.transcribe import Transcriber
from qa.hear.writing import PIECES_AT_ONCE, samples_of

ENGLISH = "en"
# What these call a translation is guessed: models that are too small, and those that were made
# smaller for writing down alone.
CANNOT = re.compile(r"(^|[-_])(tiny|base|turbo|distil)([-_.]|$)")


def can_translate(model: str) -> bool:
    """Whether a model's translation is worth reading; English-only ones have none."""
    name = Path(model).name.lower()
    return not CANNOT.search(name) and not name.endswith(".en")


def translate(
    sound: Sound,
    turns: Sequence[Turn],
    channels: Mapping[str, int | None],
    tongues: Mapping[str, Tongue],
    transcriber: Transcriber,
    progress: Progress = nobody,
) -> tuple[str, ...]:
    """A text per turn, "" where it is English already."""
    foreign = [t for t in turns if t.speaker in tongues and tongues[t.speaker].code != ENGLISH]
    pieces = [
        (turn, piece)
        for turn in foreign
        for piece in pack([Interval(turn.start, turn.end)], sound.seconds)
    ]
    texts = {turn.index: "" for turn in turns}
    for start in range(0, len(pieces), PIECES_AT_ONCE):
        batch = pieces[start : start + PIECES_AT_ONCE]
        for code in dict.fromkeys(tongues[turn.speaker].code for turn, _ in batch):
            own = [(t, p) for t, p in batch if tongues[t.speaker].code == code]
            taken = transcriber.take_in([samples_of(sound, channels[t.speaker], p) for t, p in own])
            for (turn, _), text in zip(own, transcriber.translate(taken, code), strict=True):
                texts[turn.index] = f"{texts[turn.index]} {text}".strip()
        progress((start + len(batch)) / len(pieces))
    return tuple(texts[turn.index] for turn in turns)
