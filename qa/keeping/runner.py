"""The process that does the jobs of an archive, one after the other."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from qa import batch
from qa.batch import STAGE, Event
from qa.connection import Connection
from qa.errors import QAError
from qa.hear.listen import Options
from qa.keeping import jobs, retention
from qa.keeping.erase import tidy_if_owed
from qa.keeping.jobs import Job, Outcome
from qa.progress import done_share
from qa.publishing import in_use
from qa.store import ERASED, Store

TELL_SECONDS = 0.4  # how often a bar moves


class Stopped(Exception):  # noqa: N818  it is no error
    """Somebody asked the job to end."""


def run(db: Path) -> int:
    """Do the jobs that wait, until there is none; gives how many were done."""
    count = 0
    with Store(db) as store:
        if not jobs.take_over(store.connection):
            return 0
        tidy_if_owed(store)
        while job := jobs.take_next(store.connection):
            _do(store, job)
            count += 1
    return count


def _do(store: Store, job: Job) -> None:
    """One job; whatever goes wrong is its end, not the runner's."""
    try:
        message = _KINDS[job.kind](store, job)
    except Stopped:
        jobs.end(store.connection, job.id, jobs.STOPPED)
    except QAError as error:
        jobs.end(store.connection, job.id, jobs.FAILED, str(error))
    except Exception as error:
        import traceback

        traceback.print_exc()
        place = jobs.log_path(store.path)
        text = f"the program broke ({type(error).__name__}: {error}); more is in {place}"
        jobs.end(store.connection, job.id, jobs.FAILED, text)
    else:
        jobs.end(store.connection, job.id, jobs.DONE, message)


def _process(store: Store, job: Job) -> str:
    detail = job.detail
    options = Options(detail.get("model", "base"), detail.get("language"))
    rubrics = [in_use(store.connection, name) for name in detail.get("rubrics", ["essentials"])]
    paths = [Path(path) for path in detail["paths"]]
    recursive = bool(detail.get("recursive"))
    report = batch.process(
        paths, store, rubrics, options, recursive=recursive, tell=_Bar(store.connection, job).tell
    )
    return "" if report.total else "no recordings were found there"


def _fetch(store: Store, job: Job) -> str:
    from qa.hear import models

    bar = _Bar(store.connection, job)
    names = models.MODELS
    for number, name in enumerate(names, 1):
        bar.tell(Event(STAGE, name, "fetching", 0.0, number, len(names)))
        models.folder_of(name, lambda line: bar.say(line))
        bar.tell(Event(batch.DONE, name, "", 1.0, number, len(names)))
    return ""


def _retain(store: Store, job: Job) -> str:
    """What was looked at is what goes: the days and the date are those of the preview."""
    bar = _Bar(store.connection, job)
    chosen = retention.Retention(**job.detail["days"])
    day = date.fromisoformat(job.detail["today"])

    def tell(done: int, total: int) -> None:
        bar.count(done, total)

    removed = retention.carry_out(store, chosen, day, job.viewer, tell)
    done = sum(removed.gone.values())
    staying = [one for one in removed.left if one.call]
    jobs.tell(store.connection, job.id, total=done + len(staying), done=done)
    for one in staying:
        label = f"{one.kind} of {one.call}"
        jobs.note(store.connection, job.id, Outcome(batch.FAILED, label, one.why, one.call))
    return retention.in_words(removed)


_KINDS = {jobs.PROCESS: _process, jobs.FETCH: _fetch, jobs.RETENTION: _retain}


class _Bar:
    """Tells the archive how a job stands, not more often than anybody looks."""

    def __init__(self, connection: Connection, job: Job):
        self._connection, self._job, self._told = connection, job.id, 0.0

    def tell(self, event: Event) -> None:
        """Take an event of a batch. Raises Stopped."""
        if event.kind != STAGE:
            # Of a call that was removed the name is not written down again.
            label = jobs.REMOVED if event.text == ERASED else event.label
            outcome = Outcome(event.kind, label, event.text, event.call)
            jobs.tell(self._connection, self._job, total=event.total)
            jobs.note(self._connection, self._job, outcome)
            self._told = 0.0
        self._say(
            total=event.total,
            label=event.label,
            stage=event.text if event.kind == STAGE else "",
            share=done_share(event.text, event.share) if event.kind == STAGE else 0.0,
        )

    def say(self, line: str) -> None:
        self._told = 0.0
        self._say(stage=line)

    def count(self, done: int, total: int) -> None:
        self._say(total=total, done=done)

    def _say(self, **changed: object) -> None:
        if time.monotonic() - self._told < TELL_SECONDS:
            return
        self._told = time.monotonic()
        if jobs.tell(self._connection, self._job, **changed):
            raise Stopped
