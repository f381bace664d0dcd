"""Released reviews that their agent has opened: listening and scoring oneself comes first."""

from __future__ import annotations

from qa.connection import Connection, now


def opened(connection: Connection, call: str) -> bool:
    """Whether the agent has chosen to see the review of their call."""
    return connection.one("SELECT 1 AS x FROM openings WHERE call_id = ?", [call]) is not None


def open_(connection: Connection, call: str) -> None:
    """Show the review of a call to its agent from now on."""
    with connection.writing():
        connection.run("INSERT OR IGNORE INTO openings VALUES (?, ?)", [call, now()])
