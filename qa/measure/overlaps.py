"""Overlapping speech, of four kinds, only one of which is a fault.

About 40 % of ordinary speaker changes overlap, so a raw count would flag polite agents.
"""

from __future__ import annotations

from qa.call import OVERLAP, SIDES, Call, other_side
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


def find_overlaps(call: Call) -> tuple[Overlap, ...]:
    """Every start of one side inside an utterance of the other, with its kind, in order.

    On one channel the times are the recogniser's estimate and `certain` is False.
    """
    tongue = language(call.language)
    spoken = utterances(turn for turn in call.turns if turn.speaker in SIDES)
    found = []
    for i, begins in enumerate(spoken):
        over = _talked_over(begins, spoken[:i])
        if over is None or _goes_on(begins, spoken[:i]):
            continue
        over = _to_its_end(over, begins, spoken)
        kind = _kind(begins, over, spoken, tongue)
        excused = kind == INTERRUPTION and _announces_callback(call, begins, tongue)
        found.append(
            Overlap(
                kind,
                begins.speaker,
                begins.start,
                min(begins.end, over.end),
                begins.turn,
                over.turn,
                certain=OVERLAP in call.provides,
                deadlock_callback=excused,
            )
        )
    return tuple(found)


def interruptions(overlaps: tuple[Overlap, ...], by: str) -> Range:
    """How many interruptions `by` makes: exact on two channels, a range on one.

    Cutting in on a deadlocked call in order to announce a dated call-back is allowed and is not
    counted. An estimated interruption counts for certain only when both talk for over a second.
    """
    counted = [
        o for o in overlaps if o.kind == INTERRUPTION and o.by == by and not o.deadlock_callback
    ]
    sure = [o for o in counted if o.certain]
    return Range(len(sure), len(counted))


def _talked_over(begins: Utterance, earlier: list[Utterance]) -> Utterance | None:
    """The other side's utterance during which `begins` starts."""
    others = (u for u in reversed(earlier) if u.speaker == other_side(begins.speaker))
    return next((u for u in others if u.start <= begins.start < u.end), None)


def _goes_on(begins: Utterance, earlier: list[Utterance]) -> bool:
    """Whether somebody who was talked over just tries to finish."""
    before = next((u for u in reversed(earlier) if u.speaker == begins.speaker), None)
    if before is None or begins.start - before.end > GOES_ON_SECONDS:
        return False
    others = (u for u in earlier if u.speaker == other_side(begins.speaker))
    return any(before.start < u.start < before.end for u in others)


def _to_its_end(over: Utterance, begins: Utterance, spoken: list[Utterance]) -> Utterance:
    """The utterance talked over, with what its speaker still says under the other's words."""
    words = list(over.words)
    for u in spoken:
        near = 0 <= u.start - words[-1].end <= GOES_ON_SECONDS
        if u.speaker == over.speaker and near and u.start < begins.end:
            words += u.words
    return Utterance(over.speaker, over.turn, tuple(words))


def _kind(begins: Utterance, over: Utterance, spoken: list[Utterance], tongue: Language) -> str:
    remaining = over.end - begins.start
    talk_over = min(begins.end, over.end) - begins.start
    if is_back_channel(begins.texts, tongue):
        return BACK_CHANNEL
    if begins.start - over.start <= SIMULTANEOUS_SECONDS:
        return SIMULTANEOUS_START
    if remaining < EAGER_SECONDS or _completes(begins, over, spoken):
        return END_OVERLAP
    if begins.seconds <= SHORT_SECONDS and over.end - begins.end >= KEEPS_FLOOR_SECONDS:
        return BACK_CHANNEL  # too short to be after the floor, and the other goes on unimpressed
    if talk_over > TALK_OVER_SECONDS or is_unfinished(over.texts, tongue):
        return INTERRUPTION
    return END_OVERLAP


def _completes(begins: Utterance, over: Utterance, spoken: list[Utterance]) -> bool:
    """Whether a few words finish the other's sentence and the other takes them up."""
    if len(begins.words) > COMPLETION_WORDS:
        return False
    after = next((u for u in spoken if u.speaker == over.speaker and u.start >= over.end), None)
    return bool(
        after
        and after.start - begins.end < 2.0
        and content_words(begins.texts) & content_words(after.texts[:TAKEN_UP_WORDS])
    )


def _announces_callback(call: Call, begins: Utterance, tongue: Language) -> bool:
    """Whether the turn that cuts in names another call and when it will be."""
    text = call.turns[begins.turn].text
    return tongue.compiled["callbacks"].matches(text) and tongue.compiled["times"].matches(text)
