"""What an archive takes up on the disk."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from qa.formats.listening import cache_folder
from qa.hear import models
from qa.keeping.sound import uploads_folder
from qa.store import Store


@dataclass(frozen=True)
class Place:
    """Something that takes up `size` bytes in `files` files; `missing` of them are not there."""

    name: str
    path: str
    size: int
    files: int
    missing: int = 0


@dataclass(frozen=True)
class Model:
    """A model: what it is for, its bytes, and where it is; None where it has to be fetched."""

    name: str
    purpose: str
    size: int
    path: str | None


PURPOSES = {
    "base": "writes down what is said (Whisper base)",
    "segmentation": "hears who speaks when, and where two speak at once",
    "voices": "tells voices apart on one channel",
}


def places(store: Store) -> list[Place]:
    """The archive itself, its recordings, uploads among them, and what could be made again."""
    db = store.path
    own = [path for path in (db, db.with_name(db.name + "-wal")) if path.exists()]
    recordings = [Path(r["path"]) for r in store.connection.all("SELECT DISTINCT path FROM files")]
    sizes = [_size(path) for path in recordings]
    there = [size for size in sizes if size is not None]
    return [
        Place("The archive", str(db), sum(_size(p) or 0 for p in own), len(own)),
        Place("Recordings", "", sum(there), len(there), len(sizes) - len(there)),
        _folder("Uploads", uploads_folder(db)),
        _folder("Copies for listening", cache_folder()),
        _folder("Models", models.cache_folder()),
    ]


def free(db: Path) -> int:
    """The bytes that are free where the archive lies."""
    return shutil.disk_usage(db.resolve().parent).free


def empty_listening_copies() -> int:
    """Delete the copies for listening, which are made again when needed; gives the bytes freed."""
    freed = 0
    for copy in cache_folder().glob("*.ogg"):
        freed += _size(copy) or 0
        copy.unlink(missing_ok=True)
    return freed


def model_list() -> list[Model]:
    """Every model that listening needs."""
    found = []
    for name in models.MODELS:
        files = models.files_of(name)
        paths = [models.present(file) for file in files]
        here = paths[0].parent if paths[0] and all(paths) else None
        size = sum(file.size for file in files)
        found.append(Model(name, PURPOSES.get(name, ""), size, str(here) if here else None))
    return found


def _folder(name: str, folder: Path) -> Place:
    size = count = 0
    for root, _, names in os.walk(folder):
        for file in names:
            size += _size(Path(root) / file) or 0
            count += 1
    return Place(name, str(folder), size, count)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
