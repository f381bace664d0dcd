"""The desk of those who coach: disputes to answer, notes to agents, golden examples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa.accounts.people import Power
from qa.errors import InputError, StoreError
from qa.review import acknowledge, coaching, disputes, golden
from qa.review.acknowledge import Acknowledgement
from qa.review.coaching import Note
from qa.review.disputes import Answer, Dispute
from qa.review.gate import Gate
from qa.review.golden import Golden
from qa.rubric.outcome import Verdict

DISPUTED = "dispute"  # the reason that a review gets which follows from a dispute


@dataclass(frozen=True)
class Work:
    """Counts: disputes waiting and answered by outcome; notes open, of those past their day, and
    done."""

    waiting: int
    upheld: int
    partly: int
    declined: int
    open_notes: int
    late_notes: int
    done_notes: int


class CoachingDesk(Gate):
    """What reviewers do after a release. Raises AccessError for everybody else."""

    def work(self, today: date) -> Work:
        """What waits and what was done."""
        outcomes = [one.answer.outcome if one.answer else "" for one in self.disputes()]
        notes = self.notes()
        return Work(
            waiting=outcomes.count(""),
            upheld=outcomes.count(disputes.UPHELD),
            partly=outcomes.count(disputes.PARTLY),
            declined=outcomes.count(disputes.DECLINED),
            open_notes=sum(not note.done for note in notes),
            late_notes=sum(note.late(today) for note in notes),
            done_notes=sum(note.done for note in notes),
        )

    def waiting(self) -> int:
        """How many disputes wait for an answer, of those that this person sees."""
        if self._scope.blind:
            return len(self.disputes(answered=False))
        self._need(Power.REVIEW)
        return disputes.waiting(self._connection)

    # -- disputes ----------------------------------------------------------------------------

    def disputes(self, *, answered: bool | None = None, call: str | None = None) -> list[Dispute]:
        """Every dispute, the open ones first; only those (not) answered, or of a call, if given.

        Without those on calls that this person scores blind: they tell of verdicts.
        """
        self._need(Power.REVIEW)
        found = disputes.disputes(self._connection, answered=answered, call=call)
        blind = self._scope.blind
        return [one for one in found if one.call not in blind]

    def answer(
        self, number: int, outcome: str, words: str, verdict: Verdict | None = None
    ) -> Answer:
        """Answer a dispute; a verdict that changes by it becomes a review under one's own name.

        `verdict` is asked for only with "partly". Raises InputError and StoreError as
        disputes.answer does, AccessError for a call that one scores blind.
        """
        self._need(Power.REVIEW)
        found = disputes.dispute(self._connection, number)
        self._not_blind(found.call)
        stands = {disputes.UPHELD: found.wanted, disputes.DECLINED: found.verdict}
        given = stands.get(outcome, verdict or found.verdict)
        with self._acting(
            Power.REVIEW, "answered a dispute", found.call, dispute=number, outcome=outcome
        ):
            by = self.viewer.name
            disputes.answer(self._connection, found, outcome, given, words, by)
            if given is not found.verdict:
                self._store.add_review(
                    found.call,
                    found.rubric,
                    found.criterion,
                    given,
                    note=words.strip(),
                    reviewer=by,
                    reason=DISPUTED,
                )
        kept = disputes.dispute(self._connection, number).answer
        assert kept is not None
        return kept

    def dispute_days(self) -> int:
        """How many days after its release a review may be disputed."""
        self._need(Power.REVIEW)
        return disputes.days(self._connection)

    def set_dispute_days(self, days: int) -> None:
        """Choose that time for the whole archive; it holds for reviews released before, too."""
        with self._acting(Power.KEEP, "set the time to dispute", None, days=days):
            disputes.set_days(self._connection, days)

    def acknowledgements(self, identity: str) -> list[Acknowledgement]:
        """When and with what words the agent acknowledged a review."""
        self._need(Power.REVIEW)
        if not self._sees_verdicts(identity):
            return []
        return acknowledge.of_call(self._connection, identity)

    # -- golden examples ---------------------------------------------------------------------

    def script(self, identity: str) -> str:
        """What was said in a call, in the form of a rubric's examples."""
        self._need(Power.REVIEW)
        return golden.as_script(self._store.call(identity))

    def keep_golden(
        self, identity: str, rubric: str, criterion: str, expect: Verdict, name: str, script: str
    ) -> Golden:
        """Keep a call, or a part of it, as an example of how a criterion is meant."""
        with self._acting(
            Power.REVIEW, "kept a golden example", identity, criterion=criterion, expect=expect
        ):
            card = next((c for c in self._store.scorecards(identity) if c.rubric == rubric), None)
            if card is None or card.line(criterion) is None:
                raise StoreError(f"no finding {criterion!r} of {rubric!r} for call {identity!r}")
            by = self.viewer.name
            return golden.add(
                self._connection, identity, rubric, criterion, expect, name, script, by
            )

    def golden(self, rubric: str | None = None) -> list[Golden]:
        """The golden examples that were kept, without those of calls that one scores blind."""
        self._need(Power.REVIEW)
        found, blind = golden.golden(self._connection, rubric), self._scope.blind
        return [one for one in found if one.call not in blind]

    def golden_yaml(self, rubric: str) -> str:
        """A rubric's golden examples as YAML, ready for its file."""
        return golden.as_yaml(self.golden(rubric))

    def drop_golden(self, number: int) -> None:
        """Give up a golden example."""
        with self._acting(Power.REVIEW, "dropped a golden example", None, example=number):
            golden.drop(self._connection, number)

    # -- notes -------------------------------------------------------------------------------

    def coach(
        self,
        identity: str,
        text: str,
        *,
        rubric: str = "",
        criterion: str = "",
        moment: float | None = None,
        follow_up: date | None = None,
    ) -> int:
        """Write a coaching note to the agent of a call; gives its number."""
        with self._acting(Power.REVIEW, "wrote a coaching note", identity, criterion=criterion):
            call = self._store.call(identity)
            if moment is not None and not 0 <= moment <= call.seconds:
                raise InputError(f"this call has no moment {moment:g} s")
            return coaching.add(
                self._connection,
                identity,
                text,
                self.viewer.name,
                finding=(rubric, criterion),
                moment=moment,
                follow_up=follow_up,
            )

    def notes(
        self, *, agent: str | None = None, call: str | None = None, done: bool | None = None
    ) -> list[Note]:
        """The coaching notes that fit, open ones first, but for calls that one scores blind."""
        self._need(Power.REVIEW)
        found = coaching.notes(self._connection, agent=agent, call=call, done=done)
        blind = self._scope.blind
        return [note for note in found if note.call not in blind]

    def mark(self, number: int, done: bool, words: str = "") -> None:
        """Say that a note is done, or not done after all, and what came of it."""
        self._need(Power.REVIEW)
        note = coaching.note(self._connection, number)
        with self._acting(
            Power.REVIEW, "marked a coaching note", note.call, note=number, done=done
        ):
            coaching.mark(self._connection, number, done, words, self.viewer.name)
