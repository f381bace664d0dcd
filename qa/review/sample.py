"""Random samples: so many calls of each agent and week, drawn so that anybody can draw them again.

Calls are put in the order of a hash of the seed and their id; the first n of each agent are drawn.
What is drawn depends on the seed and on which calls there are, on nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from qa.connection import Connection, now
from qa.errors import InputError
from qa.review import place

MOST_PER_AGENT = 50


@dataclass(frozen=True)
class Draw:
    """A sample that was drawn; `week` is the Monday it begins with, `at` ISO 8601 in UTC."""

    id: int
    week: str
    per_agent: int
    seed: str
    calls: tuple[str, ...]
    by: str
    at: str


def draw(
    connection: Connection,
    day: date,
    per_agent: int,
    seed: str,
    by: str,
    *,
    due: str | None = None,
) -> Draw:
    """Draw `per_agent` calls of every agent from the week of `day`, and record them as random.

    Fewer where an agent had fewer calls. Raises InputError when the week holds no call.
    """
    if not 1 <= per_agent <= MOST_PER_AGENT:
        raise InputError(f"draw 1 to {MOST_PER_AGENT} calls of each agent")
    monday = day - timedelta(days=day.weekday())
    with connection.writing():
        calls = _chosen(connection, monday, per_agent, seed)
        if not calls:
            raise InputError(
                f"no call of a known agent in the week of {monday}", next_step="choose another week"
            )
        number = connection.insert(
            "draws",
            week=monday.isoformat(),
            per_agent=per_agent,
            seed=seed,
            calls=json.dumps(calls),
            by=by,
            at=now(),
        )
        for call in calls:
            kept = place.place(connection, call)
            place.assign(
                connection, [call], kept.assignee, kept.due or due, place.AT_RANDOM, number
            )
    return Draw(number, monday.isoformat(), per_agent, seed, tuple(calls), by, now())


def pick(connection: Connection, rubric: str, n: int, seed: str) -> list[str]:
    """The first `n` by lot of all calls that were scored with a rubric."""
    rows = connection.all("SELECT call_id FROM standings WHERE rubric_id = ?", [rubric])
    return sorted((row["call_id"] for row in rows), key=lambda call: _lot(seed, call))[:n]


def draws(connection: Connection) -> list[Draw]:
    """Every sample that was drawn, the latest first."""
    return [
        Draw(
            r["id"],
            r["week"],
            r["per_agent"],
            r["seed"],
            tuple(json.loads(r["calls"])),
            r["by"],
            r["at"],
        )
        for r in connection.all("SELECT * FROM draws ORDER BY id DESC")
    ]


def _chosen(connection: Connection, monday: date, per_agent: int, seed: str) -> list[str]:
    rows = connection.all(
        "SELECT id, agent FROM calls WHERE agent IS NOT NULL AND started_at >= ?"
        " AND started_at < ?",
        [monday.isoformat(), (monday + timedelta(days=7)).isoformat()],
    )
    of_agent = defaultdict(list)
    for row in rows:
        of_agent[row["agent"]].append(row["id"])
    return [
        call
        for agent in sorted(of_agent)
        for call in sorted(of_agent[agent], key=lambda c: _lot(seed, c))[:per_agent]
    ]


def _lot(seed: str, call: str) -> str:
    return hashlib.sha256(f"{seed}\n{call}".encode()).hexdigest()
