"""Words and activity → turns, and the speech for which there are no words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from qa.call import Interval, Turn, Unheard, Word
from qa.intervals import intersect, invert, merge, near

LONG_PAUSE_SECONDS = 1.0  # a pause this long always ends a turn
ANSWERED_PAUSE_SECONDS = (
    0.3  # this long ends it after a finished sentence, if the other spoke in it
)
UNHEARD_SECONDS = 0.4  # shorter sounds without words are breaths and clicks
HOLE_SECONDS = 2.0  # between words of one stretch of speech: no word and no hesitation is as long
HOLE_MARGIN_SECONDS = 0.25  # the words around a hole may reach into it
SENTENCE_ENDS = (".", "?", "!", "…", "؟", ";", "。", "؛")  # ";" asks a question in Greek


def build_turns(words: Mapping[str, Sequence[Word]]) -> tuple[Turn, ...]:
    """Turns in order of their start, from each speaker's words in order of time.

    A turn is cut by pauses of its own speaker, so another's "mm-hm" does not split a sentence;
    an answer after a finished sentence does.
    """
    runs = []
    for speaker, own in words.items():
        others = sorted(
            (word.start + word.end) / 2 for s, ws in words.items() if s != speaker for word in ws
        )
        runs += [(speaker, run) for run in _runs(own, others)]
    runs.sort(key=lambda item: (item[1][0].start, item[1][-1].end))
    return tuple(Turn(i, speaker, tuple(run)) for i, (speaker, run) in enumerate(runs))


def _runs(own: Sequence[Word], others: Sequence[float]) -> Iterable[list[Word]]:
    run: list[Word] = []
    for word in own:
        if run and _ends(run[-1], word, others):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _ends(before: Word, after: Word, others: Sequence[float]) -> bool:
    """Whether a turn ends between two words; `others` are the times of everybody else's words."""
    pause = after.start - before.end
    if pause >= LONG_PAUSE_SECONDS:
        return True
    if pause < ANSWERED_PAUSE_SECONDS or not before.text.endswith(SENTENCE_ENDS):
        return False
    position = bisect_left(others, before.end)
    return position < len(others) and others[position] <= after.start


def unheard(
    activity: Mapping[str, Sequence[Interval]], words: Mapping[str, Sequence[Word]]
) -> tuple[Unheard, ...]:
    """Speech for which there are no words of its speaker, in order of time."""
    found = [
        Unheard(speaker, stretch.start, stretch.end)
        for speaker, stretches in activity.items()
        for stretch in wordless(stretches, words.get(speaker, ()))
    ]
    return tuple(sorted(found, key=lambda item: (item.start, item.speaker)))


def wordless(speech: Sequence[Interval], words: Sequence[Word]) -> tuple[Interval, ...]:
    """Speech without words: stretches longer than breaths and clicks that no word touches, and
    holes longer than any hesitation between the words of a stretch."""
    spoken = merge(Interval(w.start, w.end) for w in words)
    found: list[Interval] = []
    for stretch in speech:
        around = near(spoken, stretch.start, stretch.end)
        inside = [w for w in around if w.end > stretch.start and w.start < stretch.end]
        if inside:
            found += _holes(stretch, inside)
        elif stretch.seconds >= UNHEARD_SECONDS:
            found.append(stretch)
    return tuple(found)


def _holes(stretch: Interval, spoken: Sequence[Interval]) -> Iterable[Interval]:
    """What is left of a stretch between its words, without the margins."""
    for gap in intersect((stretch,), invert(spoken, stretch.end)):
        if gap.seconds >= HOLE_SECONDS:
            start, end = gap.start + HOLE_MARGIN_SECONDS, gap.end - HOLE_MARGIN_SECONDS
            yield Interval(round(start, 3), round(end, 3))
