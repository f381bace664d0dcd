"""Limits on a number: `at_least`, `at_most`, `between`."""

from __future__ import annotations

from dataclasses import dataclass

from qa.measures import Range
from qa.rubric.checks.base import BuildError


@dataclass(frozen=True)
class Limits:
    """The lowest and the highest value that pass, both included; None where there is no limit."""

    low: float | None
    high: float | None

    @classmethod
    def of(
        cls,
        at_least: float | None,
        at_most: float | None,
        between: tuple[float, float] | None,
        key: str,
    ) -> Limits:
        """From the keys of a check. Raises BuildError when there is none or they contradict."""
        if between is not None:
            if at_least is not None or at_most is not None:
                raise BuildError("give between, or at_least and at_most, not both", "between")
            at_least, at_most = between
        if at_least is None and at_most is None:
            raise BuildError("no limit; give at_least, at_most or between", key)
        if at_least is not None and at_most is not None and at_least > at_most:
            raise BuildError(f"nothing lies between {at_least:g} and {at_most:g}", key)
        return cls(at_least, at_most)

    def hold(self, value: float) -> bool:
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)

    def settled(self, value: Range) -> bool:
        """Whether all of a range passes, or all of it fails."""
        if self.hold(value.low) and self.hold(value.high):
            return True
        below = self.low is not None and value.high < self.low
        return below or (self.high is not None and value.low > self.high)

    def __str__(self) -> str:
        limits = (("at least", self.low), ("at most", self.high))
        return ", ".join(f"{word} {value:g}" for word, value in limits if value is not None)
