"""Reports: each holds only what this person may see, and that it was made is logged."""

from __future__ import annotations

import re
from datetime import date

from qa.accounts.people import Power
from qa.errors import AccessError, InputError
from qa.listing import CallFilter
from qa.report import content
from qa.report.write import write
from qa.trends import counts
from qa.trends.board import Board
from qa.trends.counts import MONTH, WEEK, Slice

MOST_WORDS = 40


class Reporter(Board):
    """Raises AccessError for what is not theirs, StoreError for a call that is not there."""

    def call_report(self, identity: str, form: str) -> bytes:
        """One call: scorecard with evidence, reviewers' words, timeline, measures, words."""
        self._may_see(identity, report=form)
        made = content.of_call(
            self.call(identity),
            self.scorecards(identity),
            self.reviews(identity),
            self.comments(identity),
        )
        self._note("report made", identity, format=form)
        return write(made, form)

    def month_report(self, agent: str, month: str, form: str, rubric: str = "essentials") -> bytes:
        """An agent's month, such as 2026-11; of their own to an agent, once released."""
        if not self.viewer.may(Power.SEE_ALL) and agent != self._scope.agent:
            self._refuse("make a report", None, agent=agent)
            raise AccessError("these numbers are not yours to see")
        where = _month(month, agent)
        now = counts.whole(self._connection, rubric, where, self._scope)
        calls = self.summaries(
            CallFilter(agent=agent, since=where.since, until=where.until),
            rubric=rubric,
            order="oldest",
            limit=-1,
            offset=0,
        )
        if not calls:
            raise InputError(
                f"no call of {agent!r} in {month}", next_step="`callqa list --agent` shows them"
            )
        made = content.of_month(
            agent,
            month,
            rubric,
            now,
            counts.whole(self._connection, rubric, _month_before(where), self._scope),
            counts.over_time(self._connection, rubric, where, WEEK, self._scope),
            calls,
            self._words([call.id for call in calls if call.reviewed], rubric),
            self.least(),
        )
        self._note("report made", None, agent=agent, month=month, format=form)
        return write(made, form)

    def _words(self, calls: list[str], rubric: str) -> list[tuple[str, str, str, str]]:
        found: list[tuple[str, str, str, str]] = []
        for identity in calls:
            cards = [card for card in self.scorecards(identity) if card.rubric == rubric]
            said = content.reviewers_words(
                cards[0] if cards else None, self.reviews(identity), self.comments(identity)
            )
            found += said
            if len(found) >= MOST_WORDS:
                break
        return found[:MOST_WORDS]


def _month(month: str, agent: str) -> Slice:
    if not re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", month):
        raise InputError(f"{month!r} is not a month", next_step="write it like 2026-11")
    start = f"{month}-01"
    return Slice(start, counts.end_of(start, MONTH), agent=agent)


def _month_before(where: Slice) -> Slice:
    last = date.fromordinal(date.fromisoformat(where.since).toordinal() - 1)
    return Slice(last.replace(day=1).isoformat(), where.since, agent=where.agent)
