"""How often the verdicts of the shipped rubrics are those of the labels of the scripts in `calls/`.

    python -m benchmarks.agreement [SET …] [--differing] [--write]

Scripts are scored from text and timing alone, so this measures measuring and judging, not hearing.
What needs the detector of meanings is judged by weights that never saw what the call's writer
wrote (cross-validation over writers, `python -m benchmarks.meanings.train`). Intervals are 95 %
bootstrap intervals over calls; cannot_tell counts as a disagreement. `--write` puts the tables into
RESULTS.md; `--differing` lists every verdict that differs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from benchmarks.agreement_table import tables, write
from benchmarks.meanings import corpus, origin, train
from qa.call import Call
from qa.meaning.detect import understand
from qa.meaning.model import Model, read
from qa.measure import measure
from qa.rubric.form import Rubric
from qa.rubric.load import load, rubrics_folder
from qa.rubric.score import score

SHORT = {"not_applicable": "na"}


@dataclass(frozen=True)
class Pair:
    """The label of a call and the verdict, both pass, fail, na or (the verdict) cannot_tell."""

    set: str
    call: str
    language: str
    criterion: str
    label: str
    verdict: str


def rubrics() -> list[Rubric]:
    return [load(path) for path in sorted(rubrics_folder().glob("*.y*ml"))]


def understood(sets: Iterable[str]) -> Iterator[tuple[str, corpus.Text, Call]]:
    """Every call of the sets, measured, and understood by weights that did not see it."""
    for name in sets:
        for text in corpus.scripts(name):
            yield name, text, measure(understand(text.call, weights_for(text)))


def weights_for(text: corpus.Text) -> Model:
    """The weights that saw nothing of the part that a script is in."""
    return _model(_parts()[f"{text.fold} {text.name}"])


@cache
def _parts() -> dict[str, int]:
    """The part of each script, by fold and name; weights out of date are trained again first."""
    origin.bring_up_to_date(train.PARTS, lambda: train.main(dry=True))
    found: dict[str, int] = json.loads((train.PARTS / "calls.json").read_text(encoding="utf-8"))
    return found


@cache
def _model(part: int) -> Model:
    with (train.PARTS / f"{part}.npz").open("rb") as file:
        return read(file)


def pairs(name: str, text: corpus.Text, call: Call, forms: Iterable[Rubric]) -> Iterator[Pair]:
    """What the rubrics say of a call beside what its labels say."""
    for form in forms:
        for line in score(form, call).lines:
            criterion = line.finding.criterion
            if criterion in text.labels:
                verdict = SHORT.get(line.finding.verdict, str(line.finding.verdict))
                label = text.labels[criterion]
                yield Pair(name, text.name, call.language, criterion, label, verdict)


def main(sets: list[str], *, differing: bool, keep: bool) -> None:
    forms = rubrics()
    found = [pair for item in understood(sets) for pair in pairs(*item, forms)]
    text = tables(found, sets)
    print(text)
    if differing:
        for pair in found:
            if pair.label != pair.verdict:
                print(f"{pair.call:8} {pair.criterion:18} {pair.label}, not {pair.verdict}")
    if keep:
        write(text)


if __name__ == "__main__":
    given = [a for a in sys.argv[1:] if not a.startswith("-")]
    main(
        given or list(corpus.SETS),
        differing="--differing" in sys.argv,
        keep="--write" in sys.argv,
    )
