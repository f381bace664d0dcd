"""Removing a call for good: what was said and who said it goes, that people acted on it stays.

Gone are the recording and copies of it, words, measures, verdicts, notes, comments, corrections,
and the call's name, which often holds a telephone number. What is kept is a line that a call was
removed, by whom and why, and of every act on it who did what and when, under a name made up for
this. The hash of the recording is kept too, so that a watched folder does not bring it back.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa import settings
from qa.accounts import audit
from qa.accounts.people import Viewer
from qa.connection import Connection, now
from qa.errors import StoreError
from qa.formats.listening import cache_folder
from qa.keeping import traces
from qa.keeping.sound import paths_of, remove_sound
from qa.store import Store

REASONS = {
    "request": "The person asked for it",
    "mistake": "It should not have been recorded",
    "retention": "Its time is over",
}
# Of an act on a removed call only these columns are kept: never what somebody wrote.
KEPT = (
    *("rubric_id", "criterion", "verdict", "machine_verdict", "outcome", "reviewer", "by"),
    *("role", "state", "kind", "at"),
)
UNTIDY = "untidy"  # the setting that says: removed words still lie in the bytes of the archive
_CALL_COLUMNS = ("call", "call_id")


@dataclass(frozen=True)
class Erased:
    """A call was removed; `id` is made up. `left` are sentences about what could not be."""

    id: str
    why: str
    by: str
    at: str
    left: tuple[str, ...] = ()


def erase(
    store: Store,
    call: str,
    viewer: Viewer,
    why: str,
    *,
    sound: bool = True,
    cache: Path | None = None,
) -> Erased:
    """Remove a call for good, or leave it as it was when its recording cannot be deleted.

    With `sound` False the files stay where they are and only the archive forgets them. Raises
    StoreError. To be followed by `tidy`, once for many calls.
    """
    if why not in REASONS:
        raise StoreError(f"a reason is one of {', '.join(REASONS)}, not {why!r}")
    connection = store.connection
    with connection.writing():
        row = connection.one("SELECT sha256 FROM calls WHERE id = ?", [call])
        if row is None:
            raise StoreError(f"no call {call!r} in the archive", where=str(store.path))
        paths = paths_of(connection, call)
        recording = store.recording(call)
        given = [Path(path) for path in recording.paths]
        made = _made_up(connection, row["sha256"], why, viewer)
        with changeable(connection):
            _take_acts(connection, made.id, "calls", "id = ?", [call])
            connection.run("DELETE FROM calls WHERE id = ?", [call])
            _forget_name(connection, call, made.id)
        traces.forget(connection, sorted({*paths, *given}), made.id)
        settings.put(connection, UNTIDY, True)
        audit.note(connection, viewer, "call removed", made.id, why=why)
        # Last, because it cannot be taken back; when it fails nothing above happened.
        left = remove_sound(store, paths if sound else (), row["sha256"], cache or cache_folder())
    if sound and not recording.channels:
        left += [f"{path}, which it was imported from, was left" for path in given if path.exists()]
    return replace(made, left=tuple(left))


def _made_up(connection: Connection, sha256: str, why: str, viewer: Viewer) -> Erased:
    """The line that a call is removed; the line of before where its recording once came back."""
    made = Erased(f"erased-{secrets.token_hex(6)}", why, viewer.name, now())
    before = connection.one("SELECT id FROM erasures WHERE sha256 = ?", [sha256])
    if before:
        return replace(made, id=before["id"])
    connection.insert("erasures", id=made.id, sha256=sha256, why=why, by=made.by, at=made.at)
    return made


def erasures(connection: Connection, limit: int = -1) -> list[Erased]:
    """What was removed, the latest first."""
    rows = connection.all("SELECT * FROM erasures ORDER BY at DESC, id LIMIT ?", [limit])
    return [Erased(r["id"], r["why"], r["by"], r["at"]) for r in rows]


def acts(connection: Connection, erasure: str) -> list[tuple[str, dict[str, Any]]]:
    """What people had done with a removed call: the kind of act, and its bare facts."""
    sql = "SELECT kind, detail FROM erased_acts WHERE erasure = ? ORDER BY id"
    return [(r["kind"], json.loads(r["detail"])) for r in connection.all(sql, [erasure])]


def tidy(store: Store) -> None:
    """Take what was removed out of the files too: out of the search index and the log of writes."""
    connection = store.connection
    with connection.writing():
        connection.run("INSERT INTO turns_fts (turns_fts) VALUES ('optimize')")
    row = connection.one("PRAGMA wal_checkpoint(TRUNCATE)")
    if row and not row["busy"]:  # somebody who reads just now holds the log of writes
        with connection.writing():
            settings.put(connection, UNTIDY, False)


def tidy_if_owed(store: Store) -> None:
    """Do what a process was killed before, or somebody who read kept from being done."""
    if settings.get(store.connection, UNTIDY, False):
        tidy(store)


@contextmanager
def changeable(connection: Connection) -> Iterator[None]:
    """Lift the triggers that keep acts as they were written, for this transaction alone.

    Whoever else has the archive open never sees it without them.
    """
    guards = connection.all(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
    )
    for guard in guards:
        connection.run(f'DROP TRIGGER "{guard["name"]}"')
    yield
    for guard in guards:
        connection.run(guard["sql"])


def _take_acts(
    connection: Connection, erasure: str, table: str, condition: str, values: Sequence[Any]
) -> None:
    """Remove the rows that hang on rows of `table`, and keep the bare facts of acts.

    Rows that go by themselves with their call are what it was made of; the others are acts.
    """
    for child, mine, theirs, cascades in _children(connection, table):
        hanging = f'"{mine}" IN (SELECT "{theirs}" FROM "{table}" WHERE {condition})'
        _take_acts(connection, erasure, child, hanging, values)
        if cascades:
            continue
        for row in connection.all(f'SELECT * FROM "{child}" WHERE {hanging}', values):
            facts = {name: row[name] for name in KEPT if row.get(name) is not None}
            detail = json.dumps(facts, ensure_ascii=False)
            connection.insert("erased_acts", erasure=erasure, kind=child, detail=detail)
        connection.run(f'DELETE FROM "{child}" WHERE {hanging}', values)


def _children(connection: Connection, table: str) -> Iterator[tuple[str, str, str, bool]]:
    """The tables that refer to `table` by one column: name, column, column there, cascading."""
    for (name,) in connection.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        keys: dict[int, list[Any]] = {}
        for key in connection.db.execute(f'PRAGMA foreign_key_list("{name}")').fetchall():
            keys.setdefault(key[0], []).append(key)
        for parts in keys.values():
            _, _, parent, mine, theirs, _, on_delete, _ = parts[0]
            if parent.lower() == table.lower() and len(parts) == 1:
                yield name, mine, theirs or "id", on_delete == "CASCADE"


def _forget_name(connection: Connection, call: str, made: str) -> None:
    """Put the made-up name wherever the call's own still stands."""
    for (table,) in connection.db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'turns_fts%'"
    ).fetchall():
        columns = {row[1] for row in connection.db.execute(f'PRAGMA table_info("{table}")')}
        for column in columns.intersection(_CALL_COLUMNS):
            sql = f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?'
            connection.run(sql, [made, call])
        for column in columns.intersection(("calls", "detail")):
            _forget_in_json(connection, table, column, call, made)


def _forget_in_json(connection: Connection, table: str, column: str, call: str, made: str) -> None:
    for written in {json.dumps(call, ensure_ascii=False), json.dumps(call)}:
        sql = (
            f'SELECT rowid AS number, "{column}" AS body FROM "{table}" WHERE instr("{column}", ?)'
        )
        for row in connection.all(sql, [written]):
            renamed = _renamed(json.loads(row["body"]), call, made, column == "calls")
            connection.run(
                f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?',
                [json.dumps(renamed, ensure_ascii=False), row["number"]],
            )


def _renamed(value: Any, call: str, made: str, named: bool) -> Any:
    """Plain data with the call's name replaced where a key says that it is one."""
    if isinstance(value, dict):
        names = (*_CALL_COLUMNS, "calls")
        return {k: _renamed(v, call, made, k in names) for k, v in value.items()}
    if isinstance(value, list):
        return [_renamed(item, call, made, named) for item in value]
    return made if named and value == call else value
