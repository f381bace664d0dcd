from dataclasses import replace

import pytest

from qa.call import (
    AGENT_SIDE,
    OVERLAP,
    OVERLAP_ESTIMATE,
    ROLES,
    WHOLE,
    Interval,
    Turn,
    Unheard,
)
from qa.measure import measure
from qa.rubric.checks import EndingCheck, MeasureCheck, Said
from qa.rubric.checks.base import Scope
from qa.rubric.outcome import Verdict

SORRY = Said(kind="said", phrases=("sorry",), but_not=("sorry you feel",))
CALL = """
customer: It never came.
agent: I am sorry you feel that way.
customer: Pardon?
agent: I mean that we are sorry.
"""


def quotes(call, outcome):
    return [call.quote(span) for span in outcome.evidence]


def test_said_gives_the_words_as_evidence_with_their_time(say):
    call = say(CALL)
    outcome = SORRY.run(call, Scope())
    assert outcome.verdict is Verdict.PASS
    assert quotes(call, outcome) == ["sorry."]
    assert call.time_of(outcome.evidence[0]).start > call.turns[3].start


def test_what_only_looks_like_it_does_not_count(say):
    call = say("agent: I am sorry you feel that way.")
    assert SORRY.run(call, Scope()).verdict is Verdict.FAIL


def test_a_missing_thing_has_no_place_but_says_what_was_searched(say):
    outcome = SORRY.run(say("customer: Sorry?\nagent: No.\ncustomer: Oh.\nagent: No, no."), Scope())
    assert outcome.evidence == ()
    assert outcome.searched == "2 agent turns, 2 to 4"


def test_never_said_turns_it_round(say):
    check = Said(kind="never_said", phrases=("calm down",))
    assert check.run(say("agent: Now calm down."), Scope()).verdict is Verdict.FAIL
    assert check.run(say("agent: I understand."), Scope()).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("when", "verdict"),
    [
        ({"first_turns": 1}, Verdict.FAIL),
        ({"last_turns": 1}, Verdict.PASS),
        ({"first_seconds": 1}, Verdict.FAIL),
        ({"last_seconds": 5}, Verdict.PASS),
    ],
)
def test_when_limits_where_it_is_looked_for(say, when, verdict):
    check = Said(kind="said", phrases=("goodbye",), when=when)
    assert (
        check.run(say("agent: Hello.\ncustomer: Hi.\nagent: Goodbye."), Scope()).verdict is verdict
    )


def test_words_the_recogniser_is_unsure_of_prove_nothing(say):
    call = say("agent: I am sorry.")
    words = tuple(replace(word, probability=0.2) for word in call.turns[0].words)
    unsure = replace(call, turns=(Turn(0, "agent", words),))
    outcome = SORRY.run(unsure, Scope())
    assert outcome.verdict is Verdict.CANNOT_TELL
    assert outcome.evidence


def test_nothing_counts_as_not_said_while_much_was_not_understood(say):
    call = say("agent: Good morning to you.\ncustomer: It never came.")
    deaf = replace(call, unheard=(Unheard("agent", 0.0, 1.0),))
    assert SORRY.run(deaf, Scope()).verdict is Verdict.CANNOT_TELL


def test_a_language_without_phrases_is_cannot_tell(say):
    check = Said(kind="said", phrases={"en": ("sorry",)})
    assert check.run(say("# lang: sv\nagent: Förlåt."), Scope()).verdict is Verdict.CANNOT_TELL


INTERRUPTED = """
customer: My parcel was left out in the rain and the box came apart and then I tried to -
agent <1.3: What is the order number please, I need it first?
customer: I was talking.
"""
NONE = MeasureCheck(kind="measure", measure="interruptions_agent", at_most=0)


def test_a_measure_outside_its_limit_fails_with_both_sides_words_as_evidence(say):
    call = say(INTERRUPTED)
    outcome = NONE.run(call, Scope())
    assert outcome.verdict is Verdict.FAIL
    over, into = quotes(call, outcome)
    assert over.endswith("then I tried to")
    assert into.startswith("What is the order number")


def test_an_estimate_that_crosses_the_limit_is_never_a_fail(say):
    call = say(INTERRUPTED)
    activity = {"customer": (Interval(0, 6),), "agent": (Interval(5, 8),)}
    provides = call.provides - {OVERLAP} | {OVERLAP_ESTIMATE}
    mono = measure(replace(call, activity=activity, provides=provides))
    outcome = NONE.run(mono, Scope())
    assert outcome.verdict is Verdict.CANNOT_TELL
    assert "between 0 and 1" in outcome.reason


def test_a_measure_that_is_not_known_is_cannot_tell(say):
    call = say(INTERRUPTED)
    deaf = measure(replace(call, provides=call.provides - {OVERLAP}))
    assert NONE.run(deaf, Scope()).verdict is Verdict.CANNOT_TELL


def test_a_range_that_reaches_past_both_limits_is_cannot_tell(say):
    call = say(INTERRUPTED)
    check = MeasureCheck(kind="measure", measure="interruptions_agent", at_least=0.4, at_most=0.6)
    activity = {"customer": (Interval(0, 6),), "agent": (Interval(5, 8),)}
    provides = call.provides - {OVERLAP} | {OVERLAP_ESTIMATE}
    mono = measure(replace(call, activity=activity, provides=provides))
    assert mono.measures.sides["agent"].interruptions.high == 1
    assert check.run(mono, Scope()).verdict is Verdict.CANNOT_TELL


def test_of_a_recording_that_is_cut_short_nothing_counts_as_not_said(say):
    call = say("agent: Good morning to you.\ncustomer: It never came.")
    cut = replace(call, provides=call.provides - {WHOLE})
    assert SORRY.run(cut, Scope()).verdict is Verdict.CANNOT_TELL
    assert WHOLE in EndingCheck(kind="ending", allowed=("normal",)).needs()


def test_an_agent_who_is_not_on_the_recording_is_not_failed():
    assert AGENT_SIDE in SORRY.needs()


def test_an_unknown_ending_is_cannot_tell_and_points_at_the_end(say):
    check = EndingCheck(kind="ending", allowed=("normal",))
    outcome = check.run(say("agent: That is the policy.\ncustomer: But you said"), Scope())
    assert outcome.verdict is Verdict.CANNOT_TELL


def test_a_check_says_what_it_needs():
    assert ROLES in SORRY.needs()
    assert Said(kind="said", who="anyone", phrases=("hello",)).needs() == frozenset()
