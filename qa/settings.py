"""Choices that hold for the whole archive, kept in it."""

from __future__ import annotations

import json
from typing import Any

from qa.connection import Connection, now


def get(connection: Connection, name: str, default: Any) -> Any:
    """The value that was set, plain data; `default` where nobody set one."""
    row = connection.one("SELECT value FROM settings WHERE name = ?", [name])
    return json.loads(row["value"]) if row else default


def put(connection: Connection, name: str, value: Any) -> None:
    """Set a value in place of the one before."""
    with connection.writing():
        connection.run(
            "INSERT OR REPLACE INTO settings VALUES (?, ?, ?)",
            [name, json.dumps(value, ensure_ascii=False), now()],
        )
