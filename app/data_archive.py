"""Keeping the archive as the pages see it: taking in, jobs, storage, retention, accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app import data
from qa.accounts.people import Role, User, Viewer
from qa.formats.export import as_table
from qa.keeping import uploads
from qa.keeping.erase import REASONS, Erased
from qa.keeping.jobs import FETCH, PROCESS, RETENTION, RUNNING, WAITING, Job, Outcome
from qa.keeping.office import Office, Orders
from qa.keeping.retention import KINDS, Due, Retention
from qa.keeping.spared import in_words as spared_in_words
from qa.keeping.storage import Model, Place

__all__ = [
    "FETCH",
    "KINDS",
    "PROCESS",
    "REASONS",
    "RETENTION",
    "RUNNING",
    "WAITING",
    "Due",
    "Erased",
    "Job",
    "Model",
    "Orders",
    "Outcome",
    "Place",
    "Retention",
    "User",
    "spared_in_words",
]


@contextmanager
def _office() -> Iterator[Office]:
    with data.opened(data.archive()) as store:
        yield Office(store, data.viewer())


# -- taking in -----------------------------------------------------------------------------------


class Upload:
    """A file on its way in, of somebody who may add recordings; written as it comes.

    Raises AccessError and InputError.
    """

    def __init__(self, db: Path, who: Viewer, batch: str, name: str, size: int):
        with data.opened(db) as store:
            Office(store, who).check_may_add()
        self._part = uploads.begin(db, batch, name, size)
        self._size, self._written = size, 0
        self._file = self._part.open("wb")

    def write(self, block: bytes) -> None:
        """Take a piece; more than was announced is refused."""
        self._written += len(block)
        if self._written > self._size:
            self.abandon()
            raise data.InputError("more came than was announced")
        self._file.write(block)

    def finish(self) -> str:
        """The name under which the file is kept now that it is whole."""
        self._file.close()
        return uploads.finish(self._part, self._size, self._written).name

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._part.unlink(missing_ok=True)


def uploaded(batch: str) -> list[str]:
    """The names of the files of an upload that are whole."""
    folder = uploads.folder_of(data.archive(), batch)
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in found if path.suffix != uploads.PART)


def add_upload(batch: str, orders: Orders, about: Mapping[str, str]) -> int:
    with _office() as office:
        return office.add_upload(batch, orders, about)


def add_folder(folder: str, orders: Orders, *, recursive: bool) -> int:
    with _office() as office:
        return office.add_folder(folder, orders, recursive=recursive)


def folders() -> list[str]:
    with _office() as office:
        return office.folders()


def set_folders(chosen: Sequence[str]) -> None:
    with _office() as office:
        office.set_folders(chosen)


def rubric_names() -> list[str]:
    with _office() as office:
        return office.rubric_names()


# -- jobs ----------------------------------------------------------------------------------------


def jobs() -> list[Job]:
    with _office() as office:
        return office.jobs()


def outcomes(number: int) -> list[Outcome]:
    with _office() as office:
        return office.outcomes(number)


def stop(number: int) -> None:
    with _office() as office:
        office.stop(number)


def retry(paths: Sequence[str], orders: Orders) -> int:
    with _office() as office:
        return office.retry(paths, orders)


def forget_failures(paths: Sequence[str]) -> None:
    with _office() as office:
        office.forget_failures(paths)


# -- models, storage, retention ------------------------------------------------------------------


def models() -> list[Model]:
    with _office() as office:
        return office.models()


def fetch_models() -> int:
    with _office() as office:
        return office.fetch_models()


def places() -> tuple[list[Place], int]:
    """What the archive takes up, and the bytes that are free."""
    with _office() as office:
        return office.places(), office.free()


def empty_listening_copies() -> int:
    with _office() as office:
        return office.empty_listening_copies()


def retention() -> Retention:
    with _office() as office:
        return office.retention()


def set_retention(chosen: Retention) -> None:
    with _office() as office:
        office.set_retention(chosen)


def due(chosen: Retention, today: date) -> list[Due]:
    with _office() as office:
        return office.due(chosen, today)


def carry_out_retention(today: date) -> int:
    with _office() as office:
        return office.carry_out_retention(today)


def files_of(identity: str) -> list[str]:
    with _office() as office:
        return office.files_of(identity)


def erase(identity: str, why: str, *, sound: bool) -> Erased:
    with _office() as office:
        return office.erase(identity, why, sound=sound)


def erasures() -> list[Erased]:
    with _office() as office:
        return office.erasures()


# -- accounts ------------------------------------------------------------------------------------


def users() -> list[User]:
    with _office() as office:
        return office.users()


def add_user(name: str, role: Role, password: str | None, agent: str | None) -> User:
    with _office() as office:
        return office.add_user(name, role, password, agent)


def set_role(name: str, role: Role, agent: str | None) -> None:
    with _office() as office:
        office.set_role(name, role, agent)


def set_password(name: str, password: str) -> None:
    with _office() as office:
        office.set_password(name, password)


def set_disabled(name: str, disabled: bool) -> None:
    with _office() as office:
        office.set_disabled(name, disabled)


def log_csv() -> str:
    """The whole log as CSV, its times in UTC."""
    rows = [
        (
            e.at,
            e.who,
            e.role,
            e.act,
            e.call or "",
            " ".join(f"{k}={v}" for k, v in e.detail.items()),
        )
        for e in data.audit(limit=-1)
    ]
    return as_table(("at", "who", "role", "act", "call", "detail"), rows)
