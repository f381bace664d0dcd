import pytest

from qa.phrases import PhraseError, PhraseSet


def places(phrase: str, text: str) -> list[tuple[int, int]]:
    return [(match.first, match.last) for match in PhraseSet([phrase]).find(text.split())]


def test_case_and_punctuation_cannot_hide_a_phrase():
    assert places("i'm so sorry", "Well — I’m SO, sorry!") == [(2, 4)]


def test_alternatives_optional_words_and_gaps():
    phrase = "i (am|was) [really] sorry <2 words> trouble"
    assert places(phrase, "I was sorry for the trouble") == [(0, 5)]
    assert places(phrase, "I am really sorry trouble") == [(0, 4)]
    assert places(phrase, "I am sorry for all of the trouble") == []


def test_a_word_gap_is_exactly_one_word():
    assert places("<word> speaking", "Fraser speaking") == [(0, 1)]
    assert places("<word> speaking", "speaking") == []


def test_a_phrase_matches_whole_words_only():
    assert places("or", "for order or") == [(2, 2)]


def test_a_pattern_between_slashes_runs_over_normalised_words():
    assert places("/o?zur dile\\w*/", "Çok özür dilerim efendim") == [(1, 2)]


def test_places_that_share_words_are_given_once_and_the_longest_wins():
    found = PhraseSet(["sorry", "so sorry about that"]).find(["so", "sorry", "about", "that"])
    assert [(m.first, m.last) for m in found] == [(0, 3)]


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("(a|b", "bracket"),
        ("<two words>", "allowed are"),
        ("[maybe]", "must be said"),
        ("(a||b)", "empty choice"),
        ("(a|<word>)", "cannot stand inside"),
        ("(a|(b|c))", "brackets cannot stand inside brackets"),
        ("/(/", "regular expression"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(phrase: str, why: str):
    with pytest.raises(PhraseError, match=why):
        PhraseSet([phrase])


def test_an_accents_spelling_and_a_form_of_address_make_no_difference_to_plain_words():
    found = PhraseSet(["working to help you"], "en")
    assert found.matches("I'm workin' to help ye")
    assert found.matches("working, sir, to help you")


def test_a_phrase_that_asks_for_a_form_of_address_finds_it():
    assert PhraseSet(["(sir|madam)"], "en").matches("Yes, sir.")


def test_a_regular_expression_sees_the_words_that_were_said():
    for expression, text in (("/called you/", "I called you back"), ("/he said/", "he said so")):
        assert PhraseSet([expression], "en").matches(text)


def test_a_contraction_is_no_other_word():
    assert not PhraseSet(["(hell|shed)"], "en").matches("They'll say they'd call.")
    assert PhraseSet(["they'll call"], "en").matches("She'll call.")
