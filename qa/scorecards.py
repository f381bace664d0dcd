"""Scorecards as they are kept: the body, a row per finding, and how the call stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from qa import judged, standing
from qa.connection import Connection, marks, now
from qa.rubric.outcome import Scorecard, Verdict
from qa.standing import Judged

if TYPE_CHECKING:
    from pydantic import TypeAdapter

ASKED_TOGETHER = 250
Row = tuple[str, int, str, float, int, str]  # criterion, position, verdict, weight, auto_fail, …


def put(connection: Connection, cards: Sequence[Scorecard]) -> None:
    """Keep scorecards in place of earlier ones of the same call and rubric; the reviews stay.

    Within a transaction; every call must be there, and have no two cards of the same rubric.
    """
    for rubric, own in groupby(sorted(cards, key=lambda c: c.rubric), key=lambda c: c.rubric):
        _put(connection, rubric, list(own))


def parsed(body: str) -> Scorecard:
    """A scorecard from the form in which it is kept."""
    found: Scorecard = _adapter().validate_json(body)
    return found


def released(connection: Connection, calls: Sequence[str]) -> set[str]:
    """Those of these calls whose review the agent has been shown: their cards stay as shown."""
    found: set[str] = set()
    for first in range(0, len(calls), ASKED_TOGETHER):
        part = calls[first : first + ASKED_TOGETHER]
        sql = f"SELECT call_id FROM places WHERE state = 'released' AND call_id IN ({marks(part)})"
        found |= {row["call_id"] for row in connection.all(sql, part)}
    return found


def _put(connection: Connection, rubric: str, cards: Sequence[Scorecard]) -> None:
    many = connection.db.conn.executemany
    many(
        "INSERT INTO scorecards (call_id, rubric_id, rubric_sha256, body, scored_at, key)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (call_id, rubric_id) DO UPDATE SET"
        " rubric_sha256 = excluded.rubric_sha256, body = excluded.body,"
        " scored_at = excluded.scored_at, key = excluded.key",
        [(c.call, rubric, c.rubric_sha256, _body(c), now(), c.key) for c in cards],
    )
    calls = [card.call for card in cards]
    reviews = _reviews(connection, rubric, calls)
    rows = {card.call: list(_rows(card, reviews.get(card.call, []))) for card in cards}
    before = _before(connection, rubric, calls)
    changed = [
        (call, rubric, *row)
        for call, own in rows.items()
        for row in own
        if before.get(call, {}).get(row[0]) != row
    ]
    gone = [
        (call, rubric, criterion)
        for call, known in before.items()
        for criterion in known.keys() - {row[0] for row in rows[call]}
    ]
    many("DELETE FROM findings WHERE call_id = ? AND rubric_id = ? AND criterion = ?", gone)
    many(
        "INSERT OR REPLACE INTO findings (call_id, rubric_id, criterion, position, verdict,"
        " weight, auto_fail, current) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        changed,
    )
    asked = {(rubric, row[0], row[1]) for own in rows.values() for row in own}
    many("INSERT OR REPLACE INTO questions VALUES (?, ?, ?)", sorted(asked))
    many(
        f"INSERT OR REPLACE INTO standings VALUES ({', '.join('?' * 12)})",
        list(_standings(connection, rubric, rows, reviews)),
    )


def _rows(card: Scorecard, reviews: Sequence[tuple[str, str]]) -> Iterator[Row]:
    latest = dict(reviews)
    for position, line in enumerate(card.lines):
        criterion, verdict = line.finding.criterion, str(line.finding.verdict)
        current = latest.get(criterion, verdict)
        yield criterion, position, verdict, line.weight, int(line.auto_fail), current


def _standings(
    connection: Connection,
    rubric: str,
    rows: Mapping[str, list[Row]],
    reviews: Mapping[str, list[tuple[str, str]]],
) -> Iterator[list[Any]]:
    sql = f"SELECT id, ending, shape, started_at FROM calls WHERE id IN ({marks(rows)})"
    for call, ending, shape, started_at in connection.db.execute(sql, list(rows)).fetchall():
        found = [Judged(r[0], Verdict(r[5]), r[3], bool(r[4])) for r in rows[call]]
        reviewed = len(reviews.get(call, ()))
        yield standing.row(call, rubric, started_at, standing.stand(found, ending, shape), reviewed)


def _before(connection: Connection, rubric: str, calls: Sequence[str]) -> dict[str, dict[str, Row]]:
    sql = (
        "SELECT call_id, criterion, position, verdict, weight, auto_fail, current FROM findings"
        f" WHERE rubric_id = ? AND call_id IN ({marks(calls)})"
    )
    found: dict[str, dict[str, Row]] = {}
    for call, *row in connection.db.execute(sql, [rubric, *calls]).fetchall():
        found.setdefault(call, {})[row[0]] = tuple(row)
    return found


def _reviews(
    connection: Connection, rubric: str, calls: Sequence[str]
) -> dict[str, list[tuple[str, str]]]:
    """Per call what people said of its findings: criterion and verdict, oldest first."""
    sql = (
        "SELECT call_id, criterion, verdict FROM reviews"
        f" WHERE rubric_id = ? AND call_id IN ({marks(calls)}) ORDER BY id"
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for call, criterion, verdict in connection.db.execute(sql, [rubric, *calls]).fetchall():
        found.setdefault(call, []).append((criterion, verdict))
    return found


def remember(connection: Connection, card: Scorecard, content: int) -> None:
    """Keep the findings of a card under what they rest on, for a replay to find them."""
    keyed = [line for line in card.lines if line.key]
    if keyed:
        known = judged.numbers(connection, [line.key for line in keyed])
        rows = [(content, line.key, judged.as_text(line.finding)) for line in keyed]
        judged.put_findings(connection, rows, known)


def _body(card: Scorecard) -> str:
    return _adapter().dump_json(card).decode()


def named(card: Scorecard, call: str) -> Scorecard:
    """The same card for the call as it is called in the archive."""
    return card if card.call == call else replace(card, call=call)


@lru_cache
def _adapter() -> TypeAdapter[Scorecard]:
    from pydantic import TypeAdapter

    return TypeAdapter(Scorecard)
