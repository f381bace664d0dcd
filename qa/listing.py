"""What a list of calls shows, how it is filtered, and the SQL for both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from qa.trends.terms import TONES
from qa.words import normalise

ORDERS = {
    "newest": "c.started_at DESC, c.id",
    "oldest": "c.started_at ASC NULLS LAST, c.id",
    "lowest score": "s.share ASC NULLS LAST, c.id",
    "riskiest": "s.risk DESC, s.started_at DESC, s.call_id",
    "due": "p.due ASC NULLS LAST, c.id",
    "longest": "c.seconds DESC, c.id",
}
STATES = ("open", "submitted", "released")
CANDIDATES = 1000  # the latest turns that fit a search; the best of them are shown
MOST_FOUND = 5000  # calls that a filter by words leaves at most: the latest


@dataclass(frozen=True)
class CallSummary:
    """A line of the list of calls; the score is of one rubric, with reviews applied.

    `sentiment` is the customer's smoothed sentiment turn by turn, −1 to 1. `points`, `out_of`,
    `share` and `risk` are None for a call not scored with that rubric; `why` names the signs that
    the risk is made of (qa.standing.RISKS). `unheard` is in seconds. `state` is open, submitted or
    released; `due` a date, `source` how it came to its assignee (risk, random, by hand).
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
    share: float | None = None
    risk: float | None = None
    why: tuple[str, ...] = ()
    shape: str = "too-short"
    unheard: float = 0.0
    state: str = "open"
    assignee: str | None = None
    due: str | None = None
    source: str = ""


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
    """Which calls to list; None, False and "" mean all.

    `criterion` with a `verdict` leaves calls in which it came out so, people's verdicts applied.
    Dates are ISO 8601, `until` is the first moment left out; lengths in seconds; scores are shares
    of the points, 0 to 1; `shape` is of the customer's sentiment (qa.measures.Trajectory).
    `scored` leaves out calls that were never scored. `complaint` and `praise` leave calls in which
    the customer's complaints or praise hold a term (qa.trends.terms), as themes count them.
    """

    agent: str | None = None
    queue: str | None = None
    team: str | None = None
    language: str | None = None
    criterion: str | None = None
    verdict: str = "fail"
    text: str = ""
    since: str | None = None
    until: str | None = None
    shortest: float | None = None
    longest: float | None = None
    lowest: float | None = None
    highest: float | None = None
    shape: str | None = None
    unheard: bool = False
    state: str | None = None
    assignee: str | None = None
    draw: int | None = None
    scored: bool = False
    complaint: str | None = None
    praise: str | None = None


@dataclass(frozen=True)
class Scope:
    """What one person may see: None means every call, a name that agent's calls.

    An agent sees verdicts only of calls whose review was released to them and opened by them;
    nobody sees those of calls that they are `blind` to, by their ids (see qa.review.calibration).
    """

    agent: str | None = None
    blind: tuple[str, ...] = ()


EVERYTHING = Scope()


@dataclass(frozen=True)
class Hit:
    """A turn that holds the words searched for."""

    call: str
    turn: int
    speaker: str
    start: float
    text: str


def summary(row: dict[str, Any]) -> CallSummary:
    """A row of page_sql as a CallSummary."""
    lists = {name: tuple(json.loads(row[name] or "[]")) for name in _LISTS}
    return CallSummary(**{**row, **lists})


_LISTS = ("sentiment", "failed", "auto_failed", "why")
_COLUMNS = """
c.id, c.agent, c.customer, c.queue, c.direction, c.started_at, c.seconds, c.language, c.ending,
c.sentiment, c.shape, c.unheard, s.points, s.out_of, s.not_judged, s.share, s.failed,
s.auto_failed, s.risk, s.why, coalesce(s.reviewed, 0) AS reviewed,
coalesce(p.state, 'open') AS state, p.assignee, p.due, coalesce(p.source, '') AS source
"""


