"""The files of recordings: where uploads lie, and deleting what no call needs any more."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from qa.connection import Connection
from qa.errors import InputError, StoreError
from qa.formats.metadata import MANIFEST, sidecars
from qa.keeping import manifest
from qa.recordings import Source, digest, paired
from qa.store import Store

LAST = "\U0010ffff"  # no path sorts behind a beginning with this


class UndeletableError(StoreError):
    """A file that had to be deleted and could not be."""


def uploads_folder(db: Path) -> Path:
    """Where recordings lie that were uploaded into an archive: a folder beside it."""
    return db.expanduser().resolve().with_name(f"{db.stem}.recordings")


def paths_of(connection: Connection, call: str) -> list[Path]:
    """The files of a call's recording that the archive knows of, copies under other names among
    them; none once they were removed."""
    rows = connection.all("SELECT path FROM files WHERE call_id = ? ORDER BY path", [call])
    return [Path(row["path"]) for row in rows]


def remove_sound(store: Store, paths: Sequence[Path], sha256: str, cache: Path) -> list[str]:
    """Delete the files of a recording, what lies beside them, and the copy made for listening.

    To be called once the archive has forgotten that the call has them: a file that another call
    still has stays, and so does one that holds another recording by now. Gives sentences
    about what is left. Raises UndeletableError; then nothing was deleted, unless the machine
    thought better of it half way.
    """
    connection = store.connection
    left: list[str] = []
    going: list[Path] = []
    rows: dict[Path, set[str]] = {}
    sources = list(paired(paths))
    for source in sources:
        if _holds_something_else(source, sha256):
            left.append(_left_alone(source))
            continue
        own = [path for path in source.paths if not _is_known(connection, path)]
        shared = [path for path in source.paths if path not in own]
        left += [f"{path} belongs to another call too and was left" for path in shared]
        if own:
            beside = {file for path in (*own, source.described_as) for file in sidecars(path)}
            needed = {file for file in beside if _there(file) and _describes(connection, file)}
            left += [f"{file} tells of another call too and was left" for file in sorted(needed)]
            going += [*own, *sorted(beside - needed)]
            # What is told of both sides of a call stands under a name that neither has.
            told = [path for path in (*own, source.described_as) if not _is_known(connection, path)]
            rows.setdefault(told[0].parent, set()).update(path.name for path in told)
    _delete([*going, cache / f"{sha256}.ogg"])
    for folder, names in rows.items():
        left += _forget_rows(folder, names, ours=folder.is_relative_to(uploads_folder(store.path)))
    return left


def _is_known(connection: Connection, path: Path) -> bool:
    return connection.one("SELECT 1 AS x FROM files WHERE path = ?", [str(path)]) is not None


def _describes(connection: Connection, sidecar: Path) -> bool:
    """Whether a recording that the archive still has is described by this sidecar."""
    start = str(sidecar.with_name(sidecar.name.removesuffix(".json").removesuffix(".sidecar")))
    rows = connection.all(
        "SELECT call_id, path FROM files WHERE path BETWEEN ? AND ?", [start, start + LAST]
    )
    of_call: dict[str, list[Path]] = {}
    for row in rows:
        of_call.setdefault(row["call_id"], []).append(Path(row["path"]))
    sources = (source for files in of_call.values() for source in paired(files))
    return any(sidecar in sidecars(source.described_as) for source in sources)


def _holds_something_else(source: Source, sha256: str) -> bool:
    """Whether the files can be read and are another recording; half a pair cannot be told."""
    try:
        return digest(source.paths) != sha256
    except InputError:
        return False


def _left_alone(source: Source) -> str:
    names = " and ".join(map(str, source.paths))
    if len(source.paths) == 1:
        return f"{names} holds another recording by now and was left"
    return f"one of {names} holds another recording by now; both were left"


def _there(file: Path) -> bool:
    return os.path.lexists(file)


def _delete(files: Iterable[Path]) -> None:
    """Delete all that are there, or none where it can be seen that one cannot be deleted."""
    there = [file for file in files if _there(file)]
    for file in there:
        if file.is_dir() and not file.is_symlink():
            raise _undeletable(file, "it is a folder", 0)
        if not os.access(file.parent, os.W_OK | os.X_OK):
            raise _undeletable(file, "its folder may not be written to", 0)
    for number, file in enumerate(there):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise _undeletable(file, error.strerror, number) from error


def _undeletable(file: Path, why: str | None, before: int) -> UndeletableError:
    kept = "the call stays, some of its files are gone" if before else "the call was left as it was"
    return UndeletableError(
        f"this file cannot be deleted: {why}; {kept}",
        where=str(file),
        next_step="let callqa delete files there, or remove the call and keep its files",
    )


def _forget_rows(folder: Path, names: set[str], *, ours: bool) -> list[str]:
    """Take recordings out of the manifest of an upload, whose folder goes with its last file; of
    another folder's say that they stand there."""
    path = folder / MANIFEST
    if not ours:
        return [f"a row of {path} still names {name}" for name in manifest.listed(path, names)]
    try:
        manifest.forget(path, names)
    except (OSError, ValueError, csv.Error) as error:
        raise _undeletable(path, str(error), 1) from error
    with suppress(OSError):
        folder.rmdir()
    return []
