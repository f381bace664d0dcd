"""`measure`: a number that was measured lies within limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from qa.call import AGENT_SIDE, CUSTOMER_SIDE, ROLES, SIDES, Call, Span
from qa.measure.overlaps import counted_interruptions, interruptions
from qa.measures import MEASURE_NAMES, Overlap, Range
from qa.phrasebook import PhraseLists
from qa.rubric.checks.base import BuildError, Check, Outcome, Scope, pass_if
from qa.rubric.checks.limits import Limits
from qa.rubric.checks.when import When
from qa.rubric.outcome import Verdict

_COUNTED = ("interruptions_agent", "interruptions_customer")
LEAD_SECONDS, FOLLOW_SECONDS = 1.0, 2.0  # heard around an overlap, to understand it


class MeasureCheck(Check):
    """Passes when the measure is at least, at most, or between what is given.

    A measure known only as a range that crosses a limit gives cannot_tell. `callqa show` prints
    every measure by its name. `when` is for interruptions_agent and interruptions_customer, which
    are then counted in that part of the call only.
    """

    kind: Literal["measure"]
    measure: str
    at_least: float | None = None
    at_most: float | None = None
    between: tuple[float, float] | None = None
    when: When | None = None

    def needs(self) -> frozenset[str]:
        return frozenset({ROLES, AGENT_SIDE, CUSTOMER_SIDE})

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        return self.when.parts() if self.when else iter(())

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        if self.measure not in MEASURE_NAMES:
            allowed = ", ".join(sorted(MEASURE_NAMES))
            raise BuildError(f"unknown measure {self.measure!r}; allowed are {allowed}", "measure")
        if self.when is not None and self.measure not in _COUNTED:
            raise BuildError(f"when can be used with {' and '.join(_COUNTED)} only", "when")
        self._limits()

    def run(self, call: Call, scope: Scope) -> Outcome:
        window = self.when.window(call, scope) if self.when else scope
        value = self._value(call, window)
        name = _described(self.measure)
        if value is None:
            return Outcome(Verdict.CANNOT_TELL, f"{name} could not be measured")
        limits = self._limits()
        shown = f"{name}: {_shown(value)} ({limits})"
        evidence, moment = _evidence(call, self.measure, window)
        if not value.exact and not limits.settled(value):
            reason = f"{shown}; only an estimate, and the limit lies inside it"
            return Outcome(Verdict.CANNOT_TELL, reason, evidence, moment=moment)
        return Outcome(pass_if(limits.hold(value.low)), shown, evidence, moment=moment)

    def _limits(self) -> Limits:
        return Limits.of(self.at_least, self.at_most, self.between, "measure")

    def _value(self, call: Call, window: Scope) -> Range | None:
        if call.measures is None:
            return None
        whole = call.measures.named()[self.measure]
        if self.measure not in _COUNTED or window.whole or whole is None:
            return whole
        return interruptions(_inside(call, window), self.measure.rpartition("_")[2])


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


def _inside(call: Call, window: Scope) -> list[Overlap]:
    overlaps = call.measures.overlaps if call.measures else ()
    return [o for o in overlaps if window.since <= o.start <= window.until]


def _evidence(call: Call, measure: str, window: Scope) -> tuple[tuple[Span, ...], float | None]:
    """The words, or the moment, that a listener should hear to believe the number."""
    measures = call.measures
    if measures is None:
        return (), None
    if measure.startswith("interruption"):
        side = measure.rpartition("_")[2]
        counted = counted_interruptions(_inside(call, window), side)
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
