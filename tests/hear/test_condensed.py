import numpy as np
import pytest

from qa.call import Interval
from qa.hear.condensed import condense
from tests.hear.sounds import talk, with_levels

QUIET = talk(60, [(10, 14), (30, 33), (50, 58)], 1)


def test_long_quiet_goes_and_what_is_said_stays_in_its_order():
    sound, levels = with_levels(QUIET, QUIET)
    left = condense(sound, 0, levels)
    assert left.seconds == pytest.approx(15 + 6 * 0.5, abs=0.5)
    assert len(left.read(0, left.seconds)) == pytest.approx(left.seconds * 16_000, abs=2)
    first = left.read(0.5, 4.5)
    assert np.abs(first - sound.slice(0, 10, 14)).max() == pytest.approx(0, abs=0.6)
    assert np.abs(left.read(0, 0.4)).max() < 0.01


def test_times_come_back_exactly_and_a_stretch_across_a_seam_is_two():
    sound, levels = with_levels(QUIET, QUIET)
    left = condense(sound, 0, levels)
    a, b, _ = left.parts
    seam = a.seconds
    found = left.to_recording([Interval(1.0, 2.0), Interval(seam - 0.3, seam + 0.4)])
    assert found[0] == Interval(round(a.start + 1.0, 3), round(a.start + 2.0, 3))
    assert [(i.start, i.end) for i in found[1:]] == [
        pytest.approx((a.end - 0.3, a.end), abs=0.002),
        pytest.approx((b.start, b.start + 0.4), abs=0.002),
    ]


def test_a_noisy_line_is_left_as_it_is():
    noise = np.random.default_rng(1).normal(0, 0.03, len(QUIET))
    sound, levels = with_levels(QUIET + noise, QUIET)
    assert condense(sound, 0, levels).parts == (Interval(0.0, 60.0),)
