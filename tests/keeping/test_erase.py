"""Removing a call for good: the content goes, the acts stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa.accounts import audit
from qa.accounts.people import Role, Viewer
from qa.call import Call
from qa.errors import AccessError, StoreError
from qa.keeping import erase, jobs
from qa.keeping.office import Office
from qa.review.desk import Desk
from qa.store import Store
from tests.keeping.conftest import SECRET

ROOT = Viewer("root", Role.ADMIN)


def everything_in(store: Store) -> bytes:
    """All bytes of the archive's files."""
    path = store.path
    store.close()
    log = path.with_name(path.name + "-wal")
    return path.read_bytes() + (log.read_bytes() if log.exists() else b"")


def test_nothing_of_what_was_said_is_left_in_the_file(worked_on: Store) -> None:
    sound = Path(worked_on.call("summer").recording.path)
    log = Path(f"{worked_on.path}-wal")
    assert SECRET.encode() in worked_on.path.read_bytes() + log.read_bytes()
    erase.erase(worked_on, "summer", ROOT, "request")
    erase.tidy(worked_on)
    assert not sound.exists()
    assert worked_on.call_ids() == ["autumn"]
    assert worked_on.search(SECRET) == []
    left = everything_in(worked_on)
    assert SECRET.encode() not in left
    assert b"summer" not in left


def test_the_acts_on_it_stay_under_a_made_up_name(worked_on: Store) -> None:
    made = erase.erase(worked_on, "summer", ROOT, "request")
    acts = erase.acts(worked_on.connection, made.id)
    kinds = {kind for kind, _ in acts}
    assert kinds >= {"reviews", "comments", "edits", "steps"}
    review = next(detail for kind, detail in acts if kind == "reviews")
    assert (review["reviewer"], review["verdict"]) == ("Dana", "fail")
    assert SECRET not in str(acts)
    log = audit.entries(worked_on.connection, call=made.id)
    assert {"reviewed", "commented", "corrected a word", "call removed"} <= {e.act for e in log}
    assigned = audit.entries(worked_on.connection, act="assigned")[0]
    assert assigned.detail["calls"] == [made.id, "autumn"]


def test_the_log_and_the_reviews_are_still_never_changed(worked_on: Store) -> None:
    erase.erase(worked_on, "summer", ROOT, "request")
    for sql in ("DELETE FROM audit", "UPDATE audit SET who = 'x'", "DELETE FROM erased_acts"):
        with pytest.raises(Exception, match="never"):
            worked_on.connection.run(sql)


def test_it_does_not_come_back_with_the_same_recording(worked_on: Store) -> None:
    sha256 = worked_on.call("summer").recording.sha256
    assert not worked_on.erased(sha256)
    erase.erase(worked_on, "summer", ROOT, "mistake")
    assert worked_on.erased(sha256)


def test_its_name_is_gone_from_the_record_of_work(worked_on: Store, tmp_path: Path) -> None:
    connection, here = worked_on.connection, tmp_path.resolve()
    asked = {"paths": [str(tmp_path / "summer.wav"), str(tmp_path / "autumn.wav")]}
    number = jobs.add(connection, jobs.PROCESS, asked, ROOT)
    for label, text, call in (
        ("summer.wav", f"{here / 'summer.json'}: the sidecar is not JSON", None),
        ("summer.wav", "100%", "summer"),
        ("autumn.wav", "100%", "autumn"),
    ):
        jobs.note(connection, number, jobs.Outcome("failed", label, text, call))
    jobs.tell(connection, number, label="summer.wav", message=f"{here / 'summer.wav'}: unreadable")
    worked_on.put_failure(str(here / "summer.wav"), "cut short")
    made = erase.erase(worked_on, "summer", ROOT, "request")
    erase.tidy(worked_on)
    job = jobs.job(connection, number)
    assert job
    assert job.detail["paths"] == asked["paths"][1:]
    assert (job.label, job.message) == ("", f"{made.id}: unreadable")
    gone, stays = jobs.outcomes(connection, number)
    assert (gone.label, gone.text) == (made.id, f"{made.id}: the sidecar is not JSON")
    assert stays.label == "autumn.wav"
    assert b"summer" not in everything_in(worked_on)


