"""Phrases tried on what is said in an archive: what they find, and what they only just miss."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qa.call import Span, Turn, Word
from qa.connection import Connection
from qa.errors import InputError
from qa.phrasebook import PhraseLists, UnknownListError, lookup
from qa.phrases import Match, PhraseError, PhraseSet
from qa.rubric.checks.context import is_negated, is_reported
from qa.words import normalise, normalise_word

LOOKED_AT = 4000  # turns at most: the latest that hold one of the words
SHOWN = 40
SHORT = 3  # letters
NEAR_SHARE = 0.55  # of a phrase's words, said in the turn
ALIKE = 0.75  # two words of which so much is the same letters may be one word
MEANT_AT_LEAST = 0.55  # cosine of sentence vectors
MEANT_TRIED, MEANT_PHRASES, MEANT_WORDS = 40, 12, 30

_GAPS = re.compile(r"<[^<>]*>")
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")
_PARTS = re.compile(r"\((?P<either>[^()]*)\)|(?P<words>[^()]+)")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Found:
    """A turn with what was found in it: words `first` to `last`, both included; `why` says by
    which phrase, or why it does not count. `start` is the turn's, in seconds."""

    call: str
    turn: int
    speaker: str
    start: float
    text: str
    first: int
    last: int
    why: str


@dataclass(frozen=True)
class Tried:
    """How phrases do: turns that count, turns that nearly do, how many turns were looked at, and
    whether there were more than that."""

    hits: tuple[Found, ...]
    near: tuple[Found, ...]
    hit_turns: int
    looked_at: int
    more: bool


