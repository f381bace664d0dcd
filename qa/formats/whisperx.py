"""Transcripts made elsewhere, in WhisperX's JSON layout, → a heard call.

`segments` with `start`, `end`, `text`, `speaker` and, if there are any, `words`. A sidecar
`<name>.sidecar.json` beside it may tell id, direction, duration and hangup_party.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qa.call import (
    OVERLAP,
    ROLES,
    SIDE_OF,
    WHOLE,
    Call,
    Provenance,
    Recording,
    Word,
)
from qa.errors import InputError
from qa.formats.activity import activity_from_words
from qa.formats.metadata import find_metadata
from qa.hear.turns import build_turns
from qa.language import language_code
from qa.words import printable

LONGEST_SECONDS = 7 * 24 * 3600.0
TAIL_SECONDS = 0.6  # a transcript does not say how long the recording goes on


def read_transcript(path: Path, speakers: Mapping[str, str] | None = None) -> Call:
    """Read a transcript; `speakers` maps its names to agent and customer.

    Raises InputError with the number of the segment that cannot be used.
    """
    where = str(path)
    raw, data = _load(path)
    names = {name.lower(): role for name, role in (speakers or {}).items()}
    segments = _segments(data, where)
    words: dict[str, list[Word]] = {}
    for number, segment in enumerate(segments, 1):
        speaker, spoken = _segment(segment, names, f"{where}: segment {number}")
        words.setdefault(speaker, []).extend(spoken)
    for own in words.values():
        own.sort(key=lambda word: (word.start, word.end))
    turns = build_turns(words)
    if not turns:
        raise InputError("no words in this transcript", where=where)
    heard = sorted({str(s.get("speaker") or "unknown") for s in segments})
    if names and not set(names) & {name.lower() for name in heard}:
        raise InputError(
            f"no speaker {next(iter(names))!r} here", where=where, next_step=f"there are {heard}"
        )
    metadata = find_metadata(path)
    last = max(turn.end for turn in turns)
    provided = {side for speaker, side in SIDE_OF.items() if speaker in words}
    if provided:
        provided |= {ROLES, OVERLAP} if len(provided) == 2 else {ROLES}
    return Call(
        id=metadata.name or path.stem,
        recording=Recording(
            (str(path.resolve()),),
            hashlib.sha256(raw).hexdigest(),
            max(_duration(path), round(last + TAIL_SECONDS, 3)),
            0,
            metadata,
        ),
        language=metadata.language or language_code(str(data.get("language") or "und")),
        language_probability=1.0,
        turns=turns,
        activity=activity_from_words(turns),
        provides=frozenset({*provided, WHOLE}),
        made=Provenance("import", "elsewhere", "", "transcript", "transcript"),
        notes=("Imported transcript: activity and overlaps follow from the times of the words.",),
    )


def _load(path: Path) -> tuple[bytes, dict[str, Any]]:
    try:
        raw = path.read_bytes()
        data = json.loads(raw)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except ValueError as error:
        raise InputError(f"not JSON: {error}", where=str(path)) from None
    if not isinstance(data, dict):
        raise InputError("not a transcript: no `segments`", where=str(path))
    return raw, data


def _segments(data: Mapping[str, Any], where: str) -> list[Mapping[str, Any]]:
    segments = data.get("segments")
    if not isinstance(segments, list) or not all(isinstance(s, dict) for s in segments):
        raise InputError(
            "not a transcript: no list of `segments`",
            where=where,
            next_step="give WhisperX-style JSON",
        )
    return segments


def _segment(
    segment: Mapping[str, Any], names: Mapping[str, str], where: str
) -> tuple[str, list[Word]]:
    label = str(segment.get("speaker") or "unknown").lower()
    speaker = names.get(label, label)
    try:
        start, end = float(segment["start"]), float(segment["end"])
        if not 0 <= start <= end < LONGEST_SECONDS:
            raise ValueError(f"from {start} to {end}")
        given = segment.get("words") or [{"word": w} for w in str(segment["text"]).split()]
        return speaker, _timed(given, start, end)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"start, end or text is missing or wrong: {error}", where=where) from None


def _timed(given: list[Mapping[str, Any]], start: float, end: float) -> list[Word]:
    """Words with times; those without (WhisperX gives numbers none) share the time around them."""
    words: list[Word] = []
    for i, item in enumerate(given):
        text = printable(str(item.get("word", item.get("text", "")))).strip()
        if not text:
            continue
        first = item.get("start")
        if first is None:
            before = words[-1].end if words else start
            coming = ((j, later["start"]) for j, later in enumerate(given[i:]) if "start" in later)
            steps, after = next(coming, (len(given) - i, end))
            first = before
            last = before + max(0.0, float(after) - before) / max(1, steps)
        else:
            last = item.get("end", first)
        score = item.get("score", item.get("probability", 1.0))
        first, last = float(first), max(float(first), float(last))
        if not 0 <= first <= last < LONGEST_SECONDS:
            raise ValueError(f"the word {text!r} from {first} to {last}")
        words.append(Word(text, round(first, 3), round(last, 3), float(score or 0.0)))
    return words


def _duration(path: Path) -> float:
    sidecar = path.with_name(path.stem + ".sidecar.json")
    if not sidecar.is_file():
        return 0.0
    value = json.loads(sidecar.read_text(encoding="utf-8-sig")).get("duration", 0.0)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InputError(f"duration is {value!r}, not seconds", where=str(sidecar)) from None
