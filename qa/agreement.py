"""How far raters agree: percent, Cohen's kappa, Gwet's AC1, F1, each with a bootstrap interval.

A rater is a sequence of labels, one per subject in the same order; None where that rater gave none.
Any number of raters: kappa is then the mean over every pair of them (Light 1971).

Sources. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
Measurement 20 (1960). Gwet, Computing inter-rater reliability and its variance in the presence of
high agreement, British Journal of Mathematical and Statistical Psychology 61 (2008); with missing
ratings as in his Handbook of Inter-Rater Reliability (2014). Light, Measures of response agreement
for qualitative data, Psychological Bulletin 76 (1971). The intervals are percentiles of resampled
subjects: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

ROUNDS = 2000
LEVEL = 0.95
SEED = 20

Rater = Sequence[str | None]
# Of raters' codes (subjects × raters) and how often each subject counts (rounds × subjects): a
# value per round, NaN where it is not defined.
Statistic = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Estimate:
    """A value with its interval of `LEVEL`; None where it is not defined.

    The ends are None where resampling says nothing: with fewer than two subjects, or where every
    sample gives the same value. `n` is how many subjects it rests on.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Agreement:
    """How far raters agree over `n` subjects that at least two of them rated."""

    n: int
    percent: Estimate
    kappa: Estimate
    ac1: Estimate


def percent(*raters: Rater) -> float | None:
    """The share of equal ratings, 0 to 1: over the pairs of a subject, then over the subjects."""
    return _value(_percent, raters)


def kappa(*raters: Rater) -> float | None:
    """Cohen's kappa, at most 1; None where all ratings are one label and chance explains all."""
    return _value(_kappa, raters)


def ac1(*raters: Rater) -> float | None:
    """Gwet's AC1, at most 1; unlike kappa it stays high where nearly all ratings are one label.

    The labels counted are those that occur, at least two.
    """
    return _value(_ac1, raters)


def f1(truth: Rater, found: Rater, label: str) -> float | None:
    """F1 of one label over what both sides labelled, 0 to 1; None where neither uses it there."""
    return _value(_f1(label, truth, found), (truth, found))


def agreement(*raters: Rater, rounds: int = ROUNDS, seed: int = SEED) -> Agreement:
    """Percent, kappa and AC1 with their intervals; the same seed gives the same intervals."""
    codes = _codes(raters)
    weights = _resampled(len(codes), rounds, seed)
    values = [_estimate(statistic, codes, weights) for statistic in (_percent, _kappa, _ac1)]
    return Agreement(_rated_twice(codes), *values)


def f1_estimate(
    truth: Rater, found: Rater, label: str, *, rounds: int = ROUNDS, seed: int = SEED
) -> Estimate:
    """F1 of one label with its interval."""
    codes = _codes((truth, found))
    return _estimate(_f1(label, truth, found), codes, _resampled(len(codes), rounds, seed))


def _value(statistic: Statistic, raters: Sequence[Rater]) -> float | None:
    codes = _codes(raters)
    return _number(statistic(codes, np.ones((1, len(codes))))[0])


def _estimate(statistic: Statistic, codes: np.ndarray, weights: np.ndarray) -> Estimate:
    n = _rated_twice(codes)
    value = _number(statistic(codes, np.ones((1, len(codes))))[0])
    drawn = statistic(codes, weights) if n > 1 and value is not None else np.zeros(0)
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn) or np.ptp(drawn) < 1e-9:
        return Estimate(value, None, None, n)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, float(low), float(high), n)


def _codes(raters: Sequence[Rater]) -> np.ndarray:
    """Labels as numbers, −1 for none; a subject that nobody rated is left out."""
    if len(raters) < 2 or len({len(rater) for rater in raters}) != 1:
        raise ValueError("agreement wants two raters or more, with as many ratings each")
    labels = {label: code for code, label in enumerate(_labels(raters))}
    codes = np.array([[-1 if r is None else labels[r] for r in rater] for rater in raters]).T
    codes = codes.reshape(-1, len(raters))
    return codes[(codes >= 0).any(axis=1)]


def _rated_twice(codes: np.ndarray) -> int:
    return int(((codes >= 0).sum(axis=1) > 1).sum())


def _labels(raters: Sequence[Rater]) -> list[str]:
    return sorted({label for rater in raters for label in rater if label is not None})


def _resampled(n: int, rounds: int, seed: int) -> np.ndarray:
    """How often each subject is drawn in each round."""
    if n == 0:
        return np.zeros((rounds, 0))
    return np.random.default_rng(seed).multinomial(n, [1 / n] * n, size=rounds).astype(float)


def _percent(codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    counts = _counts(codes)
    given = counts.sum(axis=1)
    twice = given > 1
    counts, given, weights = counts[twice], given[twice], weights[:, twice]
    equal = (counts * (counts - 1)).sum(axis=1) / (given * (given - 1))
    return _ratio(weights @ equal, weights.sum(axis=1))


def _ac1(codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """As Gwet does, a subject that only one rated still tells how common its label is."""
    counts = _counts(codes)
    shares = counts / counts.sum(axis=1, keepdims=True)
    common = _ratio(weights @ shares, weights.sum(axis=1)[:, None])
    chance = (common * (1 - common)).sum(axis=1) / (counts.shape[1] - 1)
    return _beyond(_percent(codes, weights), chance)


def _kappa(codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    pairs = combinations(range(codes.shape[1]), 2)
    values = np.stack([_kappa_of_two(codes[:, pair], weights) for pair in pairs])
    known = ~np.isnan(values)
    return _ratio(np.where(known, values, 0).sum(axis=0), known.sum(axis=0).astype(float))


def _kappa_of_two(codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    both = (codes >= 0).all(axis=1)
    codes, weights = codes[both], weights[:, both]
    labels = np.arange(codes.max(initial=0) + 1)
    one, two = ((codes[:, [side]] == labels).astype(float) for side in (0, 1))
    total = weights.sum(axis=1)
    equal = _ratio(weights @ (codes[:, 0] == codes[:, 1]), total)
    chance = _ratio(((weights @ one) * (weights @ two)).sum(axis=1), total**2)
    return _beyond(equal, chance)


def _f1(label: str, *raters: Rater) -> Statistic:
    labels = _labels(raters)
    code = labels.index(label) if label in labels else len(labels)

    def statistic(codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
        both = (codes >= 0).all(axis=1)
        true, found = (codes[:, 0] == code) & both, (codes[:, 1] == code) & both
        return _ratio(2 * (weights @ (true & found)), weights @ (true.astype(float) + found))

    return statistic


def _counts(codes: np.ndarray) -> np.ndarray:
    """How many raters gave each label, subjects × labels; two labels at least."""
    labels = np.arange(max(2, codes.max(initial=0) + 1))
    return (codes[:, :, None] == labels).sum(axis=1).astype(float)


def _beyond(equal: np.ndarray, chance: np.ndarray) -> np.ndarray:
    return _ratio(equal - chance, 1 - chance)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part ÷ whole, NaN where the whole is (but for rounding) nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(whole) < 1e-12, np.nan, part / whole)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