def test_the_transcript_that_a_call_was_imported_from_is_told(
    store: Store, say: Callable[..., Call], tmp_path: Path
) -> None:
    path = tmp_path / "call.json"
    path.write_text("{}")
    call = say("customer: Hello.")
    store.save(replace(call, recording=replace(call.recording, paths=(str(path),))), [], "import")
    made = erase.erase(store, "call", ROOT, "request")
    assert made.left == (f"{path}, which it was imported from, was left",)


def test_a_call_that_came_back_once_can_be_removed_again(kept: Store) -> None:
    with kept.connection.writing():
        found = kept.call("summer").recording.sha256
        before = {"id": "erased-1", "why": "mistake", "by": "root", "at": "2026-06-02"}
        kept.connection.insert("erasures", sha256=found, **before)
    assert erase.erase(kept, "summer", ROOT, "request").id == "erased-1"
    assert kept.call_ids() == ["autumn"]


def test_a_file_that_another_call_needs_stays(kept: Store) -> None:
    path = kept.call("summer").recording.path
    with kept.connection.writing():
        kept.connection.insert("files", call_id="autumn", path=path)
    made = erase.erase(kept, "summer", ROOT, "request")
    assert Path(path).exists()
    assert "another call" in made.left[0]


def test_when_the_recording_cannot_be_deleted_the_call_stays_whole(worked_on: Store) -> None:
    path = Path(worked_on.call("summer").recording.path)
    path.unlink()
    path.mkdir()  # a folder cannot be unlinked
    (path / "x").touch()
    with pytest.raises(StoreError, match="left as it was"):
        erase.erase(worked_on, "summer", ROOT, "request")
    assert worked_on.call_ids() == ["autumn", "summer"]
    assert len(worked_on.reviews("summer")) == 1
    assert audit.entries(worked_on.connection, act="call removed") == []


def test_only_who_runs_the_archive_removes_calls(kept: Store) -> None:
    for role in (Role.AGENT, Role.SUPERVISOR, Role.QA):
        viewer = Viewer("x", role, "Alex" if role is Role.AGENT else None)
        with pytest.raises(AccessError):
            Office(kept, viewer).erase("summer", "request", sound=True)
    assert kept.call_ids() == ["autumn", "summer"]


def test_every_table_of_calls_is_emptied_of_it(worked_on: Store) -> None:
    """Tables that are added later are found by their keys, not by a list."""
    erase.erase(worked_on, "summer", ROOT, "request")
    connection = worked_on.connection
    found = connection.all("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = [row["name"] for row in found]
    for table in tables:
        columns = [r["name"] for r in connection.all(f'PRAGMA table_info("{table}")')]
        for column in {"call_id", "call"}.intersection(columns):
            sql = f'SELECT count(*) AS n FROM "{table}" WHERE "{column}" = ?'
            assert connection.one(sql, ["summer"]) == {"n": 0}, table


def test_a_desk_that_had_it_open_is_told_that_it_is_gone(worked_on: Store) -> None:
    desk = Desk(worked_on, Viewer("Dana", Role.SUPERVISOR))
    erase.erase(worked_on, "summer", ROOT, "request")
    with pytest.raises(StoreError):
        desk.call("summer")


def test_an_answer_to_a_dispute_goes_before_the_dispute_and_both_stay_as_acts(
    worked_on: Store,
) -> None:
    connection = worked_on.connection
    said = {"rubric_id": "essentials", "criterion": "no_hang_up", "by": "alex", "at": "2026-06-02"}
    with connection.writing():
        dispute = connection.insert(
            "disputes", call_id="summer", verdict="fail", wanted="pass", reason=SECRET, **said
        )
        answer = {"outcome": "upheld", "verdict": "pass", "words": SECRET}
        connection.insert("answers", dispute=dispute, by="Dana", at="2026-06-03", **answer)
    made = erase.erase(worked_on, "summer", ROOT, "request")
    acts = dict(erase.acts(connection, made.id))
    assert acts["disputes"]["by"] == "alex"
    assert acts["answers"]["by"] == "Dana"
    assert SECRET not in str(acts)
    assert connection.all("SELECT * FROM answers") == []
