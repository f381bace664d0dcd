"""Agreement, against values that others published or that can be worked out on paper."""

from __future__ import annotations

import pytest

from qa.agreement import ac1, agreement, f1, f1_estimate, kappa, percent


def from_table(labels: str, rows: list[list[int]]) -> tuple[list[str], list[str]]:
    """Two raters from a table of counts, the first rater's labels down."""
    pairs = [
        (one, two)
        for one, row in zip(labels, rows, strict=True)
        for two, count in zip(labels, row, strict=True)
        for _ in range(count)
    ]
    return [one for one, _ in pairs], [two for _, two in pairs]


def test_kappa_and_ac1_of_the_textbook_table_worked_by_hand():
    """20 and 15 of 50 agreed on: 0.7 agree, chance 0.5 for kappa and 2 × 0.55 × 0.45 for AC1."""
    two = from_table("yn", [[20, 5], [10, 15]])
    assert percent(*two) == pytest.approx(0.7)
    assert kappa(*two) == pytest.approx(0.4)
    assert ac1(*two) == pytest.approx((0.7 - 0.495) / (1 - 0.495))


def test_where_nearly_all_is_one_label_kappa_falls_to_nothing_and_ac1_does_not():
    """The example of Gwet (2002), Kappa statistic is not satisfactory: 118, 5, 2, 0 of 125."""
    two = from_table("+-", [[118, 5], [2, 0]])
    assert percent(*two) == pytest.approx(0.944)
    assert kappa(*two) == pytest.approx(-0.0234, abs=5e-5)
    assert ac1(*two) == pytest.approx(0.9408, abs=5e-5)


def test_three_labels_as_in_the_documentation_of_irrcac():
    """Its data set cont3x3abstractors: two abstractors, 100 pregnancies; kappa 0.7964094."""
    two = from_table("ean", [[13, 0, 0], [0, 20, 7], [0, 4, 56]])
    assert kappa(*two) == pytest.approx(0.7964094, abs=5e-8)
    assert ac1(*two) == pytest.approx(0.8493305, abs=5e-8)


def test_four_raters_with_gaps_as_in_the_documentation_of_irrcac():
    """Its data set cac.raw4raters: four raters, twelve subjects; AC1 0.77544."""
    raters = ["123321412---", "1233224125-3", "-3332342251-", "12332441251-"]
    rows = [[None if x == "-" else x for x in r.replace(" ", "")] for r in raters]
    assert percent(*rows) == pytest.approx(0.8181818, abs=5e-8)
    assert ac1(*rows) == pytest.approx(0.77544, abs=5e-6)


def test_kappa_of_three_is_the_mean_over_pairs():
    one, two, three = "aabb", "abbb", "aaab"
    pairs = [kappa(one, two), kappa(one, three), kappa(two, three)]
    assert kappa(one, two, three) == pytest.approx(sum(p for p in pairs if p is not None) / 3)


def test_f1_counts_hits_against_misses_and_false_alarms():
    assert f1("ffffpp", "fffpfp", "f") == pytest.approx(2 * 3 / (2 * 3 + 1 + 1))
    assert f1("pp", "pp", "f") is None
    assert f1(["f", "f", None], ["f", "p", "f"], "f") == pytest.approx(2 / 3)
    assert f1([None, "p"], ["f", "p"], "f") is None


def test_what_chance_explains_wholly_has_no_kappa_and_full_ac1():
    assert kappa("ppp", "ppp") is None
    assert ac1("ppp", "ppp") == 1.0
    assert percent([], []) is None


def test_a_subject_that_only_one_rated_is_not_counted():
    assert percent(["a", "b", None], ["a", None, "b"]) == 1.0
    assert agreement(["a", "b", None], ["a", None, "b"]).n == 1


def test_intervals_hold_the_value_and_narrow_with_more_subjects():
    few, many = (agreement(*from_table("yn", [[20 * k, 5 * k], [10 * k, 15 * k]])) for k in (1, 10))
    for known in (few, many):
        for one in (known.percent, known.kappa, known.ac1):
            assert one.low is not None
            assert one.high is not None
            assert one.low < one.value < one.high  # type: ignore[operator]

    def width(known):
        return known.kappa.high - known.kappa.low

    assert width(few) / width(many) == pytest.approx(10**0.5, rel=0.15)
    assert few == agreement(*from_table("yn", [[20, 5], [10, 15]]))


def test_the_interval_of_a_share_is_about_that_of_the_normal_approximation():
    """0.7 of 50: ± 1.96 × √(0.7 × 0.3 ÷ 50) is ± 0.127."""
    known = agreement(*from_table("yn", [[20, 5], [10, 15]])).percent
    assert known.low == pytest.approx(0.573, abs=0.02)
    assert known.high == pytest.approx(0.827, abs=0.02)


def test_where_all_agree_resampling_knows_no_interval():
    known = agreement("pfpfpfpf", "pfpfpfpf")
    assert known.n == 8
    assert (known.ac1.value, known.ac1.low, known.ac1.high) == (1.0, None, None)


def test_one_subject_has_a_value_and_no_interval():
    known = agreement("a", "a")
    assert (known.percent.value, known.percent.low, known.percent.high) == (1.0, None, None)
    empty = f1_estimate([], [], "fail")
    assert (empty.value, empty.n) == (None, 0)


def test_raters_of_different_lengths_are_a_mistake():
    with pytest.raises(ValueError, match="as many ratings"):
        kappa("ab", "a")
