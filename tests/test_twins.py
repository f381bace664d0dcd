"""The same recording under several names, without listening: what is known of it is not heard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from qa.accounts.people import Role, Viewer
from qa.batch import CHANGED, STAGE, Event, Report, process
from qa.call import Call
from qa.cli import main
from qa.errors import StoreError
from qa.hear.listen import Options
from qa.keeping.erase import Erased, erase
from qa.keeping.removal import remove_words
from qa.keeping.sound import paths_of
from qa.pipeline import review_heard
from qa.recordings import Source, identify
from qa.review.desk import Desk
from qa.rubric.load import find, load
from qa.store import ERASED, WORDLESS, Store
from tests.conftest import write_wav

RUBRICS = [load(find("essentials"))]
ROOT = Viewer("root", Role.ADMIN)
TALK = "customer: My card was charged twice.\nagent: I am sorry, I will refund it today."


@pytest.fixture
def known(store: Store, say: Callable[..., Call], tmp_path: Path) -> Path:
    """The file of a recording that is in the archive, with a sidecar."""
    path = write_wav(tmp_path / "a.wav", np.full(400, 0.1))
    path.with_suffix(".json").write_text(json.dumps({"agent": "Ana"}))
    heard(store, say, path)
    return path


def heard(store: Store, say: Callable[..., Call], path: Path) -> None:
    recording = replace(identify(Source((path,))), seconds=2.0, channels=1)
    reviewed = review_heard(replace(say(TALK, path.stem), recording=recording), RUBRICS)
    store.save(reviewed.call, reviewed.scorecards, Options().key)


def copied(known: Path, name: str) -> Path:
    target = known.parent / name
    target.parent.mkdir(exist_ok=True)
    return Path(shutil.copy(known, target))


def ran(store: Store, *paths: Path) -> Report:
    return process(paths, store, RUBRICS)


def removed(store: Store, cache: Path, call: str = "a") -> Erased:
    return erase(store, call, ROOT, "request", cache=cache)


def test_a_copy_of_a_call_is_noted_and_goes_with_it(
    store: Store, known: Path, tmp_path: Path
) -> None:
    copy = copied(known, "more/b.wav")
    copy.with_suffix(".json").write_text(json.dumps({"agent": "Bo"}))
    assert list(ran(store, known, copy).skipped) == [str(known), str(copy)]
    assert paths_of(store.connection, "a") == [known, copy]
    removed(store, tmp_path)
    assert not known.exists()
    assert list(copy.parent.iterdir()) == []


def test_a_copy_takes_neither_the_place_nor_the_metadata_of_the_recording(
    store: Store, known: Path
) -> None:
    before = store.call("a")
    copy = copied(known, "more/b.wav")
    for path in (copy, known, copy):
        assert list(ran(store, path).skipped.values()) == ["in the archive already"]
    copy.with_suffix(".json").write_text(json.dumps({"agent": "Bo", "language": "el"}))
    ran(store, copy)
    assert store.call("a") == before


def test_a_recording_that_was_moved_is_followed_with_what_is_told_there(
    store: Store, known: Path
) -> None:
    moved = copied(known, "more/b.wav")
    moved.with_suffix(".json").write_text(json.dumps({"agent": "Bo"}))
    known.unlink()
    ran(store, moved)
    recording = store.call("a").recording
    assert (recording.path, recording.metadata.agent) == (str(moved), "Bo")


def test_what_is_told_of_a_copy_counts_where_nothing_was_told_of_the_recording(
    store: Store, say: Callable[..., Call], tmp_path: Path
) -> None:
    silent = write_wav(tmp_path / "a.wav", np.full(400, 0.1))
    heard(store, say, silent)
    told = copied(silent, "more/b.wav")
    told.with_suffix(".json").write_text(json.dumps({"agent": "Bo"}))
    for path in (told, silent, told):
        ran(store, path)
        assert store.call("a").recording.metadata.agent == "Bo"
    assert paths_of(store.connection, "a") == [silent, told]


def test_a_file_that_holds_another_recording_by_now_is_left_and_told(
    store: Store, known: Path, tmp_path: Path
) -> None:
    copy = copied(known, "more/b.wav")
    ran(store, copy)
    write_wav(copy, np.full(400, 0.3))
    (left,) = removed(store, tmp_path).left
    assert left == f"{copy} holds another recording by now and was left"
    assert copy.exists()
    assert not known.exists()


def test_a_copy_of_a_removed_call_does_not_come_back(
    store: Store, known: Path, tmp_path: Path
) -> None:
    removed(store, tmp_path)
    write_wav(known, np.full(400, 0.1))
    copy = copied(known, "more/b.wav")
    assert set(ran(store, known, copy).skipped.values()) == {ERASED}
    assert store.call_ids() == []


def test_a_call_that_is_removed_while_it_is_worked_on_does_not_come_back(
    store: Store, known: Path, tmp_path: Path
) -> None:
    call, cards = store.call("a"), store.scorecards("a")
    removed(store, tmp_path)
    with pytest.raises(StoreError, match="for good"):
        store.save(call, cards, "other options")
    assert store.call_ids() == []


def test_a_recording_that_is_removed_during_a_run_is_skipped_and_its_name_forgotten(
    store: Store, known: Path, tmp_path: Path
) -> None:
    with Store(store.path) as other:

        def told(event: Event) -> None:
            if event.kind == STAGE and other.call_ids():
                removed(other, tmp_path)

        report = process([known], store, RUBRICS, Options(beam=7), tell=told)
    assert (report.skipped, report.failed) == ({str(known): ERASED}, {})
    assert store.failures() == []


def test_words_that_were_removed_come_back_by_no_listening(
    store: Store, known: Path, tmp_path: Path
) -> None:
    write = known.read_bytes()
    with Store(store.path) as other:

        def told(event: Event) -> None:
            if event.kind == STAGE and other.call("a").turns:
                remove_words(other, "a", ROOT, tmp_path)

        during = process([known], store, RUBRICS, Options(beam=7), tell=told)
    assert (during.skipped, during.failed) == ({str(known): WORDLESS}, {})
    known.write_bytes(write)
    for options in (Options(), Options(beam=7)):
        assert process([known], store, RUBRICS, options).skipped == {str(known): WORDLESS}
    assert paths_of(store.connection, "a") == [known], "to go at the next run of retention"
    assert store.call("a").turns == ()


def test_words_that_were_removed_are_not_kept_again(
    store: Store, known: Path, tmp_path: Path
) -> None:
    call, cards = store.call("a"), store.scorecards("a")
    remove_words(store, "a", ROOT, tmp_path)
    with pytest.raises(StoreError, match="words were removed"):
        store.save(call, cards, "other options")
    assert store.call("a").turns == ()


@pytest.mark.parametrize("told", [True, False])
def test_what_somebody_changes_while_a_call_is_brought_up_to_date_is_not_written_over(
    store: Store, known: Path, told: bool
) -> None:
    if told:
        known.with_suffix(".json").write_text(json.dumps({"agent": "Bo"}))
    else:
        with store.connection.writing():
            store.connection.run("UPDATE scorecards SET key = 'of before'")
    with Store(store.path) as other:

        def written(sql: str) -> None:
            if sql.startswith("BEGIN") and other.call("a").turns[0].words[0].text == "My":
                Desk(other, ROOT).correct_word("a", 0, 0, "Our")

        store.connection.db.conn.set_trace_callback(written)
        report = ran(store, known)
        store.connection.db.conn.set_trace_callback(None)
    assert report.skipped == {str(known): CHANGED}
    assert report.again == {known}
    assert store.call("a").turns[0].words[0].text == "Our"
    ran(store, known)
    assert store.call("a").turns[0].words[0].text == "Our"
    assert store.call("a").recording.metadata.agent == ("Bo" if told else "Ana")


def test_a_removed_transcript_is_not_imported_again(store: Store, tmp_path: Path) -> None:
    words = [{"word": "Hello", "start": 0.0, "end": 0.5}]
    segment = {"start": 0.0, "end": 0.5, "text": "Hello", "speaker": "agent", "words": words}
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"segments": [segment], "language": "en"}))
    command = ["--db", str(store.path), "import", str(path)]
    assert CliRunner().invoke(main, command).exit_code == 0
    (identity,) = store.call_ids()
    removed(store, tmp_path, identity)
    result = CliRunner().invoke(main, [*command, "--json"])
    assert json.loads(result.stdout)["skipped"] == {str(path): ERASED}
    assert store.call_ids() == []
