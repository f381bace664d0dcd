"""An agent says that they have read a review; added, never changed."""

from __future__ import annotations

from dataclasses import dataclass

from qa.connection import Connection, now
from qa.errors import InputError

LONGEST = 2000


@dataclass(frozen=True)
class Acknowledgement:
    """`note` is what the agent says to it, "" for nothing; `at` is ISO 8601 in UTC."""

    note: str
    by: str
    at: str


def add(connection: Connection, call: str, note: str, by: str) -> None:
    """Acknowledge the review of a call."""
    if len(note) > LONGEST:
        raise InputError(f"at most {LONGEST} characters")
    with connection.writing():
        connection.insert("acknowledgements", call_id=call, note=note.strip(), by=by, at=now())


def of_call(connection: Connection, call: str) -> list[Acknowledgement]:
    """Oldest first."""
    sql = "SELECT * FROM acknowledgements WHERE call_id = ? ORDER BY id"
    return [Acknowledgement(r["note"], r["by"], r["at"]) for r in connection.all(sql, [call])]
