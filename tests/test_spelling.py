"""Words that count as the same however an accent spells them."""

from __future__ import annotations

import pytest

from qa.spelling import compared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("realize", "realise"),
        ("canceled", "cancelled"),
        ("color", "colour"),
        ("callin'", "calling"),
        ("goin'", "going"),
        ("dat's", "that's"),
        ("ye'll", "you'll"),
    ],
)
def test_spellings_of_one_word_are_compared_as_one(one, other):
    assert compared(one, "en") == compared(other, "en")


@pytest.mark.parametrize("word", ["called", "calling", "size", "door", "led", "hell", "well"])
def test_a_word_that_only_ends_like_a_spelling_stays_as_it_is(word):
    assert compared(word, "en") == word
