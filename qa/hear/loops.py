"""Loops: a recogniser that says the same thing again and again is not listening any more."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from qa.words import normalise

PACKED_RATIO = 2.4  # text that compresses better than this repeats itself (Whisper's own limit)
LONGEST_PHRASE = 6  # words
WORD_TIMES, PHRASE_TIMES = 6, 4  # so often in a row nobody says one word, or a phrase of several


def loops(text: str) -> bool:
    """Whether a text is one that people do not say: "no, no, no" is, "so the so the so the" is
    not."""
    data = text.encode()
    if data and len(data) / len(zlib.compress(data)) > PACKED_RATIO:
        return True
    said = normalise(text).split()
    return any(
        times(said, size) >= (WORD_TIMES if size == 1 else PHRASE_TIMES)
        for size in range(1, LONGEST_PHRASE + 1)
    )


def times(words: Sequence[str], size: int) -> int:
    """How often a phrase of `size` words is said in a row at most."""
    most, same = 1, 0
    for i in range(size, len(words)):
        same = same + 1 if words[i] == words[i - size] else 0
        most = max(most, 1 + same // size)
    return most if len(words) >= size else 0
