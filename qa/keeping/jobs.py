"""Work that waits, runs and is over: asked for in the dashboard, done by a process of its own.

One runner per archive takes the jobs in turn; it is started when there is work and ends when there
is none. It outlives the dashboard, and what it was doing when it was killed is done again when
somebody asks for it: a recording is kept whole or not at all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.accounts.people import Role, Viewer
from qa.connection import Connection, now
from qa.processes import alive, born

WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"
OVER = (DONE, FAILED, STOPPED)
PROCESS, FETCH, RETENTION = "process", "fetch", "retention"
DIED = "the process that did this ended without a word, most likely for want of memory"
REMOVED = "a file"  # the name of a removed call is written nowhere
KEPT_OUTCOMES = 500  # of one job


@dataclass(frozen=True)
class Job:
    """A piece of work. `detail` is what was asked for, by its kind; `share` how far the recording
    in work has come, 0 to 1; `message` why it failed, or what came of it. Times are ISO 8601 in
    UTC, None until they come."""

    id: int
    kind: str
    detail: Mapping[str, Any]
    by: str
    role: str
    at: str
    state: str
    stop: bool
    begun_at: str | None
    ended_at: str | None
    total: int
    done: int
    skipped: int
    failed: int
    label: str
    stage: str
    share: float
    message: str

    @property
    def over(self) -> bool:
        return self.state in OVER

    @property
    def progress(self) -> float:
        """How much of the whole is done, 0 to 1."""
        finished = self.done + self.skipped + self.failed
        return min(1.0, (finished + self.share) / self.total) if self.total else 0.0

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.by, Role(self.role))


@dataclass(frozen=True)
class Outcome:
    """How one recording of a job came out; `call` is None when it is in no call."""

    kind: str
    label: str
    text: str
    call: str | None


def add(connection: Connection, kind: str, detail: Mapping[str, Any], viewer: Viewer) -> int:
    """Put a job in line; gives its number. `start` has it done."""
    with connection.writing():
        return connection.insert(
            "jobs",
            kind=kind,
            detail=json.dumps(detail, ensure_ascii=False),
            by=viewer.name,
            role=viewer.role,
            at=now(),
        )


def start(connection: Connection) -> int | None:
    """Start the runner of this archive unless it is there; gives its process id."""
    if _runs(connection) or not _waiting(connection):
        return None
    command = [sys.executable, "-m", "qa.cli", "--db", str(connection.path.resolve()), "work"]
    quiet = subprocess.DEVNULL
    with log_path(connection.path).open("ab") as log:
        return subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=log, start_new_session=True
        ).pid


def log_path(db: Path) -> Path:
    """Where the runner writes what nobody foresaw."""
    return db.with_name(f"{db.stem}.work.log")


def jobs(connection: Connection, limit: int = 20) -> list[Job]:
    """The latest jobs, newest first. A job whose process is gone counts as failed."""
    _bury(connection)
    return [
        _job(row) for row in connection.all("SELECT * FROM jobs ORDER BY id DESC LIMIT ?", [limit])
    ]


def job(connection: Connection, number: int) -> Job | None:
    row = connection.one("SELECT * FROM jobs WHERE id = ?", [number])
    return _job(row) if row else None


def outcomes(connection: Connection, number: int) -> list[Outcome]:
    """How the recordings of a job came out, in order."""
    sql = "SELECT kind, label, text, call_id AS call FROM job_outcomes WHERE job = ? ORDER BY id"
    return [Outcome(**row) for row in connection.all(sql, [number])]


def stop(connection: Connection, number: int) -> None:
    """Ask a job to end; what is done stays. One that only waits never begins."""
    with connection.writing():
        connection.run("UPDATE jobs SET stop = 1 WHERE id = ?", [number])
        connection.run(
            "UPDATE jobs SET state = 'stopped', ended_at = ? WHERE id = ? AND state = 'waiting'",
            [now(), number],
        )


# -- for the runner ------------------------------------------------------------------------------


def take_over(connection: Connection) -> bool:
    """Become the runner of this archive; False when there is one."""
    with connection.writing():
        if _runs(connection):
            return False
        me = os.getpid()
        connection.run("INSERT OR REPLACE INTO runner VALUES (1, ?, ?)", [me, born(me)])
    _bury(connection)
    return True


def take_next(connection: Connection) -> Job | None:
    """The next job, taken into work; None ends the runner, so that a later job starts a new one."""
    with connection.writing():
        row = connection.one("SELECT id FROM jobs WHERE state = 'waiting' ORDER BY id LIMIT 1")
        if row is None:
            connection.run("DELETE FROM runner WHERE pid = ?", [os.getpid()])
            return None
        connection.run(
            "UPDATE jobs SET state = 'running', pid = ?, born = ?, begun_at = ? WHERE id = ?",
            [os.getpid(), born(os.getpid()), now(), row["id"]],
        )
        return job(connection, row["id"])


def tell(connection: Connection, number: int, **changed: Any) -> bool:
    """Note how a job stands; gives whether somebody asked it to stop."""
    names = ", ".join(f"{name} = ?" for name in changed)
    with connection.writing():
        connection.run(f"UPDATE jobs SET {names} WHERE id = ?", [*changed.values(), number])
        row = connection.one("SELECT stop FROM jobs WHERE id = ?", [number])
    return bool(row and row["stop"])


def note(connection: Connection, number: int, outcome: Outcome) -> None:
    """Keep how a recording came out, and count it."""
    with connection.writing():
        connection.run(
            f"UPDATE jobs SET {outcome.kind} = {outcome.kind} + 1, share = 0 WHERE id = ?", [number]
        )
        count = connection.one("SELECT count(*) AS n FROM job_outcomes WHERE job = ?", [number])
        if count and count["n"] < KEPT_OUTCOMES:
            there = connection.one("SELECT 1 AS x FROM calls WHERE id = ?", [outcome.call])
            gone = outcome.call is not None and not there  # removed since, and its name with it
            connection.insert(
                "job_outcomes",
                job=number,
                call_id=None if gone else outcome.call,
                kind=outcome.kind,
                label=REMOVED if gone else outcome.label,
                text=outcome.text,
            )


def end(connection: Connection, number: int, state: str, message: str = "") -> None:
    tell(connection, number, state=state, message=message, ended_at=now(), label="", stage="")


def _waiting(connection: Connection) -> bool:
    return connection.one("SELECT 1 AS x FROM jobs WHERE state = 'waiting' LIMIT 1") is not None


def _runs(connection: Connection) -> bool:
    row = connection.one("SELECT pid, born FROM runner")
    return row is not None and alive(row["pid"], row["born"])


def _bury(connection: Connection) -> None:
    """Mark the jobs whose process is gone."""
    rows = connection.all("SELECT id, pid, born FROM jobs WHERE state = 'running'")
    for row in rows:
        if not alive(row["pid"], row["born"]):
            end(connection, row["id"], FAILED, DIED)


def _job(row: dict[str, Any]) -> Job:
    given = {name: row[name] for name in Job.__dataclass_fields__ if name in row}
    return Job(**{**given, "detail": json.loads(row["detail"]), "stop": bool(row["stop"])})
