"""The archive as one person may use it: all that the dashboard shows or does goes through here.

An agent sees their own calls, and verdicts only once the review was released to them and they have
opened it (see qa.review.own). Whatever else they ask for is refused (see qa.review.gate).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from qa.accounts import audit
from qa.accounts.people import Power
from qa.call import Call, Recording
from qa.errors import AccessError, InputError
from qa.formats import export
from qa.listing import CallFilter, CallSummary, Figures, Hit
from qa.review import comments, correct, place, sample, saved, trials
from qa.review.comments import Comment
from qa.review.edits import Edit
from qa.review.gate import Gate
from qa.review.place import Place, Step
from qa.review.sample import Draw
from qa.rubric.outcome import Review, Scorecard, Verdict
from qa.store import Failure

FORMATS = ("json", "csv", "vtt")
MOST_ASSIGNED = 500


class Desk(Gate):
    """Looking at calls, reviewing them, handing them out."""

    # -- lists -----------------------------------------------------------------------------

    def summaries(
        self, where: CallFilter, *, rubric: str, order: str, limit: int, offset: int
    ) -> list[CallSummary]:
        """A page of the calls that fit, of those that this person may see."""
        self._check_filter(where)
        rows = self._store.summaries(
            where, rubric=rubric, order=order, limit=limit, offset=offset, scope=self._scope
        )
        # Whose desk a call lies on is the business of those who review.
        return rows if self._sees_all else [replace(r, assignee=None, due=None) for r in rows]

    def count(self, where: CallFilter, *, rubric: str) -> int:
        self._check_filter(where)
        return self._store.count(where, rubric=rubric, scope=self._scope)

    def figures(self, where: CallFilter, *, rubric: str) -> Figures:
        self._check_filter(where)
        return self._store.figures(where, rubric=rubric, scope=self._scope)

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        """The turns that hold every word of `text`, of the calls that this person may see."""
        return self._store.search(text, limit=limit, scope=self._scope)

    def choices(self, column: str) -> list[str]:
        return self._store.choices(column, scope=self._scope)

    def rubrics(self) -> list[str]:
        return self._store.rubrics()

    def criteria(self, rubric: str) -> list[str]:
        return self._store.criteria(rubric)

    def failures(self) -> list[Failure]:
        """The files that could not be processed; their names may tell of others' calls."""
        return self._store.failures() if self._sees_all else []

    # -- one call --------------------------------------------------------------------------

    def call(self, identity: str) -> Call:
        """Raises StoreError when there is no such call, AccessError when it is not theirs."""
        self._may_see(identity)
        return self._store.call(identity)

    def recording(self, identity: str) -> Recording:
        self._may_see(identity, sound=True)
        return self._store.call(identity).recording

    def scorecards(self, identity: str) -> list[Scorecard]:
        """An agent gets them when the review was released and they opened it."""
        self._may_see(identity)
        return self._store.scorecards(identity) if self._sees_verdicts(identity) else []

    def reviews(self, identity: str) -> list[Review]:
        self._may_see(identity)
        return self._store.reviews(identity) if self._sees_verdicts(identity) else []

    def comments(self, identity: str) -> list[Comment]:
        self._may_see(identity)
        if not self._sees_verdicts(identity):
            return []
        return comments.comments(self._connection, identity)

    def place(self, identity: str) -> Place:
        self._may_see(identity)
        return place.place(self._connection, identity)

    def steps(self, identity: str) -> list[Step]:
        self._may_see(identity)
        return place.steps(self._connection, identity) if self._sees_verdicts(identity) else []

    def history(self, identity: str) -> list[Edit]:
        """Every correction of what was heard, oldest first."""
        self._may_see(identity)
        return correct.history(self._connection, identity)

    def edits(self, identity: str) -> list[Edit]:
        """The corrections that the call as it is now contains."""
        self._may_see(identity)
        return correct.in_force(self._store, identity)

    def need_a_person(self) -> frozenset[tuple[str, str]]:
        """The criteria (rubric, criterion) that are below the bar of calibration."""
        return trials.need_a_person(self._connection)

    def export(self, identity: str, form: str) -> str:
        """A call for other programs (see FORMATS), with what this person may see of it."""
        import json

        if form not in FORMATS:
            raise InputError(f"a call is exported as {', '.join(FORMATS)}, not {form!r}")
        self._may_see(identity, export=form)
        call = self._store.call(identity)
        cards, reviews = self.scorecards(identity), self.reviews(identity)
        self._note("exported", identity, format=form)
        if form == "vtt":
            return export.as_vtt(call)
        if form == "csv":
            return export.as_csv(export.csv_rows(call, cards, reviews, self.need_a_person()))
        data = export.as_json(call, cards, reviews, self.need_a_person())
        return json.dumps(data, ensure_ascii=False)

    def export_list(self, where: CallFilter, *, rubric: str, order: str) -> str:
        """The list of calls that fit as CSV."""
        self._check_filter(where)
        rows = self.summaries(where, rubric=rubric, order=order, limit=-1, offset=0)
        self._note("exported list", None, calls=len(rows))
        unsure = export.doubtful_of(rubric, self.need_a_person())
        return export.as_csv(_csv_rows(rows, rubric, unsure))

    # -- reviewing ---------------------------------------------------------------------------

    def review(
        self,
        identity: str,
        rubric: str,
        criterion: str,
        verdict: Verdict,
        *,
        note: str = "",
        reason: str = "",
    ) -> Review:
        """Add this person's verdict beside the machine's. Raises AccessError for a call that they
        score blind."""
        self._not_blind(identity)
        with self._acting(Power.REVIEW, "reviewed", identity, criterion=criterion, to=verdict):
            return self._store.add_review(
                identity,
                rubric,
                criterion,
                verdict,
                note=note,
                reviewer=self.viewer.name,
                reason=reason,
            )

    def comment(self, identity: str, turn: int, text: str) -> Comment:
        """Say something of a turn."""
        with self._acting(Power.REVIEW, "commented", identity, turn=turn):
            turns = self._store.call(identity).turns
            if not 0 <= turn < len(turns):
                raise InputError("there is no such turn in this call")
            start, by = turns[turn].start, self.viewer.name
            return comments.add(self._connection, identity, turn, start, text, by)

    def correct_word(self, identity: str, turn: int, word: int, text: str) -> list[str]:
        """Correct a word and judge again; gives the rubrics that could not be applied again."""
        with self._acting(Power.REVIEW, "corrected a word", identity, turn=turn, word=word):
            return correct.word(self._store, identity, turn, word, text, self.viewer.name)

    def correct_speakers(self, identity: str, names: Mapping[str, str]) -> list[str]:
        """Rename, swap or merge speakers and judge again."""
        with self._acting(Power.REVIEW, "corrected speakers", identity, names=dict(names)):
            return correct.speakers(self._store, identity, names, self.viewer.name)

    def undo(self, identity: str, edit: int) -> list[str]:
        """Take a correction back and judge again."""
        with self._acting(Power.REVIEW, "took a correction back", identity, of=edit):
            return correct.undo(self._store, identity, edit, self.viewer.name)

    def move(self, identity: str, state: str, note: str = "") -> None:
        """Submit a review, release it to the agent, or open it again."""
        with self._acting(Power.REVIEW, f"review {state}", identity):
            place.move(self._connection, identity, state, self.viewer.name, note)

    # -- handing out -------------------------------------------------------------------------

    def assign(
        self, calls: Sequence[str], assignee: str | None, due: date | None, source: str
    ) -> None:
        """Give calls to somebody, or with None take them back."""
        if len(calls) > MOST_ASSIGNED:
            raise InputError(f"hand out at most {MOST_ASSIGNED} calls at once")
        with self._acting(Power.ASSIGN, "assigned", None, calls=list(calls), to=assignee):
            until = due.isoformat() if due else None
            place.assign(self._connection, calls, assignee, until, source)

    def draw(self, day: date, per_agent: int, seed: str, due: date | None = None) -> Draw:
        """Draw a random sample from the week of `day` (see qa.review.sample)."""
        with self._acting(Power.ASSIGN, "drew a sample", None, n=per_agent, seed=seed):
            until = due.isoformat() if due else None
            by = self.viewer.name
            return sample.draw(self._connection, day, per_agent, seed, by, due=until)

    def draws(self) -> list[Draw]:
        self._need(Power.SEE_ALL)
        return sample.draws(self._connection)

    def save_filter(self, name: str, where: CallFilter) -> None:
        self._check_filter(where)
        saved.save(self._connection, self.viewer.name, name, where)

    def forget_filter(self, name: str) -> None:
        saved.forget(self._connection, self.viewer.name, name)

    def saved_filters(self) -> dict[str, CallFilter]:
        return saved.saved(self._connection, self.viewer.name)

    def audit(self, identity: str | None = None, limit: int = 200) -> list[audit.Entry]:
        """The log, newest first, without the calls that this person scores blind."""
        self._need(Power.SEE_AUDIT)
        found = audit.entries(self._connection, call=identity, limit=limit)
        blind = self._scope.blind
        return [entry for entry in found if entry.call not in blind]

    # -- inside ------------------------------------------------------------------------------

    def _check_filter(self, where: CallFilter) -> None:
        """An agent's list is theirs whatever the filter says; asking for another's is refused."""
        if self._sees_all:
            return
        if where.agent not in (None, self._scope.agent) or where.assignee or where.draw:
            self._refuse("list calls", None, agent=where.agent)
            raise AccessError("these calls are not yours to list")


def _csv_rows(rows: Sequence[CallSummary], rubric: str, unsure: str) -> Iterator[dict[str, Any]]:
    for row in rows:
        scored = {"rubric": rubric, "needs_person": unsure} if row.out_of is not None else {}
        texts = {"failed": " ".join(row.failed), "auto_failed": " ".join(row.auto_failed)}
        yield {**asdict(row), "call": row.id, **scored, **texts}
