"""A comparison of two rubrics as text to read and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from qa.agreement import Agreement, Estimate
from qa.rehearsal import Shown
from qa.rubric.compare import Agreed, Comparison, Difference, Flip, Move
from qa.rubric.outcome import Finding, Verdict, Words

BIASED = "People saw the machine's verdict when they gave theirs, so this flatters what was in use."
NAMED = 5  # calls of a verdict of a new criterion
_NAMES = {
    "added": "new",
    "removed": "gone",
    "rejudged": "judged otherwise",
    "reworded": "worded or weighed otherwise",
}


def difference_text(found: Difference) -> str:
    """A line per kind of difference."""
    lines = [
        f"{name}: {', '.join(getattr(found, key))}"
        for key, name in _NAMES.items()
        if getattr(found, key)
    ]
    return "\n".join(lines) or "no difference"


def difference_data(found: Difference) -> dict[str, list[str]]:
    return {key: list(value) for key, value in asdict(found).items()}


def text(found: Comparison, shown: Shown) -> str:
    """The whole comparison for a terminal."""
    parts = [
        difference_text(found.difference),
        "\n".join(_new(found)),
        "\n".join(_flips(found, shown)),
        "\n".join(_moves(found)),
        "\n".join(_agreement(found)),
    ]
    return "\n\n".join(part for part in parts if part)


def data(found: Comparison, shown: Shown) -> dict[str, Any]:
    """The whole comparison for other programs; every flip that is in `shown`."""
    return {
        "calls": found.calls,
        "difference": difference_data(found.difference),
        "new": {
            criterion: {v: list(own) for v, own in found.verdicts.get(criterion, {}).items()}
            for criterion in found.difference.added
        },
        "flips": [_flip_data(flip, words) for own in shown.values() for flip, words in own],
        "agents": [asdict(move) for move in found.moves],
        "agreement": [
            {
                "criterion": one.criterion or None,
                "n": one.n,
                "before": _agreement_data(one.before),
                "after": _agreement_data(one.after),
            }
            for one in found.agreement
        ],
    }


def _new(found: Comparison) -> Iterator[str]:
    for criterion in found.difference.added:
        own = found.verdicts.get(criterion, {})
        told = ", ".join(
            f"{verdict} {len(own[verdict]):,}" for verdict in Verdict if verdict in own
        )
        yield f"{criterion}: {told or 'no calls'}"
        for verdict in (Verdict.PASS, Verdict.FAIL):
            if calls := own.get(verdict):
                more = f" and {len(calls) - NAMED:,} more" if len(calls) > NAMED else ""
                yield f"  {verdict}: {', '.join(calls[:NAMED])}{more}"


def _flips(found: Comparison, shown: Shown) -> Iterator[str]:
    if not found.flips:
        yield f"no verdict flips in {found.calls:,} calls"
    for criterion, own in shown.items():
        counted = found.counted(criterion)
        ways = ", ".join(f"{old} → {new} {n:,}" for (old, new), n in counted.most_common())
        yield f"{criterion}: {counted.total():,} of {found.calls:,} calls flip ({ways})"
        for flip, words in own:
            yield f"  {_flip_line(flip, words)}"
        if counted.total() > len(own):
            yield f"  … and {counted.total() - len(own):,} more"


def _flip_line(flip: Flip, words: tuple[Words, ...]) -> str:
    said = f"; a person said {flip.human}" if flip.human else ""
    line = f"{flip.call}: {flip.before.verdict} → {flip.after.verdict}. {flip.after.reason}{said}"
    quotes = "".join(f"\n      {w.at:.1f} s {w.speaker}: “{w.quote}”" for w in words)
    return line + quotes


def _moves(found: Comparison) -> Iterator[str]:
    if found.moves:
        yield "agents whose mean share of points moves"
        width = max(len(move.agent) for move in found.moves)
        for move in found.moves:
            yield f"  {_move_line(move, width)}"


def _move_line(move: Move, width: int) -> str:
    change = (move.after - move.before) * 100
    return (
        f"{move.agent:{width}}  {move.before:6.1%} → {move.after:6.1%} ({change:+.1f})"
        f"  n {move.n:,}, {move.changed:,} changed"
    )


def _agreement(found: Comparison) -> Iterator[str]:
    if not found.agreement:
        yield "no reviews by people of what both rubrics judge, so no agreement to compare"
        return
    yield "agreement with people's reviews, before → after"
    width = max(len(one.criterion or "all") for one in found.agreement)
    for one in found.agreement:
        yield f"  {_agreed_line(one, width)}"
    yield f"  {BIASED}"


def _agreed_line(one: Agreed, width: int) -> str:
    pairs = (
        ("accuracy", one.before.percent, one.after.percent),
        ("kappa", one.before.kappa, one.after.kappa),
        ("AC1", one.before.ac1, one.after.ac1),
    )
    told = "  ".join(f"{name} {_number(a)} → {_number(b)}" for name, a, b in pairs)
    return f"{one.criterion or 'all':{width}}  n {one.n:,}  {told}"


def _number(estimate: Estimate) -> str:
    return "–" if estimate.value is None else f"{estimate.value:.2f}"


def _flip_data(flip: Flip, words: tuple[Words, ...]) -> dict[str, Any]:
    return {
        "call": flip.call,
        "criterion": flip.criterion,
        "before": _finding_data(flip.before),
        "after": _finding_data(flip.after),
        "human": flip.human,
        "evidence": [asdict(one) for one in words],
    }


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "verdict": finding.verdict,
        "reason": finding.reason,
        "searched": finding.searched,
        "moment": finding.moment,
    }


def _agreement_data(found: Agreement) -> dict[str, Any]:
    return {
        "accuracy": asdict(found.percent),
        "kappa": asdict(found.kappa),
        "ac1": asdict(found.ac1),
    }
