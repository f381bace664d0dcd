"""Rows of a folder's manifest that tell of recordings which are removed."""

from __future__ import annotations

import csv
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

COLUMN = "file"


def listed(manifest: Path, names: Collection[str]) -> list[str]:
    """Those of `names` that have a row, in order; none where there is no manifest to read."""
    with suppress(OSError, UnicodeDecodeError, csv.Error):
        rows = _rows(manifest)
        return sorted({_name(row, rows[0]) for row in rows[1:]}.intersection(names))
    return []


def forget(manifest: Path, names: Collection[str]) -> None:
    """Take the rows of `names` out; the file goes with its last row.

    It is replaced whole, so a kill leaves the old one or the new one. Raises OSError.
    """
    if not manifest.is_file():
        return
    rows = _rows(manifest)
    kept = [rows[0], *(row for row in rows[1:] if _name(row, rows[0]) not in names)]
    if len(kept) == 1:
        manifest.unlink()
        return
    if len(kept) == len(rows):
        return
    part = manifest.with_name(f"{manifest.name}.part")
    with part.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(kept)
    part.replace(manifest)


def _rows(manifest: Path) -> list[list[str]]:
    with manifest.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle)) or [[]]


def _name(row: list[str], head: list[str]) -> str:
    """The file that a row tells of; "" for a row without one."""
    column = head.index(COLUMN) if COLUMN in head else 0
    return row[column] if column < len(row) else ""
