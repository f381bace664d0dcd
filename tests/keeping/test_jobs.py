"""Work done by a process of its own: taking recordings in, stopping, failing, trying again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.accounts.people import Role, Viewer
from qa.errors import AccessError, InputError, StoreError
from qa.keeping import jobs, runner, uploads
from qa.keeping.jobs import Job
from qa.keeping.office import Office, Orders
from qa.recordings import digest
from qa.store import ERASED, Store
from tests.conftest import cut

ROOT = Viewer("root", Role.ADMIN)
BATCH = "00c0ffee"


@pytest.fixture
def office(store: Store, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The work is done here and now instead of in a process of its own."""
    monkeypatch.setattr(jobs, "start", lambda connection: None)
    return Office(store, ROOT)


def upload(db: Path, name: str, body: bytes, batch: str = BATCH) -> Path:
    part = uploads.begin(db, batch, name, len(body))
    part.write_bytes(body)
    return uploads.finish(part, len(body), len(body))


def finished(store: Store, office: Office) -> Job:
    runner.run(store.path)
    return office.jobs()[0]


def test_files_that_cannot_be_heard_fail_with_their_reason_and_the_job_goes_on(
    office: Office, store: Store
) -> None:
    upload(store.path, "notes.wav", b"these are words, not sound")
    upload(store.path, "more.mp3", b"nor are these")
    office.add_upload(BATCH, Orders(), {"agent": "Alex", "queue": "cards"})
    job = finished(store, office)
    assert (job.state, job.total, job.failed) == (jobs.DONE, 2, 2)
    assert [o.label for o in office.outcomes(job.id)] == ["more.mp3", "notes.wav"]
    assert all(o.text for o in office.outcomes(job.id))
    failed = [failure.path for failure in office.failures()]
    assert [Path(path).name for path in failed] == ["more.mp3", "notes.wav"]

    office.retry(failed[:1], Orders())
    assert finished(store, office).failed == 1
    assert [failure.attempts for failure in office.failures()] == [2, 1]
    office.forget_failures(failed)
    assert office.failures() == []
    assert Path(failed[0]).exists()


def test_only_files_that_failed_are_tried_again(office: Office, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not among those that failed"):
        office.retry([str(tmp_path / "other.wav")], Orders())


def test_a_job_that_waits_can_be_taken_back_and_one_whose_process_died_has_failed(
    office: Office, store: Store, tmp_path: Path
) -> None:
    first = office.add_folder(str(tmp_path), Orders(), recursive=False)
    office.stop(first)
    assert office.jobs()[0].state == jobs.STOPPED
    second = office.add_folder(str(tmp_path), Orders(), recursive=False)
    with store.connection.writing():
        sql = "UPDATE jobs SET state = 'running', pid = 999999999 WHERE id = ?"
        store.connection.run(sql, [second])
    job = office.jobs()[0]
    assert (job.state, job.message) == (jobs.FAILED, jobs.DIED)


def test_a_running_job_ends_when_it_is_asked_to(
    office: Office, store: Store, tmp_path: Path
) -> None:
    for number in range(3):
        (tmp_path / f"{number}.wav").write_bytes(b"no sound")
    number = office.add_folder(str(tmp_path), Orders(), recursive=False)
    with store.connection.writing():
        store.connection.run("UPDATE jobs SET stop = 1 WHERE id = ?", [number])
    job = finished(store, office)
    assert job.state == jobs.STOPPED
    assert job.failed < 3


def test_a_mistake_in_a_job_is_told_and_the_next_job_is_done(office: Office, store: Store) -> None:
    (store.path.parent / "empty").mkdir()
    office.add_folder(str(store.path.parent / "empty"), Orders(("no-such",)), recursive=False)
    office.add_folder(str(store.path.parent / "empty"), Orders(), recursive=False)
    runner.run(store.path)
    latest, first = office.jobs()
    assert first.state == jobs.FAILED
    assert "no-such" in first.message
    assert (latest.state, latest.message) == (jobs.DONE, "no recordings were found there")


def test_a_file_of_a_removed_call_is_not_named_in_the_record_of_a_job(
    office: Office, store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "calls"
    folder.mkdir()
    path = folder / "summer.wav"
    path.write_bytes(b"sound that was removed from the archive")
    gone = {"id": "erased-1", "why": "request", "by": "root", "at": "2026-06-02"}
    with store.connection.writing():
        store.connection.insert("erasures", sha256=digest([path]), **gone)
    office.add_folder(str(folder), Orders(), recursive=False)
    (outcome,) = office.outcomes(finished(store, office).id)
    assert (outcome.label, outcome.text) == ("a file", ERASED)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/x.wav", "x.wav"),
        ("C:\\calls\\x.wav", "x.wav"),
        (".hidden.wav", "hidden.wav"),
        ("=1+1 <b>.wav", "=1+1 _b_.wav"),
        ("κλήση.ogg", "κλήση.ogg"),
    ],
)
def test_an_uploads_name_stays_in_its_folder(store: Store, name: str, kept: str) -> None:
    assert upload(store.path, name, b"x") == uploads.folder_of(store.path, BATCH) / kept


