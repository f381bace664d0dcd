"""Phrases: what people write to find what people say.

A phrase is plain words. It is compared with normalised words, so case, marks and punctuation do
not matter. Between the words may stand:

    (sorry|apologise)   one of these; an alternative may have several words
    [really]            may be there or not
    <word>              any one word
    <3 words>           up to three words, or none

A phrase between slashes is a regular expression over the normalised words joined by spaces,
matched from word to word: `/(ill|i will) see what .* can/`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from qa.errors import shown
from qa.spelling import compared, spelling
from qa.words import normalise_word

_PARTS = re.compile(
    r"\((?P<either>[^()]*)\)|\[(?P<maybe>[^\[\]]*)\]|<(?P<gap>[^<>]*)>|(?P<words>[^()\[\]<>]+)"
)
_GAP = re.compile(r"(?:(word)|(\d{1,2}) words?)$")
_ANY_WORD = r"[^ ]+"
_AS_SAID = ("", True)  # no language's spelling, with forms of address
_WORD = re.compile(r"[\w']+")


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says why and what is allowed."""


@dataclass(frozen=True)
class Match:
    """Words `first` to `last` (both included) of a list of words, and the phrase that fits."""

    first: int
    last: int
    phrase: str


class PhraseSet:
    """Several phrases compiled into one search.

    In a given language, accents' spellings make no difference to plain words, nor do forms of
    address unless a phrase asks for one (qa.spelling); regular expressions see what was said.
    Raises PhraseError for a phrase that cannot be read.
    """

    def __init__(self, phrases: Iterable[str], language: str = ""):
        self.phrases = tuple(phrases)
        plain = [phrase for phrase in self.phrases if not _is_expression(phrase)]
        how = (language, _asks_for_address(plain, language))
        expressions = [phrase for phrase in self.phrases if _is_expression(phrase)]
        self._parts = [
            _Part(own, *seen) for own, seen in ((plain, how), (expressions, _AS_SAID)) if own
        ]

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def find(self, words: Sequence[str]) -> list[Match]:
        """Every place where a phrase fits, in order; places that share words are given once."""
        return _longest_first_wins(self.find_all(words))

    def find_all(self, words: Sequence[str]) -> list[Match]:
        """Every place where each phrase fits, also where places share words; unordered."""
        return [match for part in self._parts for match in part.find_all(tuple(words))]

    def matches(self, text: str) -> bool:
        """Whether any phrase fits anywhere in `text`."""
        return any(part.matches(text) for part in self._parts)


class _Part:
    """Phrases that are all compared with the same spelling of what was said."""

    def __init__(self, phrases: Sequence[str], language: str, address: bool):
        self._how = (language, address)
        self._compiled = [(phrase, _compile(phrase, language, address)) for phrase in phrases]
        self._any = _whole_words("|".join(f"(?:{pattern})" for _, pattern in self._compiled))

    @cached_property
    def _each(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(phrase, _whole_words(pattern)) for phrase, pattern in self._compiled]

    def find_all(self, words: tuple[str, ...]) -> list[Match]:
        text = _joined(words, *self._how)
        if not self._any.search(text.text):
            return []
        return [
            Match(*text.words(place.start(), place.end()), phrase)
            for phrase, pattern in self._each
            for place in pattern.finditer(text.text)
            if place.end() > place.start()
        ]

    def matches(self, text: str) -> bool:
        return bool(self._any.search(_plain(text, *self._how)))


def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])")


def _is_expression(phrase: str) -> bool:
    stripped = phrase.strip()
    return len(stripped) > 2 and stripped.startswith("/") and stripped.endswith("/")


