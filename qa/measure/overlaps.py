"""Overlapping speech, of four kinds, only one of which is a fault.

About 40 % of ordinary speaker changes overlap, so a raw count would flag polite agents.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from qa.call import SIDES, Call, other_side
from qa.language import Language, language
from qa.measure.utterances import Utterance, is_back_channel, is_unfinished, utterances
from qa.measures import (
    BACK_CHANNEL,
    END_OVERLAP,
    INTERRUPTION,
    SIMULTANEOUS_START,
    Overlap,
    Range,
)
from qa.words import content_words

SIMULTANEOUS_SECONDS = 0.3  # both start within this after a silence
EAGER_SECONDS = 0.5  # starting this little before the end is ordinary eagerness
SHORT_SECONDS = 1.0  # this short, whatever the words, is a back-channel if the other keeps on
GOES_ON_SECONDS = 0.6  # who is talked over may hesitate this long and still be in mid-utterance
KEEPS_FLOOR_SECONDS = 0.8  # for at least this long without a pause
TALK_OVER_SECONDS = 1.0  # having to talk over somebody for longer than this is a fault
COMPLETION_WORDS = 4  # a sentence completed for somebody is not longer
TAKEN_UP_WORDS = 3  # and is taken up at the start of what they say next
COMPLETION_SECONDS = 2.0  # soon after


class _Lane:
    """The utterances of one side in order of time; they do not overlap each other."""

    def __init__(self, spoken: Sequence[Utterance]):
        self.spoken = spoken
        self._starts = [u.start for u in spoken]

    def at(self, time: float) -> int | None:
        """The number of the utterance that is under way at `time`."""
        i = bisect_right(self._starts, time) - 1
        return i if i >= 0 and time < self.spoken[i].end else None

    def starting(self, since: float, before: float) -> bool:
        """Whether an utterance starts between two times, neither included."""
        i = bisect_right(self._starts, since)
        return i < len(self._starts) and self._starts[i] < before

    def next(self, since: float) -> Utterance | None:
        i = bisect_left(self._starts, since)
        return self.spoken[i] if i < len(self.spoken) else None


def find_overlaps(call: Call) -> tuple[Overlap, ...]:
    """Every start of one side inside an utterance of the other, with its kind, in order."""
    lanes = {side: _Lane(utterances(call.turns_of(side))) for side in SIDES}
    found = [o for side in SIDES for o in _of_side(call, side, lanes)]
    return tuple(sorted(found, key=lambda overlap: (overlap.start, overlap.by)))


def interruptions(overlaps: Sequence[Overlap], by: str) -> Range:
    """How many interruptions `by` makes: exact where they are certain, else a range from 0.

    Cutting in on a deadlocked call in order to announce a dated call-back is allowed and is not
    counted.
    """
    counted = counted_interruptions(overlaps, by)
    return Range(sum(o.certain for o in counted), len(counted))


def interruption_seconds(overlaps: Sequence[Overlap], by: str) -> Range:
    """How long `by` interrupts in all; a range as for the count."""
    counted = counted_interruptions(overlaps, by)
    return Range(
        round(sum(o.seconds for o in counted if o.certain), 3),
        round(sum(o.seconds for o in counted), 3),
    )


def counted_interruptions(overlaps: Sequence[Overlap], by: str) -> list[Overlap]:
    """The interruptions by one side that are a fault, certain or not."""
    return [
        o for o in overlaps if o.kind == INTERRUPTION and o.by == by and not o.deadlock_callback
    ]


def _of_side(call: Call, side: str, lanes: dict[str, _Lane]) -> Iterator[Overlap]:
    own, others = lanes[side], lanes[other_side(side)]
    tongue, other = (language(call.language_of(s)) for s in (side, other_side(side)))
    for i, begins in enumerate(own.spoken):
        number = others.at(begins.start)
        if number is None or _first_of_two(begins, others.spoken[number], side):
            continue
        if i and _goes_on(begins, own.spoken[i - 1], others):
            continue
        over = _to_its_end(others, number, begins)
        kind = _kind(begins, over, others, tongue, other)
        yield Overlap(
            kind,
            side,
            begins.start,
            min(begins.end, over.end),
            begins.turn,
            over.turn,
            # Without its phrases a back-channel cannot be told from an interruption.
            certain=tongue.known,
            deadlock_callback=kind == INTERRUPTION and _announces_callback(call, begins, tongue),
        )


def _first_of_two(begins: Utterance, over: Utterance, side: str) -> bool:
    """Of two that start at the very same time only one is taken to begin inside the other."""
    return begins.start == over.start and side == SIDES[0]


def _goes_on(begins: Utterance, before: Utterance, others: _Lane) -> bool:
    """Whether somebody who was talked over just tries to finish."""
    if begins.start - before.end > GOES_ON_SECONDS:
        return False
    return others.starting(before.start, before.end)


def _to_its_end(others: _Lane, number: int, begins: Utterance) -> Utterance:
    """The utterance talked over, with what its speaker still says under the other's words."""
    over = others.spoken[number]
    words = list(over.words)
    for u in others.spoken[number + 1 :]:
        if u.start - words[-1].end > GOES_ON_SECONDS or u.start >= begins.end:
            break
        words += u.words
    return Utterance(over.speaker, over.turn, tuple(words))


def _kind(
    begins: Utterance, over: Utterance, others: _Lane, tongue: Language, other: Language
) -> str:
    remaining = over.end - begins.start
    talk_over = min(begins.end, over.end) - begins.start
    if is_back_channel(begins.texts, tongue):
        return BACK_CHANNEL
    if begins.start - over.start <= SIMULTANEOUS_SECONDS:
        return SIMULTANEOUS_START
    if remaining < EAGER_SECONDS or _completes(begins, over, others):
        return END_OVERLAP
    if begins.seconds <= SHORT_SECONDS and over.end - begins.end >= KEEPS_FLOOR_SECONDS:
        return BACK_CHANNEL  # too short to be after the floor, and the other goes on unimpressed
    if talk_over > TALK_OVER_SECONDS or is_unfinished(over.texts, other):
        return INTERRUPTION
    return END_OVERLAP


def _completes(begins: Utterance, over: Utterance, others: _Lane) -> bool:
    """Whether a few words finish the other's sentence and the other takes them up."""
    after = others.next(over.end)
    return bool(
        len(begins.words) <= COMPLETION_WORDS
        and after
        and after.start - begins.end < COMPLETION_SECONDS
        and content_words(begins.texts) & content_words(after.texts[:TAKEN_UP_WORDS])
    )


def _announces_callback(call: Call, begins: Utterance, tongue: Language) -> bool:
    """Whether the turn that cuts in names another call and when it will be."""
    text = call.turns[begins.turn].text
    return tongue.compiled["callbacks"].matches(text) and tongue.compiled["times"].matches(text)
