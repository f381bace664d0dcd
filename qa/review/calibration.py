"""Calibration: several people score the same calls blind, and then look at it together.

Until all have submitted, or somebody closes the session, nobody who takes part sees what others
or the machine say of these calls. The machine's verdicts are kept as they were when it closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.connection import Connection, now
from qa.errors import InputError, StoreError
from qa.rubric.outcome import Verdict

MACHINE = ""  # the name under which the machine's verdicts lie beside people's
BAR = 0.6  # AC1 from which agreement is called substantial: Landis and Koch, Biometrics 33 (1977)
MOST_CALLS, MOST_PEOPLE = 50, 20
LONGEST_TITLE, LONGEST_NOTE = 80, 2000


@dataclass(frozen=True)
class Session:
    """`calls` are ids in order; `submitted` are those of the `people` who are done.

    `closed_at` is ISO 8601 in UTC, None while people still score.
    """

    id: int
    title: str
    rubric: str
    bar: float
    calls: tuple[str, ...]
    people: tuple[str, ...]
    submitted: tuple[str, ...]
    by: str
    at: str
    closed_at: str | None
    closed_by: str | None

    @property
    def open(self) -> bool:
        return self.closed_at is None

    def name_of(self, person: str) -> str | None:
        """The person as the session names them, capitals aside; None for somebody else."""
        return next((one for one in self.people if one.casefold() == person.casefold()), None)

    def waits_for(self, person: str) -> bool:
        """Whether this person is to score and has not submitted."""
        name = self.name_of(person)
        return self.open and name is not None and name not in self.submitted


@dataclass(frozen=True)
class Score:
    """What one person, or the machine, says of one criterion of one call."""

    call: str
    criterion: str
    person: str
    verdict: Verdict
    note: str


def blind_to(connection: Connection, person: str) -> tuple[str, ...]:
    """The calls of which this person must not see any verdict now."""
    return tuple(row["call_id"] for row in connection.all(_BLIND, [person]))


def waiting_for(connection: Connection, person: str) -> int:
    """How many sessions wait for this person's scores."""
    row = connection.one(
        "SELECT count(*) AS n FROM calibration_people p JOIN calibrations k ON k.id = p.calibration"
        " WHERE p.person = ? AND p.submitted_at IS NULL AND k.closed_at IS NULL",
        [person],
    )
    return row["n"] if row else 0


def begin(
    connection: Connection,
    title: str,
    rubric: str,
    calls: Sequence[str],
    people: Sequence[str],
    by: str,
    *,
    bar: float = BAR,
) -> int:
    """Begin a session; gives its number. Raises InputError for one that cannot calibrate."""
    title, calls, people = title.strip(), _once(calls), _once(people)
    if not title or len(title) > LONGEST_TITLE:
        raise InputError(f"the title has 1 to {LONGEST_TITLE} characters")
    if not 1 <= len(calls) <= MOST_CALLS:
        raise InputError(f"choose 1 to {MOST_CALLS} calls")
    if not 2 <= len(people) <= MOST_PEOPLE:
        raise InputError(f"choose 2 to {MOST_PEOPLE} people", next_step="one cannot agree alone")
    if not 0 < bar < 1:
        raise InputError("the bar lies between 0 and 1")
    with connection.writing():
        for call in calls:
            if not asked(connection, call, rubric):
                raise InputError(f"call {call!r} was not scored with {rubric!r}")
        number = connection.insert(
            "calibrations", title=title, rubric_id=rubric, bar=bar, by=by, at=now()
        )
        for position, call in enumerate(calls):
            connection.insert(
                "calibration_calls", calibration=number, call_id=call, position=position
            )
        for person in people:
            connection.insert("calibration_people", calibration=number, person=person)
    return number


def session(connection: Connection, number: int) -> Session:
    """Raises StoreError when there is no such session."""
    found = sessions(connection, number=number)
    if not found:
        raise StoreError("there is no such calibration")
    return found[0]


def sessions(
    connection: Connection, *, person: str | None = None, number: int | None = None
) -> list[Session]:
    """The sessions, of one person if given; those under way first, then the latest."""
    conditions = {
        "k.id = ?": number,
        "k.id IN (SELECT calibration FROM calibration_people WHERE person = ?)": person,
    }
    used = {sql: value for sql, value in conditions.items() if value is not None}
    where = f"WHERE {' AND '.join(used)}" if used else ""
    sql = f"SELECT * FROM calibrations k {where} ORDER BY closed_at IS NOT NULL, id DESC"
    return [_session(connection, row) for row in connection.all(sql, list(used.values()))]


def asked(connection: Connection, call: str, rubric: str) -> list[str]:
    """The criteria that a call is judged by, in the rubric's order."""
    sql = "SELECT criterion FROM findings WHERE call_id = ? AND rubric_id = ? ORDER BY position"
    return [row["criterion"] for row in connection.all(sql, [call, rubric])]