def phrases_of(text: str, lists: dict[str, PhraseLists], language: str) -> tuple[str, ...]:
    """Phrases as somebody types them: a line each, or the name of a list (or names joined by +).

    Raises InputError for a phrase that cannot be read.
    """
    lines = [line.strip().removeprefix("- ").strip("\"'") for line in text.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        raise InputError("there is no phrase to try")
    if len(lines) == 1 and re.fullmatch(r"[a-z0-9_+\- ]+", lines[0]):
        try:
            found = lookup(lines[0], lists).wanted
            named = (*found.get(language, ()), *found.get("*", ()))
            if named:
                return tuple(named)
        except UnknownListError:
            pass  # plain words, then
    for number, line in enumerate(lines, 1):
        try:
            PhraseSet([line])
        except PhraseError as error:
            raise InputError(str(error), where=f"line {number}") from None
    return tuple(lines)


def try_phrases(
    connection: Connection,
    phrases: Sequence[str],
    *,
    language: str,
    who: str | None,
    without: Collection[str] = (),
) -> Tried:
    """Look for phrases in what `who` (None: anybody) says in calls of a language, but for the
    calls `without`."""
    wanted = PhraseSet(phrases)
    bags = [bag for bag in map(_groups, phrases) if bag]
    words = sorted({word for bag in bags for group in bag for word in group})
    found = _turns(connection, words, language, who)
    rows = [row for row in found if row["call_id"] not in without]
    hits: list[Found] = []
    near: list[tuple[float, Found]] = []
    for row in rows[:LOOKED_AT]:
        spoken = row["text"].split()
        matches = wanted.find(spoken)
        if matches:
            counted, missed = _sorted_out(row, spoken, matches, language)
            hits += counted
            near += [(1.0, found) for found in missed] if not counted else []
        elif close := _nearly(row, spoken, bags):
            near.append(close)
    near.sort(key=lambda one: -one[0])
    chosen = _once([found for _, found in near])[:SHOWN]
    chosen += _meant(
        phrases, rows[:LOOKED_AT], {found.text for found in (*hits, *chosen)}, language
    )
    shown = tuple(_once(hits)[:SHOWN])
    counted_turns = len({(found.call, found.turn) for found in hits})
    more = len(rows) > LOOKED_AT
    return Tried(shown, tuple(chosen[:SHOWN]), counted_turns, min(len(rows), LOOKED_AT), more)


def _once(found: Sequence[Found]) -> list[Found]:
    """The same words said in many calls are shown once."""
    return list({one.text: one for one in reversed(found)}.values())[::-1]


def _groups(phrase: str) -> list[tuple[str, ...]]:
    """What must be said for a phrase, in order: each a word, or the words of which one will do."""
    if phrase.startswith("/"):
        return [(word,) for word in _LETTERS.findall(phrase) if len(word) > 2]
    groups: list[tuple[str, ...]] = []
    for part in _PARTS.finditer(_OPTIONAL.sub(" ", _GAPS.sub(" ", phrase))):
        if part["either"] is not None:
            groups.append(tuple(normalise(part["either"].replace("|", " ")).split()))
        else:
            groups += [(word,) for word in normalise(part["words"]).split()]
    return [group for group in groups if group]


def _turns(
    connection: Connection, words: Sequence[str], language: str, who: str | None
) -> list[dict]:
    if not words:
        return []
    query = " OR ".join(f'"{word}"' for word in words)
    speaker = "" if who is None else "AND t.speaker = ?"
    sql = f"""
    WITH found AS MATERIALIZED (
        SELECT rowid AS id FROM turns_fts WHERE turns_fts MATCH ? ORDER BY rowid DESC LIMIT ?)
    SELECT t.call_id, t.number, t.speaker, t.start, t.text
    FROM found JOIN turns t USING (id) JOIN calls c ON c.id = t.call_id
    WHERE c.language = ? {speaker} ORDER BY t.id DESC LIMIT ?
    """
    own = [query, LOOKED_AT * 4, language, *([] if who is None else [who]), LOOKED_AT + 1]
    return connection.all(sql, own)


def _sorted_out(
    row: dict, spoken: Sequence[str], matches: Sequence[Match], language: str
) -> tuple[list[Found], list[Found]]:
    """The matches of a turn that count, and those that do not, with the reason."""
    turn = Turn(0, row["speaker"], tuple(Word(text, 0.0, 0.0) for text in spoken))
    counted, missed = [], []
    for match in matches:
        span = Span(0, match.first, match.last)
        if is_negated(turn, span, language):
            missed.append(_found(row, match.first, match.last, "found, but negated"))
        elif is_reported(turn, span, language):
            missed.append(_found(row, match.first, match.last, "found, but told of somebody"))
        else:
            counted.append(_found(row, match.first, match.last, match.phrase))
    return counted, missed


def _nearly(
    row: dict, spoken: Sequence[str], bags: Sequence[Sequence[tuple[str, ...]]]
) -> tuple[float, Found] | None:
    """A turn that says most of a phrase's words, or words spelled nearly like them."""
    words = [normalise_word(word) for word in spoken]
    best: tuple[float, list[int], list[str]] = (0.0, [], [])
    for bag in bags:
        whole = sum(map(_weight, bag))
        places, absent, share = [], [], 0.0
        for group in bag:
            place = _place(group, words)
            if place is None:
                absent.append("/".join(group[:3]))
            else:
                places.append(place)
                share += _weight(group) / whole
        if share >= NEAR_SHARE and share > best[0]:
            best = (share, places, absent)
    share, places, absent = best
    if not places:
        return None
    why = f"without {', '.join(absent[:3])}" if absent else "its words, put otherwise"
    spread = max(places) - min(places) - len(places)
    return share - spread / 50, _found(row, min(places), max(places), why)


def _weight(group: tuple[str, ...]) -> float:
    """Short words are in every other sentence, so they say less."""
    return 1.0 if max(map(len, group)) > SHORT else 0.3


def _place(group: tuple[str, ...], words: Sequence[str]) -> int | None:
    for place, word in enumerate(words):
        if word in group:
            return place
    for wanted in group:
        if len(wanted) > SHORT + 1:
            for place, word in enumerate(words):
                if word[:2] == wanted[:2] and _alike(wanted, word):
                    return place
    return None


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def _meant(
    phrases: Sequence[str], rows: Sequence[dict], known: set[str], language: str
) -> list[Found]:
    """Turns that mean much the same, likest first; none in a language without sentence vectors."""
    from qa.meaning import encode

    plain = [" ".join(group[0] for group in _groups(phrase)) for phrase in phrases]
    plain = [text for text in plain if " " in text][:MEANT_PHRASES]
    if language not in encode.LANGUAGES or not plain:
        return []
    others: dict[str, dict] = {}
    for row in rows:
        if row["text"] not in known and 2 < len(row["text"].split()) < MEANT_WORDS:
            others.setdefault(row["text"], row)
    texts = list(others)[:MEANT_TRIED]
    if not texts:
        return []
    likeness = (encode.encode(texts) @ encode.encode(plain).T).max(axis=1)
    ranked = sorted(zip(likeness, texts, strict=True), reverse=True)
    return [
        _found(others[text], 0, len(text.split()) - 1, f"means something like it ({value:.2f})")
        for value, text in ranked
        if value >= MEANT_AT_LEAST
    ]


def _found(row: dict, first: int, last: int, why: str) -> Found:
    return Found(
        row["call_id"], row["number"], row["speaker"], row["start"], row["text"], first, last, why
    )
