"""Coaching notes: what a coach says to an agent about a moment of a call, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qa.connection import Connection, now
from qa.errors import InputError, StoreError

LONGEST = 2000


@dataclass(frozen=True)
class Note:
    """`moment` is in seconds or None; `rubric` and `criterion` are "" where it is about no finding.

    `follow_up` is a date (ISO 8601) or None; `done` is the last that was said, with `outcome` the
    words said then; `at` is ISO 8601 in UTC.
    """

    id: int
    call: str
    agent: str
    rubric: str
    criterion: str
    moment: float | None
    text: str
    follow_up: str | None
    by: str
    at: str
    done: bool
    outcome: str

    def late(self, today: date) -> bool:
        return not self.done and self.follow_up is not None and self.follow_up < today.isoformat()


@dataclass(frozen=True)
class Lesson:
    """What an agent keeps from a note, in their own words."""

    note: Note
    words: str
    at: str


def add(
    connection: Connection,
    call: str,
    text: str,
    by: str,
    *,
    finding: tuple[str, str] = ("", ""),
    moment: float | None = None,
    follow_up: date | None = None,
) -> int:
    """Keep a note on a call, about a finding (rubric, criterion) if given; gives its number.

    Raises InputError for a note without words or about a call of nobody known.
    """
    text = _worded(text)
    row = connection.one("SELECT agent FROM calls WHERE id = ?", [call])
    if row is None or not row["agent"]:
        raise InputError("nobody knows whose call this is", next_step="name its agent first")
    with connection.writing():
        return connection.insert(
            "coaching_notes",
            call_id=call,
            rubric_id=finding[0],
            criterion=finding[1],
            moment=moment,
            text=text,
            follow_up=follow_up.isoformat() if follow_up else None,
            by=by,
            at=now(),
        )


def mark(connection: Connection, note: int, done: bool, words: str, by: str) -> None:
    """Say that a note is done, or not done after all, and what came of it."""
    if len(words) > LONGEST:
        raise InputError(f"at most {LONGEST} characters")
    with connection.writing():
        connection.insert(
            "coaching_marks", note=note, done=int(done), words=words.strip(), by=by, at=now()
        )


def notes(
    connection: Connection,
    *,
    agent: str | None = None,
    call: str | None = None,
    done: bool | None = None,
) -> list[Note]:
    """Those that fit; open ones first, by their follow-up date."""
    conditions = {"c.agent = ?": agent, "n.call_id = ?": call}
    used = {sql: value for sql, value in conditions.items() if value is not None}
    clauses = [*used, *([] if done is None else [f"{_DONE} = {int(done)}"])]
    where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
    sql = f"{_SELECT} {where} ORDER BY {_DONE}, n.follow_up NULLS LAST, n.id DESC"
    return [_note(row) for row in connection.all(sql, list(used.values()))]


def note(connection: Connection, number: int) -> Note:
    """Raises StoreError when there is no such note."""
    row = connection.one(f"{_SELECT} WHERE n.id = ?", [number])
    if row is None:
        raise StoreError("there is no such coaching note")
    return _note(row)


def keep_lesson(connection: Connection, note: int, words: str, by: str) -> None:
    """Keep a note as a lesson, in somebody's own words, over earlier ones."""
    with connection.writing():
        connection.run(
            "INSERT OR REPLACE INTO lessons VALUES (?, ?, ?, ?)", [note, _worded(words), by, now()]
        )


def drop_lesson(connection: Connection, note: int, by: str) -> None:
    with connection.writing():
        connection.run("DELETE FROM lessons WHERE note = ? AND by = ?", [note, by])


def lessons(connection: Connection, notes: Sequence[Note], by: str) -> list[Lesson]:
    """What somebody kept from these notes, the latest first."""
    rows = connection.all("SELECT * FROM lessons WHERE by = ? ORDER BY at DESC, note DESC", [by])
    known = {one.id: one for one in notes}
    return [Lesson(known[r["note"]], r["words"], r["at"]) for r in rows if r["note"] in known]


_DONE = "coalesce(m.done, 0)"
_SELECT = """
SELECT n.*, c.agent, m.done, m.words AS outcome
FROM coaching_notes n JOIN calls c ON c.id = n.call_id
LEFT JOIN coaching_marks m ON m.id = (SELECT max(id) FROM coaching_marks WHERE note = n.id)
"""


def _note(row: dict[str, Any]) -> Note:
    return Note(
        row["id"],
        row["call_id"],
        row["agent"] or "",
        row["rubric_id"],
        row["criterion"],
        row["moment"],
        row["text"],
        row["follow_up"],
        row["by"],
        row["at"],
        bool(row["done"]),
        row["outcome"] or "",
    )


def _worded(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise InputError(f"a note has 1 to {LONGEST} characters")
    return text
