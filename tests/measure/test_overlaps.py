"""Of four kinds of overlap only one is a fault."""

from dataclasses import replace

import pytest

from qa.call import OVERLAP, OVERLAP_ESTIMATE, Interval
from qa.measure import measure
from qa.measures import (
    BACK_CHANNEL,
    END_OVERLAP,
    INTERRUPTION,
    SIMULTANEOUS_START,
)

STORY = "customer: My parcel was left out in the rain and the box came apart and then I tried"


def kinds(call, by="agent"):
    return [overlap.kind for overlap in call.measures.overlaps if overlap.by == by]


def test_an_agent_who_takes_the_floor_from_an_unfinished_customer_interrupts(say):
    call = say(f"{STORY} -\nagent <1.3: What is the order number please?\ncustomer: I was talking.")
    assert kinds(call) == [INTERRUPTION]
    assert call.measures.sides["agent"].interruptions.low == 1


@pytest.mark.parametrize("noise", ["Mm-hm.", "Oh dear.", "Right, okay.", "I see."])
def test_a_listeners_noise_is_a_back_channel(say, noise):
    call = say(f"{STORY}\nagent <1.5: {noise}\ncustomer <0.2: to dry it but it was all ruined.")
    assert kinds(call) == [BACK_CHANNEL]
    assert call.measures.sides["agent"].interruptions.high == 0


def test_short_words_that_the_recogniser_misheard_are_a_back_channel_when_the_other_goes_on(say):
    call = say(f"{STORY}\nagent <2.5: On home.")
    assert kinds(call) == [BACK_CHANNEL]


def test_starting_just_before_the_other_ends_is_ordinary_eagerness(say):
    call = say("customer: Can I move it to Friday?\nagent <0.4: Of course you can, let me see.")
    assert kinds(call) == [END_OVERLAP]


def test_completing_a_sentence_that_the_other_takes_up_is_no_interruption(say):
    call = say(
        "customer: It stopped at the, what is it called, the -\n"
        "agent <0.7: The roundabout?\ncustomer: Roundabout, yes."
    )
    assert kinds(call) == [END_OVERLAP]


def test_both_starting_after_a_silence_is_nobodys_fault(say):
    call = say(
        "agent: One moment please.\n"
        "customer >4.0: I wanted to ask about the other thing as well\n"
        "agent <3.5: So I have found the booking now and it is all there."
    )
    assert SIMULTANEOUS_START in kinds(call) + kinds(call, "customer")


def test_cutting_in_on_a_deadlock_to_announce_a_dated_callback_is_not_counted(say):
    call = say(
        f"{STORY} and you are all thieves and\n"
        "agent <1.6: I will stop you there. I am going to call you back on Friday at ten.\n"
        "customer: Fine."
    )
    assert kinds(call) == [INTERRUPTION]
    assert call.measures.sides["agent"].interruptions.high == 0


def test_a_customer_who_talks_over_the_agent_is_counted_apart(say):
    call = say(
        "agent: As I said the policy is that we can only refund within thirty days and so\n"
        "customer <1.5: But you told me something else on the phone last week!"
    )
    assert call.measures.sides["customer"].interruptions.low == 1
    assert call.measures.sides["agent"].interruptions.high == 0


def on_one_channel(call, **activity):
    """The call as one channel gives it: who is active when, and that only estimated."""
    stretches = {side: tuple(Interval(*pair) for pair in pairs) for side, pairs in activity.items()}
    provides = call.provides - {OVERLAP} | {OVERLAP_ESTIMATE}
    return measure(replace(call, activity=stretches, provides=provides))


def test_on_one_channel_interruptions_are_a_range_that_begins_at_none(say):
    call = say(f"{STORY} -\nagent: What is the order number please?\ncustomer: I was talking.")
    found = on_one_channel(call, customer=[(0, 6)], agent=[(5, 8)])
    interruptions = found.measures.sides["agent"].interruptions
    assert (interruptions.low, interruptions.high) == (0, 1)
    assert found.measures.sides["agent"].interruption_seconds.low == 0
    assert found.measures.overlaps[0].start == 5


def test_on_one_channel_short_overlaps_and_ends_are_no_interruptions(say):
    call = say(f"{STORY}\nagent: Right.\ncustomer: Yes.")
    found = on_one_channel(call, customer=[(0, 6), (9, 12)], agent=[(3, 3.8), (5.7, 8)])
    assert found.measures.sides["agent"].interruptions.high == 0


def test_without_the_languages_phrases_an_interruption_is_only_an_estimate(say):
    call = say(f"# lang: sv\n{STORY} -\nagent <1.5: Vad är numret på beställningen tack?")
    interruptions = call.measures.sides["agent"].interruptions
    assert (interruptions.low, interruptions.high) == (0, 1)


def test_a_call_of_thousands_of_turns_is_measured(say):
    turns = f"{STORY}\nagent <1.5: Mm-hm.\n" * 1500
    assert len(say(turns).measures.overlaps) >= 1500
