from dataclasses import replace

from qa.call import CUT_START, Trouble
from qa.rubric.checks import Said
from qa.rubric.checks.base import Scope
from qa.rubric.checks.when import When
from qa.rubric.outcome import Verdict

CALL = "agent: And your name?\ncustomer: Dana.\nagent: Good morning, Dana."
CUT = (Trouble(CUT_START, "It begins in the middle of something."),)
EARLY = Said(kind="said", phrases=("thank you for calling",), when=When(first_turns=1))
ANYWHERE = Said(kind="said", phrases=("thank you for calling",))


def test_a_greeting_missing_from_a_cut_start_is_held_against_nobody(say):
    whole = say(CALL)
    cut = replace(whole, troubles=CUT)
    assert EARLY.run(whole, Scope()).verdict is Verdict.FAIL
    found = EARLY.run(cut, Scope())
    assert found.verdict is Verdict.CANNOT_TELL
    assert "begins after the call did" in found.reason


def test_what_could_be_said_anywhere_is_still_judged(say):
    cut = replace(say(CALL), troubles=CUT)
    assert ANYWHERE.run(cut, Scope()).verdict is Verdict.FAIL
    said = replace(say("agent: Thank you for calling."), troubles=CUT)
    assert EARLY.run(said, Scope()).verdict is Verdict.PASS
