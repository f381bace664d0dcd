"""`measure`: a number that was measured lies within limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from qa.call import AGENT_SIDE, CUSTOMER_SIDE, ROLES, SIDES, Call, Span
from qa.measure.overlaps import counted_interruptions
from qa.measures import MEASURE_NAMES, Overlap, Range
from qa.rubric.checks.base import BuildError, Check, Outcome, PhraseLists, pass_if
from qa.rubric.outcome import Verdict

LEAD_SECONDS, FOLLOW_SECONDS = 1.0, 2.0  # heard around an overlap, to understand it


class MeasureCheck(Check):
    """Passes when the measure is at least, and at most, what is given.

    A measure known only as a range that crosses a limit gives cannot_tell. `callqa show` prints
    every measure by its name.
    """

    kind: Literal["measure"]
    measure: str
    at_least: float | None = None
    at_most: float | None = None

    def needs(self) -> frozenset[str]:
        return frozenset({ROLES, AGENT_SIDE, CUSTOMER_SIDE})

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        if self.measure not in MEASURE_NAMES:
            allowed = ", ".join(sorted(MEASURE_NAMES))
            raise BuildError(f"unknown measure {self.measure!r}; allowed are {allowed}", "measure")
        if self.at_least is None and self.at_most is None:
            raise BuildError("no limit; give at_least, at_most or both", "measure")

    def run(self, call: Call, lists: Mapping[str, PhraseLists]) -> Outcome:
        value = call.measures.named()[self.measure] if call.measures else None
        name = _described(self.measure)
        if value is None:
            return Outcome(Verdict.CANNOT_TELL, f"{name} could not be measured")
        shown = f"{name}: {_shown(value)} ({self._limits()})"
        evidence, moment = _evidence(call, self.measure)
        if not value.exact and not self._settled(value):
            reason = f"{shown}; only an estimate, and the limit lies inside it"
            return Outcome(Verdict.CANNOT_TELL, reason, evidence, moment=moment)
        return Outcome(pass_if(self._within(value.low)), shown, evidence, moment=moment)

    def _settled(self, value: Range) -> bool:
        """Whether all of a range passes, or all of it fails."""
        if self._within(value.low) and self._within(value.high):
            return True
        below = self.at_least is not None and value.high < self.at_least
        return below or (self.at_most is not None and value.low > self.at_most)

    def _within(self, value: float) -> bool:
        above = self.at_least is None or value >= self.at_least
        return above and (self.at_most is None or value <= self.at_most)

    def _limits(self) -> str:
        limits = (("at least", self.at_least), ("at most", self.at_most))
        return ", ".join(f"{word} {value:g}" for word, value in limits if value is not None)


def _described(measure: str) -> str:
    """`interruptions_agent` as "Interruptions by the agent"."""
    words, _, side = measure.rpartition("_")
    if side not in SIDES:
        words, side = measure, ""
    text = words.replace("_", " ")
    return text[0].upper() + text[1:] + (f" by the {side}" if side else "")


def _shown(value: Range) -> str:
    return f"{value.low:g}" if value.exact else f"between {value.low:g} and {value.high:g}"


def _words_on_both_sides(call: Call, overlap: Overlap) -> list[Span]:
    """What was being said, and what was said into it."""
    over = _spoken(call, overlap.over_turn, overlap.start - LEAD_SECONDS, overlap.end)
    into = _spoken(call, overlap.turn, overlap.start, overlap.end + FOLLOW_SECONDS)
    return [span for span in (over, into) if span]


def _spoken(call: Call, turn: int | None, start: float, end: float) -> Span | None:
    """The words of a turn that touch a time; None when there are none."""
    if turn is None:
        return None
    words = call.turns[turn].words
    inside = [i for i, w in enumerate(words) if w.end > start and w.start < end]
    return Span(turn, inside[0], inside[-1]) if inside else None


def _evidence(call: Call, measure: str) -> tuple[tuple[Span, ...], float | None]:
    """The words, or the moment, that a listener should hear to believe the number."""
    measures = call.measures
    if measures is None:
        return (), None
    if measure.startswith("interruption"):
        counted = counted_interruptions(measures.overlaps, measure.rpartition("_")[2])
        spans = [span for overlap in counted for span in _words_on_both_sides(call, overlap)]
        return tuple(dict.fromkeys(spans)), None
    if measure.startswith(("dead_air", "hold")):
        kind = "hold" if measure.startswith("hold") else "dead_air"
        found = [s for s in measures.silences if s.kind == kind]
        return (), max(found, key=lambda s: s.seconds).start if found else None
    if measure.startswith("sentiment_lowest"):
        trajectory = measures.sentiment.get(measure.rpartition("_")[2])
        return (), trajectory.lowest_at if trajectory else None
    return (), None
