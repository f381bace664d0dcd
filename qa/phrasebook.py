"""Phrase lists: a rubric's own, and the shared ones in `rubrics/lexicon/<language>/<name>.yaml`.

A shared list is a file with `about` (one sentence), `phrases`, and perhaps `but_not`: what only
looks like it. Any rubric uses it by its name; names are joined by + and taken away by −
("apology + our_words - hollow_promise").
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from qa import strict_yaml
from qa.call import UNDETERMINED
from qa.errors import shown
from qa.phrases import PhraseSet

EVERY_LANGUAGE = "*"

PhraseLists = Mapping[str, tuple[str, ...]]  # language code, or EVERY_LANGUAGE → phrases

_KEYS = ("about", "phrases", "but_not")
_TERM = re.compile(r"\s*([+-]?)\s*([a-z][a-z0-9_]*)\s*")


@dataclass(frozen=True)
class Lists:
    """Phrases that count and, from names taken away and from `but_not`, those that do not."""

    wanted: PhraseLists
    unwanted: PhraseLists


@dataclass(frozen=True)
class Entry:
    """One shared list in one language."""

    about: str
    phrases: tuple[str, ...]
    but_not: tuple[str, ...] = ()


class UnknownListError(LookupError):
    """An expression that no list answers to; the message says why, and which there are."""


def rubrics_folder() -> Path:
    """Where the rubrics that come with the program are: in the checkout, or in the package."""
    checkout = Path(__file__).resolve().parents[1] / "rubrics"
    packaged = Path(str(resources.files("qa"))) / "_rubrics"
    return checkout if checkout.is_dir() else packaged


@lru_cache
def shared() -> Mapping[str, Mapping[str, Entry]]:
    """Every shared list by name, then by language. Raises RubricError for a file with a mistake."""
    return read_lists(rubrics_folder() / "lexicon")


def read_lists(folder: Path) -> dict[str, dict[str, Entry]]:
    """The lists in `folder/<language>/<name>.yaml`. Raises RubricError."""
    found: dict[str, dict[str, Entry]] = {}
    for path in sorted(folder.glob("*/*.y*ml")):
        found.setdefault(path.stem, {})[path.parent.name] = _entry(path)
    return found


def _entry(path: Path) -> Entry:
    document = strict_yaml.read(strict_yaml.text_of(path), str(path))
    data = document.data
    if not isinstance(data, dict):
        raise document.mistake((), "a phrase list is a mapping with about and phrases")
    for key in data:
        if key not in _KEYS:
            message = f"unknown key {shown(key)}; allowed are {', '.join(_KEYS)}"
            raise document.mistake((key,), message)
    for key in _KEYS[:2]:
        if not data.get(key):
            raise document.mistake((key,), f"{key} is missing or empty")
    return Entry(str(data["about"]), _phrases(document, "phrases"), _phrases(document, "but_not"))


def _phrases(document: strict_yaml.Document, key: str) -> tuple[str, ...]:
    value = document.data.get(key) or ()
    if not isinstance(value, list | tuple):
        raise document.mistake((key,), f"{key} is a list: each phrase on a line that begins with -")
    for number, phrase in enumerate(value):
        if phrase is None or isinstance(phrase, dict | list):
            raise document.mistake((key, number), "a phrase is one text; put it in quotes")
    return tuple(map(str, value))


def lookup(expression: str, own: Mapping[str, PhraseLists]) -> Lists:
    """The lists named by an expression. Raises UnknownListError.

    A language counts when every list that is joined knows it, or knows every language.
    """
    wanted: list[PhraseLists] = []
    unwanted: list[PhraseLists] = []
    for sign, name in _terms(expression):
        phrases, but_not = _named(name, own)
        (unwanted if sign == "-" else wanted).append(phrases)
        if sign != "-":
            unwanted.append(but_not)
    known = _joined(wanted)
    if not known:
        raise UnknownListError(f"{shown(expression)}: there is no language that all of them are in")
    return Lists(known, _merged(unwanted))


def _terms(expression: str) -> list[tuple[str, str]]:
    terms: list[tuple[str, str]] = []
    position = 0
    while position < len(expression):
        match = _TERM.match(expression, position)
        if not match or (terms and not match[1]):
            raise UnknownListError(
                f"{shown(expression)} cannot be read; write names joined by + and -, or a phrase "
                "on each line, in quotes, after a hyphen and a space"
            )
        terms.append((match[1], match[2]))
        position = match.end()
    if not any(sign != "-" for sign, _ in terms):
        raise UnknownListError(f"{shown(expression)} names no list that counts")
    return terms


def _named(name: str, own: Mapping[str, PhraseLists]) -> tuple[PhraseLists, PhraseLists]:
    if name in own:
        return own[name], {}
    entries = shared().get(name)
    if entries is None:
        known = ", ".join(sorted({*own, *shared()}))
        raise UnknownListError(f"unknown phrase list {shown(name)}; allowed are {known}")
    return (
        {code: entry.phrases for code, entry in entries.items()},
        {code: entry.but_not for code, entry in entries.items() if entry.but_not},
    )


def _joined(parts: Sequence[PhraseLists]) -> PhraseLists:
    if len(parts) == 1:
        return parts[0]
    codes = {code for part in parts for code in part}
    known = {c for c in codes if all(c in part or EVERY_LANGUAGE in part for part in parts)}
    return {
        code: tuple(phrase for part in parts for phrase in part.get(code, ())) for code in known
    }


def _merged(parts: Sequence[PhraseLists]) -> PhraseLists:
    codes = {code for part in parts for code in part}
    return {code: tuple(p for part in parts for p in part.get(code, ())) for code in codes}


def phrases_for(
    lists: PhraseLists, language: str, written_in: Container[str] | None = None
) -> PhraseSet | None:
    """The compiled phrases for a language; None when the lists say nothing about it.

    `written_in` are the languages of phrases that come without one; None means every language. In
    a language that nobody could tell they are tried all the same.
    """
    any_language = written_in is None or language == UNDETERMINED or language in written_in
    every = lists.get(EVERY_LANGUAGE) if any_language else None
    if language not in lists and every is None:
        return None
    return compiled((*lists.get(language, ()), *(every or ())), language)


@lru_cache(maxsize=512)
def compiled(phrases: tuple[str, ...], language: str = "") -> PhraseSet:
    """The phrases as one search, compiled once per process."""
    return PhraseSet(phrases, language)
