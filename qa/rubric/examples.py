"""The examples that a rubric carries, run as tests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa.formats import script
from qa.meaning import understand
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


def lacking(criterion: Criterion) -> list[str]:
    """The verdicts that a criterion can have and carries no example of: pass, fail, and
    not_applicable where it does not always apply."""
    wanted = [Verdict.PASS, Verdict.FAIL]
    if criterion.applies_when is not None:
        wanted.append(Verdict.NOT_APPLICABLE)
    shown = {example.expect for example in criterion.examples}
    return [verdict.value for verdict in wanted if verdict not in shown]


# By what a criterion rests on (qa.rubric.identity) and the text of an example.
Known = dict[tuple[str, str], tuple[Finding, tuple[Words, ...]]]


def run_examples(rubric: Rubric, known: Known | None = None) -> list[ExampleResult]:
    """Every example of every criterion, in order. Raises InputError for a script with a mistake.

    What `known` holds is not run again; what is run is put there.
    """
    return [
        run_example(rubric, criterion, example, number, known)
        for criterion in rubric.criteria
        for number, example in enumerate(criterion.examples, 1)
    ]


def run_example(
    rubric: Rubric, criterion: Criterion, example: Example, number: int, known: Known | None = None
) -> ExampleResult:
    """One example of a criterion, its `number` standing for a name it lacks. Raises InputError."""
    name = example.name or f"example {number}"
    place = (rubric.keys[criterion.id], example.call)
    if known is not None and place in known:
        finding, words = known[place]
        finding = replace(finding, criterion=criterion.id)
    else:
        where = f"{rubric.id}.{criterion.id}, {name}"
        call = measure(understand(script.to_call(script.parse(example.call, where), where)))
        finding = judge(criterion, call, rubric.lists, rubric.languages)
        words = words_of(call, finding)
    if known is not None and not finding.unanswered:
        known[place] = finding, words
    return ExampleResult(criterion.id, name, example.expect, finding, words)
