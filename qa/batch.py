"""Many recordings: what is done already, what is left, workers, and a report at the end.

The archive is written by one process only. A recording is claimed before it is listened to and
kept whole or not at all, so killing the process at any moment loses at most what was in work.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from qa import scorecards
from qa.call import Call, Recording
from qa.errors import InputError, ModelError, QAError, StoreError
from qa.hear.listen import Options
from qa.pipeline import Reviewed, review_heard, review_recording, understood_now
from qa.processes import end_with_parent, usable_cores
from qa.recordings import Source, digest, find_sources, identify, readable
from qa.rubric.form import Rubric
from qa.rubric.score import score
from qa.store import Store

DONE, SKIPPED, FAILED, STAGE = "done", "skipped", "failed", "stage"
RUN_OUT = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO)
DIED = "the process that listened to it died, most likely for want of memory"
STAYS = "its review was released, so its verdicts stay as they were shown"
CHANGED = "somebody has just changed this call, so it stays as it is until the next run"
POLL_SECONDS = 0.2  # how often progress of workers is passed on


@dataclass(frozen=True)
class Event:
    """Something to tell: a recording's stage and the share of it done, or how it came out."""

    kind: str
    label: str
    text: str = ""
    share: float = 0.0
    number: int = 0
    total: int = 0
    call: str | None = None


@dataclass
class Report:
    """How a batch came out: ids of calls, reasons by file.

    `known` are the ids of calls that were in the archive already. `again` are files to be tried
    again as they are: what stopped them was not their fault.
    """

    done: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    again: set[Path] = field(default_factory=set, repr=False)

    @property
    def total(self) -> int:
        return len(self.done) + len(self.skipped) + len(self.failed)

    @property
    def nothing_could_be_done(self) -> bool:
        return bool(self.failed) and not self.done and not self.skipped


Tell = Callable[[Event], None]


@dataclass(frozen=True)
class _Job:
    source: Source
    recording: Recording
    number: int
    total: int

    def event(
        self, kind: str, text: str = "", share: float = 0.0, call: str | None = None
    ) -> Event:
        label = readable(self.source.label)
        return Event(kind, label, text, share, self.number, self.total, call)


def process(
    paths: Sequence[Path],
    store: Store,
    rubrics: Sequence[Rubric],
    options: Options | None = None,
    *,
    recursive: bool = False,
    workers: int = 1,
    pattern: re.Pattern[str] | None = None,
    tell: Tell = lambda event: None,
) -> Report:
    """Listen to every recording in `paths` that is not in the archive yet, and score it.

    A bad recording is reported with its reason and the batch goes on. Raises ModelError when a
    model is missing, since then nothing can be listened to.
    """
    run = _Batch(store, rubrics, options or Options(), pattern, tell)
    jobs = run.jobs(list(find_sources(paths, recursive=recursive)))
    if workers <= 1:
        for job in jobs:
            run.listen(job)
    else:
        run.listen_in_workers(jobs, workers)
    run.settle_twins()
    return run.report


