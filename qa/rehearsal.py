"""A rubric tried on the archive before anybody is judged by it; no scorecard is touched."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from qa import gist, judged
from qa.call import Call
from qa.replay import TOGETHER, Tell, judge_calls, nothing, prepare
from qa.rubric.compare import Comparison, Flip, Human, Pair, compare
from qa.rubric.form import Rubric
from qa.rubric.outcome import Verdict, Words, words_of
from qa.store import Store

Shown = dict[str, list[tuple[Flip, tuple[Words, ...]]]]  # criterion → flips with their words


def rehearse(
    store: Store,
    before: Rubric,
    after: Rubric,
    *,
    without: Collection[str] = (),
    workers: int | None = None,
    tell: Tell = nothing,
) -> Comparison:
    """Judge every call but those `without` by both rubrics and compare; findings worked out are
    kept for later."""
    prepare(store, [before, after], workers=workers, tell=tell)
    calls = [call for call in store.call_ids() if call not in without]
    return compare(
        before,
        after,
        _pairs(store, before, after, calls, workers, tell),
        human(store, {before.id, after.id}),
    )


def human(store: Store, rubrics: set[str]) -> Human:
    """What people last said of findings of these rubrics."""
    marks = ", ".join("?" * len(rubrics))
    rows = store.connection.all(
        f"SELECT call_id, criterion, verdict FROM reviews WHERE rubric_id IN ({marks}) ORDER BY id",
        sorted(rubrics),
    )
    return {(row["call_id"], row["criterion"]): Verdict(row["verdict"]) for row in rows}


def with_words(store: Store, found: Comparison, limit: int | None) -> Shown:
    """The flips by criterion, at most `limit` of each, with the words that the new verdict rests
    on, or, where it rests on none, the old one did. A call that is gone has none."""
    kept: dict[str, list[Flip]] = {}
    for flip in found.flips:
        own = kept.setdefault(flip.criterion, [])
        if limit is None or len(own) < limit:
            own.append(flip)
    calls = sorted({flip.call for own in kept.values() for flip in own})
    heard: dict[str, Call] = {}
    for first in range(0, len(calls), TOGETHER):
        for one in judged.gists(store.connection, calls[first : first + TOGETHER]):
            heard[one.call] = gist.unpack(one.body)
    return {
        criterion: [(flip, _words(heard.get(flip.call), flip)) for flip in own]
        for criterion, own in kept.items()
    }


def _pairs(
    store: Store,
    before: Rubric,
    after: Rubric,
    calls: Sequence[str],
    workers: int | None,
    tell: Tell,
) -> Iterator[Pair]:
    agents = {r["id"]: r["agent"] for r in store.connection.all("SELECT id, agent FROM calls")}
    for judgements in judge_calls(store, [before, after], calls, workers=workers, tell=tell):
        for one in sorted(judgements, key=lambda j: j.call):
            findings = one.findings_of(before), one.findings_of(after)
            yield Pair(one.call, agents.get(one.call), *findings)


def _words(call: Call | None, flip: Flip) -> tuple[Words, ...]:
    if call is None:
        return ()
    return words_of(call, flip.after) or words_of(call, flip.before)
