from dataclasses import replace

from qa.call import CUSTOMER_SIDE, ROLES
from qa.rubric.checks.base import Check
from qa.rubric.form import Criterion
from qa.rubric.load import find, load
from qa.rubric.outcome import Verdict
from qa.rubric.score import judge, score

ESSENTIALS = load(find("essentials"))
IDS = ["no_interrupting", "no_hang_up", "apology_given", "commitment_made"]

BAD = """
# end: agent_hung_up
customer: My fridge arrived broken and nobody has called me back.
agent: I'll see what I can do.
customer: That is not good enough, I want to
agent: I am hanging up now.
"""


def test_the_default_rubric_asks_the_four_questions():
    assert [criterion.id for criterion in ESSENTIALS.criteria] == IDS


def test_points_count_only_what_was_judged_and_auto_fail_stands_beside_them(say):
    card = score(ESSENTIALS, say(BAD))
    verdicts = [line.finding.verdict for line in card.lines]
    assert verdicts == [Verdict.PASS, Verdict.FAIL, Verdict.FAIL, Verdict.FAIL]
    assert card.score_text() == "25 of 100"
    assert card.auto_failed == ("no_hang_up",)


def test_what_does_not_apply_is_not_counted(say):
    text = "customer: When do you open?\nagent: At nine.\ncustomer: Thanks, bye.\nagent: Bye."
    card = score(ESSENTIALS, say(text))
    finding = card.line("apology_given").finding
    assert finding.verdict is Verdict.NOT_APPLICABLE
    assert "the customer has a complaint" in finding.reason
    assert card.out_of == 50


def test_a_call_that_lacks_what_a_check_needs_is_cannot_tell_never_a_fail(say):
    call = say(BAD)
    for missing in (ROLES, CUSTOMER_SIDE):
        card = score(ESSENTIALS, replace(call, provides=call.provides - {missing}))
        assert Verdict.FAIL not in {
            line.finding.verdict
            for line in card.lines
            if line.finding.criterion != "apology_given" or missing == ROLES
        }
        assert card.not_judged > 0
        assert "not judged" in card.score_text()


def test_a_check_that_breaks_is_cannot_tell_with_its_reason_and_the_rest_goes_on(say):
    class Broken(Check):
        kind: str = "broken"

        def run(self, call, lists):
            raise ZeroDivisionError("by nought")

    good = next(ESSENTIALS.criteria)
    broken = Criterion.model_construct(**{**good.__dict__, "check": Broken()})
    finding = judge(broken, say(BAD), {})
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "by nought" in finding.reason


def test_no_check_ever_sees_who_the_agent_is(say):
    seen = []

    class Spy(Check):
        kind: str = "spy"

        def run(self, call, lists):
            seen.append(call.recording.metadata)
            raise RuntimeError

    call = say(BAD)
    metadata = replace(call.recording.metadata, agent="Dana Example", customer="Kim Example")
    named = replace(call, recording=replace(call.recording, metadata=metadata))
    criterion = Criterion.model_construct(**{**next(ESSENTIALS.criteria).__dict__, "check": Spy()})
    section = ESSENTIALS.sections[0].model_copy(update={"criteria": (criterion,)})
    score(ESSENTIALS.model_copy(update={"sections": (section,)}), named)
    assert seen
    assert seen[0].agent is seen[0].customer is seen[0].name is None


def test_scoring_the_same_call_twice_gives_the_same_scorecard(say):
    assert score(ESSENTIALS, say(BAD)) == score(ESSENTIALS, say(BAD))
