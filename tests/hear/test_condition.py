import numpy as np
import pytest

from qa.call import Interval
from qa.hear import bleed
from qa.hear.audio import RATE
from qa.hear.condition import confirmed, examine, with_empty_side
from qa.hear.edges import levels, sharpen
from tests.hear.sounds import later, sound, talk, with_levels

LEFT = talk(30, [(1, 8), (14, 20), (25, 28)], 1)
RIGHT = talk(30, [(8.5, 13), (20.5, 24)], 2)


def kinds(*channels):
    return {own.kind for own in examine(*with_levels(*channels)).troubles}


def test_a_clean_call_of_two_sides_has_no_troubles():
    condition = examine(*with_levels(LEFT, RIGHT))
    assert condition.troubles == ()
    assert condition.sides_apart


@pytest.mark.parametrize("delay", [0.0, 0.012, 0.18])
def test_a_side_that_is_heard_on_the_other_channel_later_and_weaker_is_bleed(delay):
    (found,) = bleed.find_bleed(*with_levels(LEFT, RIGHT + 0.1 * later(LEFT, delay)))
    assert (found.source, found.target) == (0, 1)
    assert found.delay == pytest.approx(delay, abs=0.002)
    assert found.gain_db == pytest.approx(-20, abs=1)


def test_bleed_in_both_directions_is_found_in_both():
    found = bleed.find_bleed(
        *with_levels(LEFT + 0.2 * later(RIGHT, 0.03), RIGHT + 0.2 * later(LEFT, 0.03))
    )
    assert {(own.source, own.target) for own in found} == {(0, 1), (1, 0)}


def test_people_who_talk_at_the_same_time_are_no_bleed():
    left, right = talk(30, [(0.5, 29)], 3), talk(30, [(1, 29.5)], 4, level=0.05)
    assert bleed.find_bleed(*with_levels(left, right)) == ()


def test_a_strong_leak_makes_overlap_an_estimate_and_a_faint_one_does_not():
    strong = examine(*with_levels(LEFT, RIGHT + 0.3 * later(LEFT, 0.02)))
    faint = examine(*with_levels(LEFT, RIGHT + 0.03 * later(LEFT, 0.02)))
    assert not strong.sides_apart
    assert faint.sides_apart
    assert "left channel" in strong.troubles[0].text


def test_leaked_speech_goes_and_what_is_said_over_it_stays():
    over = talk(30, [(4, 6)], 5)
    right = RIGHT + over + 0.1 * later(LEFT, 0.02)
    made, levels = with_levels(LEFT, right)
    (leak,) = bleed.find_bleed(made, levels)
    heard = [Interval(1, 13), Interval(14, 24), Interval(25, 28)]
    own = bleed.own_speech(heard, levels, leak)
    assert np.array([(s.start, s.end) for s in own]) == pytest.approx(
        np.array([(4.0, 6.0), (8.5, 13.0), (20.5, 24.0)]), abs=0.21
    )


def test_a_channel_recorded_too_loud_is_clipped():
    assert kinds(np.clip(LEFT * 12, -0.9, 0.9), RIGHT) == {"clipped"}
    assert kinds(LEFT * 0.9, RIGHT) == set()


def test_a_side_that_is_hardly_recorded_is_told():
    condition = examine(*with_levels(LEFT, RIGHT * 0.04))
    (found,) = condition.troubles
    assert (found.kind, found.channel) == ("uneven", 1)
    assert found.value == pytest.approx(28, abs=2)


def test_a_recording_that_begins_in_mid_speech_is_cut_and_one_that_begins_with_music_is_not():
    condition = examine(*with_levels(LEFT[20_000:], RIGHT[20_000:]))
    assert [own.kind for own in condition.troubles] == ["cut_start"]
    assert confirmed(condition, [Interval(0.02, 6.7)]) == condition.troubles
    assert confirmed(condition, [Interval(9.0, 12.0)]) == ()


def test_one_channel_alone_and_the_same_on_both_are_told():
    assert kinds(LEFT, RIGHT * 0) == {"silent_channel"}
    assert kinds(LEFT, LEFT * 0.5) == {"same_twice"}
    assert kinds(LEFT * 0) == {"silent"}


def test_edges_of_speech_are_sharpened_by_the_level():
    made = sound(LEFT, RIGHT)
    found = sharpen([Interval(0.92, 8.15), Interval(13.95, 20.1)], levels(made, 0))
    assert [(i.start, i.end) for i in found] == [
        pytest.approx((1.0, 8.0), abs=0.03),
        pytest.approx((14.0, 20.0), abs=0.03),
    ]


def test_on_a_noisy_line_the_edges_stay():
    noisy = LEFT + np.random.default_rng(6).normal(0, 0.05, len(LEFT))
    speech = (Interval(0.92, 8.15),)
    assert sharpen(speech, levels(sound(noisy), 0)) == speech


def on_the_line(samples, seed, under=12.0):
    """With noise of its own so many dB under what is said."""
    level = np.sqrt((samples[RATE:] ** 2).mean()) * 10 ** (-under / 20)
    return samples + np.random.default_rng(seed).normal(0, level, len(samples))


@pytest.mark.parametrize("delay", [0.0, 0.005, 0.12])
def test_the_same_over_two_noisy_lines_is_still_one_recording(delay):
    both = LEFT + RIGHT
    one, other = on_the_line(both, 7), on_the_line(later(both, delay), 8)
    assert kinds(one, other) == {"same_twice"}
    assert kinds(other, one) == {"same_twice"}


def test_a_tone_does_not_make_two_sides_of_one_recording():
    time = np.arange(30 * RATE) / RATE
    ring = 0.2 * (np.sin(2 * np.pi * 440 * time) + np.sin(2 * np.pi * 480 * time)) * (time % 6 < 2)
    one = np.concatenate([ring, LEFT + RIGHT])
    assert "same_twice" in kinds(one, one)
    two = on_the_line(one, 10, under=30), on_the_line(later(one, 0.03), 11, under=30)
    assert "same_twice" in kinds(*two)


def test_music_that_both_hear_before_they_talk_does_not_make_them_one():
    music = 0.5 * np.sin(2 * np.pi * 440 * np.arange(90 * RATE) / RATE)
    music *= 1 + np.sin(2 * np.pi * np.arange(90 * RATE) / RATE / 3)
    left, right = np.concatenate([music / 2, LEFT]), np.concatenate([music / 2, RIGHT])
    assert examine(*with_levels(left, right)).layout.separate


def test_a_strong_leak_both_ways_leaves_two_sides():
    assert examine(*with_levels(LEFT + 0.5 * RIGHT, RIGHT + 0.5 * LEFT)).layout.separate


def test_a_side_on_which_nobody_speaks_leaves_one_recording_of_both():
    hiss = examine(*with_levels(LEFT + RIGHT, np.random.default_rng(9).normal(0, 0.002, len(LEFT))))
    assert hiss.layout.separate
    left = with_empty_side(hiss, 1)
    assert (left.layout.mono, left.layout.lone) == (0, True)
    assert {own.kind for own in left.troubles} == {"silent_channel"}
