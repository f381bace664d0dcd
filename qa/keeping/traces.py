"""Where the files of a call are named in the record of work: jobs, how they came out, failures.

The name of a file is most often the name of its call, and so often a telephone number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from qa.connection import Connection, marks
from qa.formats.metadata import sidecars
from qa.recordings import paired, readable


def forget(connection: Connection, paths: Iterable[Path], instead: str) -> None:
    """Put `instead` for the names of files in the record of work, within a transaction.

    A job that waits no longer asks for them. Where only the name of a file was written down, not
    its folder, another file of that name loses it too; but the lines of calls that stay keep it.
    """
    files = list(paths)
    sources = list(paired(files))
    labels = {readable(source.label) for source in sources}
    beside = [file for source in sources for file in sidecars(source.described_as)]
    shown = {name for file in (*files, *beside) for name in (readable(str(file)), file.name)}
    names = sorted(shown, key=len, reverse=True)  # whole paths before the names at their ends
    for file in files:
        connection.run("DELETE FROM failures WHERE path = ?", [readable(str(file))])
    _forget_in_jobs(connection, set(files), labels, names, instead)
    sql = "SELECT id, label, text FROM job_outcomes"
    sql += f" WHERE (call_id IS NULL AND label IN ({marks(labels)})) OR {_holds('text', names)}"
    for row in connection.all(sql, [*labels, *names]):
        label = instead if row["label"] in labels else row["label"]
        connection.run(
            "UPDATE job_outcomes SET label = ?, text = ? WHERE id = ?",
            [label, _without(row["text"], names, instead), row["id"]],
        )


def _forget_in_jobs(
    connection: Connection,
    files: set[Path],
    labels: set[str],
    names: Sequence[str],
    instead: str,
) -> None:
    inside = [json.dumps(file.name, ensure_ascii=False)[1:-1] for file in files]
    sql = f"SELECT id, detail, label, message FROM jobs WHERE label IN ({marks(labels)})"
    sql += f" OR {_holds('message', names)} OR {_holds('detail', inside)}"
    for row in connection.all(sql, [*labels, *names, *inside]):
        detail = json.loads(row["detail"])
        if "paths" in detail:
            detail["paths"] = [p for p in detail["paths"] if Path(p).resolve() not in files]
        connection.run(
            "UPDATE jobs SET detail = ?, label = ?, message = ? WHERE id = ?",
            [
                json.dumps(detail, ensure_ascii=False),
                "" if row["label"] in labels else row["label"],
                _without(row["message"], names, instead),
                row["id"],
            ],
        )


def _holds(column: str, names: Sequence[str]) -> str:
    """A condition: the text of a column holds one of so many names."""
    return "(" + " OR ".join(["0", *(f"instr({column}, ?)" for _ in names)]) + ")"


def _without(text: str, names: Sequence[str], instead: str) -> str:
    for name in names:
        text = text.replace(name, instead)
    return text
