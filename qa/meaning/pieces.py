"""The sentences of a call with what was said before each: what meaning is told from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.call import ANNOUNCEMENT, Call, Turn, Word
from qa.meaning.neutral import neutral

SENTENCE_ENDS = ".!?;؟؛…"
LONGEST_WORDS = 40  # a recogniser that writes no punctuation gives one endless sentence


@dataclass(frozen=True)
class Piece:
    """A sentence: words `first` to `last` (both included) of turn `turn`.

    The texts are blind to names, gender, courtesy and accents (see qa.meaning.neutral). `before`
    is the other side's turn before it, "" when there is none. `place` is the turn's position in
    the call from 0 to 1, `number` counts turns from the start.
    """

    turn: int
    first: int
    last: int
    text: str
    whole: str
    before: str
    place: float
    number: int
    question: bool


def pieces(call: Call, speaker: str, common: frozenset[str] = frozenset()) -> list[Piece]:
    """Every sentence of one speaker in order; `common` are words that are no names."""

    def blind(words: Sequence[Word], who: str) -> str:
        return neutral([word.text for word in words], call.language_of(who), common)

    found: list[Piece] = []
    before: dict[str, str] = {}
    turns = [turn for turn in call.turns if turn.speaker != ANNOUNCEMENT]
    count = len(turns)
    for number, turn in enumerate(turns):
        whole = blind(turn.words, turn.speaker)
        if turn.speaker == speaker:
            other = next((text for who, text in before.items() if who != speaker), "")
            for first, last in _sentences(turn):
                words = turn.words[first : last + 1]
                found.append(
                    Piece(
                        turn.index,
                        first,
                        last,
                        blind(words, speaker),
                        whole,
                        other,
                        number / count,
                        number,
                        words[-1].text[-1:] in "?؟",
                    )
                )
        before[turn.speaker] = whole
    return found


def _sentences(turn: Turn) -> Iterator[tuple[int, int]]:
    first = 0
    for i, word in enumerate(turn.words):
        if word.text[-1:] in SENTENCE_ENDS or i - first + 1 >= LONGEST_WORDS:
            yield first, i
            first = i + 1
    if first < len(turn.words):
        yield first, len(turn.words) - 1
