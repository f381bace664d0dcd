"""Two rubrics over the same calls: which verdicts flip, which agents move, and whether people
agree more or less. Pure functions of findings; qa.rehearsal brings these from an archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qa.agreement import Agreement, agreement
from qa.rubric.form import Criterion, Rubric
from qa.rubric.outcome import Finding, Verdict

Human = Mapping[tuple[str, str], Verdict]  # (call, criterion) → what a person last said of it


@dataclass(frozen=True)
class Difference:
    """What is different between two rubrics before any call is judged, as criterion ids.

    `rejudged` are those whose verdicts may differ; `reworded` those of which only the wording,
    weight or coaching changed.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    rejudged: tuple[str, ...]
    reworded: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.rejudged or self.reworded)


@dataclass(frozen=True)
class Pair:
    """A call judged by both rubrics: findings by criterion. `agent` is None where nobody said."""

    call: str
    agent: str | None
    before: Mapping[str, Finding]
    after: Mapping[str, Finding]


@dataclass(frozen=True)
class Flip:
    """A verdict that comes out otherwise; `human` is what a person said, None where nobody did."""

    call: str
    criterion: str
    before: Finding
    after: Finding
    human: Verdict | None = None


@dataclass(frozen=True)
class Move:
    """An agent's mean share of points, 0 to 1, over the `n` calls that both rubrics judge; and in
    how many of these calls the share changes. People's verdicts are applied."""

    agent: str
    n: int
    changed: int
    before: float
    after: float


@dataclass(frozen=True)
class Agreed:
    """How the verdicts of both rubrics agree with people's, on the same `n` findings; `criterion`
    is "" for all together."""

    criterion: str
    n: int
    before: Agreement
    after: Agreement


@dataclass(frozen=True)
class Comparison:
    """Everything that would change; flips and moves with the most changed first.

    `verdicts` are the calls by criterion of `after` and verdict: what there is to know of one that
    is new, and has nothing to be compared with.
    """

    calls: int
    difference: Difference
    flips: tuple[Flip, ...]
    moves: tuple[Move, ...]
    agreement: tuple[Agreed, ...]
    verdicts: Mapping[str, Mapping[Verdict, Sequence[str]]] = field(default_factory=dict)

    def counted(self, criterion: str) -> Counter[tuple[Verdict, Verdict]]:
        """How often a criterion goes from which verdict to which."""
        own = (flip for flip in self.flips if flip.criterion == criterion)
        return Counter((flip.before.verdict, flip.after.verdict) for flip in own)


def difference(before: Rubric, after: Rubric) -> Difference:
    """What is different between two rubrics, in the order of `after`."""
    old = {criterion.id: criterion for criterion in before.criteria}
    new = {criterion.id: criterion for criterion in after.criteria}
    both = [name for name in new if name in old]
    rejudged = [name for name in both if before.keys[name] != after.keys[name]]
    reworded = [n for n in both if n not in rejudged and _worded(old[n]) != _worded(new[n])]
    return Difference(
        tuple(name for name in new if name not in old),
        tuple(name for name in old if name not in new),
        tuple(rejudged),
        tuple(reworded),
    )


def compare(
    before: Rubric, after: Rubric, pairs: Iterable[Pair], human: Human | None = None
) -> Comparison:
    """Compare what two rubrics say of the same calls; `human` is what people said of them."""
    said = human or {}
    state = _State(before, after, said)
    count = 0
    for pair in pairs:
        count += 1
        state.add(pair)
    return Comparison(
        count,
        difference(before, after),
        tuple(state.flips),
        state.moves(),
        state.agreement(),
        state.verdicts,
    )


@dataclass
class _State:
    before: Rubric
    after: Rubric
    human: Human
    flips: list[Flip] = field(default_factory=list)
    shares: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    rated: dict[str, list[tuple[Verdict, Verdict, Verdict]]] = field(default_factory=dict)
    verdicts: dict[str, dict[Verdict, list[str]]] = field(default_factory=dict)

    def add(self, pair: Pair) -> None:
        for name, new in pair.after.items():
            self.verdicts.setdefault(name, {}).setdefault(new.verdict, []).append(pair.call)
            old = pair.before.get(name)
            if old is None:
                continue
            said = self.human.get((pair.call, name))
            if old.verdict is not new.verdict:
                self.flips.append(Flip(pair.call, name, old, new, said))
            if said is not None:
                self.rated.setdefault(name, []).append((said, old.verdict, new.verdict))
        both = (
            _share(self.before, pair.call, pair.before, self.human),
            _share(self.after, pair.call, pair.after, self.human),
        )
        if pair.agent and both[0] is not None and both[1] is not None:
            self.shares.setdefault(pair.agent, []).append((both[0], both[1]))

    def moves(self) -> tuple[Move, ...]:
        found = [
            Move(
                agent,
                len(own),
                sum(old != new for old, new in own),
                sum(old for old, _ in own) / len(own),
                sum(new for _, new in own) / len(own),
            )
            for agent, own in self.shares.items()
        ]
        moved = [move for move in found if move.changed]
        return tuple(sorted(moved, key=lambda m: (-abs(m.after - m.before), m.agent)))

    def agreement(self) -> tuple[Agreed, ...]:
        names = [c.id for c in self.after.criteria if c.id in self.rated]
        own = [_agreed(name, self.rated[name]) for name in names]
        whole = [row for name in names for row in self.rated[name]]
        return (*own, _agreed("", whole)) if len(own) > 1 else tuple(own)


def _agreed(criterion: str, rated: Sequence[tuple[Verdict, Verdict, Verdict]]) -> Agreed:
    said, old, new = zip(*rated, strict=True)
    return Agreed(criterion, len(rated), agreement(said, old), agreement(said, new))


def _share(
    rubric: Rubric, call: str, findings: Mapping[str, Finding], human: Human
) -> float | None:
    """Points ÷ points that were judged, people's verdicts applied; None where none were."""
    points = out_of = 0.0
    for criterion in rubric.criteria:
        verdict = human.get((call, criterion.id), findings[criterion.id].verdict)
        if verdict in (Verdict.PASS, Verdict.FAIL):
            out_of += criterion.weight
            points += criterion.weight if verdict is Verdict.PASS else 0.0
    return points / out_of if out_of else None


def _worded(criterion: Criterion) -> object:
    return criterion.model_dump(exclude={"check", "applies_when", "examples"})
