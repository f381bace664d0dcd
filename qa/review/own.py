"""An agent's own desk: their calls, what went well, their own scores, and their say.

What an agent scores and keeps for themselves is theirs alone: whoever else asks is refused,
administrators too, and it is in no export and in no sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa import wording
from qa.accounts.people import Role
from qa.errors import AccessError, InputError
from qa.review import acknowledge, coaching, disputes, growth, openings, place, selfscore
from qa.review.acknowledge import Acknowledgement
from qa.review.coaching import Lesson, Note
from qa.review.disputes import Dispute
from qa.review.gate import Gate
from qa.review.growth import Growth, Praise
from qa.review.selfscore import Answers, Question
from qa.rubric.outcome import Scorecard, Verdict
from qa.wording import Heard

LOOKED_AT = 12  # latest calls that praise is sought in


@dataclass(frozen=True)
class Inbox:
    """What waits for an agent: ids of released calls not opened yet, and of those opened and not
    acknowledged, the latest first. `opened` counts every review that they have opened."""

    to_open: tuple[str, ...]
    to_acknowledge: tuple[str, ...]
    opened: int = 0


class OwnDesk(Gate):
    """What an agent may do with their own calls. Raises AccessError for anybody else."""

    # -- scoring oneself first ---------------------------------------------------------------

    def questions(self, identity: str) -> list[Question]:
        """What the call's scorecards ask, without what anybody answered."""
        self._mine(identity)
        return selfscore.questions(self._store.scorecards(identity))

    def score_myself(self, identity: str, answers: Answers) -> None:
        """Keep the agent's own verdicts. Nothing of it is logged: it is nobody else's business."""
        self._mine(identity, scores=True)
        asked = selfscore.questions(self._store.scorecards(identity))
        selfscore.keep(self._connection, identity, asked, answers, self.viewer.name)

    def self_scores(self, identity: str) -> dict[tuple[str, str], Verdict]:
        """The agent's own verdicts by rubric and criterion."""
        self._mine(identity, scores=True)
        return selfscore.kept(self._connection, identity, self.viewer.name)

    def open_review(self, identity: str) -> None:
        """See the review from now on. Raises InputError before it was released."""
        self._mine(identity)
        if not self._released(identity):
            raise InputError("this call was not reviewed yet")
        openings.open_(self._connection, identity)

    def opened(self, identity: str) -> bool:
        self._mine(identity)
        return self._sees_verdicts(identity)

    def released(self, identity: str) -> bool:
        self._mine(identity)
        return self._released(identity)

    def inbox(self) -> Inbox:
        """What waits for the agent."""
        self._be_agent("see what waits for an agent")
        rows = self._connection.all(_INBOX, [self._scope.agent])
        to_open = tuple(row["id"] for row in rows if not row["opened"])
        seen = [row for row in rows if row["opened"]]
        to_acknowledge = tuple(row["id"] for row in seen if not row["acknowledged"])
        return Inbox(to_open, to_acknowledge, len(seen))

    # -- the agent's say ---------------------------------------------------------------------

    def acknowledge(self, identity: str, note: str = "") -> None:
        """Say that the review was read, perhaps with a word to it."""
        with self._answering("acknowledged a review", identity):
            acknowledge.add(self._connection, identity, note, self.viewer.name)

    def dispute(
        self, identity: str, rubric: str, criterion: str, wanted: Verdict, reason: str
    ) -> int:
        """Ask for another verdict on a finding, within the set time after the release.

        Raises InputError when the time is over or no reason is given, StoreError for a finding
        that was disputed before.
        """
        with self._answering("disputed", identity, criterion=criterion, wanted=wanted):
            until = self.deadline(identity)
            released_at = place.place(self._connection, identity).at or ""
            if not disputes.in_time(released_at, disputes.days(self._connection)):
                raise InputError(
                    f"the time to dispute this review ended on {until:%d %b %Y}",
                    next_step="talk to whoever reviewed it",
                )
            by = self.viewer.name
            return disputes.add(self._connection, identity, rubric, criterion, wanted, reason, by)

    def deadline(self, identity: str) -> datetime | None:
        """Until when findings of a call may be disputed; None before its release."""
        self._mine(identity)
        found = place.place(self._connection, identity)
        if found.state != place.RELEASED or not found.at:
            return None
        return disputes.deadline(found.at, disputes.days(self._connection))

    def may_dispute(self, identity: str) -> bool:
        """Whether the review is open to the agent and the time is not over."""
        at = place.place(self._connection, identity).at
        return self.opened(identity) and disputes.in_time(at or "", disputes.days(self._connection))

    def disputes(self, identity: str | None = None) -> list[Dispute]:
        """The agent's own disputes, of one call if given, the open ones first."""
        self._be_agent("see an agent's disputes")
        if identity is not None:
            self._mine(identity)
        return disputes.disputes(self._connection, call=identity, agent=self._scope.agent)

    def acknowledgements(self, identity: str) -> list[Acknowledgement]:
        self._mine(identity)
        return acknowledge.of_call(self._connection, identity)

    # -- growing -----------------------------------------------------------------------------

    def praise(self) -> list[Praise]:
        """What went well, in the latest calls whose review the agent has opened."""
        agent = self._be_agent("see what went well")
        calls = growth.opened_calls(self._connection, agent, LOOKED_AT)
        return growth.praise((self._store.call(one), self._cards(one)) for one in calls)

    def growth(self, rubric: str) -> list[Growth]:
        """How each criterion has gone, beside the agent's own past."""
        agent = self._be_agent("see an agent's progress")
        criteria = self._store.criteria(rubric)
        return growth.growth(growth.judged(self._connection, agent, rubric), criteria)

    def notes(self) -> list[Note]:
        """The coaching notes on calls whose review the agent has opened."""
        agent = self._be_agent("read an agent's coaching notes")
        found = coaching.notes(self._connection, agent=agent)
        return [note for note in found if self._sees_verdicts(note.call)]

    def lessons(self) -> list[Lesson]:
        """What the agent kept from coaching notes, in their own words; theirs alone."""
        return coaching.lessons(self._connection, self.notes(), self.viewer.name)

    def keep_lesson(self, note: int, words: str) -> None:
        """Keep a coaching note as a lesson."""
        self._mine(coaching.note(self._connection, note).call)
        coaching.keep_lesson(self._connection, note, words, self.viewer.name)

    def drop_lesson(self, note: int) -> None:
        self._mine(coaching.note(self._connection, note).call)
        coaching.drop_lesson(self._connection, note, self.viewer.name)

    def heard(self, identity: str) -> list[Heard]:
        """What kind of complaint the customer brings, with the words that say so."""
        self._mine(identity)
        return wording.heard(self._store.call(identity))

    # -- inside ------------------------------------------------------------------------------

    def _cards(self, identity: str) -> list[Scorecard]:
        reviews = self._store.reviews(identity)
        cards = self._store.scorecards(identity)
        return [growth.standing(card, card.with_reviews(reviews)) for card in cards]

    def _be_agent(self, what: str, identity: str | None = None, **asked: Any) -> str:
        if self.viewer.role is not Role.AGENT or self._scope.agent is None:
            self._refuse(what, identity, **asked)
            raise AccessError("this is the agent's own, and nobody else's")
        return self._scope.agent

    def _mine(self, identity: str, **asked: Any) -> None:
        self._be_agent("use an agent's own page", identity, **asked)
        self._may_see(identity, **asked)

    @contextmanager
    def _answering(self, act: str, identity: str, **detail: Any) -> Iterator[None]:
        """An agent's act on a review they have opened, with its line in the log."""
        self._mine(identity)
        if not self._sees_verdicts(identity):
            raise InputError("open the review first")
        with self._connection.writing():
            yield
            self._note(act, identity, **detail)


_INBOX = """
SELECT c.id, o.call_id IS NOT NULL AS opened,
       EXISTS (SELECT 1 FROM acknowledgements a WHERE a.call_id = c.id) AS acknowledged
FROM calls c JOIN places p ON p.call_id = c.id AND p.state = 'released'
LEFT JOIN openings o ON o.call_id = c.id
WHERE c.agent = ? ORDER BY c.started_at DESC, c.id
"""
