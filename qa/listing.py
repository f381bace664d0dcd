"""What a list of calls shows, how it is filtered, and the SQL for both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from qa.words import normalise

ORDERS = {
    "newest": "c.started_at IS NULL, c.started_at DESC, c.id",
    "oldest": "c.started_at IS NULL, c.started_at, c.id",
    "lowest score": "points / nullif(out_of, 0) IS NULL, points / nullif(out_of, 0), c.id",
    "longest": "c.seconds DESC, c.id",
}

SUMMARIES = """
SELECT c.id, c.agent, c.customer, c.queue, c.direction, c.started_at, c.seconds, c.language,
       c.ending, c.sentiment, count(v.criterion) AS criteria,
       coalesce(sum(v.weight) FILTER (WHERE v.verdict = 'pass'), 0) AS points,
       coalesce(sum(v.weight) FILTER (WHERE v.verdict IN ('pass', 'fail')), 0) AS out_of,
       coalesce(sum(v.weight) FILTER (WHERE v.verdict = 'cannot_tell'), 0) AS not_judged,
       json_group_array(json_array(v.position, v.criterion, v.auto_fail))
           FILTER (WHERE v.verdict = 'fail') AS failed,
       (SELECT count(*) FROM reviews r WHERE r.call_id = c.id) AS reviewed
FROM calls c LEFT JOIN verdicts v ON v.call_id = c.id AND v.rubric_id = ?
{where} GROUP BY c.id ORDER BY {order} LIMIT ? OFFSET ?
"""
FIGURES = """
SELECT count(*) AS calls, coalesce(sum(scored), 0) AS scored, coalesce(sum(clear), 0) AS clear,
       coalesce(sum(auto_failed), 0) AS auto_failed, coalesce(sum(reviewed), 0) AS reviewed,
       avg(share) AS mean_share
FROM (SELECT count(v.criterion) > 0 AS scored,
             count(v.criterion) > 0 AND NOT sum(v.verdict = 'fail') AS clear,
             max(v.verdict = 'fail' AND v.auto_fail) AS auto_failed,
             sum(v.weight) FILTER (WHERE v.verdict = 'pass')
                 / sum(v.weight) FILTER (WHERE v.verdict IN ('pass', 'fail')) AS share,
             EXISTS (SELECT 1 FROM reviews r WHERE r.call_id = c.id) AS reviewed
      FROM calls c LEFT JOIN verdicts v ON v.call_id = c.id AND v.rubric_id = ?
      {where} GROUP BY c.id)
"""
SEARCH = """
SELECT t.call_id, t.number, t.speaker, t.start, t.text FROM turns_fts
JOIN turns t ON t.id = turns_fts.rowid
WHERE turns_fts MATCH ? ORDER BY rank, t.call_id, t.number LIMIT ?
"""


@dataclass(frozen=True)
class CallSummary:
    """A line of the list of calls; the score is of one rubric, with reviews applied.

    `sentiment` is the customer's smoothed sentiment turn by turn, −1 to 1. `points` and `out_of`
    are None for a call not scored with that rubric.
    """

    id: str
    agent: str | None
    customer: str | None
    queue: str | None
    direction: str | None
    started_at: str | None
    seconds: float
    language: str
    ending: str
    sentiment: tuple[float, ...]
    points: float | None
    out_of: float | None
    not_judged: float | None
    failed: tuple[str, ...]
    auto_failed: tuple[str, ...]
    reviewed: int


@dataclass(frozen=True)
class Figures:
    """Counts over calls: all, scored, scored with nothing failed, failed whatever the points,
    reviewed; `mean_share` is the mean of points ÷ out_of, None where nothing was judged."""

    calls: int
    scored: int
    clear: int
    auto_failed: int
    reviewed: int
    mean_share: float | None


@dataclass(frozen=True)
class CallFilter:
    """Which calls to list; None and "" mean all. `failed` is a criterion id, dates are ISO 8601."""

    agent: str | None = None
    queue: str | None = None
    language: str | None = None
    failed: str | None = None
    text: str = ""
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Hit:
    """A turn that holds the words searched for."""

    call: str
    turn: int
    speaker: str
    start: float
    text: str


def summary(row: dict[str, Any]) -> CallSummary:
    """A row of SUMMARIES as a CallSummary."""
    scored = bool(row["criteria"])
    failed = sorted(json.loads(row["failed"] or "[]"))
    return CallSummary(
        id=row["id"],
        agent=row["agent"],
        customer=row["customer"],
        queue=row["queue"],
        direction=row["direction"],
        started_at=row["started_at"],
        seconds=row["seconds"],
        language=row["language"],
        ending=row["ending"],
        sentiment=tuple(json.loads(row["sentiment"])),
        points=row["points"] if scored else None,
        out_of=row["out_of"] if scored else None,
        not_judged=row["not_judged"] if scored else None,
        failed=tuple(criterion for _, criterion, _ in failed),
        auto_failed=tuple(criterion for _, criterion, auto_fail in failed if auto_fail),
        reviewed=row["reviewed"],
    )


def filter_sql(where: CallFilter, rubric: str) -> tuple[str, list[Any]]:
    """The WHERE clause of a filter and its values."""
    parts: list[str] = []
    values: list[Any] = []
    for column in ("agent", "queue", "language"):
        if value := getattr(where, column):
            parts.append(f"c.{column} = ?")
            values.append(value)
    if where.since:
        parts.append("c.started_at >= ?")
        values.append(where.since)
    if where.until:
        parts.append("c.started_at < ?")
        values.append(where.until)
    if where.failed:
        parts.append(
            "c.id IN (SELECT call_id FROM verdicts"
            " WHERE rubric_id = ? AND criterion = ? AND verdict = 'fail')"
        )
        values += [rubric, where.failed]
    if where.text.strip():
        parts.append(
            "c.id IN (SELECT t.call_id FROM turns_fts JOIN turns t ON t.id = turns_fts.rowid"
            " WHERE turns_fts MATCH ?)"
        )
        values.append(fts_query(where.text) or '""')
    return ("WHERE " + " AND ".join(parts) if parts else ""), values


def fts_query(text: str) -> str:
    """The user's words as an FTS5 query in which nothing they typed has a special meaning."""
    words = normalise(text).split()
    quoted = [f'"{word}"' for word in words]
    return " AND ".join([*quoted[:-1], quoted[-1] + "*"]) if quoted else ""