class _Batch:
    """One run over many recordings: what it needs, and how it comes out.

    Workers are processes that listen, each with a model of its own; this one keeps what they give.
    """

    def __init__(
        self,
        store: Store,
        rubrics: Sequence[Rubric],
        options: Options,
        pattern: re.Pattern[str] | None,
        tell: Tell,
    ):
        self.report = Report()
        self._store, self._rubrics, self._options = store, rubrics, options
        self._pattern, self._tell = pattern, tell
        self._twins: list[_Job] = []  # same bytes as a file before them
        self._reasons: dict[str, str] = {}  # why a recording failed, by its hash

    def jobs(self, sources: Sequence[Source]) -> Iterator[_Job]:
        """What is left to be listened to; the rest goes into the report straight away.

        A file with the same bytes as one before it waits for how that one comes out.
        """
        begun: set[str] = set()
        for number, source in enumerate(sources, 1):
            job = _Job(source, Recording((), "", 0.0, 0), number, len(sources))
            try:
                recording = identify(source, self._pattern)
                job = _Job(source, recording, number, len(sources))
                if recording.sha256 in begun:
                    self._twins.append(job)
                    continue
                job = replace(job, recording=self._as_kept(recording))
                if self._is_left(job):
                    begun.add(recording.sha256)
                    yield job
            except QAError as error:
                self._fail(job, error)

    def settle_twins(self) -> None:
        """Report the files that waited: they come out as the recording they are the same as."""
        for twin in self._twins:
            if reason := self._reasons.get(twin.recording.sha256):
                self._fail(twin, InputError(reason))
            else:
                self._note_files(twin.recording)  # of a call without words too: its sound has to go
                why = self._store.removed(twin.recording.sha256)
                self._skip(twin, why or "the same recording as another file here")

    def listen(self, job: _Job) -> None:
        """Listen to a recording in this process."""
        try:
            reviewed = review_recording(
                job.recording,
                self._rubrics,
                self._options,
                lambda stage, share: self._tell(job.event(STAGE, stage, share)),
            )
            self._keep(job, reviewed)
        except (QAError, MemoryError, OSError) as error:
            self._fail(job, error)

    def listen_in_workers(self, jobs: Iterator[_Job], workers: int) -> None:
        """Listen to all jobs; a recording whose process dies fails, and the others go on."""
        while suspects := self._pool(jobs, workers):
            # Whoever of those in work made the process die dies alone, one after the other.
            for job in suspects:
                if self._pool(iter([job]), 1):
                    self._fail(job, InputError(DIED))

    def _is_left(self, job: _Job) -> bool:
        """Claim a recording, unless it is in the archive or in other hands."""
        store, recording = self._store, job.recording
        if why := store.removed(recording.sha256):
            call = store.id_of(recording.sha256)
            self.report.known += [call] if call else []
            self._skip(job, why, call)
            return False
        known = store.id_of(recording.sha256, self._options.key)
        kept = store.call(known) if known else None
        if kept and _still_holds(kept, recording):
            text = self._bring_up_to_date(kept, recording)
            if text == CHANGED:
                self.report.again.add(job.source.paths[0])
            self.report.known.append(kept.id)
            self._skip(job, text, kept.id)
            return False
        if not store.claim(recording.sha256, "" if known else self._options.key):
            self.report.again.add(job.source.paths[0])
            self._skip(job, "another callqa is listening to it")
            return False
        return True

    def _as_kept(self, recording: Recording) -> Recording:
        """What a file is to be taken for, noted as a file of its call if that is in the archive.

        A copy of a call's recording counts as the recording itself while that is there: otherwise
        two files with the same bytes would take the call from each other at every run. Only where
        nothing was said of the recording itself, what is said of the copy counts.
        """
        call = self._note_files(recording)
        kept = self._store.recording(call) if call else recording
        told = recording.metadata.origin and not kept.metadata.origin
        if kept.paths == recording.paths or not kept.channels or told or not _is_there(kept):
            return recording
        return replace(recording, paths=kept.paths, metadata=kept.metadata)

    def _note_files(self, recording: Recording) -> str | None:
        """Note where a recording lies that is in the archive; gives the id of its call."""
        call = self._store.id_of(recording.sha256)
        if call:
            self._store.add_files(call, recording.paths)
        return call

    def _bring_up_to_date(self, call: Call, recording: Recording) -> str:
        """Take over new metadata and changed rubrics without listening again."""
        store = self._store
        moved = replace(call.recording, paths=recording.paths, metadata=recording.metadata)
        reviewed = None
        if moved != call.recording:
            reviewed = review_heard(replace(call, recording=moved), self._rubrics)
        stale = [r for r in self._rubrics if store.scored_with(call.id, r.id) != r.key]
        fresh = understood_now(call) if stale and not reviewed else call
        cards = reviewed.scorecards if reviewed else [score(rubric, fresh) for rubric in stale]
        if not reviewed and not cards:
            return "in the archive already"
        with store.connection.writing():
            if store.call(call.id) != call:  # corrected, or its words removed, while it was judged
                return CHANGED
            if scorecards.released(store.connection, [call.id]):
                return self._described_anew(call, moved)
            if reviewed:
                store.save(reviewed.call, cards, self._options.key)
                return "listened to already; what is known of it was brought up to date"
            if fresh is not call:
                store.put_meanings(fresh)
            for card in cards:
                store.put_scorecard(card)
            return "listened to already; scored again, the rubric has changed"

    def _described_anew(self, call: Call, recording: Recording) -> str:
        """Take over new metadata alone: what the agent was shown stays until it is opened again."""
        if recording == call.recording:
            return f"in the archive already; {STAYS}"
        cards = self._store.scorecards(call.id)
        self._store.save(replace(call, recording=recording), cards, self._options.key)
        return f"listened to already; what is known of it was brought up to date; {STAYS}"

    def _keep(self, job: _Job, reviewed: Reviewed) -> None:
        identity = self._store.save(reviewed.call, reviewed.scorecards, self._options.key)
        self.report.done.append(identity)
        card = reviewed.scorecards[0] if reviewed.scorecards else None
        self._tell(job.event(DONE, card.score_text() if card else "", 1.0, identity))

    def _skip(self, job: _Job, text: str, call: str | None = None) -> None:
        self.report.skipped[_shown(job)] = text
        self._tell(job.event(SKIPPED, text, 1.0, call))

    def _fail(self, job: _Job, error: QAError | OSError | MemoryError) -> None:
        """Report a recording and go on.

        Without a model there is no going on, and an OSError other than that the machine has run
        out of something is a bug: both are raised.
        """
        bug = isinstance(error, OSError) and error.errno not in RUN_OUT
        if bug or isinstance(error, ModelError):
            raise error
        if why := self._was_removed(job):
            self._skip(job, why)
            return
        path = job.source.paths[0]
        reason = _reason(error, path)
        self.report.failed[_shown(job)] = reason
        if not isinstance(error, InputError):
            self.report.again.add(path)
        try:
            if job.recording.sha256:
                self._reasons[job.recording.sha256] = reason
                self._store.release(job.recording.sha256)
            if os.path.lexists(path):  # a mistyped name is nothing to try again
                self._store.put_failure(readable(str(path.resolve())), reason)
        except StoreError:
            pass  # the archive itself is the trouble; the report still has the reason
        self._tell(job.event(FAILED, reason, 1.0))

    def _was_removed(self, job: _Job) -> str:
        """What to say when a call or its words were removed while its file was listened to."""
        why, sha256 = "", job.recording.sha256
        with suppress(StoreError):  # the archive itself may be the trouble
            if why := self._store.removed(sha256):
                self._store.release(sha256)
        return why

    def _pool(self, jobs: Iterator[_Job], workers: int) -> list[_Job]:
        """One pool of workers; gives what was in work when one of its processes died."""
        from multiprocessing import get_context

        context = get_context("spawn")
        progress = context.Queue()
        threads = max(1, usable_cores() // workers)
        running: dict[Future[Reviewed], _Job] = {}
        with ProcessPoolExecutor(
            workers, mp_context=context, initializer=_begin, initargs=(progress, threads)
        ) as pool:
            while True:
                # Only as many as there are workers are in work, so a kill loses no more.
                while len(running) < workers and (job := next(jobs, None)):
                    arguments = (job.recording, self._rubrics, self._options, job.number)
                    try:
                        running[pool.submit(_listen, *arguments)] = job
                    except BrokenProcessPool:
                        return [*running.values(), job]
                if not running:
                    return []
                finished, _ = wait(running, POLL_SECONDS, FIRST_COMPLETED)
                self._pass_on(progress, running)
                for future in finished:
                    try:
                        self._finish(future, running[future])
                    except BrokenProcessPool:
                        return list(running.values())
                    del running[future]

    def _pass_on(self, progress: Any, running: dict[Future[Reviewed], _Job]) -> None:
        jobs = {job.number: job for job in running.values()}
        while not progress.empty():
            number, stage, share = progress.get()
            if number in jobs:
                self._tell(jobs[number].event(STAGE, stage, share))

    def _finish(self, future: Future[Reviewed], job: _Job) -> None:
        try:
            self._keep(job, future.result())
        except (QAError, MemoryError, OSError) as error:
            self._fail(job, error)


def _still_holds(call: Call, recording: Recording) -> bool:
    """Whether what was heard need not be heard again.

    It has to be when what is told has changed: which channel is whose, or which language it is.
    """
    before, now = call.recording.metadata, recording.metadata
    return (before.channels, before.language) == (now.channels, now.language)


def _is_there(recording: Recording) -> bool:
    """Whether a recording still lies where it was."""
    try:
        return digest(map(Path, recording.paths)) == recording.sha256
    except InputError:
        return False


def _shown(job: _Job) -> str:
    """The file as it was given, in a form that can be printed."""
    return readable(str(job.source.paths[0]))


def _reason(error: BaseException, path: Path) -> str:
    if isinstance(error, QAError):
        own = error.where in (readable(str(path)), str(path), str(path.resolve()))
        where = f"{error.where}: " if error.where and not own else ""
        return f"{where}{error.what}" + (f" ({error.next_step})" if error.next_step else "")
    if isinstance(error, MemoryError):
        return "not enough memory"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return f"{type(error).__name__}: {error}"


_progress: Any = None


def _begin(progress: Any, threads: int) -> None:
    """In a new worker: share the cores out, and end when the parent is gone."""
    global _progress
    _progress = progress
    os.environ["OMP_NUM_THREADS"] = str(threads)
    end_with_parent()


def _listen(
    recording: Recording, rubrics: Sequence[Rubric], options: Options, number: int
) -> Reviewed:
    return review_recording(
        recording,
        rubrics,
        options,
        lambda stage, share: _progress.put((number, stage, share)),
    )
