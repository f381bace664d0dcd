"""How a call ended: from who the recorder says hung up, and from the tail of the talk.

A goodbye is known by its phrase, or by its meaning where the call has been understood.
"""

from __future__ import annotations

from dataclasses import dataclass

from qa.call import AGENT, CUSTOMER, SIDES, Call, Turn
from qa.hear.turns import SENTENCE_ENDS
from qa.language import Language, language
from qa.meaning.model import LIKELIEST
from qa.measure.utterances import is_unfinished
from qa.measures import (
    AGENT_ANNOUNCED_ENDING,
    AGENT_ENDED_MIDWAY,
    CUSTOMER_ENDED,
    LINE_DROPPED,
    NORMAL,
    UNKNOWN_ENDING,
    Ending,
)

TAIL_SECONDS = 30.0  # where a closing is looked for, counted back from the last word
TAIL_TURNS = 8
CUT_SECONDS = 1.0  # speech that reaches this near to the end of the recording was cut


@dataclass(frozen=True)
class _Tail:
    turns: tuple[Turn, ...]
    agent_closes: Turn | None
    customer_closes: Turn | None
    announced: Turn | None
    trouble: Turn | None
    dated_callback: Turn | None
    cut: Turn | None
    readable: bool  # whether it would be known if either side had closed


def find_ending(call: Call) -> Ending:
    """The ending and both of its sources; they may disagree, and then it says so."""
    tail = _tail(call)
    by_words, why, turns = _from_words(tail)
    party = call.recording.metadata.hangup_party
    if party is None:
        return Ending(by_words, by_words, None, None, why, turns)
    by_line, line_why = _from_line(party, tail)
    agree = None if UNKNOWN_ENDING in (by_words, by_line) else by_words == by_line
    if agree is False:
        line_why += f"; the talk by itself sounds like: {why[0].lower()}{why[1:]}"
    last = (tail.turns[-1].index,) if tail.turns else ()
    return Ending(by_line, by_words, by_line, agree, line_why, turns or last)


def _tail(call: Call) -> _Tail:
    turns = call.turns[-TAIL_TURNS:]
    if turns:
        since = max(turn.end for turn in turns) - TAIL_SECONDS
        turns = tuple(turn for turn in turns if turn.end >= since)
    announced = _last(call, turns, AGENT, "announced_endings")
    callback = _last(call, turns, AGENT, "callbacks")
    if callback and not _tongue(call, callback).compiled["times"].matches(callback.text):
        callback = None
    closes = _closing(call, turns, CUSTOMER)
    # The first words of a call are greetings, whatever they sound like.
    late = tuple(turn for turn in turns[-4:] if turn.index >= 2)
    trouble = _last(call, late, None, "line_trouble")
    later = [turn.start for turn in (announced, trouble) if turn]
    if closes and any(closes.start <= start for start in later):
        closes = None  # thanks before being thrown out, or before "hello?", are no closing
    return _Tail(
        turns,
        _closing(call, turns, AGENT),
        closes,
        announced,
        trouble,
        callback,
        _cut(call, turns),
        all(language(call.language_of(side)).known for side in SIDES),
    )


def _tongue(call: Call, turn: Turn) -> Language:
    return language(call.language_of(turn.speaker))


def _last(call: Call, turns: tuple[Turn, ...], who: str | None, phrases: str) -> Turn | None:
    own = (turn for turn in reversed(turns) if who in (None, turn.speaker))
    return next((t for t in own if _tongue(call, t).compiled[phrases].matches(t.text)), None)


def _closing(call: Call, turns: tuple[Turn, ...], who: str) -> Turn | None:
    """The last turn in which a side says goodbye."""
    acts = call.meanings.acts.get(f"{who}_closing", ()) if call.meanings else ()
    understood = {act.turn for act in acts if act.probability >= LIKELIEST}
    said = _last(call, turns, who, "closings")
    meant = next((t for t in reversed(turns) if t.index in understood), None)
    return max((t for t in (said, meant) if t), key=lambda t: t.start, default=None)


def _cut(call: Call, turns: tuple[Turn, ...]) -> Turn | None:
    """A turn that the end of the recording breaks off."""
    late = [turn for turn in reversed(turns) if call.seconds - turn.end <= CUT_SECONDS]
    marked = sum(turn.text[-1:] in SENTENCE_ENDS for turn in call.turns) * 2 >= len(call.turns)
    return next((t for t in late if _stops_short(t, _tongue(call, t), marked)), None)


def _stops_short(turn: Turn, tongue: Language, marked: bool) -> bool:
    """`marked` says whether the transcript has punctuation, whose absence then tells something."""
    if not marked:
        return tongue.compiled["unfinished"].matches(turn.words[-1].text)
    return is_unfinished([word.text for word in turn.words], tongue)


_UNREADABLE = "; whether both had closed cannot be told in this language"


def _from_line(party: str, tail: _Tail) -> tuple[str, str]:
    if party == "network":
        return LINE_DROPPED, "The recorder says that the line dropped"
    if party == CUSTOMER:
        if tail.agent_closes and tail.customer_closes:
            return NORMAL, "The customer hung up after both had closed"
        # Who hung up is told by the line, in any language.
        return CUSTOMER_ENDED, "The customer hung up" + ("" if tail.readable else _UNREADABLE)
    if tail.dated_callback:
        return NORMAL, "The agent hung up after announcing a dated call-back"
    if tail.customer_closes and not tail.cut:
        return NORMAL, "The agent hung up after a closing that the customer took part in"
    if not tail.readable:
        return UNKNOWN_ENDING, "The agent hung up" + _UNREADABLE
    if tail.announced and not tail.customer_closes:
        return AGENT_ANNOUNCED_ENDING, "The agent announced ending the call and hung up"
    return AGENT_ENDED_MIDWAY, "The agent hung up without a closing that the customer took part in"


def _from_words(tail: _Tail) -> tuple[str, str, tuple[int, ...]]:
    kind, why, turns = _from_phrases(tail)
    if tail.readable or kind == NORMAL or (kind == UNKNOWN_ENDING and tail.cut):
        return kind, why, turns
    return UNKNOWN_ENDING, "Whether both say goodbye cannot be told in this language", turns


def _from_phrases(tail: _Tail) -> tuple[str, str, tuple[int, ...]]:
    if not tail.turns:
        return UNKNOWN_ENDING, "Nobody says anything", ()
    if tail.announced and not tail.customer_closes:
        if tail.dated_callback:
            turn = tail.dated_callback
            return NORMAL, "The agent closes with a dated call-back", (turn.index,)
        return (
            AGENT_ANNOUNCED_ENDING,
            "The agent announces ending the call",
            (tail.announced.index,),
        )
    if tail.agent_closes and tail.customer_closes:
        both = tuple(sorted((tail.agent_closes.index, tail.customer_closes.index)))
        return NORMAL, "Both take part in a closing", both
    if tail.trouble:
        return LINE_DROPPED, "The line gives trouble and nobody closes", (tail.trouble.index,)
    if tail.cut:
        who = tail.cut.speaker
        return UNKNOWN_ENDING, f"The recording ends while the {who} speaks", (tail.cut.index,)
    if tail.customer_closes:
        return CUSTOMER_ENDED, "Only the customer says goodbye", (tail.customer_closes.index,)
    if tail.dated_callback:
        return NORMAL, "The agent closes with a dated call-back", (tail.dated_callback.index,)
    if tail.agent_closes:
        return UNKNOWN_ENDING, "Only the agent says goodbye", (tail.agent_closes.index,)
    return UNKNOWN_ENDING, "Nobody says goodbye", (tail.turns[-1].index,)
