"""What goes of a call when its time is over: the sound, the words, or the call itself.

Each is one transaction, gives sentences about files that were left, and can be done again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa import settings
from qa.accounts.people import Viewer
from qa.call import Call
from qa.connection import now
from qa.keeping import traces
from qa.keeping.erase import UNTIDY, changeable, erase
from qa.keeping.sound import paths_of, remove_sound
from qa.measures import Measures
from qa.rubric.outcome import Scorecard
from qa.store import Store

GONE = "The words of this call were removed when their time was over."
GONE_FILE = "a removed file"


def remove_recording(store: Store, call: str, viewer: Viewer, cache: Path) -> list[str]:
    """The sound, with every copy that is known; words, measures and verdicts stay."""
    connection = store.connection
    with connection.writing():
        recording, paths = store.recording(call), paths_of(connection, call)
        connection.run("DELETE FROM files WHERE call_id = ?", [call])
        copies = [path for path in paths if str(path) not in recording.paths]
        traces.forget(connection, copies, GONE_FILE)
        return remove_sound(store, paths, recording.sha256, cache)


def remove_words(store: Store, call: str, viewer: Viewer, cache: Path) -> list[str]:
    """The words and every quote of them, corrections and comments included, and the sound: who
    has that can have the words again."""
    connection = store.connection
    with connection.writing():
        found, cards = store.call(call), store.scorecards(call)
        if not found.words_removed_at:
            settings.put(connection, UNTIDY, True)
            bare = [_without_quotes(card) for card in cards]
            store.save(without_words(found, now()[:10]), bare, store.options_of(call))
            connection.run("DELETE FROM originals WHERE call_id = ?", [call])
            connection.run("DELETE FROM golden_examples WHERE call_id = ?", [call])
            with changeable(connection):
                connection.run("DELETE FROM edits WHERE call_id = ?", [call])
                connection.run("UPDATE comments SET text = '' WHERE call_id = ?", [call])
        return remove_recording(store, call, viewer, cache)


def remove_call(store: Store, call: str, viewer: Viewer, cache: Path) -> list[str]:
    """The call; only that people acted on it stays."""
    return list(erase(store, call, viewer, "retention", cache=cache).left)


REMOVE: dict[str, Callable[[Store, str, Viewer, Path], list[str]]] = {
    "recordings": remove_recording,
    "transcripts": remove_words,
    "everything": remove_call,
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
