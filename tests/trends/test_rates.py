"""Intervals against values worked out by others."""

from __future__ import annotations

import pytest

from qa.trends.rates import Change, Mean, Rate


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, the score method.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_wilsons(count: int, n: int, low: float, high: float) -> None:
    rate = Rate(count, n)
    assert rate.low == pytest.approx(low, abs=5e-5)
    assert rate.high == pytest.approx(high, abs=5e-5)


def test_the_interval_of_a_difference_is_newcombes() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), 873-890, table II (a), method 10.
    change = Change(before=Rate(48, 80), now=Rate(56, 70))
    assert change.by == pytest.approx(0.2)
    assert change.low == pytest.approx(0.0524, abs=5e-5)
    assert change.high == pytest.approx(0.3339, abs=5e-5)
    assert change.sure


def test_nothing_judged_has_no_share() -> None:
    assert Rate(0, 0).share is None
    assert Rate(0, 0).low is None
    assert not Change(Rate(0, 0), Rate(3, 4)).sure


def test_one_value_has_a_mean_and_no_interval() -> None:
    assert Mean(1, 0.5, 0.25).value == 0.5
    assert Mean(1, 0.5, 0.25).low is None
    two = Mean(2, 1.0, 0.68)  # 0.2 and 0.8
    assert two.low == pytest.approx(0.5 - 1.959964 * 0.3, abs=1e-6)
