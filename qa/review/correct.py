"""Corrections carried out: what was heard is kept, the call is measured and judged again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qa.call import Call
from qa.connection import Connection, now
from qa.errors import InputError
from qa.pipeline import review_heard
from qa.publishing import with_hash
from qa.review import edits
from qa.review.edits import SPEAKERS, UNDO, WORD, Edit
from qa.rubric.outcome import Scorecard
from qa.store import Store


def history(connection: Connection, call: str) -> list[Edit]:
    """Every correction of a call, oldest first, those taken back included."""
    rows = connection.all("SELECT * FROM edits WHERE call_id = ? ORDER BY id", [call])
    return [
        Edit(r["id"], r["call_id"], r["made"], r["kind"], json.loads(r["detail"]), r["by"], r["at"])
        for r in rows
    ]


def in_force(store: Store, call: str) -> list[Edit]:
    """The corrections that the call as it is now contains."""
    return edits.valid(history(store.connection, call), edits.mark(store.call(call)))


def word(store: Store, call: str, turn: int, number: int, text: str, by: str) -> list[str]:
    """Correct one word; gives the rubrics that could not be applied again (see _again)."""
    found = store.call(call)
    text = edits.check_word(found, turn, number, text)
    was = found.turns[turn].words[number].text
    if was == text:
        raise InputError("this is what stands there")
    detail = {"turn": turn, "word": number, "text": text, "was": was}
    return _carry_out(store, found, WORD, detail, by)


def speakers(store: Store, call: str, names: Mapping[str, str], by: str) -> list[str]:
    """Rename, swap or merge speakers: old name → new name."""
    found = store.call(call)
    return _carry_out(store, found, SPEAKERS, {"names": edits.check_speakers(found, names)}, by)


def undo(store: Store, call: str, edit: int, by: str) -> list[str]:
    """Take a correction back; the history keeps both."""
    found = store.call(call)
    if edit not in [one.id for one in in_force(store, call)]:
        raise InputError("this correction was taken back already")
    return _carry_out(store, found, UNDO, {"of": edit}, by)


def _carry_out(
    store: Store, found: Call, kind: str, detail: Mapping[str, Any], by: str
) -> list[str]:
    made = edits.mark(found)
    with store.connection.writing():
        original = _original(store, found, made)
        store.connection.insert(
            "edits",
            call_id=found.id,
            made=made,
            kind=kind,
            detail=json.dumps(detail, ensure_ascii=False),
            by=by,
            at=now(),
        )
        corrected = edits.apply(original, edits.valid(history(store.connection, found.id), made))
        # What the recorder says may have been mended since; only what was heard is corrected.
        corrected = replace(corrected, id=found.id, recording=found.recording)
        measured, cards, missing = _again(store, corrected, store.scorecards(found.id))
        store.save(measured, cards, store.options_of(found.id))
    return missing


def _original(store: Store, found: Call, made: str) -> Call:
    """What the machine heard at this listening, kept from the first correction on."""
    kept = store.connection.one(
        "SELECT body FROM originals WHERE call_id = ? AND made = ?", [found.id, made]
    )
    if kept:
        return store.parsed(kept["body"])
    store.connection.run(
        "INSERT OR REPLACE INTO originals SELECT call_id, ?, body FROM bodies WHERE call_id = ?",
        [made, found.id],
    )
    return found


def _again(
    store: Store, call: Call, cards: Sequence[Scorecard]
) -> tuple[Call, list[Scorecard], list[str]]:
    """The corrected call measured, its scorecards, and the rubrics that were not applied again.

    A rubric whose text is known no more keeps its scorecard as it was.
    """
    found = [with_hash(store.connection, card.rubric, card.rubric_sha256) for card in cards]
    usable = [rubric for rubric in found if rubric]
    reviewed = review_heard(call, usable)
    fresh = {card.rubric: card for card in reviewed.scorecards}
    missing = [card.rubric_title for card in cards if card.rubric not in fresh]
    kept = [fresh.get(card.rubric) or _of_before(card) for card in cards]
    return reviewed.call, kept, missing


def _of_before(card: Scorecard) -> Scorecard:
    """A card whose findings rest on the call as it was; nobody may take them for this call's."""
    return replace(card, key="", lines=tuple(replace(line, key="") for line in card.lines))
