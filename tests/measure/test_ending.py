import pytest

from qa.measures import (
    AGENT_ANNOUNCED_ENDING,
    AGENT_ENDED_MIDWAY,
    CUSTOMER_ENDED,
    LINE_DROPPED,
    NORMAL,
    UNKNOWN_ENDING,
)

BOTH = "customer: That is everything, thank you, goodbye.\nagent: Thanks for calling, bye now."
PROTEST = "agent: That is the policy.\ncustomer: But you said on Monday that I would get"


def ending(say, text, party=None):
    head = f"# end: {party}\n" if party else ""
    return say(head + text).measures.ending


def test_a_call_that_both_close_ends_normally(say):
    assert ending(say, BOTH).kind == NORMAL


def test_an_agent_who_hangs_up_after_a_shared_closing_hangs_up_normally(say):
    assert ending(say, BOTH, "agent_hung_up").kind == NORMAL


def test_an_agent_who_hangs_up_on_a_protest_ends_it_midway(say):
    assert ending(say, PROTEST, "agent_hung_up").kind == AGENT_ENDED_MIDWAY


def test_an_agent_who_says_so_announces_the_ending(say):
    text = f"{PROTEST}\nagent: I am hanging up now."
    assert ending(say, text).kind == AGENT_ANNOUNCED_ENDING


def test_thanks_before_being_thrown_out_are_no_closing(say):
    text = "customer: Thank you for nothing.\nagent: This call is over."
    assert ending(say, text, "agent_hung_up").kind == AGENT_ANNOUNCED_ENDING


def test_hello_are_you_there_after_a_hangup_is_no_closing(say):
    text = f"{PROTEST}\nagent: It is on the system.\ncustomer: Thanks. Hello? Are you still there?"
    assert ending(say, text, "agent_hung_up").kind == AGENT_ENDED_MIDWAY


def test_a_greeting_at_the_start_of_a_short_call_is_no_trouble_on_the_line(say):
    assert ending(say, "customer: Hello?\nagent: Good morning.").kind == UNKNOWN_ENDING


def test_in_a_language_without_phrases_a_hangup_by_the_agent_is_not_judged(say):
    text = "# lang: sv\ncustomer: Tack så mycket, hej då.\nagent: Hej då."
    found = ending(say, text, "agent_hung_up")
    assert (found.kind, found.by_line) == (UNKNOWN_ENDING, UNKNOWN_ENDING)
    by_customer = ending(say, text, "customer_hung_up")
    assert (by_customer.kind, by_customer.by_words) == (CUSTOMER_ENDED, UNKNOWN_ENDING)
    assert "whether both had closed cannot be told" in by_customer.why
    assert "Whether both say goodbye cannot be told" in ending(say, text).why


def test_a_dated_callback_is_a_way_to_close(say):
    text = f"{PROTEST}\nagent: I will ring you on Friday at ten with an answer."
    assert ending(say, text, "agent_hung_up").kind == NORMAL


@pytest.mark.parametrize(
    ("party", "kind"), [("customer_hung_up", CUSTOMER_ENDED), ("line_dropped", LINE_DROPPED)]
)
def test_the_recorder_knows_who_hung_up(say, party, kind):
    assert ending(say, PROTEST, party).kind == kind


def test_sources_that_disagree_are_both_kept_and_it_says_so(say):
    found = ending(say, BOTH, "line_dropped")
    assert (found.by_line, found.by_words, found.agree) == (LINE_DROPPED, NORMAL, False)
    assert "sounds like" in found.why


def test_a_call_without_any_sign_of_an_end_is_unknown(say):
    assert ending(say, PROTEST).kind == UNKNOWN_ENDING
