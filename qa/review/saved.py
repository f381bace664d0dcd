"""Filters of the queue that somebody gave a name."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

from qa.connection import Connection, now
from qa.errors import InputError
from qa.listing import CallFilter

LONGEST_NAME = 60
_FIELDS = {field.name for field in fields(CallFilter)}


def save(connection: Connection, person: str, name: str, where: CallFilter) -> None:
    """Keep a filter under a name, over an earlier one of the same person and name."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InputError(f"the name of a filter has 1 to {LONGEST_NAME} characters")
    with connection.writing():
        connection.run(
            "INSERT OR REPLACE INTO saved_filters VALUES (?, ?, ?, ?)",
            [person, name, json.dumps(asdict(where)), now()],
        )


def forget(connection: Connection, person: str, name: str) -> None:
    with connection.writing():
        connection.run("DELETE FROM saved_filters WHERE person = ? AND name = ?", [person, name])


def saved(connection: Connection, person: str) -> dict[str, CallFilter]:
    """The filters of a person by name, without what only another version knows."""
    sql = "SELECT name, choices FROM saved_filters WHERE person = ? ORDER BY name"
    kept = {row["name"]: json.loads(row["choices"]) for row in connection.all(sql, [person])}
    return {
        name: CallFilter(**{k: v for k, v in choices.items() if k in _FIELDS})
        for name, choices in kept.items()
    }
