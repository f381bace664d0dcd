"""The archive judged again: only what changed is run, the rest is taken from what was kept.

A finding rests on what is in the call and on what its criterion uses (qa.rubric.identity); both
have a hash, and what is known under that pair is not worked out again. Judging is a pure function
of compact calls and criteria, so any number of processes may do it; one process writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qa import gist, judged, scorecards
from qa.judged import Gist
from qa.meanings import Meanings
from qa.measure import measure_meant
from qa.parallel import spread
from qa.phrasebook import PhraseLists
from qa.processes import usable_cores
from qa.rubric.form import Criterion, Rubric
from qa.rubric.identity import tree
from qa.rubric.outcome import Finding
from qa.rubric.score import fill_in, judge
from qa.store import Store

TOGETHER = 250  # calls that are read, judged and written at once
UNDERSTOOD_TOGETHER = 10
WORTH_A_PROCESS = 1000  # calls to judge; below that, starting processes takes longer than it saves

Tell = Callable[[str, int, int], None]  # what is being done, how many calls of it, of how many


@dataclass(frozen=True)
class Replayed:
    """How a replay came out, in numbers: calls looked at, findings worked out, findings that were
    known, scorecards written, and calls that keep older ones since their review is released."""

    calls: int = 0
    worked_out: int = 0
    known: int = 0
    written: int = 0
    released: int = 0

    def __add__(self, other: Replayed) -> Replayed:
        return Replayed(
            self.calls + other.calls,
            self.worked_out + other.worked_out,
            self.known + other.known,
            self.written + other.written,
            self.released + other.released,
        )


@dataclass(frozen=True)
class Judgement:
    """One call judged: findings by criterion key, as they are kept (qa.judged.as_text)."""

    call: str
    content: int
    findings: Mapping[str, str]
    worked_out: int

    def findings_of(self, rubric: Rubric) -> dict[str, Finding]:
        """The findings of one rubric by criterion."""
        return {
            name: judged.from_text(name, self.findings[key]) for name, key in rubric.keys.items()
        }


def nothing(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def score_again(
    store: Store, rubrics: Sequence[Rubric], *, workers: int | None = None, tell: Tell = nothing
) -> Replayed:
    """Bring the scorecards of every call up to date with these rubrics.

    A call whose card rests on the same as now is not even looked at. A released review stays as
    its agent was shown it, until somebody opens it again. `workers` None means as many as there
    are cores, where there is enough to do.
    """
    prepare(store, rubrics, workers=workers, tell=tell)
    outdated = _stale(store, rubrics)
    released = scorecards.released(store.connection, outdated)
    stale = [call for call in outdated if call not in released]
    whole = Replayed(calls=len(store.call_ids()), released=len(released))
    for judgements in judge_calls(store, rubrics, stale, workers=workers, tell=tell):
        whole += _write(store, rubrics, judgements)
    judged.forget_the_oldest(store.connection)
    return whole


def judge_calls(
    store: Store,
    rubrics: Sequence[Rubric],
    calls: Sequence[str],
    *,
    workers: int | None = None,
    tell: Tell = nothing,
) -> Iterator[list[Judgement]]:
    """Judge calls by rubrics, some hundred at a time; what is worked out is kept.

    The calls must have been prepared (see `prepare`); one that is gone meanwhile is left out.
    """
    criteria = {r.keys[c.id]: (c, r.lists, r.languages) for r in rubrics for c in r.criteria}
    asked = frozenset(k for k, (c, *_) in criteria.items() if "ask_model" in _kinds(c))
    numbers = judged.numbers(store.connection, criteria)
    parts = [calls[i : i + TOGETHER] for i in range(0, len(calls), TOGETHER)]
    tasks = (_task(store, part, criteria, numbers) for part in parts)
    done = 0
    count = _processes(workers, len(calls))
    for task, found in spread(_judge_part, tasks, count, _begin, (dict(criteria),)):
        kept = _keep(store, task, found, criteria, asked, numbers)
        done += len(task.gists)
        tell("judging", done, len(calls))
        yield kept


def prepare(
    store: Store, rubrics: Sequence[Rubric], *, workers: int | None = None, tell: Tell = nothing
) -> None:
    """Give every call its compact form, and, where a rubric asks for what rests on meanings, those
    that are told now."""
    without = "SELECT id FROM calls WHERE id NOT IN (SELECT call_id FROM gists) ORDER BY id"
    missing = [row["id"] for row in store.connection.all(without)]
    for done, call in enumerate(missing, 1):
        with store.connection.writing():
            if store.connection.one("SELECT 1 AS x FROM calls WHERE id = ?", [call]):
                judged.put_gist(store.connection, store.call(call))
        tell("reading", done, len(missing))
    if _asks_for_meanings(rubrics):
        _understand_again(store, workers, tell)


@dataclass(frozen=True)
class _Task:
    """Compact calls, what is known of them, and which keys are not: one list per call."""

    gists: list[Gist]
    known: dict[tuple[int, str], str]
    missing: list[list[str]]

    @property
    def work(self) -> list[tuple[bytes, list[str]]]:
        return [(g.body, keys) for g, keys in zip(self.gists, self.missing, strict=True) if keys]


@dataclass(frozen=True)
class _Untold:
    """Compact calls of which nobody has told what they mean."""

    gists: list[Gist]

    @property
    def work(self) -> list[bytes]:
        return [one.body for one in self.gists]


def _task(
    store: Store,
    calls: Sequence[str],
    criteria: Mapping[str, object],
    numbers: Mapping[int, str],
) -> _Task:
    gists = judged.gists(store.connection, calls)
    known = judged.findings(store.connection, [g.content for g in gists], numbers)
    missing = [[key for key in criteria if (g.content, key) not in known] for g in gists]
    return _Task(gists, known, missing)


def _keep(
    store: Store,
    task: _Task,
    found: list[list[str]],
    criteria: Mapping[str, object],
    asked: frozenset[str],
    numbers: Mapping[int, str],
) -> list[Judgement]:
    answers = iter(found)
    fresh = [dict(zip(keys, next(answers), strict=True)) if keys else {} for keys in task.missing]
    with store.connection.writing():
        # Of a call that was removed or changed meanwhile nothing is kept.
        now = judged.contents(store.connection, [g.call for g in task.gists])
        rows = [
            (g.content, key, text)
            for g, own in zip(task.gists, fresh, strict=True)
            if now.get(g.call) == g.content
            for key, text in own.items()
            # A language model that did not answer may answer the next time.
            if not (key in asked and judged.from_text("", text).unanswered)
        ]
        judged.put_findings(store.connection, rows, numbers)
    return [
        Judgement(
            g.call,
            g.content,
            {key: own.get(key) or task.known[g.content, key] for key in criteria},
            len(own),
        )
        for g, own in zip(task.gists, fresh, strict=True)
    ]


def _write(store: Store, rubrics: Sequence[Rubric], judgements: Sequence[Judgement]) -> Replayed:
    """Write the cards of some calls, but of none that has changed or was released meanwhile."""
    with store.connection.writing():
        calls = [j.call for j in judgements]
        now = judged.contents(store.connection, calls)
        released = scorecards.released(store.connection, calls)
        same = [j for j in judgements if now.get(j.call) == j.content and j.call not in released]
        cards = [fill_in(r, j.call, j.findings_of(r)) for r in rubrics for j in same]
        scorecards.put(store.connection, cards)
    worked_out = sum(j.worked_out for j in same)
    known = sum(len(j.findings) for j in same) - worked_out
    return Replayed(0, worked_out, known, len(cards))


def _stale(store: Store, rubrics: Sequence[Rubric]) -> list[str]:
    """The calls that have no card, or one that rests on something else, of one of the rubrics."""
    stale: set[str] = set()
    for rubric in rubrics:
        sql = (
            "SELECT call_id FROM gists WHERE content <> 0 AND call_id NOT IN"
            " (SELECT call_id FROM scorecards WHERE rubric_id = ? AND key = ?)"
        )
        stale |= {row["call_id"] for row in store.connection.all(sql, [rubric.id, rubric.key])}
    return sorted(stale)


def _understand_again(store: Store, workers: int | None, tell: Tell) -> None:
    """Tell anew what turns mean, and what follows from that, where it rested on something else
    than now (qa.meaning.identity) or was never told."""
    from qa.meaning.identity import identity
    from qa.meaning.model import load

    sql = "SELECT call_id FROM gists WHERE model <> ? AND content <> 0 ORDER BY call_id"
    calls = [row["call_id"] for row in store.connection.all(sql, [identity(load().name)])]
    size = UNDERSTOOD_TOGETHER
    parts = [calls[i : i + size] for i in range(0, len(calls), size)]
    tasks = (_Untold(judged.gists(store.connection, part)) for part in parts)
    count = _processes(workers, len(calls) * 100)  # a hundred times as slow as judging
    done = 0
    for task, found in spread(_understand_part, tasks, count):
        with store.connection.writing():
            now = judged.contents(store.connection, [g.call for g in task.gists])
            for one, meant in zip(task.gists, found, strict=True):
                if now.get(one.call) == one.content:
                    known = replace(store.call(one.call), meanings=meant)
                    store.put_meanings(measure_meant(known))
        done += len(task.gists)
        tell("understanding", done, len(calls))


def _asks_for_meanings(rubrics: Sequence[Rubric]) -> bool:
    kinds = {kind for rubric in rubrics for c in rubric.criteria for kind in _kinds(c)}
    return not kinds.isdisjoint({"meaning", "situation", "ending"})


def _kinds(criterion: Criterion) -> set[str]:
    whole = [check for check in (criterion.check, criterion.applies_when) if check is not None]
    return {part.kind for check in whole for part in tree(check)}  # type: ignore[attr-defined]


def _processes(workers: int | None, calls: int) -> int:
    if workers is not None:
        return workers
    return usable_cores() if calls >= WORTH_A_PROCESS else 1


_Asked = tuple[Criterion, Mapping[str, PhraseLists], tuple[str, ...]]  # as qa.rubric.score.judge
_criteria: dict[str, _Asked] = {}


def _begin(criteria: dict[str, _Asked]) -> None:
    _criteria.clear()
    _criteria.update(criteria)


def _judge_part(task: list[tuple[bytes, list[str]]]) -> list[list[str]]:
    """Findings as text, per call in the order of its keys."""
    found = []
    for body, keys in task:
        call = gist.unpack(body)
        asked = (_criteria[key] for key in keys)
        found.append([judged.as_text(judge(c, call, lists, codes)) for c, lists, codes in asked])
    return found


def _understand_part(bodies: list[bytes]) -> list[Meanings | None]:
    from qa.meaning import understand

    return [understand(gist.unpack(body)).meanings for body in bodies]
