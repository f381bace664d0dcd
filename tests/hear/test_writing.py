import itertools

import numpy as np
import pytest

from qa.call import Interval, Tongue, Turn, Word
from qa.hear.threads import side_by_side
from qa.hear.tongues import change, of_speakers
from qa.hear.transcribe import Taken, Text
from qa.hear.translation import can_translate, translate
from qa.hear.writing import Lane, write_again, write_down
from tests.hear.sounds import sound


class Loudness:
    """A recogniser for tests: a word per half second of sound, called by its level and language.

    Sound at 0.3 is spoken in Greek, all other in English.
    """

    name = "loudness"
    languages = frozenset({"en", "el"})

    def __init__(self):
        self.asked = []

    def take_in(self, pieces):
        return [Taken(piece, len(piece) / 16_000) for piece in pieces]

    def detect(self, taken):
        return [{self._tongue(own): 0.9, "la": 0.1} for own in taken]

    def write(self, taken, language, *, careful=False):
        self.asked.append((language, careful, len(taken)))
        return [self._text(own, language, careful) for own in taken]

    def translate(self, taken, language):
        return [f"{language} of {own.seconds:.1f} s" for own in taken]

    def _tongue(self, own):
        return "el" if abs(np.median(own.encoded) - 0.3) < 0.01 else "en"

    def _text(self, own, language, careful):
        words = []
        for i in range(int(own.seconds / 0.5)):
            level = float(own.encoded[i * 8000 + 4000])
            sure = 0.9 if careful or level > 0.05 else 0.2
            if level > 0.001:
                words.append(Word(f"{level:.1f}", i * 0.5, i * 0.5 + 0.4, sure))
        right = language == self._tongue(own)
        return Text(tuple(words), -0.2 if right else -0.9)


def level(seconds, *spans):
    samples = np.zeros(round(seconds * 16_000))
    for start, end, value in spans:
        samples[round(start * 16_000) : round(end * 16_000)] = value
    return samples


def test_words_of_every_lane_have_the_times_of_the_recording():
    left = level(60, (2, 6, 0.5), (40, 44, 0.5))
    right = level(60, (10, 20, 0.2))
    lanes = [
        Lane("a", 0, [Interval(2, 6), Interval(40, 44)]),
        Lane("b", 1, [Interval(10, 20)]),
    ]
    found = write_down(sound(left, right), lanes, Loudness(), None)
    assert {w.text for w in found.words["a"]} == {"0.5"}
    assert {w.text for w in found.words["b"]} == {"0.2"}
    assert all(1.7 <= w.start < 6.3 or 39.7 <= w.start < 44.3 for w in found.words["a"])
    assert all(9.7 <= w.start < 20.3 for w in found.words["b"])
    assert all(a.start < b.start for a, b in itertools.pairwise(found.words["a"]))


def test_each_speaker_has_a_language_of_their_own():
    left, right = level(40, (0, 20, 0.5)), level(40, (20, 40, 0.3))
    lanes = [Lane("a", 0, [Interval(0, 20)]), Lane("b", 1, [Interval(20, 39)])]
    found = write_down(sound(left, right), lanes, Loudness(), None)
    assert (found.tongues["a"].code, found.tongues["b"].code) == ("en", "el")
    assert found.tongues["b"].probability == 1.0


def test_a_language_that_is_told_is_never_asked_for():
    recogniser = Loudness()
    lanes = [Lane("a", 0, [Interval(0, 20)])]
    found = write_down(sound(level(20, (0, 20, 0.3))), lanes, recogniser, "en")
    assert {language for language, _, _ in recogniser.asked} == {"en"}
    assert (found.call.code, found.call.probability) == ("en", 1.0)


def test_a_stretch_in_another_language_is_written_in_it():
    recogniser = Loudness()
    speech = [Interval(i * 20.0, i * 20.0 + 16) for i in range(8)]
    spans = [(s.start - 1, s.end + 1, 0.3 if i == 5 else 0.5) for i, s in enumerate(speech)]
    lanes = [Lane("a", 0, speech)]
    found = write_down(sound(level(160, *spans)), lanes, recogniser, None)
    assert found.call.code == "en"
    assert ("el", False, 1) in recogniser.asked


def test_a_few_words_do_not_change_the_language():
    known = {"en", "el"}
    assert change(2.0, {"el": 0.99}, "en", known) is None
    assert change(10.0, {"el": 0.6, "en": 0.4}, "en", known) is None
    assert change(10.0, {"el": 0.95}, "en", known) == "el"
    assert change(10.0, {"cy": 0.95}, "en", known) is None
    call, spoken = of_speakers({"a": [(30.0, {"en": 0.9})], "b": [(2.0, {"cy": 0.9})]})
    assert (call.code, spoken["b"].code) == ("en", "en")


def test_speech_without_words_is_asked_for_again_and_only_what_is_sure_counts():
    recogniser = Loudness()
    made = sound(level(20, (5, 7, 0.04)))
    lane = Lane("a", 0, [Interval(5, 7)])
    words = write_again(made, lane, [Interval(5, 7)], recogniser, "en")
    assert words
    assert recogniser.asked == [("en", True, 1)]
    assert write_again(made, lane, [], recogniser, "en") == []


@pytest.mark.parametrize("at_once", [1, 3])
def test_what_is_done_side_by_side_comes_in_order_and_a_failure_is_not_lost(at_once):
    assert list(side_by_side(lambda x: x * x, range(20), at_once)) == [x * x for x in range(20)]
    with pytest.raises(ZeroDivisionError):
        list(side_by_side(lambda x: 1 // x, [1, 0, 2], at_once))


def test_turns_in_another_language_are_translated_and_english_ones_are_not():
    left, right = level(40, (0, 20, 0.5)), level(40, (20, 40, 0.3))
    turns = [
        Turn(0, "agent", (Word("hello", 2.0, 3.0),)),
        Turn(1, "customer", (Word("γεια", 22.0, 24.0),)),
        Turn(2, "customer", (Word("ναι", 26.0, 39.0), Word("όχι", 39.0, 39.5))),
    ]
    tongues = {"agent": Tongue("en", 0.9), "customer": Tongue("el", 0.9)}
    channels = {"agent": 0, "customer": 1}
    texts = translate(sound(left, right), turns, channels, tongues, Loudness())
    assert texts == ("", "el of 2.5 s", "el of 14.0 s")


@pytest.mark.parametrize(
    ("model", "can"),
    [
        ("base", False),
        ("models/whisper-base", False),
        ("medium.en", False),
        ("large-v3-turbo", False),
        ("distil-large-v3", False),
        ("small", True),
        ("large-v3", True),
        ("models/my-database/medium", True),
    ],
)
def test_a_model_that_is_too_small_or_was_made_smaller_does_not_translate(model, can):
    assert can_translate(model) is can


class Speller(Loudness):
    """One word for everything: a name spelled out with pauses."""

    def _text(self, own, language, careful):
        return Text((Word("S-M-Y-T-H.", 0.2, own.seconds - 0.2, 0.8),), -0.2)


def test_a_name_spelled_with_pauses_covers_all_of_its_letters():
    lane = Lane("a", 0, [Interval(2, 3), Interval(5, 6), Interval(8, 9)])
    found = write_down(sound(level(12, (2, 9, 0.5))), [lane], Speller(), "en")
    (word,) = found.words["a"]
    assert (word.start, word.end) == pytest.approx((1.95, 9.05), abs=0.1)
