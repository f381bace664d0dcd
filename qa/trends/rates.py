"""Shares and means with the intervals that say how sure they are (see qa.shares)."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

from qa.shares import Share, Z, difference


@dataclass(frozen=True)
class Rate:
    """`count` of `n`; the share and its ends lie between 0 and 1 and are None when n is 0."""

    count: int
    n: int

    @property
    def share(self) -> float | None:
        return self.count / self.n if self.n else None

    @property
    def low(self) -> float | None:
        return self._ends()[0] if self.n else None

    @property
    def high(self) -> float | None:
        return self._ends()[1] if self.n else None

    def _ends(self) -> tuple[float, float]:
        return Share(self.count, self.n).interval


@dataclass(frozen=True)
class Mean:
    """The mean of `n` values from their sums; the interval is None with fewer than two.

    The values lie between `least` and `most`, and so does the interval.
    """

    n: int
    total: float
    squares: float
    least: float = -inf
    most: float = inf

    @property
    def value(self) -> float | None:
        return self.total / self.n if self.n else None

    @property
    def low(self) -> float | None:
        reach = self._reach
        return None if reach is None else max(self.least, self.total / self.n - reach)

    @property
    def high(self) -> float | None:
        reach = self._reach
        return None if reach is None else min(self.most, self.total / self.n + reach)

    @property
    def _reach(self) -> float | None:
        if self.n < 2:
            return None
        spread = max(0.0, self.squares - self.total * self.total / self.n) / (self.n - 1)
        return Z * sqrt(spread / self.n)


@dataclass(frozen=True)
class Change:
    """How a share moved from before to now, with its interval; None where one of them is empty.

    `sure` is whether the interval leaves out zero.
    """

    before: Rate
    now: Rate

    @property
    def by(self) -> float | None:
        if self.now.share is None or self.before.share is None:
            return None
        return self.now.share - self.before.share

    @property
    def low(self) -> float | None:
        return self._ends()[0]

    @property
    def high(self) -> float | None:
        return self._ends()[1]

    @property
    def sure(self) -> bool:
        low, high = self._ends()
        return low is not None and high is not None and (low > 0 or high < 0)

    def _ends(self) -> tuple[float | None, float | None]:
        if not self.now.n or not self.before.n:
            return None, None
        return difference(
            Share(self.now.count, self.now.n), Share(self.before.count, self.before.n)
        )
