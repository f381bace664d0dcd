"""What a calibration shows: people side by side, and the machine beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.agreement import Agreement, Estimate, agreement, f1_estimate
from qa.review.calibration import MACHINE, Score
from qa.rubric.outcome import Verdict
from qa.shares import Share

FEWEST = 5  # calls below which no criterion is called safe or unsafe

Sheet = Mapping[str, Mapping[str, Verdict]]  # call → person → verdict, of one criterion


@dataclass(frozen=True)
class Compared:
    """One criterion after a calibration.

    `people` is the agreement among them, `machine` its agreement with what most of them say;
    None with fewer than two people, or where the machine took no part. `f1` is the machine's on
    fails, against what most people say. `weakest` is the lower AC1 of both, over `n` calls; None
    with fewer than FEWEST. `passed` says whether that reaches the bar, None where nothing can be
    said.
    """

    criterion: str
    sheet: Sheet
    people: Agreement | None
    machine: Agreement | None
    f1: Estimate | None
    weakest: float | None
    n: int
    passed: bool | None


@dataclass(frozen=True)
class Strictness:
    """How often a person fails what they judge, beside the others on the same questions.

    `own` and `others` are fails of what was judged pass or fail; of the others only answers to
    questions that this person judged too.
    """

    person: str
    own: Share
    others: Share


@dataclass(frozen=True)
class Pair:
    """Two people beside each other over all criteria and calls."""

    one: str
    two: str
    agreement: Agreement


def compare(
    scores: Sequence[Score], criteria: Sequence[str], people: Sequence[str], bar: float
) -> list[Compared]:
    """Each criterion in the order given."""
    return [_compared(name, _sheet(scores, name), people, bar) for name in criteria]


def _compared(criterion: str, sheet: Sheet, people: Sequence[str], bar: float) -> Compared:
    rows = list(sheet.values())
    active = [p for p in people if any(p in row for row in rows)]
    among = agreement(*([_given(row, p) for row in rows] for p in active)) if _two(active) else None
    most = [_most(row) for row in rows]
    said = [_given(row, MACHINE) for row in rows]
    machine = agreement(most, said) if active and any(said) else None
    known = [one for one in (among, machine) if one is not None]
    n = min((one.n for one in known), default=0)
    values = [one.ac1.value for one in known if one.ac1.value is not None]
    weakest = min(values) if values and n >= FEWEST else None
    return Compared(
        criterion,
        sheet,
        among,
        machine,
        f1_estimate(most, said, Verdict.FAIL) if machine else None,
        weakest,
        n,
        None if weakest is None else weakest >= bar,
    )


def strictness(scores: Sequence[Score], people: Sequence[str]) -> list[Strictness]:
    """Everybody who judged something, the strictest first."""
    judged = [
        s for s in scores if s.verdict in (Verdict.PASS, Verdict.FAIL) and s.person != MACHINE
    ]
    found = []
    for person in people:
        own = [s for s in judged if s.person == person]
        asked = {(s.call, s.criterion) for s in own}
        others = [s for s in judged if s.person != person and (s.call, s.criterion) in asked]
        if own:
            found.append(Strictness(person, _failed(own), _failed(others)))
    return sorted(found, key=lambda one: (-(one.own.value or 0), one.person))


def pairs(scores: Sequence[Score], people: Sequence[str]) -> list[Pair]:
    """Every two people over all questions, the machine as one of them."""
    items = sorted({(s.call, s.criterion) for s in scores})
    said = {(s.call, s.criterion, s.person): s.verdict for s in scores}
    names = [p for p in (*people, MACHINE) if any(s.person == p for s in scores)]
    columns = {p: [said.get((*item, p)) for item in items] for p in names}
    return [
        Pair(one, two, agreement(columns[one], columns[two]))
        for i, one in enumerate(names)
        for two in names[i + 1 :]
    ]


def _sheet(scores: Sequence[Score], criterion: str) -> dict[str, dict[str, Verdict]]:
    sheet: dict[str, dict[str, Verdict]] = {}
    for one in scores:
        if one.criterion == criterion:
            sheet.setdefault(one.call, {})[one.person] = one.verdict
    return sheet


def _given(row: Mapping[str, Verdict], person: str) -> str | None:
    return row.get(person)


def _most(row: Mapping[str, Verdict]) -> str | None:
    """What more people say than anything else; None for a tie."""
    votes = Counter(verdict for person, verdict in row.items() if person != MACHINE)
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _failed(scores: Sequence[Score]) -> Share:
    return Share(sum(s.verdict is Verdict.FAIL for s in scores), len(scores))


def _two(people: Sequence[str]) -> bool:
    return len(people) > 1