class _Joined:
    """Normalised words joined by spaces, with the way back from characters to words."""

    def __init__(self, words: Sequence[str], language: str, address: bool):
        kept = [(i, n) for i, word in enumerate(words) if (n := compared(word, language, address))]
        self._indices = [i for i, _ in kept]
        self._starts, position = [], 0
        for _, word in kept:
            self._starts.append(position)
            position += len(word) + 1
        self.text = " ".join(word for _, word in kept)

    def words(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        return self._indices[first], self._indices[last]


@lru_cache(maxsize=256)
def _joined(words: tuple[str, ...], language: str, address: bool) -> _Joined:
    """Many searches go through the same turn one after the other."""
    return _Joined(words, language, address)


def _plain(text: str, language: str, address: bool) -> str:
    return " ".join(filter(None, (compared(word, language, address) for word in text.split())))


def _asks_for_address(phrases: Iterable[str], language: str) -> bool:
    address = spelling(language).address
    return any(normalise_word(word) in address for p in phrases for word in _WORD.findall(p))


def _longest_first_wins(found: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda m: (m.first, -m.last)):
        if not kept or match.first > kept[-1].last:
            kept.append(match)
    return kept


@lru_cache(maxsize=4096)
def _compile(phrase: str, language: str, address: bool) -> str:
    stripped = phrase.strip()
    if _is_expression(phrase):
        return _checked(stripped[1:-1], phrase)
    parts, position = [], 0
    for part in _PARTS.finditer(stripped):
        if part.start() != position:
            break
        position = part.end()
        parts.append(_part(part, phrase, language, address))
    if re.search(r"\([^)]*\(", stripped):
        raise PhraseError(f"brackets cannot stand inside brackets, as they do in {shown(phrase)}")
    if position != len(stripped):
        raise PhraseError(
            f"a bracket in {shown(phrase)} is not closed; ( | ), [ ] and < > come in pairs"
        )
    filled = [piece for piece in parts if piece is not None]
    if not any(required for _, required in filled):
        raise PhraseError(f"{shown(phrase)} has no word that must be said")
    return _checked(_join(filled), phrase)


def _part(
    part: re.Match[str], phrase: str, language: str, address: bool
) -> tuple[str, bool] | None:
    """A piece of regular expression that matches whole words, and whether it must be there."""
    if part["either"] is not None:
        if any(mark in part["either"] for mark in "<>[]"):
            raise PhraseError(
                f"< > and [ ] cannot stand inside ( ) in {shown(phrase)}; write two phrases"
            )
        options = [_plain(option, language, address) for option in part["either"].split("|")]
        if not all(options):
            raise PhraseError(
                f"an empty choice in {shown(phrase)}; use [ ] for words that may be absent"
            )
        return "(?:" + "|".join(map(re.escape, options)) + ")", True
    if part["maybe"] is not None:
        options = [_plain(option, language, address) for option in part["maybe"].split("|")]
        return "(?:" + "|".join(map(re.escape, filter(None, options))) + ")", False
    if part["gap"] is not None:
        gap = _GAP.match(part["gap"].strip())
        if not gap:
            raise PhraseError(
                f"<{part['gap']}> in {shown(phrase)}; allowed are <word> and <3 words>"
            )
        return (
            (_ANY_WORD, True)
            if gap[1]
            else (rf"{_ANY_WORD}(?: {_ANY_WORD}){{0,{int(gap[2]) - 1}}}", False)
        )
    if "|" in part["words"]:
        raise PhraseError(
            f"a | outside of brackets in {shown(phrase)}; write (this|that) for one of several"
        )
    words = _plain(part["words"], language, address)
    return (re.escape(words), True) if words else None


def _join(parts: list[tuple[str, bool]]) -> str:
    """Pieces joined by spaces, where an optional piece takes its space with it."""
    pattern, started = "", False
    for piece, required in parts:
        if not started:
            pattern += piece if required else f"(?:{piece} )?"
            started = required
        else:
            pattern += f" {piece}" if required else f"(?: {piece})?"
    return pattern


def _checked(pattern: str, phrase: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PhraseError(f"{shown(phrase)} is not a regular expression: {error}") from None
    return pattern
