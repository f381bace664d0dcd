"""How long things are kept: days set for the recording, for the words, for the whole call.

Nothing goes by itself: somebody looks at what would go and has it removed. A call's time begins
when it was held, or where nobody said when, when it was taken in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from qa import settings
from qa.accounts import audit
from qa.accounts.people import Viewer
from qa.call import Call
from qa.connection import Connection, now
from qa.errors import InputError
from qa.formats.listening import cache_folder
from qa.keeping.erase import changeable, erase, tidy
from qa.keeping.sound import paths_of, remove_sound
from qa.measures import Measures
from qa.rubric.outcome import Scorecard
from qa.store import Store

SETTING = "retention"
KINDS = {
    "recordings": "the sound; words, measures and verdicts stay",
    "transcripts": "the words as well, with every quote; verdicts and numbers stay",
    "everything": "the call; only that people acted on it stays",
}
GONE = "The words of this call were removed when their time was over."
SHORTEST_DAYS = 1
SHOWN = 200

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Retention:
    """After how many days each kind goes; None means never."""

    recordings: int | None = None
    transcripts: int | None = None
    everything: int | None = None


@dataclass(frozen=True)
class Due:
    """What would go of one kind: calls held before the day `before` (ISO 8601).

    `calls` are the ids of the oldest, at most SHOWN; `size` the bytes of the sound that goes.
    """

    kind: str
    before: str
    count: int
    calls: tuple[str, ...]
    size: int


def retention(connection: Connection) -> Retention:
    """What was set; never for everything in a new archive."""
    kept = settings.get(connection, SETTING, {})
    return Retention(**{f.name: kept.get(f.name) for f in fields(Retention)})


def set_retention(connection: Connection, chosen: Retention, viewer: Viewer) -> None:
    """Set the days. Raises InputError for times that contradict each other."""
    days = {f.name: getattr(chosen, f.name) for f in fields(Retention)}
    for kind, value in days.items():
        if value is not None and value < SHORTEST_DAYS:
            raise InputError(f"{kind} are kept for at least one day, or never removed")
    known = [(kind, value) for kind, value in days.items() if value is not None]
    for (shorter, few), (longer, many) in pairwise(known):
        if few > many:
            raise InputError(
                f"{shorter} would be kept for {few} days but {longer} only for {many}",
                next_step=f"what holds more goes first: {' before '.join(KINDS)}",
            )
    with connection.writing():
        settings.put(connection, SETTING, days)
        audit.note(connection, viewer, "retention set", **days)


def due(connection: Connection, chosen: Retention, today: date) -> list[Due]:
    """What would go today, of every kind that has days."""
    found = []
    for kind in KINDS:
        days = getattr(chosen, kind)
        if days is None:
            continue
        before = (today - timedelta(days=days)).isoformat()
        calls = _over(connection, kind, before)
        size = sum(_size(path) for call in calls for path in paths_of(connection, call))
        found.append(Due(kind, before, len(calls), tuple(calls[:SHOWN]), size))
    return found


def carry_out(
    store: Store,
    chosen: Retention,
    today: date,
    viewer: Viewer,
    tell: Tell = lambda done, total: None,
    cache: Path | None = None,
) -> dict[str, int]:
    """Remove what is over; gives how many calls of each kind. What went before an error is gone."""
    connection = store.connection
    plan = [(d.kind, call) for d in _in_full(connection, chosen, today) for call in d.calls]
    gone = dict.fromkeys(KINDS, 0)
    try:
        for number, (kind, call) in enumerate(plan):
            tell(number, len(plan))
            _GO[kind](store, call, viewer, cache or cache_folder())
            gone[kind] += 1
    finally:
        if any(gone.values()):
            audit.note(connection, viewer, "retention carried out", None, **gone)
            tidy(store)
    tell(len(plan), len(plan))
    return gone


def _in_full(connection: Connection, chosen: Retention, today: date) -> Iterator[Due]:
    """Like `due`, with every call and without sizes; what goes entirely is not named twice."""
    named: set[tuple[str, str]] = set()
    for kind in reversed(KINDS):
        days = getattr(chosen, kind)
        if days is None:
            continue
        before = (today - timedelta(days=days)).isoformat()
        calls = [c for c in _over(connection, kind, before) if (kind, c) not in named]
        if kind == "everything":
            named |= {(k, c) for c in calls for k in KINDS}
        yield Due(kind, before, len(calls), tuple(calls), 0)


def _over(connection: Connection, kind: str, before: str) -> list[str]:
    """The calls whose time for `kind` is over, the oldest first."""
    still = {
        "recordings": "EXISTS (SELECT 1 FROM files f WHERE f.call_id = c.id)",
        "transcripts": "EXISTS (SELECT 1 FROM turns t WHERE t.call_id = c.id)",
        "everything": "1",
    }[kind]
    sql = f"""
    SELECT c.id FROM calls c WHERE coalesce(c.started_at, c.listened_at) < ? AND {still}
    ORDER BY coalesce(c.started_at, c.listened_at), c.id
    """
    return [row["id"] for row in connection.all(sql, [before])]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _remove_recording(store: Store, call: str, viewer: Viewer, cache: Path) -> None:
    connection = store.connection
    row = connection.one("SELECT sha256 FROM calls WHERE id = ?", [call]) or {}
    with connection.writing():
        paths = paths_of(connection, call)
        connection.run("DELETE FROM files WHERE call_id = ?", [call])
        remove_sound(store, paths, row["sha256"], cache)


def _remove_words(store: Store, call: str, viewer: Viewer, cache: Path) -> None:
    """The words and every quote of them, corrections and comments included."""
    connection = store.connection
    connection.db.execute("PRAGMA secure_delete = ON")
    with connection.writing():
        found, cards = store.call(call), store.scorecards(call)
        still = paths_of(connection, call)
        if still:  # who has the sound can have the words again
            _remove_recording(store, call, viewer, cache)
        bare = [_without_quotes(card) for card in cards]
        store.save(without_words(found, now()[:10]), bare, store.options_of(call))
        connection.run("DELETE FROM files WHERE call_id = ?", [call])
        connection.run("DELETE FROM originals WHERE call_id = ?", [call])
        connection.run("DELETE FROM golden_examples WHERE call_id = ?", [call])
        with changeable(connection):
            connection.run("DELETE FROM edits WHERE call_id = ?", [call])
            connection.run("UPDATE comments SET text = '' WHERE call_id = ?", [call])


def _remove_all(store: Store, call: str, viewer: Viewer, cache: Path) -> None:
    erase(store, call, viewer, "retention", cache=cache)


_GO: dict[str, Callable[[Store, str, Viewer, Path], None]] = {
    "recordings": _remove_recording,
    "transcripts": _remove_words,
    "everything": _remove_all,
}


def without_words(call: Call, day: str) -> Call:
    """The call with its numbers alone; `day` is written on it as the day of the removal."""
    return replace(
        call,
        turns=(),
        translations=(),
        meanings=None,
        measures=_numbers(call.measures) if call.measures else None,
        notes=(GONE,),
        provides=frozenset(),
        words_removed_at=day,
    )


def _numbers(measures: Measures) -> Measures:
    """Measures that point at no turn."""
    return replace(
        measures,
        overlaps=tuple(replace(o, turn=None, over_turn=None) for o in measures.overlaps),
        ending=replace(measures.ending, turns=(), why="the words were removed"),
        sentiment={who: replace(t, points=()) for who, t in measures.sentiment.items()},
    )


def _without_quotes(card: Scorecard) -> Scorecard:
    def bare(line: Any) -> Any:
        reason = "judged before the words were removed"
        finding = replace(line.finding, reason=reason, evidence=(), searched=None)
        return replace(line, finding=finding)

    return replace(card, lines=tuple(bare(line) for line in card.lines))
