"""Words and activity → turns, and the speech for which there are no words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qa.call import Interval, Turn, Unheard, Word
from qa.intervals import covered

LONG_PAUSE_SECONDS = 1.0  # a pause this long always ends a turn
ANSWERED_PAUSE_SECONDS = (
    0.3  # this long ends it after a finished sentence, if the other spoke in it
)
UNHEARD_SECONDS = 0.4  # shorter sounds without words are breaths and clicks
SENTENCE_ENDS = (".", "?", "!", "…", "؟", ";", "。", "؛")  # ";" asks a question in Greek


def build_turns(words: Mapping[str, Sequence[Word]]) -> tuple[Turn, ...]:
    """Turns in order of their start, from each speaker's words in order of time.

    A turn is cut by pauses of its own speaker, so another's "mm-hm" does not split a sentence;
    an answer after a finished sentence does.
    """
    runs = [
        (speaker, run)
        for speaker, own in words.items()
        for run in _runs(own, [w for s, ws in words.items() if s != speaker for w in ws])
    ]
    runs.sort(key=lambda item: (item[1][0].start, item[1][-1].end))
    return tuple(Turn(i, speaker, tuple(run)) for i, (speaker, run) in enumerate(runs))


def _runs(own: Sequence[Word], others: Sequence[Word]) -> Iterable[list[Word]]:
    run: list[Word] = []
    for word in own:
        if run and _ends(run[-1], word, others):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _ends(before: Word, after: Word, others: Sequence[Word]) -> bool:
    pause = after.start - before.end
    if pause >= LONG_PAUSE_SECONDS:
        return True
    if pause < ANSWERED_PAUSE_SECONDS or not before.text.endswith(SENTENCE_ENDS):
        return False
    gap = Interval(before.end, after.start)
    return any(gap.start <= (w.start + w.end) / 2 <= gap.end for w in others)


def unheard(
    activity: Mapping[str, Sequence[Interval]], words: Mapping[str, Sequence[Word]]
) -> tuple[Unheard, ...]:
    """Stretches of activity that no word of their speaker touches, in order of time."""
    found = []
    for speaker, stretches in activity.items():
        spoken = [Interval(w.start, w.end) for w in words.get(speaker, ())]
        spoken.sort(key=lambda item: item.start)
        found += [
            Unheard(speaker, stretch.start, stretch.end)
            for stretch in stretches
            if stretch.seconds >= UNHEARD_SECONDS and covered(stretch, spoken) == 0
        ]
    return tuple(sorted(found, key=lambda item: (item.start, item.speaker)))
