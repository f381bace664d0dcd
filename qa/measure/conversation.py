"""Talk, silence, replies and delivery of a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from qa.call import AGENT, ANNOUNCEMENT, CUSTOMER, SIDES, Call, Interval, Turn, other_side
from qa.intervals import covered, invert, merge, total
from qa.language import language
from qa.measure.overlaps import interruption_seconds, interruptions
from qa.measure.utterances import is_back_channel
from qa.measures import Overlap, Side, Silence

SILENCE_SECONDS = 1.0  # shorter pauses are breathing
DEAD_AIR_SECONDS = 3.0  # Amazon Connect's non-talk time
HOLD_SECONDS = 5.0  # shorter stretches are not called a hold, whatever was announced
ANNOUNCED_SECONDS = 15.0  # how long before it a hold may have been announced
FILLED_SHARE = 0.5  # a stretch filled with other sound for this share is a hold


def measure_side(call: Call, speaker: str, overlaps: Sequence[Overlap] | None) -> Side:
    """What one speaker does; `overlaps` None where they cannot be measured."""
    turns = list(call.turns_of(speaker))
    talk = total(call.activity.get(speaker, ()))
    words = sum(len(turn.words) for turn in turns)
    return Side(
        talk_seconds=round(talk, 3),
        turns=len(turns),
        words=words,
        words_per_minute=round(words * 60 / talk, 1) if talk > 0 else None,
        longest_monologue_seconds=round(_longest_monologue(call, speaker), 3),
        interruptions=None if overlaps is None else interruptions(overlaps, speaker),
        interruption_seconds=None if overlaps is None else interruption_seconds(overlaps, speaker),
    )


def talk_share(sides: dict[str, Side]) -> float | None:
    """The agent's share of the seconds talked by agent and customer; None when nobody talks."""
    if not set(SIDES) <= set(sides):
        return None
    both = sum(sides[side].talk_seconds for side in SIDES)
    return round(sides[AGENT].talk_seconds / both, 3) if both else None


def find_silences(call: Call) -> tuple[Silence, ...]:
    """Stretches between first and last speech in which nobody speaks for a second or more.

    Longer than 3 s it is dead air, unless it is a hold: announced by the agent, or filled with
    music or another sound that is not speech.
    """
    people = (own for speaker, own in call.activity.items() if speaker != ANNOUNCEMENT)
    everyone = merge(stretch for own in people for stretch in own)
    if not everyone:
        return ()
    gaps = (gap for gap in invert(everyone, everyone[-1].end) if gap.start > 0)
    first = everyone[0].start
    return tuple(
        Silence(_silence_kind(call, gap), gap.start, gap.end)
        for gap in gaps
        if gap.seconds >= SILENCE_SECONDS and gap.start >= first
    )


def reply_gaps(call: Call, silences: Sequence[Silence]) -> list[float]:
    """Seconds from the end of a customer's turn to the start of the agent's answer.

    Negative when the answer overlaps; back-channels and answers after a hold are left out.
    """
    turns = [t for t in call.turns if not _only_listens(call, t)]
    holds = [s for s in silences if s.kind == "hold"]
    return [
        round(answer.start - asked.end, 3)
        for asked, answer in pairwise(turns)
        if asked.speaker == CUSTOMER
        and answer.speaker == AGENT
        and not any(asked.end <= hold.start < answer.start for hold in holds)
    ]


def summarise_gaps(gaps: list[float]) -> tuple[float | None, float | None]:
    """The median and the worst reply gap; None without any."""
    return (round(median(gaps), 3), max(gaps)) if gaps else (None, None)


def _silence_kind(call: Call, gap: Interval) -> str:
    if gap.seconds >= HOLD_SECONDS and (_announced(call, gap) or _filled(call, gap)):
        return "hold"
    return "dead_air" if gap.seconds > DEAD_AIR_SECONDS else "silence"


def _announced(call: Call, gap: Interval) -> bool:
    holds = language(call.language_of(AGENT)).compiled["holds"]
    return any(
        holds.matches(turn.text)
        for turn in call.turns_of(AGENT)
        if gap.start - ANNOUNCED_SECONDS <= turn.end <= gap.start + SILENCE_SECONDS
    )


def _filled(call: Call, gap: Interval) -> bool:
    return covered(gap, call.sounds) >= FILLED_SHARE * gap.seconds


def _longest_monologue(call: Call, speaker: str) -> float:
    """The longest stretch in which only `speaker` holds the floor (back-channels allowed)."""
    longest, start, end = 0.0, None, 0.0
    for turn in _floor_turns(call, speaker):
        if turn.speaker != speaker:
            start = None
            continue
        if start is None or turn.start - end > DEAD_AIR_SECONDS:
            start = turn.start  # who is silent for so long has not gone on talking
        end = turn.end
        longest = max(longest, end - start)
    return longest


def _floor_turns(call: Call, speaker: str) -> Iterable[Turn]:
    other = other_side(speaker)
    return (t for t in call.turns if t.speaker != other or not _only_listens(call, t))


def _only_listens(call: Call, turn: Turn) -> bool:
    tongue = language(call.language_of(turn.speaker))
    return is_back_channel([word.text for word in turn.words], tongue)
