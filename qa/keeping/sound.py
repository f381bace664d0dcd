"""The files of recordings: where uploads lie, and deleting what no call needs any more."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from qa.connection import Connection
from qa.errors import StoreError
from qa.formats.metadata import MANIFEST, sidecars
from qa.store import Store


def uploads_folder(db: Path) -> Path:
    """Where recordings lie that were uploaded into an archive: a folder beside it."""
    return db.expanduser().resolve().with_name(f"{db.stem}.recordings")


def paths_of(connection: Connection, call: str) -> list[Path]:
    """The files of a call's recording that the archive knows of; none once they were removed."""
    rows = connection.all("SELECT path FROM files WHERE call_id = ? ORDER BY path", [call])
    return [Path(row["path"]) for row in rows]


def remove_sound(store: Store, paths: Sequence[Path], sha256: str, cache: Path) -> list[str]:
    """Delete the files of a recording, what lies beside them, and the copy made for listening.

    To be called once the archive has forgotten that the call has them: a file that another call
    still has stays. Gives sentences about what is left. Raises StoreError when one cannot be
    deleted.
    """
    left = []
    ours = uploads_folder(store.path)
    for path in paths:
        if store.connection.one("SELECT 1 AS x FROM files WHERE path = ?", [str(path)]):
            left.append(f"{path} belongs to another call too and was left")
            continue
        for file in (path, *sidecars(path)):
            _delete(file)
        if path.is_relative_to(ours):
            _forget_row(path)
        elif _is_listed(path):
            left.append(f"a row of {path.parent / MANIFEST} still names {path.name}")
    _delete(cache / f"{sha256}.ogg")
    return left


def _delete(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"this file cannot be deleted: {error.strerror}; the call was left as it was",
            where=str(file),
            next_step="let callqa delete files there, or remove the call and keep its files",
        ) from error


def _is_listed(path: Path) -> bool:
    manifest = path.parent / MANIFEST
    with suppress(OSError, UnicodeDecodeError):
        return path.name in manifest.read_text(encoding="utf-8-sig")
    return False


def _forget_row(path: Path) -> None:
    """Take a recording out of the manifest of an upload; the folder goes with its last file."""
    manifest = path.parent / MANIFEST
    if manifest.is_file():
        with manifest.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle))
        kept = [row for row in rows if row[:1] != [path.name]]
        if len(kept) > 1:
            with manifest.open("w", encoding="utf-8", newline="") as handle:
                csv.writer(handle).writerows(kept)
        else:
            _delete(manifest)
    with suppress(OSError):
        path.parent.rmdir()
