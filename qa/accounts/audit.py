"""The log of what people did and of what was refused to them; rows are added, never changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from qa.accounts.people import Viewer
from qa.connection import Connection, now

REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """One line of the log; `at` is ISO 8601 in UTC, `detail` what else is worth keeping."""

    at: str
    who: str
    role: str
    act: str
    call: str | None
    detail: dict[str, Any]


def note(
    connection: Connection, viewer: Viewer, act: str, call: str | None = None, **detail: Any
) -> None:
    """Add a line; inside a transaction it is kept together with what it tells of."""
    with connection.writing():
        connection.insert(
            "audit",
            at=now(),
            who=viewer.name,
            role=viewer.role,
            act=act,
            call_id=call,
            detail=json.dumps(detail, ensure_ascii=False),
        )


def entries(
    connection: Connection, *, call: str | None = None, act: str | None = None, limit: int = -1
) -> list[Entry]:
    """The log, newest first, of one call or one kind of act if given."""
    conditions = {"call_id": call, "act": act}
    used = {column: value for column, value in conditions.items() if value is not None}
    where = "WHERE " + " AND ".join(f"{column} = ?" for column in used) if used else ""
    sql = f"SELECT * FROM audit {where} ORDER BY id DESC LIMIT ?"
    return [
        Entry(r["at"], r["who"], r["role"], r["act"], r["call_id"], json.loads(r["detail"]))
        for r in connection.all(sql, [*used.values(), limit])
    ]