def score(
    connection: Connection,
    found: Session,
    call: str,
    verdicts: Mapping[str, Verdict],
    person: str,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Keep what a person says of a call, over what they said before.

    Raises StoreError once they have submitted or the session is closed.
    """
    person = _still_scoring(found, person)
    if call not in found.calls:
        raise InputError("this call is not part of the calibration")
    if set(verdicts) - set(asked(connection, call, found.rubric)):
        raise InputError("this call has no such question")
    notes = notes or {}
    with connection.writing():
        for criterion, verdict in verdicts.items():
            note = notes.get(criterion, "").strip()[:LONGEST_NOTE]
            connection.run(
                "INSERT OR REPLACE INTO calibration_scores VALUES (?, ?, ?, ?, ?, ?, ?)",
                [found.id, call, criterion, person, verdict, note, now()],
            )


def left(connection: Connection, found: Session, person: str) -> list[str]:
    """The calls that a person has not scored in full."""
    given = {(s.call, s.criterion) for s in scores(connection, found, person)}
    return [
        call
        for call in found.calls
        if any((call, c) not in given for c in asked(connection, call, found.rubric))
    ]


def submit(connection: Connection, found: Session, person: str) -> bool:
    """Hand one's scores in; they cannot be changed afterwards. True when all have submitted now.

    Raises InputError while a call is not scored in full.
    """
    person = _still_scoring(found, person)
    with connection.writing():
        if missing := left(connection, found, person):
            raise InputError(f"{len(missing)} of {len(found.calls)} calls are not scored in full")
        connection.run(
            "UPDATE calibration_people SET submitted_at = ? WHERE calibration = ? AND person = ?",
            [now(), found.id, person],
        )
        return not set(found.people) - set(session(connection, found.id).submitted)


def close(connection: Connection, found: Session, by: str) -> None:
    """End the scoring and keep the machine's verdicts beside the people's."""
    with connection.writing():
        if not session(connection, found.id).open:
            raise StoreError("this calibration is closed already")
        connection.run(
            "UPDATE calibrations SET closed_at = ?, closed_by = ? WHERE id = ?",
            [now(), by, found.id],
        )
        connection.run(_KEEP_MACHINE, [MACHINE, now(), found.id])


def scores(connection: Connection, found: Session, person: str | None = None) -> list[Score]:
    """What was said, by one person if given."""
    own, values = ("", []) if person is None else (" AND person = ?", [person])
    sql = f"SELECT * FROM calibration_scores WHERE calibration = ?{own} ORDER BY rowid"
    return [
        Score(r["call_id"], r["criterion"], r["person"], Verdict(r["verdict"]), r["note"])
        for r in connection.all(sql, [found.id, *values])
    ]


_BLIND = """
SELECT DISTINCT c.call_id FROM calibration_people p
JOIN calibrations k ON k.id = p.calibration AND k.closed_at IS NULL
JOIN calibration_calls c ON c.calibration = k.id WHERE p.person = ?
"""
_KEEP_MACHINE = """
INSERT INTO calibration_scores
SELECT k.id, f.call_id, f.criterion, ?, f.verdict, '', ?
FROM calibrations k JOIN calibration_calls c ON c.calibration = k.id
JOIN findings f ON f.call_id = c.call_id AND f.rubric_id = k.rubric_id WHERE k.id = ?
"""


def _still_scoring(found: Session, person: str) -> str:
    name = found.name_of(person)
    if name is None or not found.waits_for(person):
        raise StoreError(
            "your scores are submitted" if found.open else "this calibration is closed",
            next_step="they can no longer be changed",
        )
    return name


def _session(connection: Connection, row: dict[str, Any]) -> Session:
    of_it = [row["id"]]
    calls = connection.all(
        "SELECT call_id FROM calibration_calls WHERE calibration = ? ORDER BY position", of_it
    )
    people = connection.all(
        "SELECT person, submitted_at FROM calibration_people WHERE calibration = ? ORDER BY person",
        of_it,
    )
    return Session(
        row["id"],
        row["title"],
        row["rubric_id"],
        row["bar"],
        tuple(one["call_id"] for one in calls),
        tuple(one["person"] for one in people),
        tuple(one["person"] for one in people if one["submitted_at"]),
        row["by"],
        row["at"],
        row["closed_at"],
        row["closed_by"],
    )


def _once(names: Sequence[str]) -> list[str]:
    """Names without those that are there already, capitals aside."""
    kept: dict[str, str] = {}
    for name in names:
        if name.strip():
            kept.setdefault(name.strip().casefold(), name.strip())
    return list(kept.values())
