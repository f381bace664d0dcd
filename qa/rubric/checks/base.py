"""What every kind of check has in common."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, ConfigDict

from qa.call import (
    AGENT_SIDE,
    CUSTOMER_SIDE,
    CUT_START,
    ROLES,
    SIDE_OF,
    WHOLE,
    Call,
    Span,
    Turn,
)
from qa.phrasebook import PhraseLists
from qa.rubric.outcome import Verdict

LEAST_CONFIDENCE = 0.35  # words the recogniser believes less than this prove nothing
UNHEARD_SHARE = 0.10  # with more speech than this unheard, nothing counts as not said

# What a check may need, the reason that explains most first.
_MISSING = {
    ROLES: "it is not certain which speaker is the agent",
    AGENT_SIDE: "the agent is not on the recording",
    CUSTOMER_SIDE: "the customer is not on the recording",
    WHOLE: "the recording is cut short",
}


@dataclass(frozen=True)
class Outcome:
    """What a check found; see Finding for the meaning of each part."""

    verdict: Verdict
    reason: str
    evidence: tuple[Span, ...] = ()
    searched: str | None = None
    moment: float | None = None


@dataclass(frozen=True)
class Scope:
    """What a check may use beside the call: the rubric's own phrase lists, the languages that the
    rubric is written in (None: any), and the part of the call to look in, by the time at which
    turns start (seconds, `since` and `until` included).

    `unanswered` is where checks note a question that was put to somebody and got no answer; all
    parts of a scope share it.
    """

    lists: Mapping[str, PhraseLists] = field(default_factory=dict)
    since: float = 0.0
    until: float = math.inf
    languages: frozenset[str] | None = None
    unanswered: list[str] = field(default_factory=list, compare=False)

    def within(self, since: float, until: float) -> Scope:
        """The same scope with another part of the call to look in."""
        return replace(self, since=since, until=until)

    def holds(self, turn: Turn) -> bool:
        return self.since <= turn.start <= self.until

    @property
    def whole(self) -> bool:
        return self.since <= 0 and self.until == math.inf


class Check(BaseModel):
    """A kind of check: its fields are the keys of the rubric file.

    `needs` names what a call must provide; a call that does not gives cannot_tell.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def needs(self) -> frozenset[str]:
        return frozenset()

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        """The checks inside this one, each with the keys that lead to it."""
        return iter(())

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        """Look up and compile what the check names. Raises BuildError on a mistake."""

    def run(self, call: Call, scope: Scope) -> Outcome:
        raise NotImplementedError


class BuildError(ValueError):
    """A mistake in the value of one key; `key` is the key, or a path of keys and positions."""

    def __init__(self, message: str, *key: str | int):
        super().__init__(message)
        self.key = key


def build_all(check: Check, lists: Mapping[str, PhraseLists]) -> None:
    """Build a check and every check inside it. Raises BuildError with the path of the mistake."""
    check.build(lists)
    for path, part in check.parts():
        try:
            build_all(part, lists)
        except BuildError as error:
            raise BuildError(str(error), *path, *error.key) from None


def evaluate(check: Check, call: Call, scope: Scope) -> Outcome:
    """Run a check: what it needs and the call lacks, and a check that breaks, are cannot_tell."""
    for need in (n for n in _MISSING if n in check.needs() - call.provides):
        return Outcome(Verdict.CANNOT_TELL, f"Not judged: {_MISSING[need]}")
    try:
        return check.run(call, scope)
    except Exception as error:  # one broken check must not take the scorecard with it
        return Outcome(Verdict.CANNOT_TELL, f"The check broke: {type(error).__name__}: {error}")


def needs_of(who: str) -> frozenset[str]:
    """What it takes to know what this side said."""
    return frozenset({ROLES, SIDE_OF[who]}) if who in SIDE_OF else frozenset()


def pass_if(condition: bool) -> Verdict:
    return Verdict.PASS if condition else Verdict.FAIL


def whole_turn(call: Call, turn: int) -> Span:
    return Span(turn, 0, len(call.turns[turn].words) - 1)


def starts(call: Call, outcome: Outcome) -> list[float]:
    """When the things that an outcome found happen, in order; empty for an absence."""
    times = {call.time_of(span).start for span in outcome.evidence}
    if not times and outcome.moment is not None:
        times = {outcome.moment}
    return sorted(times)


def searched(who: str, turns: list[Turn]) -> str:
    """What was looked through, for a finding about something that is missing."""
    side = "all" if who == "anyone" else who
    if not turns:
        return f"no {side} turns in that part of the call"
    if len(turns) == 1:
        return f"{side} turn {turns[0].index + 1}"
    return f"{len(turns)} {side} turns, {turns[0].index + 1} to {turns[-1].index + 1}"


def not_the_case(condition: Outcome) -> str:
    """Why something does not apply: what it is about does not come up, and by what that is told."""
    why = condition.reason
    return f"The situation this is about does not come up ({why[:1].lower()}{why[1:]})"


def doubt_of_absence(call: Call, who: str, *, early: bool = False) -> str | None:
    """Why something that was not found may have been said all the same; None when it was not.

    `early` says that it was looked for at the beginning of the call.
    """
    if early and any(own.kind == CUT_START for own in call.troubles):
        return "Not found, but the recording begins after the call did"
    if WHOLE not in call.provides:
        return "Not found, but the recording is cut short"
    sides = [who] if who != "anyone" else list(call.activity)
    talked = sum(i.seconds for side in sides for i in call.activity.get(side, ()))
    unheard = sum(u.end - u.start for u in call.unheard if u.speaker in sides)
    if talked and unheard / talked > UNHEARD_SHARE:
        return "Not found, but too much speech could not be understood"
    return None
