"""What is installed and whether it works: a self-test of about two seconds."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from qa.errors import QAError

PACKAGES = ("faster-whisper", "ctranslate2", "onnxruntime", "av", "streamlit", "sqlite-utils")
OLDEST_SQLITE = (3, 37)  # strict tables
LEAST_DISK = 500e6


@dataclass(frozen=True)
class Check:
    """One line of the report; `ok` False means that something has to be done."""

    name: str
    ok: bool
    text: str


def examine(db: Path) -> Iterator[Check]:
    """Look at everything in turn; nothing raises, what is wrong is a Check that is not ok."""
    yield Check("python", True, f"{platform.python_version()} on {platform.platform()}")
    for name in PACKAGES:
        yield _package(name)
    yield Check("sqlite", sqlite3.sqlite_version_info >= OLDEST_SQLITE, sqlite3.sqlite_version)
    yield _disk(db)
    yield from _models()
    yield _archive(db)
    yield _listening()


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed; run `pip install callqa` again")


def _disk(db: Path) -> Check:
    place = next(folder for folder in (db.parent, *db.parent.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    return Check("disk", free >= LEAST_DISK, f"{free / 1e9:.1f} GB free at {place}")


def _models() -> Iterator[Check]:
    from qa.hear import models

    for model in models.MODELS:
        missing = [file.name for file in models.files_of(model) if models.present(file) is None]
        text = "missing; run `callqa models fetch`" if missing else "here"
        yield Check(f"model {model}", not missing, text)


def _archive(db: Path) -> Check:
    from qa.store import Store

    if not db.exists():
        return Check("archive", True, f"none yet at {db}")
    try:
        with Store(db) as store:
            return Check("archive", store.check() == "ok", f"{store.count()} calls in {db}")
    except QAError as error:
        return Check("archive", False, str(error))


def _listening() -> Check:
    """Two seconds of noise through every model; nothing has to be heard in it."""
    from qa.hear import models

    if any(models.present(file) is None for file in models.FILES):
        return Check("self-test", False, "not run, a model is missing")
    start = time.perf_counter()
    try:
        _listen()
    except Exception as error:  # whatever is wrong, saying so is what this is for
        return Check("self-test", False, f"{type(error).__name__}: {error}")
    return Check("self-test", True, f"all models answer, {time.perf_counter() - start:.1f} s")


def _listen() -> None:
    import wave

    import numpy as np

    from qa.hear import models, prints, speech
    from qa.hear.audio import RATE, decode
    from qa.hear.levels import measure_levels
    from qa.hear.transcribe import Whisper

    noise = np.random.default_rng(0).normal(0, 0.05, 2 * RATE).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "noise.wav"
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes((noise * 32767).astype(np.int16).tobytes())
        sound = decode([path])
        speech.activity(sound, 0, measure_levels(sound), models.folder_of("segmentation"))
        sound.close()
    prints.embed(noise, models.folder_of("voices"))
    recogniser = Whisper(models.folder_of("base"), "base", beam=1)
    recogniser.write(recogniser.take_in([noise]), "en")
