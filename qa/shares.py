"""Shares of few: how sure one can be of "4 of 5", and whether two of them differ.

Sources. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
the American Statistical Association 22 (1927). Newcombe, Interval estimation for the difference
between independent proportions, Statistics in Medicine 17 (1998), method 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True)
class Share:
    """`part` of `n`."""

    part: int
    n: int

    @property
    def value(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.part / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval; of nothing it is everything."""
        if not self.n:
            return 0.0, 1.0
        p, n = self.part / self.n, self.n
        middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def difference(later: Share, earlier: Share) -> tuple[float, float]:
    """Newcombe's 95 % interval of later − earlier, −1 to 1."""
    if not later.n or not earlier.n:
        return -1.0, 1.0
    p, q = later.part / later.n, earlier.part / earlier.n
    (low, high), (low_before, high_before) = later.interval, earlier.interval
    return (
        p - q - sqrt((p - low) ** 2 + (high_before - q) ** 2),
        p - q + sqrt((high - p) ** 2 + (q - low_before) ** 2),
    )
