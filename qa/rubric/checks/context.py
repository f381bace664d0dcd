"""How a phrase stands in its sentence: negated, reported, or inside a question.

Told from the shared lists `negation` and `reported_speech`; a language without them has none.
"""

from __future__ import annotations

from qa.call import Span, Turn
from qa.phrasebook import compiled, shared

NEGATION_WORDS = 3  # how far before the phrase a "not" still belongs to it
REPORT_WORDS = 6  # likewise for "he said that"
_SENTENCE_ENDS = ".!?;؟؛…:"
_CLAUSE_ENDS = _SENTENCE_ENDS + ",،"
_QUESTION_ENDS = "?؟;"  # a semicolon ends a Greek question


def is_negated(turn: Turn, span: Span, language: str) -> bool:
    """Whether a word like "not" stands just before the phrase, in the same clause."""
    return _before(turn, span, language, "negation", NEGATION_WORDS, _CLAUSE_ENDS)


def is_reported(turn: Turn, span: Span, language: str) -> bool:
    """Whether the phrase is what somebody else said ("he told me that …")."""
    return _before(turn, span, language, "reported_speech", REPORT_WORDS, _SENTENCE_ENDS)


def is_question(turn: Turn, span: Span, language: str) -> bool:
    """Whether the sentence that the phrase ends in is a question."""
    marks = _QUESTION_ENDS if language == "el" else _QUESTION_ENDS.replace(";", "")
    for word in turn.words[span.last :]:
        if word.text[-1:] in _SENTENCE_ENDS:
            return word.text[-1:] in marks
    return False


def _before(turn: Turn, span: Span, language: str, name: str, reach: int, ends: str) -> bool:
    entry = shared().get(name, {}).get(language)
    if entry is None:
        return False
    first = span.first
    while first > 0 and span.first - first < reach:
        if turn.words[first - 1].text[-1:] in ends:
            break
        first -= 1
    return compiled(entry.phrases, language).matches(
        " ".join(w.text for w in turn.words[first : span.first])
    )
