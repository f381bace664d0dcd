"""The files of a recording that is removed: both sides of a pair, copies, and what tells of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.accounts.people import Role, Viewer
from qa.call import Call
from qa.keeping.erase import Erased, erase
from qa.keeping.sound import UndeletableError, uploads_folder
from qa.keeping.uploads import describe
from qa.recordings import Source, find_sources, identify
from qa.store import Store
from tests.conftest import write_wav

ROOT = Viewer("root", Role.ADMIN)
Keep = Callable[..., Call]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A folder for recordings, beside the archive's own."""
    folder = tmp_path / "calls"
    folder.mkdir()
    return folder


@pytest.fixture
def keep(store: Store, say: Callable[..., Call]) -> Keep:
    """Keep a call under the name of its recording, found as a batch finds it."""

    def made(*paths: Path) -> Call:
        (source,) = find_sources(paths)
        recording = replace(identify(source), seconds=1.0, channels=len(paths))
        call = say("customer: Hello.", recording.metadata.name or "")
        call = replace(call, recording=recording)
        store.save(call, [], "test")
        return call

    return made


def pair(folder: Path, stem: str = "x", level: float = 0.1) -> list[Path]:
    sides = ("agent", "customer")
    return [
        write_wav(folder / f"{stem}-{side}.wav", np.full(400, level + number / 10))
        for number, side in enumerate(sides)
    ]


def remove(store: Store, call: str, cache: Path) -> Erased:
    return erase(store, call, ROOT, "request", cache=cache)


def test_what_tells_of_a_pair_goes_with_it(
    store: Store, keep: Keep, sound: Path, tmp_path: Path
) -> None:
    told = json.dumps({"customer": "Ruth"})
    for name in ("x.json", "x.sidecar.json", "x-agent.json"):
        (sound / name).write_text(told)
    keep(*pair(sound))
    (sound / "y.json").write_text(told)
    assert remove(store, "x", tmp_path).left == ()
    assert [path.name for path in sound.iterdir()] == ["y.json"]


def test_the_row_of_an_uploaded_pair_goes_with_it_and_other_rows_stay(
    store: Store, keep: Keep, tmp_path: Path
) -> None:
    folder = uploads_folder(store.path) / "00c0ffee"
    folder.mkdir(parents=True)
    both, other = pair(folder), write_wav(folder / "other.wav", np.full(400, 0.5))
    describe(folder, {"customer": "Ruth"})
    keep(*both)
    keep(other)
    remove(store, "x", tmp_path)
    assert (folder / "manifest.csv").read_text() == "file,customer\nother.wav,Ruth\n"
    remove(store, "other", tmp_path)
    assert not folder.exists()


def test_the_row_of_a_pair_in_somebody_elses_manifest_is_told(
    store: Store, keep: Keep, sound: Path, tmp_path: Path
) -> None:
    (sound / "manifest.csv").write_text("agent,file\nAlex,x.wav\nAlex,xx.wav\n")
    keep(*pair(sound))
    (left,) = remove(store, "x", tmp_path).left
    assert left.endswith("manifest.csv still names x.wav")


def test_what_was_typed_of_an_upload_is_known_of_its_pairs(tmp_path: Path) -> None:
    folder = tmp_path / "00c0ffee"
    folder.mkdir()
    both = pair(folder)
    describe(folder, {"agent": "Alex", "queue": "cards", "started_at": "2026-11-03"})
    about = identify(Source(tuple(both))).metadata
    assert (about.agent, about.queue) == ("Alex", "cards")
    assert about.started_at == "2026-11-03T00:00:00"


def test_a_sidecar_that_another_call_needs_stays(
    store: Store, keep: Keep, sound: Path, tmp_path: Path
) -> None:
    (sound / "x.json").write_text(json.dumps({"agent": "Alex"}))
    both = pair(sound)
    mixed = write_wav(sound / "x.wav", np.full(400, 0.7))
    keep(*both)
    keep(mixed)
    (left,) = remove(store, "x", tmp_path).left
    assert "x.json tells of another call too" in left
    assert sorted(path.name for path in sound.iterdir()) == ["x.json", "x.wav"]
    remove(store, "x-2", tmp_path)
    assert list(sound.iterdir()) == []


def test_nothing_is_deleted_when_the_second_of_two_files_cannot_be(
    store: Store, keep: Keep, sound: Path, tmp_path: Path
) -> None:
    both = pair(sound)
    keep(*both)
    both[1].unlink()
    both[1].mkdir()
    with pytest.raises(UndeletableError, match="left as it was"):
        remove(store, "x", tmp_path)
    assert both[0].exists()
    assert store.call_ids() == ["x"]
    both[1].rmdir()
    remove(store, "x", tmp_path)
    assert not both[0].exists()


def test_half_of_a_pair_that_was_deleted_before_a_kill_holds_nothing_up(
    store: Store, keep: Keep, sound: Path, tmp_path: Path
) -> None:
    both = pair(sound)
    keep(*both)
    both[0].unlink()
    assert remove(store, "x", tmp_path).left == ()
    assert list(sound.iterdir()) == []


def test_a_file_that_holds_another_recording_by_now_stays_and_is_told(
    store: Store, keep: Keep, sound: Path, tmp_path: Path
) -> None:
    path = write_wav(sound / "x.wav", np.full(400, 0.1))
    keep(path)
    write_wav(path, np.full(400, 0.3))
    left = remove(store, "x", tmp_path).left
    assert path.exists()
    assert left == (f"{path} holds another recording by now and was left",)
