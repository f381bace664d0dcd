"""Checks of checks, of order, and of how a phrase stands in its sentence."""

import pytest
from pydantic import TypeAdapter

from qa.call import OVERLAP
from qa.errors import RubricError
from qa.rubric.checks import AnyCheck
from qa.rubric.checks.base import Scope, evaluate
from qa.rubric.load import parse
from qa.rubric.outcome import Verdict
from tests.rubric.test_load import GOOD

CHECK = TypeAdapter(AnyCheck)
PASS, FAIL = Verdict.PASS, Verdict.FAIL
NOT_APPLICABLE, CANNOT_TELL = Verdict.NOT_APPLICABLE, Verdict.CANNOT_TELL

HELLO = {"kind": "said", "phrases": ["hello"]}
SORRY = {"kind": "said", "phrases": ["sorry"]}
BYE = {"kind": "said", "phrases": ["goodbye"]}
PERSON = {"kind": "ask_reviewer"}


def verdict(check, call):
    return evaluate(CHECK.validate_python(check), call, Scope()).verdict


@pytest.mark.parametrize(
    ("kind", "checks", "expected"),
    [
        ("any", [HELLO, SORRY], PASS),
        ("any", [SORRY, BYE], FAIL),
        ("any", [SORRY, PERSON], CANNOT_TELL),
        ("all", [HELLO, PERSON], CANNOT_TELL),
        ("all", [SORRY, PERSON], FAIL),
        ("first", [PERSON, HELLO], PASS),
        ("first", [PERSON, PERSON], CANNOT_TELL),
    ],
)
def test_checks_are_combined(say, kind, checks, expected):
    assert verdict({"kind": kind, "checks": checks}, say("agent: Hello.")) is expected


def test_not_turns_a_verdict_round_and_leaves_doubt_alone(say):
    call = say("agent: Hello.")
    assert verdict({"kind": "not", "check": HELLO}, call) is FAIL
    assert verdict({"kind": "not", "check": PERSON}, call) is CANNOT_TELL


def in_order(*checks):
    steps = [{"name": f"step {i}", "check": check} for i, check in enumerate(checks, 1)]
    return CHECK.validate_python({"kind": "in_order", "steps": steps})


def test_steps_in_order_pass_with_a_place_for_each(say):
    call = say("agent: Hello.\ncustomer: It broke.\nagent: Sorry.")
    outcome = evaluate(in_order(HELLO, SORRY), call, Scope())
    assert outcome.verdict is PASS
    assert [span.turn for span in outcome.evidence] == [0, 2]


def test_a_step_that_comes_too_early_is_told_from_one_that_is_missing(say):
    call = say("agent: Sorry.\ncustomer: It broke.\nagent: Hello.")
    early = evaluate(in_order(HELLO, SORRY), call, Scope())
    assert (early.verdict, early.reason) == (FAIL, "step 2 comes too early")
    missing = evaluate(in_order(HELLO, BYE), call, Scope())
    assert missing.reason.startswith("step 2 is missing")
    assert missing.searched


IF_THEN = {
    "kind": "if_then",
    "if": {"kind": "said", "who": "customer", "phrases": ["manager"]},
    "then": {"kind": "said", "phrases": ["put you through"]},
    "within_turns": 1,
}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("customer: Hello.\nagent: Hello.", NOT_APPLICABLE),
        ("customer: Your manager, please.\nagent: I will put you through.", PASS),
        ("customer: Your manager, please.\nagent: Why?", FAIL),
        ("customer: A manager.\nagent: Why?\ncustomer: So.\nagent: I'll put you through.", FAIL),
    ],
)
def test_what_happens_has_to_be_answered_in_time(say, script, expected):
    assert verdict(IF_THEN, say(script)) is expected


@pytest.mark.parametrize(
    "text", ["I can't promise that.", "He said that he would promise it.", "I promise you that."]
)
def test_negated_and_reported_phrases_are_skipped(say, text):
    check = {"kind": "said", "phrases": ["promise"]}
    expected = PASS if text.startswith("I promise") else FAIL
    assert verdict(check, say(f"agent: {text}")) is expected
    counted = {**check, "negated": "count", "reported": "count"}
    assert verdict(counted, say(f"agent: {text}")) is PASS


def test_questions_can_be_left_out(say):
    check = {"kind": "said", "who": "customer", "phrases": ["call me back"], "questions": "skip"}
    assert verdict(check, say("customer: Will you call me back?")) is FAIL
    assert verdict(check, say("customer: You call me back.")) is PASS


def test_said_times_counts(say):
    call = say("agent: Sorry.\ncustomer: Hm.\nagent: Sorry, sorry.")
    assert verdict({"kind": "said_times", "phrases": ["sorry"], "at_most": 2}, call) is FAIL
    assert verdict({"kind": "said_times", "phrases": ["sorry"], "at_least": 3}, call) is PASS


def test_a_part_of_the_call_may_begin_with_an_event(say):
    call = say("agent: Sorry.\ncustomer: It broke.\nagent: Hello.")
    complaint = {"kind": "said", "who": "customer", "phrases": ["broke"]}
    assert verdict({**SORRY, "when": {"after": complaint}}, call) is FAIL
    assert verdict({**SORRY, "when": {"before": complaint}}, call) is PASS


def test_interruptions_can_be_counted_in_a_part_of_the_call(say):
    call = say(
        "customer: My parcel was left out in the rain and the box came apart and I tried to -\n"
        "agent <1.3: What is the order number please, I need it first?\ncustomer: I was talking."
    )
    check = {"kind": "measure", "measure": "interruptions_agent", "at_most": 0}
    assert verdict(check, call) is FAIL
    assert verdict({**check, "when": {"first_seconds": 1}}, call) is PASS
    assert OVERLAP in call.provides


def test_a_short_call_has_no_sentiment_shape(say):
    check = {"kind": "sentiment", "shape": ["improving"]}
    assert verdict(check, say("customer: Hello.")) is CANNOT_TELL


@pytest.mark.parametrize(
    ("check", "what"),
    [
        ("{kind: said_times, phrases: greeting}", "no limit"),
        ("{kind: measure, measure: dead_air_count, between: [3, 1]}", "nothing lies between"),
        ("{kind: sentiment}", "either of"),
        (
            "{kind: meaning, means: telepathy}",
            "unknown meaning 'telepathy' of the agent; allowed are",
        ),
        ("{kind: meaning, like: [one]}", "at least 3 examples"),
        ("{kind: not, check: {kind: said, phrases: nothing_like_it}}", "unknown phrase list"),
    ],
)
def test_mistakes_in_new_kinds_are_told_with_their_place(check, what):
    start = GOOD.index("        check:\n")
    end = GOOD.index("        examples:")
    with pytest.raises(RubricError) as caught:
        parse(f"{GOOD[:start]}        check: {check}\n{GOOD[end:]}", "mine.yaml")
    assert what in caught.value.what
    assert caught.value.where.startswith("mine.yaml:13:")
