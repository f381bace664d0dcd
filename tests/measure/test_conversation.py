import pytest

from qa.measure.conversation import reply_gaps


def test_talk_counts_overlaps_for_both(say):
    call = say("customer: one two three four five six\nagent <1.0: seven eight nine ten eleven")
    sides = call.measures.sides
    assert sides["customer"].talk_seconds + sides["agent"].talk_seconds > call.seconds - 0.95


def test_a_long_gap_is_dead_air_and_an_announced_one_a_hold(say):
    quiet = say("customer: Is it there?\nagent >6.0: Yes it is.").measures
    assert [silence.kind for silence in quiet.silences] == ["dead_air"]
    held = say("agent: Let me put you on hold.\nagent >20.0: Thanks for holding.").measures
    assert [silence.kind for silence in held.silences] == ["hold"]
    assert held.named()["dead_air_count"].high == 0


def test_silence_before_the_first_and_after_the_last_word_is_not_dead_air(say):
    assert say("agent >9.0: Good morning.").measures.silences == ()


def test_reply_gaps_are_negative_when_the_answer_overlaps(say):
    call = say("customer: Can I move it?\nagent <0.5: Of course you can.\ncustomer: Good.")
    assert reply_gaps(call, call.measures.silences)[0] == pytest.approx(-0.5, abs=0.05)


def test_a_back_channel_does_not_break_a_monologue(say):
    call = say(
        "customer: one two three four five six seven eight nine ten\n"
        "agent <0.8: Mm-hm.\n"
        "customer <0.1: eleven twelve thirteen fourteen fifteen sixteen."
    )
    longest = call.measures.sides["customer"].longest_monologue_seconds
    assert longest == pytest.approx(call.turns[-1].end - call.turns[0].start, abs=0.01)


def test_every_named_measure_has_a_number_on_a_call_that_provides_everything(say):
    text = "customer: It is broken, hello?\nagent: I am so sorry.\n" * 7
    named = say(text).measures.named()
    assert [name for name, value in named.items() if value is None] == []


def test_a_hold_is_not_part_of_a_monologue(say):
    call = say("agent: Let me put you on hold.\nagent >600: Thanks for holding.")
    assert call.measures.sides["agent"].longest_monologue_seconds < 5
