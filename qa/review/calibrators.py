"""The desk of calibration: who may begin, score, see and close a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.accounts.people import Power
from qa.errors import AccessError
from qa.review import calibration, compare, sample, trials
from qa.review.calibration import BAR, Score, Session
from qa.review.compare import Compared, Pair, Strictness
from qa.review.gate import Gate
from qa.review.selfscore import Question, questions
from qa.review.trials import Trial
from qa.rubric.outcome import Verdict


@dataclass(frozen=True)
class Results:
    """Everything that a closed calibration shows, but for the calls `left_out`, which whoever looks
    scores blind in another one."""

    session: Session
    criteria: tuple[Compared, ...]
    strictness: tuple[Strictness, ...]
    pairs: tuple[Pair, ...]
    notes: tuple[Score, ...]
    left_out: tuple[str, ...] = ()


class CalibrationDesk(Gate):
    """Calibration for those who review. Raises AccessError for everybody else."""

    def begin(
        self,
        title: str,
        rubric: str,
        calls: Sequence[str],
        people: Sequence[str],
        bar: float = BAR,
    ) -> int:
        """Begin a session of some calls and people; gives its number."""
        with self._acting(
            Power.ASSIGN, "began a calibration", None, title=title, calls=list(calls)
        ):
            by = self.viewer.name
            return calibration.begin(self._connection, title, rubric, calls, people, by, bar=bar)

    def pick(self, rubric: str, n: int, seed: str) -> list[str]:
        """`n` calls drawn by lot from all that were scored with a rubric (see qa.review.sample)."""
        self._need(Power.ASSIGN)
        return sample.pick(self._connection, rubric, n, seed)

    def waiting(self) -> int:
        """How many sessions wait for this person's scores."""
        self._need(Power.REVIEW)
        return calibration.waiting_for(self._connection, self.viewer.name)

    def blind(self) -> frozenset[str]:
        """The calls that this person scores blind at present."""
        return frozenset(self._scope.blind)

    def sessions(self) -> list[Session]:
        """The sessions that this person takes part in or, handing out calls, may run."""
        self._need(Power.REVIEW)
        person = None if self.viewer.may(Power.ASSIGN) else self.viewer.name
        return calibration.sessions(self._connection, person=person)

    def session(self, number: int) -> Session:
        """Raises StoreError when there is no such session."""
        self._need(Power.REVIEW)
        return calibration.session(self._connection, number)

    def questions(self, number: int, identity: str) -> list[Question]:
        """What is to be answered for a call of a session, without anybody's answers."""
        found = self._part(number)
        cards = [c for c in self._store.scorecards(identity) if c.rubric == found.rubric]
        return questions(cards)

    def score(
        self,
        number: int,
        identity: str,
        verdicts: Mapping[str, Verdict],
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """Keep one's own scores of a call. The log does not say which: they are blind."""
        found = self._part(number)
        with self._acting(Power.REVIEW, "scored blind", identity, calibration=number):
            calibration.score(self._connection, found, identity, verdicts, self.viewer.name, notes)

    def own_scores(self, number: int) -> list[Score]:
        """What this person has said so far."""
        found = self._part(number)
        return calibration.scores(self._connection, found, self.viewer.name)

    def scores_of(self, number: int, person: str) -> list[Score]:
        """What somebody said. Refused for others' scores while people still score; without those
        of calls that one scores blind in another session."""
        found = self.session(number)
        if person.casefold() == self.viewer.name.casefold():
            return calibration.scores(self._connection, found, person)
        if found.open:
            self._blind(found, of=person)
        return self._scores(found, person)

    def left(self, number: int) -> list[str]:
        """The calls that this person has not scored in full."""
        return calibration.left(self._connection, self._part(number), self.viewer.name)

    def submit(self, number: int) -> None:
        """Hand in one's scores; the last one to do so closes the session."""
        found = self._part(number)
        with self._acting(Power.REVIEW, "submitted blind scores", None, calibration=number):
            if calibration.submit(self._connection, found, self.viewer.name):
                self._close(found)

    def close(self, number: int) -> None:
        """Close a session before all have submitted."""
        found = self.session(number)
        with self._acting(Power.ASSIGN, "closed a calibration", None, calibration=number):
            self._close(found)

    def results(self, number: int) -> Results:
        """People side by side, and the machine. Refused while people still score."""
        found = self.session(number)
        if found.open:
            self._blind(found)
        scores = self._scores(found)
        people = [p for p in found.people if any(s.person == p for s in scores)]
        return Results(
            found,
            tuple(self._compared(found, scores)),
            tuple(compare.strictness(scores, people)),
            tuple(compare.pairs(scores, people)),
            tuple(score for score in scores if score.note),
            tuple(call for call in found.calls if call in self.blind()),
        )

    def trials(self, rubric: str | None = None) -> list[Trial]:
        """How each criterion came out of its last calibration."""
        self._need(Power.REVIEW)
        return trials.latest(self._connection, rubric)

    # -- inside ------------------------------------------------------------------------------

    def _scores(self, found: Session, person: str | None = None) -> list[Score]:
        """What was said of the calls that this person does not score blind."""
        scores, blind = calibration.scores(self._connection, found, person), self.blind()
        return [score for score in scores if score.call not in blind]

    def _compared(self, found: Session, scores: Sequence[Score]) -> list[Compared]:
        known = {score.criterion for score in scores}
        criteria = [c for c in self._store.criteria(found.rubric) if c in known]
        return compare.compare(scores, criteria, found.people, found.bar)

    def _close(self, found: Session) -> None:
        calibration.close(self._connection, found, self.viewer.name)
        scores = calibration.scores(self._connection, found)
        trials.keep(self._connection, found, self._compared(found, scores))

    def _part(self, number: int) -> Session:
        """The session, of which this person must be part."""
        found = self.session(number)
        if found.name_of(self.viewer.name) is None:
            self._refuse("take part in a calibration", None, calibration=number)
            raise AccessError("you are not part of this calibration")
        return found

    def _blind(self, found: Session, **asked: str) -> None:
        self._refuse("see blind scores", None, calibration=found.id, **asked)
        waiting = len(found.people) - len(found.submitted)
        raise AccessError(
            f"this is scored blind: {waiting} of {len(found.people)} people are still at it",
            next_step="it is shown when all have submitted or the session is closed",
        )
