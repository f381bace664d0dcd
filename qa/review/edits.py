"""Corrections of what was heard: a word, or who is who. Kept beside what the machine heard.

The places of words never move: a word is replaced by one word, and turns keep their numbers. So
evidence, comments and links stay right, and the history can be told and taken back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from qa.call import AGENT, AGENT_SIDE, CUSTOMER, CUSTOMER_SIDE, ROLES, SIDES, Call, Turn
from qa.errors import InputError
from qa.intervals import merge

WORD, SPEAKERS, UNDO = "word", "speakers", "undo"
LONGEST_WORD = 60
BY_HAND = "a person"  # what then is said of where the roles come from


@dataclass(frozen=True)
class Edit:
    """One correction; `detail` of a word: turn, word, text, was; of speakers: names; of undo: of.

    `made` marks the listening it was made on: a new listening is not corrected by it.
    """

    id: int
    call: str
    made: str
    kind: str
    detail: Mapping[str, Any]
    by: str
    at: str


def mark(call: Call) -> str:
    """Which listening a call comes from."""
    made = call.made
    text = f"{made.program}\n{made.transcriber}\n{made.options}\n{sorted(made.stages.items())}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_word(call: Call, turn: int, word: int, text: str) -> str:
    """The new word as it is kept. Raises InputError when it is not one word or has no place."""
    text = text.strip()
    if not text or len(text.split()) != 1 or len(text) > LONGEST_WORD or not text.isprintable():
        raise InputError(
            "a correction is one word without spaces", next_step="correct each word on its own"
        )
    if not (0 <= turn < len(call.turns) and 0 <= word < len(call.turns[turn].words)):
        raise InputError("there is no such word in this call")
    return text


def check_speakers(call: Call, names: Mapping[str, str]) -> dict[str, str]:
    """The changes that `names` (old speaker → new) makes. Raises InputError when it makes none."""
    unknown = [name for name in names if name not in call.speakers]
    if unknown:
        raise InputError(f"nobody in this call is called {unknown[0]!r}")
    changed = {old: new for old, new in names.items() if old != new}
    strange = [new for new in changed.values() if new not in (*SIDES, *call.speakers)]
    if strange:
        raise InputError(f"a speaker cannot become {strange[0]!r}")
    if not changed:
        raise InputError("everybody is called that already")
    return changed


def valid(edits: Iterable[Edit], made: str) -> list[Edit]:
    """The corrections of this listening that were not taken back, oldest first."""
    of_this = [edit for edit in edits if edit.made == made]
    undone = {edit.detail["of"] for edit in of_this if edit.kind == UNDO}
    return [edit for edit in of_this if edit.kind != UNDO and edit.id not in undone]


def apply(original: Call, edits: Iterable[Edit]) -> Call:
    """What was heard with the corrections made, not yet measured."""
    call = original
    for edit in edits:
        if edit.kind == WORD:
            call = _with_word(call, edit.detail["turn"], edit.detail["word"], edit.detail["text"])
        else:
            call = _with_speakers(call, edit.detail["names"])
    return call


def _with_word(call: Call, turn: int, word: int, text: str) -> Call:
    turns = list(call.turns)
    words = list(turns[turn].words)
    # A person heard it, so it is no longer the recogniser's guess.
    words[word] = replace(words[word], text=text, probability=1.0)
    turns[turn] = replace(turns[turn], words=tuple(words))
    return replace(call, turns=tuple(turns))


def _with_speakers(call: Call, names: Mapping[str, str]) -> Call:
    def named(speaker: str) -> str:
        return names.get(speaker, speaker)

    turns = tuple(Turn(t.index, named(t.speaker), t.words) for t in call.turns)
    speakers = {turn.speaker for turn in turns}
    known = {AGENT_SIDE: AGENT, CUSTOMER_SIDE: CUSTOMER}
    sides = {need for need, side in known.items() if side in speakers}
    roles = {ROLES} if len(sides) == len(known) else set()
    provides = (call.provides - set(known) - {ROLES}) | sides | roles
    return replace(
        call,
        turns=turns,
        activity=_together(call.activity, named, lambda parts: merge(p for s in parts for p in s)),
        peaks=_together(call.peaks, named, _loudest),
        loudness=_together(call.loudness, named, _loudest),
        tongues=_together(call.tongues, named, lambda parts: parts[0]),
        unheard=tuple(replace(part, speaker=named(part.speaker)) for part in call.unheard),
        provides=frozenset(provides),
        made=replace(call.made, role_source=BY_HAND, role_confidence=1.0),
    )


def _together(
    table: Mapping[str, Any], named: Callable[[str], str], join: Callable[[list[Any]], Any]
) -> dict[str, Any]:
    """The table under the new names; what falls together is joined."""
    groups: dict[str, list[Any]] = {}
    for name, value in table.items():
        groups.setdefault(named(name), []).append(value)
    return {name: parts[0] if len(parts) == 1 else join(parts) for name, parts in groups.items()}


def _loudest(parts: Sequence[Sequence[float | None]]) -> tuple[float | None, ...]:
    rows = zip_longest(*parts)
    return tuple(max((v for v in row if v is not None), default=None) for row in rows)
