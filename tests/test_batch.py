"""Batches with the real models: bad files, killing, two at once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import zipfile
from pathlib import Path

import av
import numpy as np
import pytest

from qa.accounts.people import Role, Viewer
from qa.batch import process
from qa.review.desk import Desk
from qa.rubric.load import find, load, parse
from qa.store import Store
from tests.conftest import CALLQA, RECORDINGS, ROOT, cut, write_wav

RUBRICS = [load(find("essentials"))]
SAMPLE = "01-handled-by-the-book.ogg"

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> list[Path]:
    """Ten different short recordings, cut out of the samples."""
    folder = tmp_path_factory.mktemp("short")
    return [cut(SAMPLE, folder / f"call-{i}.wav", 5.0 * i, 5.0 * i + 5.5) for i in range(10)]


def start(db: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*CALLQA, "--db", str(db), "process", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_at(running: subprocess.Popen[str], stage: str, after: int) -> None:
    """SIGKILL at the first line of this stage once `after` recordings are done."""
    done = 0
    for line in running.stderr:
        done += ": done" in line
        if done >= after and line.rstrip().endswith(f": {stage}"):
            break
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stderr.close()


def test_killed_at_five_moments_a_batch_is_finished_by_the_next_run_and_nothing_is_done_twice(
    short, tmp_path
):
    db = tmp_path / "archive.db"
    for moment, stage in enumerate(("decode", "speech", "words", "turns", "words")):
        workers = ["--workers", "2"] if moment == 4 else []
        kill_at(start(db, *short, *workers), stage, after=1)
        with Store(db) as store:
            assert store.check() == "ok"
    with Store(db) as store:
        before = store.call_ids()
        assert 1 <= len(before) < 10
        report = process(short, store, RUBRICS)
        assert (len(report.done), len(report.skipped), report.failed) == (
            10 - len(before),
            len(before),
            {},
        )
        assert sorted(store.call_ids()) == [f"call-{i}" for i in range(10)]
        assert store.check() == "ok"
        assert not set(report.done) & set(before)
        again = process(short, store, RUBRICS)
        assert (again.done, len(again.skipped)) == ([], 10)


def test_two_at_once_on_one_folder_share_the_work(short, tmp_path):
    db = tmp_path / "archive.db"
    both = [start(db, *short[:6]) for _ in range(2)]
    reports = [running.communicate()[1] for running in both]
    assert [running.returncode for running in both] == [0, 0]
    done = [line for report in reports for line in report.splitlines() if ": done" in line]
    assert len(done) == 6
    with Store(db) as store:
        assert store.count() == 6
        assert store.check() == "ok"


def test_workers_give_the_same_calls_as_one_process(short, tmp_path):
    with Store(tmp_path / "one.db") as one, Store(tmp_path / "two.db") as two:
        process(short[:4], one, RUBRICS)
        process(short[:4], two, RUBRICS, workers=2)
        for identity in one.call_ids():
            assert one.call(identity).turns == two.call(identity).turns
            assert one.scorecards(identity) == two.scorecards(identity)


def film_without_sound(path: Path) -> None:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            still = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), "rgb24")
            for packet in stream.encode(still):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)


def bad_files(folder: Path) -> None:
    """Thirty files that cannot be reviewed, each in its own way."""
    rng, noise = np.random.default_rng(3), random.Random(3)
    sample = (RECORDINGS / SAMPLE).read_bytes()
    flac = (RECORDINGS / "09-no-complaint.flac").read_bytes()
    mp4 = (RECORDINGS / "03-back-channels.m4a").read_bytes()
    for suffix in ("wav", "mp3", "flac", "ogg", "m4a"):
        (folder / f"empty.{suffix}").write_bytes(b"")
        (folder / f"letter.{suffix}").write_text("Dear madam or sir,\n" * 80, "utf-8")
        (folder / f"random.{suffix}").write_bytes(noise.randbytes(20_000))
    with zipfile.ZipFile(folder / "archive.wav", "w") as out:
        out.writestr("call.wav", sample)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + noise.randbytes(500))
    write_wav(folder / "zero-length.wav", np.zeros(0))
    write_wav(folder / "blink.wav", rng.normal(0, 0.1, 3000))
    write_wav(folder / "silent.wav", np.zeros(80_000))
    write_wav(folder / "nearly silent.wav", rng.normal(0, 0.0002, 80_000))
    write_wav(folder / "nobody speaks.wav", rng.normal(0, 0.02, 80_000))
    whole = write_wav(folder / "truncated.wav", rng.normal(0, 0.1, 160_000)).read_bytes()
    (folder / "truncated.wav").write_bytes(whole[:100_000])
    (folder / "truncated.flac").write_bytes(flac[: len(flac) // 3])
    (folder / "truncated.m4a").write_bytes(mp4[: len(mp4) // 2])
    (folder / "corrupt header.wav").write_bytes(whole[:20] + b"\xff" * 24 + whole[44:90_000])
    film_without_sound(folder / "film.mp4")
    (folder / "gone.wav").symlink_to(folder / "nowhere")
    (folder / "folder.wav").mkdir()
    (folder / "‮name – “ugly”\n;$(rm) 'x'.wav").write_bytes(b"not sound")


def test_thirty_bad_files_among_three_good_ones_are_reported_and_the_batch_goes_on(short, tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    bad_files(folder)
    assert len(list(folder.iterdir())) == 30
    for number, name in enumerate(("good one.wav", "-dash.wav", "καλό.wav")):
        os.link(short[number], folder / name)
    db = tmp_path / "archive.db"
    running = subprocess.run(
        [*CALLQA, "--db", str(db), "process", str(folder), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(running.stdout)
    assert running.returncode == 0
    assert "Traceback" not in running.stderr
    assert sorted(report["done"]) == sorted(["-dash", "good one", "καλό"])
    assert len(report["failed"]) == 30
    assert all(len(reason) > 8 and "\n" not in reason for reason in report["failed"].values())
    reasons = {Path(path).name: reason for path, reason in report["failed"].items()}
    assert reasons["empty.wav"] == "the file is empty"
    assert "silent" in reasons["silent.wav"]
    assert "nobody speaks" in reasons["nobody speaks.wav"]
    assert "cut short" in reasons["truncated.wav"]
    assert "cut short" in reasons["truncated.flac"]
    assert "no sound" in reasons["film.mp4"]
    assert "a folder" in reasons["folder.wav"]
    with Store(db) as store:
        assert len(store.failures()) == 30


def test_a_file_with_a_broken_sidecar_is_reported_and_mended_at_the_next_run(short, tmp_path):
    path = tmp_path / "call.wav"
    os.link(short[0], path)
    sidecar = tmp_path / "call.json"
    sidecar.write_text('{"hangup_party": "the dog"}', "utf-8")
    with Store(tmp_path / "archive.db") as store:
        report = process([path], store, RUBRICS)
        assert report.nothing_could_be_done
        assert "the dog" in next(iter(report.failed.values()))
        sidecar.write_text('{"hangup_party": "agent", "agent": "Ana"}', "utf-8")
        assert process([path], store, RUBRICS).done == ["call"]
        assert store.failures() == []
        assert store.summaries()[0].agent == "Ana"


def test_metadata_that_is_mended_later_counts_without_listening_again(short, tmp_path):
    path = tmp_path / "call.wav"
    os.link(short[0], path)
    with Store(tmp_path / "archive.db") as store:
        process([path], store, RUBRICS)
        turns = store.call("call").turns
        (tmp_path / "call.json").write_text('{"agent": "Ana", "hangup_party": "agent"}', "utf-8")
        report = process([path], store, RUBRICS)
        assert "brought up to date" in next(iter(report.skipped.values()))
        call = store.call("call")
        assert (call.recording.metadata.agent, call.turns) == ("Ana", turns)
        assert call.measures.ending.by_line is not None
        (tmp_path / "call.json").write_text('{"channels": ["customer", "agent"]}', "utf-8")
        assert process([path], store, RUBRICS).done == ["call"]
        assert store.call("call").made.role_source == "metadata"


def test_a_released_review_is_not_scored_over_by_what_comes_in_again(short, tmp_path):
    path = tmp_path / "call.wav"
    os.link(short[0], path)
    essentials = find("essentials").read_text(encoding="utf-8")
    newer = parse(essentials.replace("weight: 25", "weight: 40"), "essentials.yaml")
    with Store(tmp_path / "archive.db") as store:
        process([path], store, RUBRICS)
        shown = store.scorecards("call")
        desk = Desk(store, Viewer("Dana", Role.QA))
        for state in ("submitted", "released"):
            desk.move("call", state)
        report = process([path], store, [newer])
        assert "stay as they were shown" in next(iter(report.skipped.values()))
        path.with_suffix(".json").write_text('{"agent": "Ana"}', "utf-8")
        process([path], store, [newer])
        assert (store.scorecards("call"), store.summaries()[0].agent) == (shown, "Ana")
        desk.move("call", "open")
        process([path], store, [newer])
        assert store.scorecards("call")[0].lines[0].weight == 40


def test_a_name_that_is_not_utf8_is_reported_and_the_batch_goes_on(short, tmp_path):
    os.link(short[0], os.fsencode(tmp_path) + b"/caf\xe9.wav")
    os.link(short[1], tmp_path / "good.wav")
    with Store(tmp_path / "archive.db") as store:
        report = process([tmp_path], store, RUBRICS)
        assert report.done == ["good"]
        assert "not valid UTF-8" in next(iter(report.failed.values()))


def test_a_language_nobody_knows_is_reported_and_the_batch_goes_on(short, tmp_path):
    for number, name in enumerate(("bad.wav", "good.wav")):
        os.link(short[number], tmp_path / name)
    (tmp_path / "bad.json").write_text('{"language": "qx"}', "utf-8")
    with Store(tmp_path / "archive.db") as store:
        report = process([tmp_path], store, RUBRICS)
        assert report.done == ["good"]
        assert "does not know the language 'qx'" in next(iter(report.failed.values()))


def test_a_worker_that_is_killed_takes_only_its_own_recording_with_it(short, tmp_path):
    db = tmp_path / "archive.db"
    running = start(db, *short[:4], "--workers", "2")
    for line in running.stderr:
        if line.rstrip().endswith(": words"):
            break
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    workers = [
        pid for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    os.kill(int(workers[0]), signal.SIGKILL)
    running.stderr.read()
    assert running.wait() == 0
    with Store(db) as store:
        assert store.count() == 4
        assert store.check() == "ok"


def test_a_named_pipe_does_not_stop_the_batch(short, tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    os.link(short[0], tmp_path / "good.wav")
    with Store(tmp_path / "archive.db") as store:
        report = process([tmp_path], store, RUBRICS)
        assert report.done == ["good"]
        assert "not a regular file" in next(iter(report.failed.values()))


def test_the_same_recording_under_two_names_is_listened_to_once(short, tmp_path):
    for name in ("a.wav", "b.wav"):
        os.link(short[0], tmp_path / name)
    with Store(tmp_path / "archive.db") as store:
        report = process([tmp_path], store, RUBRICS)
        assert (report.done, list(report.skipped)) == (["a"], [str(tmp_path / "b.wav")])
