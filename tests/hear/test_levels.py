import numpy as np
import pytest

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.hear.channels import Layout, find_layout, is_silent
from qa.hear.levels import loudness, measure_levels, other_sounds

RANDOM = np.random.default_rng(1)


def sound(*channels: np.ndarray) -> Sound:
    return Sound((np.stack(channels, axis=1) * 32767).astype(np.int16))


def noise(seconds: float, level: float = 0.2) -> np.ndarray:
    return RANDOM.normal(0, level, round(seconds * RATE)).clip(-1, 1)


def layout_of(*channels: np.ndarray) -> Layout:
    made = sound(*channels)
    return find_layout(made, measure_levels(made))


def test_two_different_channels_are_two_sides():
    assert layout_of(noise(5), noise(5)).sides == (0, 1)


def test_the_same_on_both_channels_is_one_recording_whatever_the_levels():
    one = noise(5)
    layout = layout_of(one, one * 0.4)
    assert not layout.separate
    assert "both channels carry the same" in layout.notes[0].lower()


@pytest.mark.parametrize("carrying", [0, 1])
def test_a_channel_that_carries_nothing_leaves_the_other(carrying):
    channels = [noise(5), noise(5, 0.0001)]
    layout = layout_of(*(channels if carrying == 0 else channels[::-1]))
    assert (layout.separate, layout.mono) == (False, carrying)


def test_silence_is_silent():
    assert is_silent(measure_levels(sound(noise(3, 0.0002))))
    assert not is_silent(measure_levels(sound(noise(3, 0.01))))


def test_a_long_stretch_of_sound_without_speech_is_other_sound():
    quiet, music = noise(10, 0.001), noise(6)
    levels = measure_levels(sound(np.concatenate([quiet, music, quiet])))
    found = other_sounds(levels, [])
    assert [(round(s.start), round(s.end)) for s in found] == [(10, 16)]
    assert other_sounds(levels, [Interval(10, 16)]) == ()


def test_loudness_is_against_the_speakers_own_median():
    levels = measure_levels(sound(np.concatenate([noise(6, 0.1), noise(2, 0.4)])))
    found = loudness(levels, {"customer": 0}, {"customer": (Interval(0, 8),)})["customer"]
    assert found[1] == pytest.approx(0, abs=1)
    assert found[7] == pytest.approx(12, abs=1.5)
