"""Who speaks another language than the call is judged by that language, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from qa import gist
from qa.call import Call, Tongue
from qa.formats import script
from qa.meaning import understand
from qa.measures import CUSTOMER_ENDED, NORMAL, UNKNOWN_ENDING
from qa.rubric.checks import AnyCheck
from qa.rubric.checks.base import Outcome, Scope, evaluate
from qa.rubric.load import find, load, parse
from qa.rubric.outcome import Verdict
from qa.rubric.score import score
from tests.rubric.test_load import GOOD

CHECK: TypeAdapter = TypeAdapter(AnyCheck)
PASS, FAIL, CANNOT_TELL = Verdict.PASS, Verdict.FAIL, Verdict.CANNOT_TELL
SORRY = {"kind": "said", "phrases": {"en": ["sorry"], "el": ["συγγνώμη"]}}
GREEK = """
# lang: en
# agent_lang: el
customer: My parcel was left out in the rain and everything in it is broken.
agent: Συγγνώμη για αυτό, λυπάμαι πάρα πολύ.
"""
SWEDISH = GREEK.replace("agent_lang: el", "agent_lang: sv").replace(
    "Συγγνώμη για αυτό, λυπάμαι πάρα πολύ.", "Förlåt oss, det var verkligen tråkigt."
)


def outcome(check: dict, call: Call) -> Outcome:
    return evaluate(CHECK.validate_python(check), call, Scope())


def test_a_speaker_speaks_their_own_language_or_that_of_the_call(say: Callable[..., Call]) -> None:
    call = say(GREEK)
    assert (call.language_of("agent"), call.language_of("customer")) == ("el", "en")
    unsure = replace(call, tongues={"agent": Tongue("und", 0.0)})
    assert unsure.language_of("agent") == "en"


def test_phrases_are_those_of_the_speakers_language(say: Callable[..., Call]) -> None:
    found = outcome(SORRY, say(GREEK))
    assert found.verdict is PASS
    assert [span.turn for span in found.evidence] == [1]
    assert outcome(SORRY, say(GREEK.replace("Συγγνώμη", "Sorry"))).verdict is FAIL


def test_spelling_and_negation_are_those_of_the_speakers_language(
    say: Callable[..., Call],
) -> None:
    promise = {"kind": "said", "phrases": {"el": ["υπόσχομαι"], "en": ["promise"]}}
    yes, no = (GREEK.replace("Συγγνώμη για", text) for text in ("Σας υπόσχομαι", "Δεν υπόσχομαι"))
    assert (outcome(promise, say(yes)).verdict, outcome(promise, say(no)).verdict) == (PASS, FAIL)


def test_an_agent_whose_language_no_list_is_in_is_not_failed(say: Callable[..., Call]) -> None:
    for kind in ("said", "never_said"):
        found = outcome(SORRY | {"kind": kind}, say(SWEDISH))
        assert found.verdict is CANNOT_TELL
        assert "'sv'" in found.reason


def test_no_criterion_fails_an_agent_for_what_they_say_in_a_language_nobody_reads(
    say: Callable[..., Call],
) -> None:
    call = say("# end: agent_hung_up" + SWEDISH)
    for name in ("essentials", "heat", "aware", "stress", "apology", "empowerment"):
        failed = score(load(find(name)), call).failed
        assert set(failed) <= {"no_interrupting", "heat_hear"}, name


@pytest.mark.parametrize(
    ("who", "verdict"),
    [("agent", CANNOT_TELL), ("customer", FAIL), ("anyone", CANNOT_TELL)],
)
def test_what_only_one_side_can_be_read_for_is_told_of_that_side(
    say: Callable[..., Call], who: str, verdict: Verdict
) -> None:
    assert outcome(SORRY | {"who": who}, say(SWEDISH)).verdict is verdict


def test_what_was_found_on_one_side_counts_although_the_other_cannot_be_read(
    say: Callable[..., Call],
) -> None:
    broken = {"kind": "said", "who": "anyone", "phrases": {"en": ["broken"]}}
    assert outcome(broken, say(SWEDISH)).verdict is PASS
    times = broken | {"kind": "said_times"}
    assert outcome(times | {"at_least": 1}, say(SWEDISH)).verdict is PASS
    assert outcome(times | {"at_least": 2}, say(SWEDISH)).verdict is CANNOT_TELL
    assert outcome(times | {"at_most": 1}, say(SWEDISH)).verdict is CANNOT_TELL
    assert outcome(times | {"at_most": 0}, say(SWEDISH)).verdict is FAIL


def test_phrases_without_a_language_are_in_those_of_the_rubric(say: Callable[..., Call]) -> None:
    greeting = parse(GOOD)
    swedish = "# lang: sv\nagent: Förlåt oss.\ncustomer: Hej."
    for call in (say(SWEDISH), say(swedish)):
        assert score(greeting, call).lines[0].finding.verdict is CANNOT_TELL
    assert score(greeting, say("agent: What?")).lines[0].finding.verdict is FAIL
    told = parse(GOOD.replace("languages: [en]", "languages: [en, sv]"))
    assert score(told, say(swedish)).lines[0].finding.verdict is FAIL
    british = parse(GOOD.replace("languages: [en]", "languages: [en-GB]"))
    assert score(british, say("agent: Hello.")).lines[0].finding.verdict is PASS
    unknown = say("# lang: und\nagent: Hello.")
    assert score(greeting, unknown).lines[0].finding.verdict is PASS


def test_meaning_is_told_in_the_speakers_language(say: Callable[..., Call]) -> None:
    apology = {"kind": "meaning", "means": "apology"}
    complaint = {"kind": "meaning", "who": "customer", "means": "complaint"}
    assert outcome(apology, say(GREEK)).verdict is PASS
    assert outcome(complaint, say(GREEK)).verdict is PASS
    assert outcome(apology, say(SWEDISH)).verdict is CANNOT_TELL
    assert outcome(complaint, say(SWEDISH)).verdict is PASS
    assert outcome({"kind": "situation", "situation": "complaint"}, say(SWEDISH)).verdict is (
        CANNOT_TELL
    )


def test_sentiment_is_that_of_the_speakers_language(say: Callable[..., Call]) -> None:
    assert say(GREEK).measures.sentiment["agent"].basic
    assert not say(GREEK).measures.sentiment["customer"].basic
    assert set(say(SWEDISH).measures.sentiment) == {"customer"}


CLOSING = """
# lang: en
# customer_lang: {}
agent: I have sent it off again for you, it is with you on Monday.
customer: {}
agent: Goodbye, have a nice day.
"""


def ending(say: Callable[..., Call], code: str, text: str, end: str) -> str:
    return say(f"# end: {end}\n" + CLOSING.format(code, text).strip()).measures.ending.kind


def test_a_goodbye_is_heard_in_the_speakers_language(say: Callable[..., Call]) -> None:
    assert ending(say, "el", "Ευχαριστώ πολύ, αντίο σας.", "agent_hung_up") == NORMAL
    assert ending(say, "el", "Ευχαριστώ πολύ, αντίο σας.", "normal") == NORMAL


def test_an_agent_hangs_up_on_nobody_whose_goodbye_cannot_be_read(say: Callable[..., Call]) -> None:
    assert ending(say, "sv", "Tack så mycket, hej då.", "agent_hung_up") == UNKNOWN_ENDING
    assert ending(say, "sv", "Tack så mycket, hej då.", "normal") == UNKNOWN_ENDING
    assert ending(say, "sv", "Tack så mycket, hej då.", "customer_hung_up") == CUSTOMER_ENDED
    announced = "# lang: en\n# customer_lang: sv\ncustomer: Hej då.\nagent: I am hanging up now."
    assert say(announced).measures.ending.kind == UNKNOWN_ENDING


def test_a_back_channel_is_told_in_the_language_of_who_makes_it(say: Callable[..., Call]) -> None:
    text = """
    # lang: en
    # agent_lang: el
    customer: My parcel was left out in the rain and the box came apart and then I tried to call.
    agent <2.0: Μάλιστα.
    customer: Nobody was there.
    """
    assert [o.kind for o in say(text).measures.overlaps] == ["back_channel"]


def test_a_judge_sees_which_language_is_spoken_and_nothing_of_accents(
    say: Callable[..., Call],
) -> None:
    call = understand(say(GREEK))
    heard = replace(call, tongues={"agent": Tongue("el", 0.83), "customer": Tongue("en", 0.41)})
    assert gist.unpack(gist.pack(heard)) == gist.bare(heard)
    assert gist.bare(heard).tongues == {"agent": Tongue("el", 1.0)}
    assert b"0.83" not in gist.pack(heard)
    assert gist.pack(heard) == gist.pack(call)


def test_a_call_in_two_languages_can_be_written_down_and_read(say: Callable[..., Call]) -> None:
    call = say(GREEK)
    again = script.to_call(script.parse(script.write(call)))
    assert {side: again.language_of(side) for side in ("agent", "customer")} == {
        "agent": "el",
        "customer": "en",
    }
