import pytest

from qa.call import Interval, Word
from qa.hear.turns import build_turns, unheard


def words(text, start, each=0.3):
    return [
        Word(word, round(start + i * each, 3), round(start + i * each + each * 0.9, 3))
        for i, word in enumerate(text.split())
    ]


def test_a_back_channel_does_not_split_the_agents_turn():
    agent = words("I will send you a new one", 0) + words("tomorrow morning", 2.6)
    turns = build_turns({"agent": agent, "customer": words("Mm-hm", 2.2)})
    assert [(turn.speaker, len(turn.words)) for turn in turns] == [("agent", 9), ("customer", 1)]


def test_an_answer_after_a_finished_sentence_does():
    agent = words("Is that fine?", 0) + words("Good.", 1.7)
    turns = build_turns({"agent": agent, "customer": words("Yes.", 1.2)})
    assert [turn.text for turn in turns] == ["Is that fine?", "Yes.", "Good."]


def test_a_long_pause_of_ones_own_ends_a_turn():
    turns = build_turns({"agent": words("one two", 0) + words("three", 3)})
    assert [turn.text for turn in turns] == ["one two", "three"]


def test_turns_are_numbered_by_their_start_and_lie_inside_their_words():
    turns = build_turns({"agent": words("a b c", 2), "customer": words("d e f", 0)})
    assert [(turn.index, turn.start) for turn in turns] == [(0, 0.0), (1, 2.0)]


def test_speech_that_no_word_touches_is_unheard():
    activity = {"customer": (Interval(0, 1), Interval(2, 3), Interval(5, 5.2))}
    found = unheard(activity, {"customer": words("hello there", 0)})
    assert [(u.speaker, u.start) for u in found] == [("customer", 2)]


def test_a_hole_in_what_is_written_of_one_stretch_is_unheard_and_a_hesitation_is_not():
    spoken = words("I want to", 0) + words("and then", 8) + words("it stopped", 9.9)
    found = unheard({"customer": (Interval(0, 14),)}, {"customer": spoken})
    ends = [word.end for word in spoken]
    assert [(u.start, u.end) for u in found] == [
        (pytest.approx(ends[2] + 0.25), 7.75),
        (pytest.approx(ends[-1] + 0.25), 13.75),
    ]