def page_sql(
    where: CallFilter, rubric: str, order: str, limit: int, offset: int, scope: Scope
) -> tuple[str, list[Any]]:
    """The query for a page of a list.

    The page is found among the keys alone; only its own calls are then read in full.
    """
    key = _key(where, scope)
    clause, more = _where(where, rubric, scope)
    joins, values = _joins(where, rubric, scope, clause + ORDERS[order])
    every, first = _joins(where, rubric, scope, _COLUMNS)
    ids = f"SELECT {key} FROM {joins} {clause} ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?"
    sql = f"SELECT {_COLUMNS} FROM {every} WHERE c.id IN ({ids}) ORDER BY {ORDERS[order]}"
    return sql, [*first, *values, *more, limit, offset]


def count_sql(where: CallFilter, rubric: str, scope: Scope) -> tuple[str, list[Any]]:
    """The query for the number of calls that fit."""
    clause, more = _where(where, rubric, scope)
    joins, values = _joins(where, rubric, scope, clause)
    return f"SELECT count(*) AS n FROM {joins} {clause}", [*values, *more]


def figures_sql(where: CallFilter, rubric: str, scope: Scope) -> tuple[str, list[Any]]:
    """The query for Figures."""
    clause, more = _where(where, rubric, scope)
    joins, values = _joins(where, rubric, scope, f"{clause} s.")
    calls = "count(*)"
    if not clause and scope == EVERYTHING:  # every call: those without a standing need no look
        calls, joins = "(SELECT count(*) FROM calls)", "standings s"
        clause = "WHERE s.rubric_id = ?"
    sql = f"""
    SELECT {calls} AS calls, count(s.call_id) AS scored,
           coalesce(sum(s.failed = '[]'), 0) AS clear,
           coalesce(sum(s.auto_failed <> '[]'), 0) AS auto_failed,
           coalesce(sum(s.reviewed > 0), 0) AS reviewed, avg(s.share) AS mean_share
    FROM {joins} {clause}
    """
    return sql, [*values, *more]


def search_sql(query: str, limit: int, scope: Scope) -> tuple[str, list[Any]]:
    """The query for Hits: of the latest turns that hold every word, those with little else first.

    FTS5's own rank reads every match in the archive, which takes seconds for common words.
    """
    own = "" if scope.agent is None else f"AND +rowid IN ({_OWN_TURNS})"
    sql = f"""
    WITH found AS MATERIALIZED (
        SELECT rowid AS id FROM turns_fts WHERE turns_fts MATCH ? {own}
        ORDER BY rowid DESC LIMIT {CANDIDATES})
    SELECT t.call_id, t.number, t.speaker, t.start, t.text FROM found JOIN turns t USING (id)
    ORDER BY length(t.words), t.id DESC LIMIT ?
    """
    return sql, [query, *([] if scope.agent is None else [scope.agent]), limit]


_OWN_TURNS = "SELECT u.id FROM calls c JOIN turns u ON u.call_id = c.id WHERE c.agent = ?"


def _joins(where: CallFilter, rubric: str, scope: Scope, used: str) -> tuple[str, list[Any]]:
    """Calls with those of their standing and their place in the work that `used` speaks of.

    The join leaves out the standing of calls whose verdicts this person does not see.
    """
    placed = "p." in used or scope.agent is not None
    places = "LEFT JOIN places p ON p.call_id = {}" if placed else ""
    if _from_standings(where, scope):
        # Their index has the order by risk; an agent's calls are few and looked up one by one.
        if where.agent:
            joins = f"calls c CROSS JOIN standings s ON s.call_id = c.id {places.format('c.id')}"
        else:
            calls = "JOIN calls c ON c.id = s.call_id" if "c." in used else ""
            joins = f"standings s {calls} {places.format('s.call_id')}"
        return joins, []
    if "s." not in used:
        return f"calls c {places.format('c.id')}", []
    on = f"s.call_id = c.id AND s.rubric_id = ?{_verdicts_seen(scope, 'c.id')}"
    kind = "JOIN" if where.scored else "LEFT JOIN"
    joins = f"calls c {places.format('c.id')} {kind} standings s ON {on}"
    return joins, [rubric, *scope.blind]


