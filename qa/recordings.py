"""Files and folders → recordings: what is audio, which two files are a pair, who each is."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qa.call import AGENT, CUSTOMER, Recording
from qa.errors import InputError
from qa.formats.metadata import MANIFEST, find_metadata, sidecars

# Of a folder these are passed over in silence: they lie beside recordings by design.
NOT_SOUND = frozenset(
    {".json", ".csv", ".txt", ".md", ".call", ".py", ".yaml", ".yml", ".db", ".db-wal", ".db-shm"}
    | {".part", ".partial", ".tmp", ".crdownload"}  # still on their way
)
_SIDE = re.compile(r"^(?P<stem>.+)[._-](?P<side>agent|customer)$", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """One recording to be: its file, or its two files (agent first)."""

    paths: tuple[Path, ...]

    @property
    def label(self) -> str:
        return self.paths[0].name if len(self.paths) == 1 else _stem(self.paths[0])

    @property
    def described_as(self) -> Path:
        """The file under whose name its metadata is looked for; of a pair the name of both."""
        first = self.paths[0]
        return first if len(self.paths) == 1 else first.with_name(_stem(first) + first.suffix)


def find_sources(paths: Iterable[Path], *, recursive: bool = False) -> Iterator[Source]:
    """The recordings in files and folders, in order of name; a file twice is given once.

    A file that is named is taken whatever it is; of a folder, hidden files and files that are
    plainly something else (sidecars, notes) are left out.
    """
    files = dict.fromkeys(file for path in paths for file in _files(path, recursive))
    beside = {sidecar for file in files for sidecar in sidecars(file) if sidecar != file}
    yield from paired(file for file in files if file not in beside)


def paired(files: Iterable[Path]) -> Iterator[Source]:
    """Files as recordings, in their order: two that are the sides of one call together."""
    files = list(files)
    pairs = _pairs(files)
    for file in files:
        if file in pairs:
            if pairs[file][0] == file:
                yield Source(pairs[file])
        else:
            yield Source((file,))


def identify(source: Source, pattern: re.Pattern[str] | None = None) -> Recording:
    """The recording with its identity and metadata; its length is not known before it is decoded.

    Raises InputError for a file that cannot be read and for metadata with a mistake.
    """
    sha256 = digest(source.paths)
    metadata = find_metadata(source.described_as, pattern)
    if len(source.paths) == 2:
        metadata = replace(metadata, channels=(AGENT, CUSTOMER))
    name = metadata.name or readable(source.described_as.stem)
    paths = tuple(str(path.resolve()) for path in source.paths)
    return Recording(paths, sha256, 0.0, 0, replace(metadata, name=name))


def digest(paths: Iterable[Path]) -> str:
    """The identity of a recording by its files. Raises InputError for one that cannot be read."""
    found = hashlib.sha256()
    for path in paths:
        _check_kind(path)
        try:
            with path.open("rb") as handle:
                while block := handle.read(1 << 20):
                    found.update(block)
        except OSError as error:
            raise InputError(f"cannot be opened: {error.strerror}", where=str(path)) from None
    return found.hexdigest()


def _check_kind(path: Path) -> None:
    """Only files with a name that can be kept; reading a pipe would wait for ever."""
    where = readable(str(path))
    try:
        str(path.resolve()).encode()
    except UnicodeEncodeError:
        raise InputError(
            "the name is not valid UTF-8", where=where, next_step="rename the file"
        ) from None
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise InputError(f"cannot be opened: {error.strerror}", where=where) from None
    if stat.S_ISDIR(mode):
        raise InputError("a folder, not a file", where=where, next_step="use --recursive")
    if not stat.S_ISREG(mode):
        raise InputError("not a regular file", where=where)


def readable(name: str) -> str:
    """A file name as an id that can be printed: control characters and broken bytes replaced."""
    shown = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(ch if ch.isprintable() else "_" for ch in shown).strip() or "call"


def _files(path: Path, recursive: bool) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    try:
        found = sorted(path.rglob("*") if recursive else path.iterdir())
    except PermissionError:
        yield path  # to be reported as a folder that cannot be opened
        return
    for file in found:
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if hidden or file.suffix.lower() in NOT_SOUND or file.name == MANIFEST:
            continue
        # A folder that is named like a file is reported, since somebody may wait for it.
        if not file.is_dir() or (file.suffix and not recursive):
            yield file


def _pairs(files: Iterable[Path]) -> dict[Path, tuple[Path, Path]]:
    """Files that are the two sides of one call: `x.agent.wav` and `x.customer.wav`."""
    sides: dict[tuple[Path, str], dict[str, Path]] = {}
    for file in files:
        match = _SIDE.match(file.stem)
        if match:
            key = (file.parent, match["stem"])
            sides.setdefault(key, {})[match["side"].lower()] = file
    pairs = {}
    for both in sides.values():
        if len(both) == 2:
            pair = (both[AGENT], both[CUSTOMER])
            pairs.update(dict.fromkeys(pair, pair))
    return pairs


def _stem(path: Path) -> str:
    match = _SIDE.match(path.stem)
    return match["stem"] if match else path.stem
