"""A watched folder: what is whole is processed once, what grows is left alone."""

from __future__ import annotations

import pytest

from qa import watch as watching
from qa.batch import Report
from qa.errors import InputError
from qa.hear.listen import Options


class EnoughError(Exception):
    """Ends the endless watch."""


@pytest.fixture
def looks(tmp_path, store, monkeypatch):
    """Runs a watch over steps of what happens between two looks; gives what was processed."""
    seen = []

    def note(files, *_, **__):
        seen.append([f.name for f in files])
        return Report()

    monkeypatch.setattr(watching, "process", note)

    def run(*steps):
        rest = iter(steps)

        def between(_seconds):
            try:
                next(rest)()
            except StopIteration:
                raise EnoughError from None

        with pytest.raises(EnoughError):
            watching.watch(tmp_path, store, [], Options(), lambda event: None, wait=between)
        return seen

    return run


def test_a_file_is_processed_once_when_it_no_longer_grows(looks, tmp_path):
    path = tmp_path / "a.wav"
    steps = [lambda: path.write_bytes(b"x"), lambda: path.write_bytes(b"xx"), *[lambda: None] * 3]
    assert looks(*steps) == [["a.wav"]]


def test_a_file_that_has_changed_is_looked_at_again(looks, tmp_path):
    path = tmp_path / "a.wav"
    rest = [lambda: None] * 2
    found = looks(lambda: path.write_bytes(b"x"), *rest, lambda: path.write_bytes(b"whole"), *rest)
    assert found == [["a.wav"], ["a.wav"]]


def test_what_is_not_a_folder_is_told(store, tmp_path):
    with pytest.raises(InputError, match="not a folder"):
        watching.watch(tmp_path / "none", store, [], Options(), lambda event: None)


def test_the_halves_of_a_pair_are_taken_together(looks, tmp_path):
    def arrive():
        for side in ("agent", "customer"):
            (tmp_path / f"x.{side}.wav").write_bytes(b"x")

    assert looks(arrive, lambda: None, lambda: None) == [["x.agent.wav", "x.customer.wav"]]
