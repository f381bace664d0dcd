"""Where a call is in the work: whose it is until when, and how far its review has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.connection import Connection, now
from qa.errors import InputError, StoreError

OPEN, SUBMITTED, RELEASED = "open", "submitted", "released"
BY_RISK, AT_RANDOM, BY_HAND = "risk", "random", "by hand"
# From which state a review may go where.
STEPS = {SUBMITTED: (OPEN,), RELEASED: (SUBMITTED,), OPEN: (SUBMITTED, RELEASED)}


@dataclass(frozen=True)
class Place:
    """`due` is a date (ISO 8601) or None; `source` says how the call came to its assignee."""

    call: str
    assignee: str | None = None
    due: str | None = None
    source: str = ""
    draw: int | None = None
    state: str = OPEN
    reviewer: str | None = None
    at: str | None = None


@dataclass(frozen=True)
class Step:
    """A review was submitted, released to the agent, or opened again; `at` is ISO 8601 in UTC."""

    call: str
    state: str
    by: str
    note: str
    at: str


def place(connection: Connection, call: str) -> Place:
    """Where a call is; a call that nobody touched is open."""
    row = connection.one("SELECT * FROM places WHERE call_id = ?", [call])
    if row is None:
        return Place(call)
    row["call"] = row.pop("call_id")
    return Place(**row)


def steps(connection: Connection, call: str) -> list[Step]:
    """How the review of a call went, oldest first."""
    rows = connection.all("SELECT * FROM steps WHERE call_id = ? ORDER BY id", [call])
    return [Step(r["call_id"], r["state"], r["by"], r["note"], r["at"]) for r in rows]


def assign(
    connection: Connection,
    calls: Sequence[str],
    assignee: str | None,
    due: str | None,
    source: str,
    draw: int | None = None,
) -> None:
    """Give calls to somebody, or with None take them back."""
    with connection.writing():
        for call in calls:
            connection.run(
                "INSERT INTO places (call_id, assignee, due, source, draw) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (call_id) DO UPDATE SET assignee = excluded.assignee,"
                " due = excluded.due, source = excluded.source,"
                " draw = coalesce(excluded.draw, draw)",
                [call, assignee, due, source, draw],
            )


def move(connection: Connection, call: str, state: str, by: str, note: str = "") -> None:
    """Take a review one step on, or open it again. Raises StoreError when it is not there yet."""
    if state not in STEPS:
        raise InputError(f"a review is never {state!r}")
    with connection.writing():
        current = place(connection, call).state
        if current not in STEPS[state]:
            raise StoreError(
                f"this review is {current} already, so it cannot become {state}",
                next_step="somebody else may have been faster; reload the page",
            )
        connection.run(
            "INSERT INTO places (call_id, state, reviewer, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (call_id) DO UPDATE SET state = excluded.state,"
            " reviewer = excluded.reviewer, at = excluded.at",
            [call, state, by, now()],
        )
        connection.insert("steps", call_id=call, state=state, by=by, note=note, at=now())
