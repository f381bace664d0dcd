"""Utterances: a speaker's words between two short pauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.call import Turn, Word
from qa.hear.turns import SENTENCE_ENDS
from qa.language import Language
from qa.words import normalise_word

PAUSE_SECONDS = 0.35  # a breath is shorter


@dataclass(frozen=True)
class Utterance:
    """Words of one turn without a pause of PAUSE_SECONDS between them."""

    speaker: str
    turn: int
    words: tuple[Word, ...]

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return self.words[-1].end

    @property
    def seconds(self) -> float:
        return self.end - self.start

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(word.text for word in self.words)


def utterances(turns: Iterable[Turn]) -> list[Utterance]:
    """All turns cut at pauses, in order of their start."""
    found: list[Utterance] = []
    for turn in turns:
        run: list[Word] = []
        for word in turn.words:
            if run and word.start - run[-1].end >= PAUSE_SECONDS:
                found.append(Utterance(turn.speaker, turn.index, tuple(run)))
                run = []
            run.append(word)
        found.append(Utterance(turn.speaker, turn.index, tuple(run)))
    return sorted(found, key=lambda item: (item.start, item.end))


def is_back_channel(texts: Sequence[str], language: Language) -> bool:
    """Whether these words are nothing but listener's noises ("mm-hm", "oh dear, right")."""
    covered = sum(m.last - m.first + 1 for m in language.compiled["back_channels"].find(texts))
    spoken = sum(1 for text in texts if normalise_word(text))
    return 0 < spoken <= covered and spoken <= 5


def is_unfinished(texts: Sequence[str], language: Language) -> bool:
    """Whether words stop where no sentence stops: without its mark, or on a word like "and"."""
    if not texts:
        return False
    last = texts[-1]
    if language.compiled["unfinished"].matches(last):
        return True
    return not last.rstrip("\"'”’").endswith(SENTENCE_ENDS)
