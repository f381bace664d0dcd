"""An agent objects to a finding; somebody else listens and answers.

Both are added and never changed. An answer that changes the verdict does so by a review, like any
other that people give.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from qa import settings
from qa.connection import Connection, now
from qa.errors import InputError, StoreError
from qa.rubric.outcome import Verdict

UPHELD, PARTLY, DECLINED = "upheld", "partly", "declined"
OUTCOMES = (UPHELD, PARTLY, DECLINED)
DAYS = 14  # after the release, unless the archive's settings say otherwise
MOST_DAYS = 365
SETTING = "dispute_days"
SHORTEST, LONGEST = 10, 2000  # characters of a reason and of an answer


@dataclass(frozen=True)
class Answer:
    """`verdict` is what stands after it; `at` is ISO 8601 in UTC."""

    outcome: str
    verdict: Verdict
    words: str
    by: str
    at: str


@dataclass(frozen=True)
class Dispute:
    """An agent says that a finding should be `wanted` instead of `verdict`, and why.

    `agent` is the name their calls are kept under, `by` their account. `reviewer` released the
    review. `answer` is None until somebody gave one.
    """

    id: int
    call: str
    rubric: str
    criterion: str
    verdict: Verdict
    wanted: Verdict
    reason: str
    agent: str
    by: str
    at: str
    reviewer: str | None
    answer: Answer | None = None


def days(connection: Connection) -> int:
    """How many days after its release a review may be disputed."""
    return int(settings.get(connection, SETTING, DAYS))


def set_days(connection: Connection, days: int) -> None:
    """Raises InputError for a time that is none."""
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"the time to dispute is 1 to {MOST_DAYS} days")
    settings.put(connection, SETTING, days)


def deadline(released_at: str, days: int) -> datetime:
    """The moment until which a review that was released then may be disputed."""
    return datetime.fromisoformat(released_at) + timedelta(days=days)


def in_time(released_at: str, days: int, moment: datetime | None = None) -> bool:
    return (moment or datetime.now(UTC)) <= deadline(released_at, days)


def add(
    connection: Connection,
    call: str,
    rubric: str,
    criterion: str,
    wanted: Verdict,
    reason: str,
    by: str,
) -> int:
    """Dispute a finding as it stands; gives the number of the dispute.

    Raises InputError without a reason or a difference, StoreError for a finding that is not there
    or was disputed before.
    """
    reason = _worded(reason, "a reason")
    key = [call, rubric, criterion]
    with connection.writing():
        row = connection.one(
            "SELECT current FROM findings WHERE call_id = ? AND rubric_id = ? AND criterion = ?",
            key,
        )
        if row is None:
            raise StoreError(f"no finding {criterion!r} of {rubric!r} for call {call!r}")
        if row["current"] == wanted:
            raise InputError("that is how the finding stands", next_step="choose another verdict")
        before = "SELECT 1 AS x FROM disputes WHERE call_id = ? AND rubric_id = ? AND criterion = ?"
        if connection.one(before, key):
            raise StoreError("this finding was disputed before; its answer stands")
        return connection.insert(
            "disputes",
            call_id=call,
            rubric_id=rubric,
            criterion=criterion,
            verdict=row["current"],
            wanted=wanted,
            reason=reason,
            by=by,
            at=now(),
        )


def answer(
    connection: Connection, dispute: Dispute, outcome: str, verdict: Verdict, words: str, by: str
) -> None:
    """Answer a dispute in words; `verdict` is what stands from now on.

    Raises InputError for an outcome that does not fit the verdict, StoreError when somebody has
    answered already.
    """
    words = _worded(words, "an answer")
    if outcome not in OUTCOMES:
        raise InputError(f"an answer is {', '.join(OUTCOMES)}, not {outcome!r}")
    if outcome == UPHELD and verdict is not dispute.wanted:
        raise InputError("an upheld dispute gets the verdict that was asked for")
    if outcome == DECLINED and verdict is not dispute.verdict:
        raise InputError("a declined dispute leaves the verdict as it was")
    with connection.writing():
        if connection.one("SELECT 1 AS x FROM answers WHERE dispute = ?", [dispute.id]):
            raise StoreError(
                "this dispute has an answer already",
                next_step="somebody else may have been faster; reload the page",
            )
        connection.insert(
            "answers",
            dispute=dispute.id,
            outcome=outcome,
            verdict=verdict,
            words=words,
            by=by,
            at=now(),
        )


def disputes(
    connection: Connection,
    *,
    call: str | None = None,
    agent: str | None = None,
    answered: bool | None = None,
) -> list[Dispute]:
    """Those that fit; the open ones first, the longest waiting before the others."""
    conditions: list[str] = []
    values: list[Any] = []
    if call is not None:
        conditions.append("d.call_id = ?")
        values.append(call)
    if agent is not None:
        conditions.append("c.agent = ?")
        values.append(agent)
    if answered is not None:
        conditions.append(f"a.id IS {'NOT ' if answered else ''}NULL")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = f"{_SELECT} {where} ORDER BY a.id IS NOT NULL, a.id DESC, d.id"
    return [_dispute(row) for row in connection.all(sql, values)]


def waiting(connection: Connection) -> int:
    """How many have no answer yet."""
    row = connection.one(
        "SELECT count(*) AS n FROM disputes d"
        " WHERE NOT EXISTS (SELECT 1 FROM answers a WHERE a.dispute = d.id)"
    )
    return row["n"] if row else 0


def dispute(connection: Connection, number: int) -> Dispute:
    """Raises StoreError when there is no such dispute."""
    row = connection.one(f"{_SELECT} WHERE d.id = ?", [number])
    if row is None:
        raise StoreError("there is no such dispute")
    return _dispute(row)


_SELECT = """
SELECT d.*, c.agent, p.reviewer, a.outcome, a.verdict AS answered, a.words, a.by AS answered_by,
       a.at AS answered_at
FROM disputes d JOIN calls c ON c.id = d.call_id LEFT JOIN places p ON p.call_id = d.call_id
LEFT JOIN answers a ON a.dispute = d.id
"""


def _dispute(row: dict[str, Any]) -> Dispute:
    given = None
    if row["outcome"]:
        verdict = Verdict(row["answered"])
        given = Answer(
            row["outcome"], verdict, row["words"], row["answered_by"], row["answered_at"]
        )
    return Dispute(
        row["id"],
        row["call_id"],
        row["rubric_id"],
        row["criterion"],
        Verdict(row["verdict"]),
        Verdict(row["wanted"]),
        row["reason"],
        row["agent"] or "",
        row["by"],
        row["at"],
        row["reviewer"],
        given,
    )


def _worded(text: str, what: str) -> str:
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise InputError(f"{what} has {SHORTEST} to {LONGEST} characters")
    return text
