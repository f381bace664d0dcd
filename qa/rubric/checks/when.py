"""The part of a call to look in."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from qa.call import Call, Turn
from qa.rubric.checks.base import Check, Scope, evaluate, starts

if TYPE_CHECKING:
    from qa.rubric.checks import AnyCheck  # given to these forms by qa.rubric.checks itself


class When(BaseModel):
    """The part of the call to look in; every key given has to hold.

    Seconds count from the start or back from the end of the call (a recorded announcement before
    it is not part of it), shares from 0 to 1 of its length, turns are those of the side that is
    listened to. `after` and `before` are checks: the part after the first, or before the first,
    thing that such a check finds. When it finds nothing, there is no such part.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_seconds: float | None = Field(default=None, gt=0)
    last_seconds: float | None = Field(default=None, gt=0)
    first_share: float | None = Field(default=None, gt=0, le=1)
    last_share: float | None = Field(default=None, gt=0, le=1)
    first_turns: int | None = Field(default=None, ge=1)
    last_turns: int | None = Field(default=None, ge=1)
    after: AnyCheck | None = None
    before: AnyCheck | None = None

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        for key in ("after", "before"):
            if getattr(self, key) is not None:
                yield ("when", key), getattr(self, key)

    @property
    def early(self) -> bool:
        """Whether this is the beginning of a call."""
        return (self.first_seconds or self.first_share or self.first_turns) is not None

    def select(self, call: Call, turns: list[Turn], scope: Scope) -> list[Turn]:
        """Those of `turns` that lie in this part."""
        inside = self.window(call, scope)
        turns = [turn for turn in turns if inside.holds(turn)]
        if self.first_turns is not None:
            turns = turns[: self.first_turns]
        if self.last_turns is not None:
            turns = turns[-self.last_turns :]
        if self.last_seconds is not None:
            turns = [turn for turn in turns if turn.end >= call.seconds - self.last_seconds]
        if self.last_share is not None:
            since = call.seconds * (1 - self.last_share)
            turns = [turn for turn in turns if turn.end >= since]
        return turns

    def window(self, call: Call, scope: Scope) -> Scope:
        """The scope narrowed to this part, as far as it is a stretch of time from the start."""
        since, until = scope.since, scope.until
        if self.first_seconds is not None:
            until = min(until, call.begins + self.first_seconds)
        if self.first_share is not None:
            until = min(until, self.first_share * call.seconds)
        for key in ("after", "before"):
            check = getattr(self, key)
            if check is None:
                continue
            times = starts(call, evaluate(check, call, scope.within(0.0, math.inf)))
            if key == "after":
                since = max(since, times[0] if times else math.inf)
            else:
                until = min(until, times[0] if times else -math.inf)
        return scope.within(since, until)
