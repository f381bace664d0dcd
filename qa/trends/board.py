"""The desk of whoever looks at trends; an agent sees their own alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa import settings
from qa.accounts.people import Power
from qa.errors import AccessError, InputError
from qa.review.desk import Desk
from qa.trends import counts, teams, themes
from qa.trends.counts import Slice, Tally
from qa.trends.rates import Change
from qa.trends.themes import Theme

LEAST = "least_to_compare"
LEAST_BY_DEFAULT = 10


class Board(Desk):
    """Raises AccessError for somebody else's numbers."""

    def span(self, rubric: str) -> tuple[str, str] | None:
        """The first and the last day with a scored call of those this person may see."""
        return counts.span(self._connection, rubric, self._scope)

    def over_time(self, rubric: str, where: Slice, grain: str) -> list[Tally]:
        return counts.over_time(self._connection, rubric, self._own(where), grain, self._scope)

    def whole(self, rubric: str, where: Slice) -> tuple[Tally, Tally]:
        """These calls together, and those of the time before."""
        where = self._own(where)
        now = counts.whole(self._connection, rubric, where, self._scope)
        return now, counts.whole(self._connection, rubric, where.before(), self._scope)

    def by_group(self, rubric: str, where: Slice, group: str) -> list[Tally]:
        """A tally per agent, team or queue; for those who see every call."""
        self._need(Power.SEE_ALL)
        return counts.by_group(self._connection, rubric, where, group, self._scope)

    def themes(self, where: Slice, tone: int) -> list[Theme]:
        return themes.themes(self._connection, self._own(where), tone, self._scope)

    def least(self) -> int:
        """From how many calls on agents and teams are compared."""
        return int(settings.get(self._connection, LEAST, LEAST_BY_DEFAULT))

    def set_least(self, least: int) -> None:
        if least < 1:
            raise InputError("at least one call is needed to say anything")
        with self._acting(Power.KEEP, "least to compare set", None, calls=least):
            settings.put(self._connection, LEAST, least)

    def teams(self) -> dict[str, str | None]:
        """Every agent's team; None where nobody said."""
        self._need(Power.SEE_ALL)
        return teams.teams(self._connection)

    def set_team(self, agent: str, team: str | None, *, past: bool) -> None:
        """Put an agent into a team from now on, with `past` for the calls of before too."""
        with self._acting(Power.KEEP, "team set", None, agent=agent, team=team):
            teams.set_team(self._connection, agent, team, past=past)

    def _own(self, where: Slice) -> Slice:
        if self._sees_all:
            return where
        if where.agent not in (None, self._scope.agent):
            self._refuse("look at trends", None, agent=where.agent)
            raise AccessError("these numbers are not yours to see")
        return replace(where, agent=self._scope.agent)


def moves(now: Tally, before: Tally) -> list[tuple[str, Change]]:
    """How every criterion moved, the surest gains first, the surest losses last."""
    found = [(name, Change(before.passed[name], rate)) for name, rate in now.passed.items()]
    known = [(name, change) for name, change in found if change.by is not None]
    return sorted(known, key=lambda pair: (-(pair[1].by or 0.0), pair[0]))


def compared(tallies: Sequence[Tally], least: int) -> tuple[list[Tally], list[Tally]]:
    """Those with enough judged calls, the best mean score first, and the rest by name."""
    enough = [t for t in tallies if t.score.n >= least]
    rest = [t for t in tallies if t.score.n < least]
    return sorted(enough, key=lambda t: (-(t.score.value or 0.0), t.name)), rest
