"""One open archive file: settings, migrations, reading rows, writing whole transactions.

What is stored where is the business of qa.store and the modules beside it; nobody else sees rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence, Sized
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qa import schema
from qa.errors import StoreError

BUSY_SECONDS = 30.0
WAL_TRIES = 50


class Connection:
    """An open archive file; it belongs to one thread.

    Raises StoreError when the file cannot be opened, read or written.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path).expanduser()
        with told(self.path):
            self._open()

    def _open(self) -> None:
        from sqlite_utils import Database

        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _write_ahead(connection)
            connection.executescript(schema.SETTINGS)
            self.db = Database(connection, execute_plugins=False)
            steps = schema.migrations()
            if steps.pending(self.db):
                with self.writing():
                    steps.apply(self.db)
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that has the write lock from its first statement; joins one under way.

        sqlite-utils begins deferred, which fails at once under contention when a read comes first.
        """
        with told(self.path):
            connection = self.db.conn
            if connection.in_transaction:
                yield
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """One statement of a transaction under way."""
        self.db.execute(sql, values)

    def insert(self, table: str, **row: Any) -> int:
        """Add a row in a transaction under way; gives its number."""
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        return int(self.db.execute(sql, list(row.values())).lastrowid or 0)

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Every row that a query gives."""
        with told(self.path):
            return list(self.db.query(sql, values))

    def one(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any] | None:
        """The first row that a query gives, or None."""
        with told(self.path):
            cursor = self.db.execute(sql, values)
            row = cursor.fetchone()
            return dict(zip((c[0] for c in cursor.description), row, strict=True)) if row else None


@contextmanager
def told(path: Path) -> Iterator[None]:
    """SQLite's complaints in the user's words."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        raise StoreError(*_in_words(error), where=str(path)) from error


def _in_words(error: Exception) -> tuple[str]:
    text = str(error)
    if "locked" in text or "busy" in text:
        return ("the archive is locked by another program; close it or try again",)
    if "unable to open" in text or "readonly" in text:
        return ("this place cannot be written to; choose another with --db",)
    if "full" in text:
        return ("the disk is full; make room and run again, what was done is kept",)
    if "not a database" in text or "malformed" in text or "already exists" in text:
        return ("this is not a callqa archive, or it is damaged; choose another with --db",)
    return (f"the archive cannot be used: {text}",)


def marks(values: Sized) -> str:
    """A question mark for each value, as SQL wants them between the brackets of IN."""
    return ", ".join("?" * len(values))


def now() -> str:
    """The present moment as it is stored: ISO 8601 in UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log, which several may try at once in a new archive.

    SQLite does not wait for a lock here, whatever the time-out; so a transaction waits for it.
    """
    for _ in range(WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    connection.execute("PRAGMA journal_mode = WAL")
