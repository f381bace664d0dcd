import itertools
from dataclasses import replace

from qa.call import Interval, Metadata, Word
from qa.hear.roles import find_roles
from qa.hear.speakers import believed, by_voice, fit, is_spelled

SPEECH = [Interval(1.0, 2.0), Interval(3.0, 4.0)]


def word(text, start, end):
    return Word(text, start, end)


def test_a_word_that_touches_no_speech_was_invented_and_is_dropped():
    assert fit([word("thanks", 6.0, 6.4)], SPEECH) == []


def test_words_are_moved_into_their_speech_and_its_edges_are_theirs():
    fitted = fit([word("one", 0.8, 1.3), word("two", 1.5, 2.4)], SPEECH)
    assert fitted[0].start == 1.0
    assert fitted[1].end <= 2.2
    assert [w.text for w in fitted] == ["one", "two"]


def test_a_word_with_hyphens_is_no_name_spelled_out():
    assert is_spelled(word("S-M-Y-T-H.", 0, 2))
    assert not is_spelled(word("up-to-date", 0, 1))


def test_times_rise_and_every_word_has_a_length():
    fitted = fit([word(str(i), i * 0.2, i * 0.2 + 0.3) for i in range(25)], SPEECH)
    assert all(w.end > w.start for w in fitted)
    assert all(a.start <= b.start for a, b in itertools.pairwise(fitted))


def test_words_of_one_channel_go_to_who_is_active():
    given = by_voice(
        [word("hello", 1.1, 1.4), word("yes", 3.1, 3.4)],
        {"a": (Interval(1, 2),), "b": (Interval(3, 4),)},
    )
    assert [w.text for w in given["a"]] == ["hello"]
    assert [w.text for w in given["b"]] == ["yes"]


def test_a_word_in_an_overlap_is_doubtful_and_stays_with_who_spoke_before():
    given = by_voice(
        [word("so", 1.0, 1.4), word("right", 1.6, 1.9)],
        {"a": (Interval(1, 2),), "b": (Interval(1.5, 2),)},
    )
    assert [(w.text, w.doubt) for w in given["a"]] == [("so", False), ("right", True)]


def spoken(text):
    return [word(t, i * 0.3, i * 0.3 + 0.2) for i, t in enumerate(text.split())]


AGENT = spoken("Good morning thank you for calling Northwind this is Dana how can I help")
CUSTOMER = spoken("Hi I am calling about my parcel it never arrived and nobody called me back")


def test_the_agent_is_known_by_what_is_said_whoever_speaks_first():
    for order in ({"1": AGENT, "2": CUSTOMER}, {"2": CUSTOMER, "1": AGENT}):
        roles = find_roles(order, "en", Metadata(), ())
        assert roles.of == {"1": "agent", "2": "customer"}
        assert roles.known


def test_metadata_settles_the_roles():
    told = Metadata(channels=("customer", "agent"))
    roles = find_roles({"1": AGENT, "2": CUSTOMER}, "en", told, ("1", "2"))
    assert roles.of == {"1": "customer", "2": "agent"}
    assert roles.source == "metadata"


def test_nothing_telling_means_nothing_known():
    roles = find_roles({"1": spoken("blue"), "2": spoken("green")}, "en", Metadata(), ())
    assert not roles.known


SECOND = spoken("Thanks for holding this is Omar in repairs I can arrange an engineer for you")
RELATIVE = spoken("It is the blue one I think")


def test_who_takes_over_a_transferred_call_is_an_agent_too():
    roles = find_roles({"1": AGENT, "2": CUSTOMER, "3": SECOND}, "en", Metadata(), ())
    assert roles.of == {"1": "agent", "2": "customer", "3": "agent"}


def test_a_relative_who_says_a_few_words_is_not_taken_for_the_customer():
    roles = find_roles({"1": AGENT, "2": RELATIVE, "3": CUSTOMER}, "en", Metadata(), ())
    assert roles.of == {"1": "agent", "2": "other", "3": "customer"}
    assert roles.known


def test_a_stretch_in_which_the_recogniser_trusts_no_word_has_none():
    said = [
        replace(word("Thank", 1.0, 1.2), probability=0.1),
        replace(word("you.", 1.2, 1.5), probability=0.15),
        replace(word("No", 3.0, 3.2), probability=0.1),
        replace(word("way", 3.2, 3.5), probability=0.3),
        replace(word("between", 4.5, 4.6), probability=0.1),
    ]
    kept = believed(said, [Interval(0.9, 1.6), Interval(2.9, 3.6), Interval(5, 6)])
    assert [w.text for w in kept] == ["No", "way", "between"]


def test_a_word_that_was_pushed_over_the_edge_goes_with_its_stretch():
    cough = [Interval(10.0, 10.6)]
    said = [
        replace(word("Thank", 9.9, 10.2), probability=0.1),
        replace(word("you.", 10.85, 11.3), probability=0.05),
    ]
    assert believed(fit(said, cough), cough) == []


def test_a_name_that_is_spelled_and_a_number_are_believed():
    said = [
        replace(word("S-I-T-E", 1.0, 1.9), probability=0.05),
        replace(word("2017.", 3.1, 3.9), probability=0.05),
    ]
    assert believed(said, SPEECH) == said
