import numpy as np
import pytest

from qa.call import Interval
from qa.hear.audio import RATE
from qa.hear.tones import find_tones, without_tones
from tests.hear.sounds import sound, talk

TIME = np.arange(10 * RATE) / RATE


def sines(*frequencies):
    return sum(0.2 * np.sin(2 * np.pi * f * TIME) for f in frequencies)


@pytest.mark.parametrize("pair", [(480, 620), (440, 480), (425,), (350, 440), (697, 1209)])
def test_the_tones_of_the_network_are_tones(pair):
    (found,) = find_tones(sound(sines(*pair)), 0, Interval(1, 4))
    assert (found.start, found.end) == pytest.approx((1, 4), abs=0.15)


def test_a_busy_tone_taken_for_speech_is_taken_out_with_its_pauses_and_speech_stays():
    busy = sines(480, 620) * (TIME % 1 < 0.5) * (TIME < 6)
    made = sound(busy + talk(10, [(7, 9)], 1))
    found = without_tones([Interval(0, 5.6), Interval(7, 9)], made, 0)
    assert found == (Interval(7, 9),)


def test_a_voice_is_no_tone_even_when_it_holds_a_vowel():
    pitch = 140 * (1 + 0.01 * np.sin(2 * np.pi * 3 * TIME))
    phase = np.cumsum(2 * np.pi * pitch / RATE)
    vowel = sum(0.2 / h * np.sin(h * phase) for h in (2, 3, 4, 5))
    assert find_tones(sound(vowel), 0, Interval(0, 10)) == []
    assert find_tones(sound(talk(10, [(0, 10)], 2)), 0, Interval(0, 10)) == []


def test_speech_over_a_tone_stays():
    made = sound(sines(425) * 0.2 + talk(10, [(0, 10)], 3))
    assert without_tones([Interval(2, 5)], made, 0) == (Interval(2, 5),)


def test_a_stretch_that_begins_in_a_beep_and_ends_in_the_pause_after_it_is_no_speech():
    made = sound(sines(480, 620) * (TIME % 1 < 0.5) + talk(10, [], 4))
    assert without_tones([Interval(3.31, 3.95)], made, 0) == ()


def test_a_word_between_two_beeps_that_touch_it_not_stays():
    beeps = sines(425) * ((TIME % 1 < 0.3) | (TIME % 1 > 0.95))
    made = sound(beeps * (np.abs(TIME - 5) < 1.4) + talk(10, [(5.4, 5.85)], 5))
    word = Interval(5.42, 5.85)
    assert without_tones([word], made, 0) == (word,)


def test_a_short_tone_where_two_parts_of_a_long_stretch_meet_is_found():
    made = sound(np.concatenate([talk(59.8, [(0, 59)], 6), sines(425)[: round(0.4 * RATE)]]))
    found = find_tones(made, 0, Interval(0, 60.2))
    assert [(t.start, t.end) for t in found] == [pytest.approx((59.8, 60.2), abs=0.1)]
