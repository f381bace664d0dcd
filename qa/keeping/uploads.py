"""Recordings that come in through the dashboard, written to disk as they arrive."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from qa.errors import InputError
from qa.formats.metadata import MANIFEST
from qa.keeping.sound import uploads_folder
from qa.recordings import NOT_SOUND, find_sources, readable

LARGEST = 4 << 30  # bytes of one file: two days of ordinary stereo sound
ROOM_LEFT = 500 << 20  # bytes of disk that stay free, so that the archive can still be written
LONGEST_NAME = 180
BESIDE = (".json",)  # what a recorder writes beside a recording is welcome
PART = ".part"
_BATCH = re.compile(r"[0-9a-f]{8,64}")


def folder_of(db: Path, batch: str) -> Path:
    """The folder of one upload. Raises InputError for a name that is not ours."""
    if not _BATCH.fullmatch(batch):
        raise InputError("this upload has no proper name", next_step="reload the page")
    return uploads_folder(db) / batch


def begin(db: Path, batch: str, name: str, size: int) -> Path:
    """Where to write a file of `size` bytes that comes in under `name`; `finish` makes it whole.

    Raises InputError for what is no recording, too large, there already, or more than the disk
    holds.
    """
    folder = folder_of(db, batch)
    kept = safe_name(name)
    if not 0 < size <= LARGEST:
        raise InputError(f"{kept} is {'empty' if size <= 0 else 'too large'}")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(folder).free - size < ROOM_LEFT:
        raise InputError("the disk is too full for this file", next_step="make room first")
    if (folder / kept).exists():
        raise InputError(f"{kept} is there already", next_step="rename one of the two files")
    return folder / f"{kept}{PART}"


def finish(part: Path, size: int, written: int) -> Path:
    """The whole file under its own name. Raises InputError when bytes are missing."""
    if size != written:
        part.unlink(missing_ok=True)
        raise InputError("the upload was cut short", next_step="try again")
    whole = part.with_name(part.name.removesuffix(PART))
    part.replace(whole)
    return whole


def safe_name(name: str) -> str:
    """A file name that stays in its folder. Raises InputError for what cannot be a recording."""
    bare = readable(name.replace("\\", "/").rpartition("/")[2]).lstrip(". ")
    bare = re.sub(r'[<>:"|?*]', "_", bare)
    suffix = Path(bare).suffix.lower()
    if not bare or len(bare.encode()) > LONGEST_NAME:
        raise InputError(f"{bare[:40]!r} cannot be the name of a recording", next_step="rename it")
    if bare != MANIFEST and suffix not in BESIDE and suffix in (*NOT_SOUND, ""):
        raise InputError(
            f"{bare} is no recording", next_step="sound, or the JSON and manifest.csv beside it"
        )
    return bare


def describe(folder: Path, about: Mapping[str, str]) -> None:
    """Write down what somebody said of all the recordings of an upload, unless a manifest came."""
    manifest = folder / MANIFEST
    known = {key: value.strip() for key, value in about.items() if value.strip()}
    if not known or manifest.exists():
        return
    names = sorted(source.described_as.name for source in find_sources([folder]))
    with manifest.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["file", *known])
        writer.writerows([name, *known.values()] for name in names)
