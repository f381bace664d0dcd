"""What is known of a recording besides its sound: sidecar, manifest, or file name.

Looked for in this order, the first that is there counts: a JSON sidecar beside the file
(`call.json` or `call.sidecar.json`), a row of the folder's CSV manifest (`manifest.csv`, first
column `file`), a pattern of named groups over the file name. What is there and cannot be used is
an error, never guessed around.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from qa.call import AGENT, CUSTOMER, Metadata
from qa.errors import InputError
from qa.language import is_language_code, language_code

MANIFEST = "manifest.csv"
PARTIES = (AGENT, CUSTOMER, "network")
DIRECTIONS = ("inbound", "outbound")
KEYS = tuple(f.name for f in fields(Metadata) if f.name != "origin")
OTHER_NAMES = {
    "id": "name",
    "call_id": "name",
    "agent_name": "agent",
    "customer_name": "customer",
    "start_time": "started_at",
    "hung_up_by": "hangup_party",
    "hangup_source": "hangup_party",
}
OTHER_PARTIES = {
    "caller": CUSTOMER,
    "callee": AGENT,
    "customer_disconnect": CUSTOMER,
    "agent_disconnect": AGENT,
    "telecom_problem": "network",
    "third_party_disconnect": "network",
    "completeagent": AGENT,
    "completecaller": CUSTOMER,
}


def find_metadata(path: Path, pattern: re.Pattern[str] | None = None) -> Metadata:
    """The metadata of a recording; empty when nothing is there.

    Raises InputError for a sidecar or manifest with a mistake, and for a name that the pattern,
    when there is one, does not fit.
    """
    for sidecar in sidecars(path):
        if sidecar.is_file() and sidecar != path:
            return _from_sidecar(sidecar)
    row = _manifest_of(path.parent).get(path.name)
    if row is not None:
        return _metadata(row, str(path.parent / MANIFEST), "manifest")
    return _from_name(path, pattern) if pattern else Metadata()


def sidecars(path: Path) -> tuple[Path, ...]:
    """Where the sidecar of a recording may lie."""
    return tuple(path.with_name(path.stem + ending) for ending in (".sidecar.json", ".json"))


def compile_pattern(text: str) -> re.Pattern[str]:
    """A file-name pattern. Raises InputError for a bad one or for unknown group names."""
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise InputError(f"the name pattern is no regular expression: {error}") from None
    unknown = sorted(set(pattern.groupindex) - set(KEYS) - {"date", "time"})
    if unknown or not pattern.groupindex:
        what = f"unknown group {unknown[0]!r}" if unknown else "no named group"
        raise InputError(
            f"{what} in the name pattern",
            next_step=f"write (?P<agent>…); groups are {', '.join((*KEYS, 'date', 'time'))}",
        )
    return pattern


def _from_sidecar(sidecar: Path) -> Metadata:
    where = str(sidecar)
    try:
        data = json.loads(sidecar.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InputError(f"the sidecar is not JSON: {error}", where=where) from None
    if not isinstance(data, dict):
        raise InputError("the sidecar is not a JSON object", where=where)
    return _metadata(data, where, "sidecar")


def _manifest_of(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    state = path.stat()
    return _manifest(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _manifest(path: Path, _changed: int, _size: int) -> Mapping[str, Mapping[str, Any]]:
    """The rows by file; read again when the file has changed."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the manifest cannot be read: {error}", where=str(path)) from None
    if rows and "file" not in rows[0]:
        raise InputError("the manifest has no column `file`", where=f"{path}:1")
    return {row["file"]: {k: v for k, v in row.items() if k != "file" and v} for row in rows}


def _from_name(path: Path, pattern: re.Pattern[str]) -> Metadata:
    match = pattern.search(path.name)
    if not match:
        raise InputError(
            f"the name does not fit the pattern {pattern.pattern!r}",
            where=str(path),
            next_step="mend the pattern or the name; nothing is guessed",
        )
    found = {key: value for key, value in match.groupdict().items() if value}
    if "date" in found:
        found["started_at"] = found.pop("date") + "T" + found.pop("time", "000000")
    return _metadata(found, str(path), "file name")


def _metadata(data: Mapping[str, Any], where: str, origin: str) -> Metadata:
    """Known keys checked; keys of other programs are left alone."""
    given = {OTHER_NAMES.get(str(key).strip().lower(), str(key)): v for key, v in data.items()}
    found: dict[str, Any] = {key: given[key] for key in KEYS if given.get(key) not in (None, "")}
    for key, value in found.items():
        if key != "channels" and not isinstance(value, str | int | float):
            raise InputError(f"{key} is not text", where=where)
    channels = found.pop("channels", None)
    texts: dict[str, Any] = {key: str(value).strip() for key, value in found.items()}
    metadata = Metadata(**texts)
    return replace(
        metadata,
        channels=None if channels is None else _channels(channels, where),
        direction=_one_of(metadata.direction, DIRECTIONS, "direction", where),
        hangup_party=_party(metadata.hangup_party, where),
        started_at=_moment(metadata.started_at, where),
        language=_language(metadata.language, where),
        origin=origin,
    )


def _channels(value: Any, where: str) -> tuple[str, ...]:
    names = value if isinstance(value, list) else re.split(r"[,;/ ]+", str(value).strip())
    roles = tuple(str(name).strip().lower() for name in names)
    if not roles or any(role not in (AGENT, CUSTOMER) for role in roles):
        raise InputError(f"channels are {value!r}; allowed are agent and customer", where=where)
    return roles


def _party(value: str | None, where: str) -> str | None:
    known = OTHER_PARTIES.get(value.lower(), value) if value else None
    return _one_of(known, PARTIES, "hangup_party", where)


def _language(value: str | None, where: str) -> str | None:
    if value is None:
        return None
    code = language_code(value)
    if not is_language_code(code):
        raise InputError(f"language is {value!r}; write a code like en or el", where=where)
    return code


def _one_of(value: str | None, allowed: tuple[str, ...], key: str, where: str) -> str | None:
    if value is None or value.lower() in allowed:
        return value.lower() if value else None
    raise InputError(f"{key} is {value!r}; allowed are {', '.join(allowed)}", where=where)


def _moment(value: str | None, where: str) -> str | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        raise InputError(
            f"started_at is {value!r}; write it like 2026-11-20T14:05:00", where=where
        ) from None
