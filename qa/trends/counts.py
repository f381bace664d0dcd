"""Criteria, scores and sentiment over time, and by agent, team or queue; SQL does the counting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from qa.connection import Connection
from qa.listing import EVERYTHING, Scope
from qa.trends.rates import Mean, Rate

WEEK, MONTH = "week", "month"
GRAINS = (WEEK, MONTH)
GROUPS = ("agent", "team", "queue")


@dataclass(frozen=True)
class Slice:
    """Which calls are counted: held from `since` on and before `until` (ISO dates), of one agent,
    team, queue or language; None means all."""

    since: str
    until: str
    agent: str | None = None
    team: str | None = None
    queue: str | None = None
    language: str | None = None

    def before(self) -> Slice:
        """The same calls of the time just before, equally long."""
        since, until = date.fromisoformat(self.since), date.fromisoformat(self.until)
        return replace(self, since=(since - (until - since)).isoformat(), until=self.since)


@dataclass(frozen=True)
class Tally:
    """What the calls of a period or a group come to. `start` is the first day of a period, `name`
    the group's; `passed` per criterion is of those judged pass or fail; `recovered` is of calls in
    which the customer's sentiment dipped. Sentiments run from −1 to 1."""

    start: str
    name: str
    calls: int
    score: Mean
    clear: Rate
    auto_failed: Rate
    passed: dict[str, Rate]
    opening: Mean
    closing: Mean
    recovered: Rate


def over_time(
    connection: Connection,
    rubric: str,
    where: Slice,
    grain: str,
    scope: Scope = EVERYTHING,
) -> list[Tally]:
    """A tally per week or month that has calls, in order."""
    names, rows = _rows(connection, rubric, where, "day", scope)
    periods: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        periods.setdefault(start_of(row["name"], grain), []).append(row)
    return [_tally(start, "", names, parts) for start, parts in sorted(periods.items())]


def whole(connection: Connection, rubric: str, where: Slice, scope: Scope = EVERYTHING) -> Tally:
    """One tally of all these calls."""
    names, rows = _rows(connection, rubric, where, "'all'", scope)
    return _tally(where.since, "", names, rows)


def by_group(
    connection: Connection, rubric: str, where: Slice, group: str, scope: Scope = EVERYTHING
) -> list[Tally]:
    """A tally per agent, team or queue, in order of names; calls of nobody known are left out."""
    if group not in GROUPS:
        raise ValueError(group)
    names, rows = _rows(connection, rubric, where, group, scope)
    known = [row for row in rows if row["name"] is not None]
    return [_tally(where.since, row["name"], names, [row]) for row in known]


def span(connection: Connection, rubric: str, scope: Scope = EVERYTHING) -> tuple[str, str] | None:
    """The first and the last day with a scored call; None without any."""
    sql = "SELECT min(day) AS first, max(day) AS last FROM tally WHERE rubric_id = ? AND day > ''"
    values = [rubric]
    if scope.agent is not None:
        sql += " AND agent = ?"
        values.append(scope.agent)
    row = connection.one(sql, values)
    return (row["first"], row["last"]) if row and row["first"] else None


def start_of(day: str, grain: str) -> str:
    """The first day of the week (Monday) or month of a day."""
    found = date.fromisoformat(day)
    if grain == MONTH:
        return found.replace(day=1).isoformat()
    return (found - timedelta(days=found.weekday())).isoformat()


def end_of(start: str, grain: str) -> str:
    """The first day after the week or month that begins at `start`."""
    day = date.fromisoformat(start)
    if grain == MONTH:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1).isoformat()
    return (day + timedelta(days=7)).isoformat()


def conditions(where: Slice, scope: Scope, *, verdicts: bool) -> tuple[str, list[Any]]:
    """The WHERE of a slice over rows with day, agent, team, queue and language.

    With `verdicts` an agent's calls count once their review was released and they opened it, and
    calls that the viewer scores blind do not.
    """
    parts, values = ["t.day >= ?", "t.day < ?"], [where.since, where.until]
    for column in ("agent", "team", "queue", "language"):
        if value := getattr(where, column):
            parts.append(f"t.{column} = ?")
            values.append(value)
    if scope.agent is not None:
        parts.append("t.agent = ?")
        values.append(scope.agent)
        if verdicts:
            parts.append(_SHOWN)
    if verdicts and scope.blind:
        parts.append(f"t.call_id NOT IN ({', '.join('?' * len(scope.blind))})")
        values.extend(scope.blind)
    return " AND ".join(parts), values


_SHOWN = """t.call_id IN (
    SELECT call_id FROM openings JOIN places USING (call_id) WHERE state = 'released')"""


def _rows(
    connection: Connection, rubric: str, where: Slice, group: str, scope: Scope
) -> tuple[list[str], list[dict[str, Any]]]:
    names = [
        row["criterion"]
        for row in connection.all(
            "SELECT criterion FROM questions WHERE rubric_id = ? ORDER BY position, criterion",
            [rubric],
        )
    ]
    columns = [
        f"sum(instr(verdicts, ?) > 0) AS {kind}{number}"
        for number in range(len(names))
        for kind in ("p", "f")
    ]
    marks = [f"|{name}={kind}|" for name in names for kind in ("p", "f")]
    clause, values = conditions(where, scope, verdicts=True)
    sql = f"""
    SELECT {group} AS name, count(*) AS calls, count(share) AS scored, total(share) AS share,
           total(share * share) AS share2, total(instr(verdicts, '=f|') = 0) AS clear,
           total(auto_failed) AS auto_failed, count(opening + closing) AS felt,
           total(opening) AS opening, total(opening * opening) AS opening2,
           total(closing) AS closing, total(closing * closing) AS closing2,
           total(shape = 'dipped-and-recovered') AS recovered,
           total(shape IN ('dipped-and-recovered', 'declining')) AS dipped
           {"".join(f", {column}" for column in columns)}
    FROM tally t WHERE rubric_id = ? AND {clause} GROUP BY 1 ORDER BY 1
    """
    return names, connection.all(sql, [*marks, rubric, *values])


def _tally(start: str, name: str, names: Sequence[str], rows: Iterable[dict[str, Any]]) -> Tally:
    parts = list(rows)

    def add(column: str) -> float:
        return sum(row[column] or 0 for row in parts)

    def count(column: str) -> int:
        return int(add(column))

    def mean(n: str, column: str, least: float) -> Mean:
        return Mean(count(n), add(column), add(f"{column}2"), least, 1.0)

    passed = {}
    for number, criterion in enumerate(names):
        good, bad = count(f"p{number}"), count(f"f{number}")
        passed[criterion] = Rate(good, good + bad)
    return Tally(
        start,
        name,
        count("calls"),
        mean("scored", "share", 0.0),
        Rate(count("clear"), count("calls")),
        Rate(count("auto_failed"), count("calls")),
        passed,
        mean("felt", "opening", -1.0),
        mean("felt", "closing", -1.0),
        Rate(count("recovered"), count("dipped")),
    )
