"""The rubrics that come with callqa: what each must carry, and that their examples hold."""

import pytest

from qa.rubric.examples import lacking, run_examples
from qa.rubric.form import Criterion
from qa.rubric.load import load, rubrics_folder

PATHS = sorted(rubrics_folder().glob("*.yaml"))
LABELS = """
    no_interrupting no_hang_up apology_given commitment_made heat_hear heat_empathise heat_apologise
    heat_take_action aware_acknowledge aware_widen aware_agree aware_resolve aware_evaluate calm
    restate offer_solution offer_alternative no_blame recording_notice dated_callback
    escalation_handled empowered
""".split()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_example_of_every_criterion_comes_out_as_it_says(path):
    wrong = [
        (result.criterion, result.example, str(result.finding.verdict), result.finding.reason)
        for result in run_examples(load(path))
        if not result.ok
    ]
    assert not wrong


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_criterion_has_examples_of_every_verdict_it_can_have(path):
    assert {c.id: lacking(c) for c in load(path).criteria if lacking(c)} == {}


def test_a_criterion_without_its_examples_is_found_out():
    criterion = load(rubrics_folder() / "heat.yaml").sections[0].criteria[0]
    for verdict in ("pass", "fail", "not_applicable"):
        fewer = tuple(e for e in criterion.examples if e.expect != verdict)
        assert lacking(criterion.model_copy(update={"examples": fewer})) == [verdict]


def test_what_always_applies_needs_no_example_that_does_not():
    heat = load(rubrics_folder() / "heat.yaml").sections[0].criteria[0]
    fewer = tuple(e for e in heat.examples if e.expect != "not_applicable")
    always: Criterion = heat.model_copy(update={"applies_when": None, "examples": fewer})
    assert lacking(always) == []


def test_every_question_of_the_guides_is_some_rubrics_criterion():
    asked = [criterion.id for path in PATHS for criterion in load(path).criteria]
    assert set(LABELS) <= set(asked)
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_criterion_says_where_it_comes_from_and_what_to_tell_the_agent(path):
    rubric = load(path)
    assert set(rubric.languages) == {"en", "el", "tr", "ar", "fa"}
    for criterion in rubric.criteria:
        assert criterion.why, criterion.id
        assert criterion.coach.fail or criterion.coach.pass_, criterion.id
