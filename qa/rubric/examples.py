"""The examples that a rubric carries, run as tests."""

from __future__ import annotations

from dataclasses import dataclass

from qa.formats import script
from qa.measure import measure
from qa.rubric.form import Criterion, Example, Rubric
from qa.rubric.outcome import Finding, Verdict, Words, words_of
from qa.rubric.score import judge


@dataclass(frozen=True)
class ExampleResult:
    """What a criterion said of one of its own examples."""

    criterion: str
    example: str
    expected: Verdict
    finding: Finding
    words: tuple[Words, ...] = ()

    @property
    def ok(self) -> bool:
        return self.finding.verdict is self.expected


def run_examples(rubric: Rubric) -> list[ExampleResult]:
    """Every example of every criterion, in order. Raises InputError for a script with a mistake."""
    return [
        run_example(rubric, criterion, example, number)
        for criterion in rubric.criteria
        for number, example in enumerate(criterion.examples, 1)
    ]


def run_example(
    rubric: Rubric, criterion: Criterion, example: Example, number: int
) -> ExampleResult:
    """One example of a criterion, its `number` standing for a name it lacks. Raises InputError."""
    name = example.name or f"example {number}"
    where = f"{rubric.id}.{criterion.id}, {name}"
    call = measure(script.to_call(script.parse(example.call, where), where))
    finding = judge(criterion, call, rubric.lists)
    return ExampleResult(criterion.id, name, example.expect, finding, words_of(call, finding))
