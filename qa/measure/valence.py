"""The sentiment of a piece of text, −1 to 1: VADER on English, seed lexicons elsewhere.

From words alone, never from the voice. VADER (Hutto and Gilbert 2014) is used with the overrides
in `qa/lexicon/en.yaml`: out of the box it takes "no no no no" for praise, "it never arrived and
nobody called me back" for neutral, and every greeting for joy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import sqrt

from qa.language import Language, language
from qa.phrases import PhraseSet
from qa.words import normalise_word

NORMALISING = 15.0  # VADER's alpha: a sum of 4 becomes 0.72
NEGATED_WORDS = 3  # how far back a negator reaches
NEGATED_FACTOR = -0.74  # VADER's own

Scorer = Callable[[Sequence[str]], float]


def scorer(code: str) -> Scorer | None:
    """The function that scores words of this language; None where there is no lexicon."""
    if code == "en":
        return _english()
    tongue = language(code)
    return _seeded(code) if tongue.sentiment else None


@lru_cache
def _english() -> Scorer:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    tongue = language("en")
    phrases = PhraseSet(tongue.sentiment)
    tokens = {phrase: f"callqatoken{i}" for i, phrase in enumerate(phrases.phrases)}
    analyzer.lexicon.update({tokens[p]: v for p, v in tongue.sentiment.items()})

    def score(words: Sequence[str]) -> float:
        text = " ".join(_with_tokens(words, phrases, tokens))
        return round(analyzer.polarity_scores(text)["compound"], 4) if text.strip() else 0.0

    return score


def _with_tokens(words: Sequence[str], phrases: PhraseSet, tokens: dict[str, str]) -> list[str]:
    """The words with every run that an override judges replaced by its token."""
    kept: list[str] = []
    position = 0
    for match in phrases.find(words):
        kept += words[position : match.first]
        kept.append(tokens[match.phrase])
        position = match.last + 1
    return [*kept, *words[position:]]


@lru_cache
def _seeded(code: str) -> Scorer:
    tongue = language(code)
    phrases, negators = PhraseSet(tongue.sentiment), PhraseSet(tongue.negators)

    def score(words: Sequence[str]) -> float:
        total = sum(
            tongue.sentiment[match.phrase] * _sign(words, match.first, negators)
            for match in phrases.find(words)
        )
        return round(total / sqrt(total * total + NORMALISING), 4)

    return score


def _sign(words: Sequence[str], first: int, negators: PhraseSet) -> float:
    before = [w for w in words[max(0, first - NEGATED_WORDS) : first] if normalise_word(w)]
    return NEGATED_FACTOR if negators.find(before) else 1.0


def is_basic(tongue: Language) -> bool:
    """Whether sentiment in this language rests on a seed lexicon only."""
    return tongue.code != "en"
