"""Rubrics as an archive uses them: versions that are added and never changed, and drafts.

A rubric that comes with the program is version 1 of itself. Whoever asks for a rubric by its name
gets the version published last; one that was never published in an archive is read from its file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.connection import Connection, now
from qa.errors import InputError, RubricError
from qa.rubric.examples import run_examples
from qa.rubric.form import Rubric
from qa.rubric.load import SUFFIXES, find, load, parse, rubrics_folder
from qa.rubric.load import names as shipped_names

PROGRAM = "callqa"  # who published what comes with the program


@dataclass(frozen=True)
class Version:
    """One published text of a rubric; `at` is ISO 8601 in UTC, "" for the file of the program.

    `replayed` says whether it had been replayed against the version before; None where nobody
    knows.
    """

    rubric: str
    number: int
    text: str
    by: str
    reason: str
    at: str
    replayed: bool | None = None


@dataclass(frozen=True)
class Draft:
    """A text that somebody works on; `revision` counts how often it was kept."""

    rubric: str
    text: str
    revision: int
    by: str
    at: str


class NotReplayedError(InputError):
    """A text would be published of which nobody has looked at what it changes."""


class DraftConflictError(InputError):
    """Somebody else has kept another draft, or has published, meanwhile."""


def in_use(connection: Connection, name: str) -> Rubric:
    """The rubric that a file, a name or `name@version` stands for. Raises RubricError."""
    if Path(name).is_file():
        return load(name)
    base, at, number = name.partition("@")
    own = versions(connection, base)
    if at:
        wanted = [version for version in own if str(version.number) == number]
        if not wanted:
            known = ", ".join(f"{base}@{version.number}" for version in own)
            raise RubricError(
                "no such version", where=name, next_step=f"there is {known}" if known else None
            )
        return parse(wanted[0].text, name)
    kept = [version for version in own if version.at]
    return parse(kept[-1].text, f"{base}@{kept[-1].number}") if kept else load(find(base))


def names(connection: Connection) -> list[str]:
    """Every rubric: those that can be used, and those that were only begun."""
    begun = {row["rubric"] for row in connection.all("SELECT rubric FROM rubric_drafts")}
    return sorted(begun.union(usable(connection)))


def usable(connection: Connection) -> list[str]:
    """The rubrics that calls can be judged by: those of the program, those published here."""
    kept = connection.all("SELECT DISTINCT rubric FROM rubric_versions")
    return sorted({*shipped_names(), *(row["rubric"] for row in kept)})


def versions(connection: Connection, rubric: str) -> list[Version]:
    """What was published of a rubric, the program's own file first; the last is in use."""
    rows = connection.all(
        "SELECT rubric, number, text, by, reason, at, replayed FROM rubric_versions"
        " WHERE rubric = ? ORDER BY number",
        [rubric],
    )
    if rows:
        return [_version(row) for row in rows]
    text = _shipped(rubric)
    return [] if text is None else [Version(rubric, 1, text, PROGRAM, "Comes with callqa", "")]


def with_hash(connection: Connection, rubric: str, sha256: str) -> Rubric | None:
    """The version of a rubric whose text has this hash; None when it is known no more."""
    for version in reversed(versions(connection, rubric)):
        try:
            found = parse(version.text, f"{rubric}@{version.number}")
        except RubricError:  # published by another version of the program
            continue
        if found.sha256 == sha256:
            return found
    return None


def publish(
    connection: Connection,
    rubric: str,
    text: str,
    by: str,
    reason: str,
    *,
    base: int,
    seen: int | None = None,
) -> Version:
    """Make a text the version in use; `base` is the version that its author had in view.

    `seen` is the revision of the draft that was last looked at, 0 for none; None where there is
    nobody to lose one. Raises RubricError for a text with a mistake, InputError for one whose
    examples fail or that is given no reason, DraftConflictError when somebody published or kept
    another draft meanwhile.
    """
    if not reason.strip():
        raise InputError("say in a few words why this is published")
    checked(rubric, text)
    with connection.writing():
        own = versions(connection, rubric)
        last = own[-1] if own else None
        if (last.number if last else 0) != base:
            who = f"{last.by} published version {last.number}" if last else "nothing is published"
            raise DraftConflictError(
                f"{who} meanwhile", next_step="look at it and take over what you need"
            )
        other = draft(connection, rubric) if seen is not None else None
        if other and other.revision > (seen or 0):
            raise DraftConflictError(
                f"{other.by} kept another draft meanwhile",
                next_step="look at it and take over what you need",
            )
        if last and last.text == text:
            raise InputError(f"this is version {last.number} as it is")
        if last and not last.at:  # what the program brought stays, whatever it brings next
            _add(connection, Version(rubric, 1, last.text, last.by, last.reason, now()))
        known = was_replayed(connection, rubric, text, base=base)
        made = Version(rubric, base + 1, text, by, reason.strip(), now(), known)
        _add(connection, made)
        connection.run("DELETE FROM rubric_drafts WHERE rubric = ?", [rubric])
    return made


