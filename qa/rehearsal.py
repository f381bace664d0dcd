"""A rubric tried on the archive before anybody is judged by it; no scorecard is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa import gist, judged
from qa.call import Call
from qa.replay import Tell, judge_calls, nothing, prepare
from qa.rubric.compare import Comparison, Flip, Human, Pair, compare
from qa.rubric.form import Rubric
from qa.rubric.outcome import Finding, Verdict
from qa.store import Store

SHOWN = 200  # flips per criterion that are given with their words


@dataclass(frozen=True)
class Words:
    """Where in a call something is, in seconds, who says it, and the words."""

    at: float
    speaker: str
    quote: str


def rehearse(
    store: Store,
    before: Rubric,
    after: Rubric,
    *,
    workers: int | None = None,
    tell: Tell = nothing,
) -> Comparison:
    """Judge every call by both rubrics and compare; findings worked out are kept for later."""
    prepare(store, [before, after], workers=workers, tell=tell)
    return compare(
        before,
        after,
        _pairs(store, before, after, workers, tell),
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


def evidence(store: Store, flips: Sequence[Flip]) -> list[tuple[Words, ...]]:
    """Per flip the words that its new verdict rests on, or, where it rests on none, those that
    the old one rested on. A call that is gone has none."""
    calls = sorted({flip.call for flip in flips})
    found: dict[str, Call] = {}
    for first in range(0, len(calls), SHOWN):
        for one in judged.gists(store.connection, calls[first : first + SHOWN]):
            found[one.call] = gist.unpack(one.body)
    return [_words(found.get(flip.call), flip) for flip in flips]


def first_of_each(flips: Sequence[Flip], limit: int) -> Mapping[str, list[Flip]]:
    """At most `limit` flips of every criterion."""
    kept: dict[str, list[Flip]] = {}
    for flip in flips:
        own = kept.setdefault(flip.criterion, [])
        if len(own) < limit:
            own.append(flip)
    return kept


def _pairs(
    store: Store, before: Rubric, after: Rubric, workers: int | None, tell: Tell
) -> Iterator[Pair]:
    agents = {r["id"]: r["agent"] for r in store.connection.all("SELECT id, agent FROM calls")}
    calls = store.call_ids()
    for judgements in judge_calls(store, [before, after], calls, workers=workers, tell=tell):
        for one in sorted(judgements, key=lambda j: j.call):
            findings = one.findings_of(before), one.findings_of(after)
            yield Pair(one.call, agents.get(one.call), *findings)


def _words(call: Call | None, flip: Flip) -> tuple[Words, ...]:
    if call is None:
        return ()
    return _quoted(call, flip.after) or _quoted(call, flip.before)


def _quoted(call: Call, finding: Finding) -> tuple[Words, ...]:
    spans = finding.evidence
    return tuple(
        Words(call.time_of(span).start, call.turns[span.turn].speaker, call.quote(span))
        for span in spans
    )