@pytest.mark.parametrize("name", ["x.py", "x", "", "..", "x.db", "a" * 300 + ".wav", "x.part"])
def test_what_is_no_recording_is_not_taken(store: Store, name: str) -> None:
    with pytest.raises(InputError):
        uploads.begin(store.path, BATCH, name, 1)


def test_an_upload_is_bounded_and_never_written_over(store: Store) -> None:
    with pytest.raises(InputError, match="too large"):
        uploads.begin(store.path, BATCH, "x.wav", uploads.LARGEST + 1)
    with pytest.raises(InputError, match="empty"):
        uploads.begin(store.path, BATCH, "x.wav", 0)
    upload(store.path, "x.wav", b"x")
    with pytest.raises(InputError, match="there already"):
        uploads.begin(store.path, BATCH, "x.wav", 1)
    for batch in ("..", "x/y", "", "zz"):
        with pytest.raises(InputError):
            uploads.begin(store.path, batch, "x.wav", 1)


def test_a_full_disk_is_told_before_anything_is_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "ROOM_LEFT", 1 << 60)
    with pytest.raises(InputError, match="too full"):
        uploads.begin(store.path, BATCH, "x.wav", 1)


def test_an_upload_that_is_cut_short_leaves_nothing(store: Store) -> None:
    part = uploads.begin(store.path, BATCH, "x.wav", 10)
    part.write_bytes(b"half")
    with pytest.raises(InputError, match="cut short"):
        uploads.finish(part, 10, 4)
    assert not part.exists()


def test_agents_add_nothing_and_supervisors_only_from_folders_that_were_opened(
    office: Office, store: Store, tmp_path: Path
) -> None:
    opened, closed = tmp_path / "opened", tmp_path / "closed"
    opened.mkdir()
    closed.mkdir()
    office.set_folders([str(opened)])
    dana = Office(store, Viewer("Dana", Role.SUPERVISOR))
    dana.add_folder(str(opened), Orders(), recursive=False)
    for path in (closed, opened / ".." / "closed", tmp_path):
        with pytest.raises(StoreError, match="not opened"):
            dana.add_folder(str(path), Orders(), recursive=False)
    alex = Office(store, Viewer("alex", Role.AGENT, "Alex"))
    acts: list[Callable[[], object]] = [
        lambda: alex.add_folder(str(opened), Orders(), recursive=False),
        lambda: alex.add_upload(BATCH, Orders(), {}),
        lambda: alex.jobs(),
        lambda: alex.users(),
        lambda: dana.users(),
        lambda: dana.places(),
        lambda: dana.retention(),
        lambda: dana.set_folders([]),
    ]
    for act in acts:
        with pytest.raises(AccessError):
            act()


@pytest.mark.models
def test_a_job_in_its_own_process_takes_a_recording_in(store: Store, tmp_path: Path) -> None:
    path = cut("01-handled-by-the-book.ogg", tmp_path / "short.wav", 0.0, 5.5)
    detail = {"paths": [str(path)], "rubrics": ["essentials"]}
    jobs.add(store.connection, jobs.PROCESS, detail, ROOT)
    pid = jobs.start(store.connection)
    assert pid
    os.waitpid(pid, 0)
    job = jobs.jobs(store.connection)[0]
    assert (job.state, job.done) == (jobs.DONE, 1), job.message
    assert store.call_ids() == ["short"]


def test_a_call_that_is_removed_while_a_job_tells_of_it_is_not_named(
    office: Office, store: Store
) -> None:
    upload(store.path, "notes.wav", b"these are words, not sound")
    office.add_upload(BATCH, Orders(), {})
    number = finished(store, office).id
    jobs.note(store.connection, number, jobs.Outcome("done", "0301-555.wav", "80 of 100", "gone"))
    assert [o.label for o in office.outcomes(number)] == ["notes.wav", jobs.REMOVED]