def go_back(
    connection: Connection, rubric: str, number: int, by: str, reason: str, *, base: int
) -> Version:
    """Publish an earlier version once more; what came between stays on record."""
    wanted = [v for v in versions(connection, rubric) if v.number == number]
    if not wanted:
        raise InputError(f"there is no version {number} of {rubric}")
    why = f"Back to version {number}: {reason.strip()}" if reason.strip() else ""
    return publish(connection, rubric, wanted[0].text, by, why, base=base)


def keep_replay(connection: Connection, rubric: str, text: str, by: str, *, base: int) -> None:
    """Keep that a text was replayed against the version in use, `base`; 0 where there is none."""
    with connection.writing():
        connection.run(
            "INSERT OR REPLACE INTO rubric_replays VALUES (?, ?, ?, ?, ?)",
            [rubric, base, _sha256(text), by, now()],
        )


def was_replayed(connection: Connection, rubric: str, text: str, *, base: int) -> bool:
    """Whether this very text was replayed against the version in use, `base`."""
    sql = "SELECT 1 AS one FROM rubric_replays WHERE rubric = ? AND base = ? AND sha256 = ?"
    return connection.one(sql, [rubric, base, _sha256(text)]) is not None


def checked(rubric: str, text: str) -> Rubric:
    """The rubric in a text that may be published. Raises RubricError and InputError."""
    found = parse(text, rubric)
    if found.id != rubric:
        raise InputError(
            f"its id is {found.id!r} and it would be published as {rubric!r}",
            next_step=f"write `id: {rubric}`, or begin a rubric of that name",
        )
    failing = [result for result in run_examples(found) if not result.ok]
    if failing:
        first = failing[0]
        raise InputError(
            f"{len(failing)} of its examples come out otherwise than expected, the first of"
            f" {first.criterion} ({first.example})",
            next_step="mend the check or the example",
        )
    return found


def draft(connection: Connection, rubric: str) -> Draft | None:
    """What somebody works on; None when nobody does."""
    row = connection.one(
        "SELECT rubric, text, revision, by, at FROM rubric_drafts WHERE rubric = ?", [rubric]
    )
    return Draft(**row) if row else None


def save_draft(connection: Connection, rubric: str, text: str, by: str, *, seen: int) -> Draft:
    """Keep a draft; `seen` is the revision that was last looked at, 0 for none.

    Raises DraftConflictError when another was kept since, so that nobody's work is lost silently.
    """
    with connection.writing():
        kept = draft(connection, rubric)
        if (kept.revision if kept else 0) != seen:
            who = f"{kept.by} kept another draft at {kept.at}" if kept else "the draft was given up"
            raise DraftConflictError(f"{who}, so yours was not kept")
        made = Draft(rubric, text, seen + 1, by, now())
        connection.run(
            "INSERT OR REPLACE INTO rubric_drafts VALUES (?, ?, ?, ?, ?)",
            [rubric, text, made.revision, by, made.at],
        )
    return made


def discard_draft(connection: Connection, rubric: str, *, seen: int) -> None:
    """Give up a draft. Raises DraftConflictError when another was kept since it was looked at."""
    with connection.writing():
        kept = draft(connection, rubric)
        if kept and kept.revision != seen:
            raise DraftConflictError(f"{kept.by} has kept another draft meanwhile")
        connection.run("DELETE FROM rubric_drafts WHERE rubric = ?", [rubric])


def _shipped(rubric: str) -> str | None:
    for suffix in SUFFIXES:
        path = rubrics_folder() / f"{rubric}{suffix}"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return None


def _version(row: dict[str, Any]) -> Version:
    known = row["replayed"]
    return Version(**{**row, "replayed": None if known is None else bool(known)})


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _add(connection: Connection, version: Version) -> None:
    connection.insert(
        "rubric_versions",
        rubric=version.rubric,
        number=version.number,
        text=version.text,
        by=version.by,
        reason=version.reason,
        at=version.at,
        replayed=None if version.replayed is None else int(version.replayed),
    )
