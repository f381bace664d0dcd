"""Calls made by hand, sounds made by arithmetic, the sample recordings heard once."""

from __future__ import annotations

import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from qa.call import Call
from qa.formats import script
from qa.measure import measure
from qa.store import Store

ROOT = Path(__file__).parent.parent
RECORDINGS = ROOT / "recordings"
CALLQA = [sys.executable, "-m", "qa.cli"]


@pytest.fixture
def say() -> Callable[..., Call]:
    """A measured call from lines of a script."""

    def make(text: str, name: str = "call") -> Call:
        return measure(script.to_call(script.parse(text), name))

    return make


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "archive.db") as opened:
        yield opened


def write_wav(path: Path, samples: np.ndarray, rate: int = 16_000) -> Path:
    """Samples −1 to 1, shape (frames,) or (frames, channels), as 16-bit PCM."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def cut(source: str, target: Path, start: float, end: float) -> Path:
    """A piece of a sample recording as WAV with all its channels."""
    from qa.hear.audio import RATE, decode

    sound = decode([RECORDINGS / source])
    block = sound.samples[round(start * RATE) : round(end * RATE)] / 32768
    sound.close()
    return write_wav(target, block)


@pytest.fixture(scope="session")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of all sample recordings, listened to once with the real models."""
    from qa.batch import process
    from qa.rubric.load import find, load

    db = tmp_path_factory.mktemp("heard") / "archive.db"
    with Store(db) as opened:
        report = process([RECORDINGS], opened, [load(find("essentials"))])
    assert not report.failed
    return db
