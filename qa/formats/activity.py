"""Speech activity where there is no sound to measure it on: from the times of the words."""

from __future__ import annotations

from collections.abc import Iterable

from qa.call import Interval, Turn
from qa.intervals import merge

WORD_GAP_SECONDS = 0.5  # pauses between words that still belong to one stretch of speech


def activity_from_words(turns: Iterable[Turn]) -> dict[str, tuple[Interval, ...]]:
    """Per speaker, the stretches covered by words, with short gaps closed."""
    spoken: dict[str, list[Interval]] = {}
    for turn in turns:
        spoken.setdefault(turn.speaker, []).extend(Interval(w.start, w.end) for w in turn.words)
    return {speaker: merge(words, gap=WORD_GAP_SECONDS) for speaker, words in spoken.items()}
