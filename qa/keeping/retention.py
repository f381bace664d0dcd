"""How long things are kept: days set for the recording, for the words, for the whole call.

Nothing goes by itself: somebody looks at what would go and has it removed. A call's time begins
when it was held, or where nobody said when, when it was taken in. What is not settled is spared
(see qa.keeping.spared).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from qa import settings
from qa.accounts import audit
from qa.accounts.people import Viewer
from qa.connection import Connection
from qa.errors import InputError
from qa.formats.listening import cache_folder
from qa.keeping import spared
from qa.keeping.erase import tidy_if_owed
from qa.keeping.removal import REMOVE
from qa.keeping.sound import UndeletableError, paths_of
from qa.store import Store

SETTING = "retention"
KINDS = {
    "recordings": "the sound; words, measures and verdicts stay",
    "transcripts": "the words as well, with every quote; verdicts and numbers stay",
    "everything": "the call; only that people acted on it stays",
}
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

    `calls` are the ids of the oldest, at most SHOWN; `size` the bytes of the sound that goes;
    `spared` counts the calls that stay although their time is over, by the reason.
    """

    kind: str
    before: str
    count: int
    calls: tuple[str, ...]
    size: int
    spared: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Left:
    """Something that did not go, and why; `call` is None where the call itself is gone."""

    kind: str
    call: str | None
    why: str


@dataclass(frozen=True)
class Removed:
    """How many calls went of each kind, what was left, and how many calls were spared, by the
    reason. What is left is tried again the next time."""

    gone: Mapping[str, int]
    left: tuple[Left, ...] = ()
    spared: Mapping[str, int] = field(default_factory=dict)


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
    for kind, before in _begins(chosen, today):
        over = _over(connection, kind, before)
        calls = [call for call, why in over if not why]
        size = sum(_size(path) for call in calls for path in paths_of(connection, call))
        found.append(Due(kind, before, len(calls), tuple(calls[:SHOWN]), size, _spared(over)))
    return found


def carry_out(
    store: Store,
    chosen: Retention,
    today: date,
    viewer: Viewer,
    tell: Tell = lambda done, total: None,
    cache: Path | None = None,
) -> Removed:
    """Remove what is over. A file that cannot be deleted keeps its call, and the run goes on.

    What went before any other error is gone.
    """
    connection = store.connection
    plan, staying = _plan(connection, chosen, today)
    gone = dict.fromkeys(KINDS, 0)
    left: list[Left] = []
    stuck: set[str] = set()
    try:
        for number, (kind, before, call) in enumerate(plan):
            tell(number, len(plan))
            if call in stuck:
                continue
            try:
                with connection.writing():
                    # Somebody may have been faster, or have disputed it a moment ago.
                    if not any(not why for _, why in _over(connection, kind, before, call)):
                        continue
                    kept = REMOVE[kind](store, call, viewer, cache or cache_folder())
            except UndeletableError as error:
                left.append(Left(kind, call, str(error)))
                stuck.add(call)
                continue
            gone[kind] += 1
            left += [Left(kind, None, why) for why in kept]
    finally:
        if any(gone.values()) or left:
            audit.note(connection, viewer, "retention carried out", None, **gone, left=len(left))
        tidy_if_owed(store)
    tell(len(plan), len(plan))
    return Removed(gone, tuple(left), staying)


def in_words(removed: Removed) -> str:
    """What came of it in one line, without a name of a call or file."""
    gone = [f"{kind} of {count} calls" for kind, count in removed.gone.items() if count]
    parts = [", ".join(gone) + " removed" if gone else "nothing was removed"]
    stuck = sum(one.call is not None for one in removed.left)
    if stuck:
        parts.append(f"{stuck} calls are left, to be tried again the next time")
    if len(removed.left) > stuck:
        parts.append("files or rows about removed calls that others need were left on the disk")
    staying = spared.in_words(removed.spared)
    return "; ".join([*parts, staying] if staying else parts)


def _begins(chosen: Retention, today: date) -> Iterator[tuple[str, str]]:
    """The kinds that have days, each with the day before which a call is over."""
    for kind in KINDS:
        days = getattr(chosen, kind)
        if days is not None:
            yield kind, (today - timedelta(days=days)).isoformat()


def _plan(
    connection: Connection, chosen: Retention, today: date
) -> tuple[list[tuple[str, str, str]], dict[str, int]]:
    """What is to be removed (kind, day, call), and the calls that are spared, counted by reason.

    Of what goes entirely the parts are not named.
    """
    over = {kind: _over(connection, kind, before) for kind, before in _begins(chosen, today)}
    whole = {call for call, _ in over.get("everything", ())}
    plan = [
        (kind, before, call)
        for kind, before in _begins(chosen, today)
        for call, why in over[kind]
        if not why and (kind == "everything" or call not in whole)
    ]
    return plan, _spared(sorted({one for found in over.values() for one in found if one[1]}))


def _over(
    connection: Connection, kind: str, before: str, call: str | None = None
) -> list[tuple[str, str]]:
    """The calls whose time for `kind` is over, the oldest first, each with why it is spared or "".

    With `call` only that one.
    """
    sound = "EXISTS (SELECT 1 FROM files f WHERE f.call_id = c.id)"
    words = "EXISTS (SELECT 1 FROM turns t WHERE t.call_id = c.id)"
    still = {"recordings": sound, "transcripts": f"({words} OR {sound})", "everything": "1"}[kind]
    own, values = ("", [before]) if call is None else (" AND c.id = ?", [before, call])
    sql = f"""
    SELECT c.id, {spared.WHY} AS why FROM calls c
    WHERE coalesce(c.started_at, c.listened_at) < ? AND {still}{own}
    ORDER BY coalesce(c.started_at, c.listened_at), c.id
    """
    return [(row["id"], row["why"]) for row in connection.all(sql, values)]


def _spared(over: Iterable[tuple[str, str]]) -> dict[str, int]:
    found = Counter(why for _, why in over if why)
    return {why: found[why] for why in spared.REASONS if found[why]}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