def _verdicts_seen(scope: Scope, key: str) -> str:
    """A further condition: this person sees the verdicts of a call. Its values: scope.blind."""
    opened = f"EXISTS (SELECT 1 FROM openings o WHERE o.call_id = {key})"
    sql = "" if scope.agent is None else f" AND p.state = 'released' AND {opened}"
    return f"{sql}{_not_blind(scope, key)}"


def _not_blind(scope: Scope, key: str) -> str:
    marks = ", ".join("?" * len(scope.blind))
    return f" AND {key} NOT IN ({marks})" if scope.blind else ""


def _from_standings(where: CallFilter, scope: Scope) -> bool:
    return where.scored and scope.agent is None


def _key(where: CallFilter, scope: Scope) -> str:
    return "s.call_id" if _from_standings(where, scope) else "c.id"


def _where(where: CallFilter, rubric: str, scope: Scope) -> tuple[str, list[Any]]:
    """The WHERE clause of a filter and its values."""
    parts: list[str] = []
    values: list[Any] = []

    def add(sql: str, *more: Any) -> None:
        parts.append(sql)
        values.extend(more)

    key = _key(where, scope)
    if _from_standings(where, scope):
        add(f"s.rubric_id = ?{_verdicts_seen(scope, key)}", rubric, *scope.blind)
    if scope.agent is not None:
        add("c.agent = ?", scope.agent)
        if where.scored:
            add("s.call_id IS NOT NULL")
    for column in ("agent", "queue", "team", "language", "shape"):
        if value := getattr(where, column):
            add(f"c.{column} = ?", value)
    for name, sql in _BOUNDS.items():
        if (value := getattr(where, name)) is not None:
            add(sql, value)
    if where.unheard:
        add("c.unheard > 0")
    if where.state:
        worked = f"EXISTS (SELECT 1 FROM places w WHERE w.call_id = {key} AND w.state"
        if where.state == "open":
            add(f"NOT {worked} <> 'open')")
        else:
            add(f"{worked} = ?)", where.state)
    if where.criterion:
        found = "SELECT call_id FROM findings WHERE rubric_id = ? AND criterion = ? AND current = ?"
        seen = f"{key} IN ({found}){_verdicts_seen(scope, key)}"
        add(seen, rubric, where.criterion, where.verdict, *scope.blind)
    for tone in TONES:
        if term := getattr(where, TONES[tone]):
            add(f"{_REMARKED.format(key=key)}{_not_blind(scope, key)}", tone, term, *scope.blind)
    if where.text.strip():
        add(f"{key} IN ({_SAID})", fts_query(where.text) or '""')
    return ("WHERE " + " AND ".join(parts) if parts else ""), values


_BOUNDS = {
    "since": "c.started_at >= ?",
    "until": "c.started_at < ?",
    "shortest": "c.seconds >= ?",
    "longest": "c.seconds <= ?",
    "lowest": "s.share >= ?",
    "highest": "s.share <= ?",
    "assignee": "p.assignee = ?",
    "draw": "p.draw = ?",
}
_REMARKED = """EXISTS (
    SELECT 1 FROM remarks r WHERE r.call_id = {key} AND r.tone = ? AND r.term = ?)"""
_SAID = f"""SELECT t.call_id FROM turns t WHERE t.id IN (
    SELECT rowid FROM turns_fts WHERE turns_fts MATCH ? ORDER BY rowid DESC LIMIT {MOST_FOUND})"""


def fts_query(text: str) -> str:
    """The user's words as an FTS5 query in which nothing they typed has a special meaning."""
    words = normalise(text).split()
    quoted = [f'"{word}"' for word in words]
    return " AND ".join([*quoted[:-1], quoted[-1] + "*"]) if quoted else ""
