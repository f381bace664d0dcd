"""What people say of a turn; added, never changed."""

from __future__ import annotations

from dataclasses import dataclass

from qa.connection import Connection, now
from qa.errors import InputError

LONGEST = 2000


@dataclass(frozen=True)
class Comment:
    """A comment on turn `turn`, which begins at `start` seconds; `at` is ISO 8601 in UTC."""

    call: str
    turn: int
    start: float
    text: str
    by: str
    at: str


def add(connection: Connection, call: str, turn: int, start: float, text: str, by: str) -> Comment:
    """Add a comment. Raises InputError for one without words or with too many."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise InputError(f"a comment has 1 to {LONGEST} characters")
    made = Comment(call, turn, start, text, by, now())
    with connection.writing():
        connection.insert(
            "comments", call_id=call, turn=turn, start=start, text=text, by=by, at=made.at
        )
    return made


def comments(connection: Connection, call: str) -> list[Comment]:
    """The comments on a call, oldest first."""
    rows = connection.all("SELECT * FROM comments WHERE call_id = ? ORDER BY id", [call])
    return [Comment(r["call_id"], r["turn"], r["start"], r["text"], r["by"], r["at"]) for r in rows]
