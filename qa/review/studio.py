"""The desk of those who write rubrics: drafts, trying out, rehearsing, publishing; all logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa import publishing, rehearsal, tryout
from qa.accounts.people import Power
from qa.errors import RubricError
from qa.phrasebook import PhraseLists
from qa.publishing import Draft, NotReplayedError, Version
from qa.replay import Replayed, Tell, nothing, score_again
from qa.review import golden
from qa.review.desk import Desk
from qa.rubric.compare import Comparison
from qa.rubric.examples import ExampleResult, Known, run_example, run_examples
from qa.rubric.form import Example, Rubric
from qa.rubric.load import mistakes, parse
from qa.rubric.starter import starter
from qa.tryout import Tried

MOST_KNOWN = 5000
_KNOWN: Known = {}  # examples that were run: of what is written, most stays as it was


@dataclass(frozen=True)
class Entry:
    """A rubric on the shelf: its title, the version in use (None: never published), its draft."""

    name: str
    title: str
    version: Version | None
    draft: Draft | None


@dataclass(frozen=True)
class Rehearsed:
    """What a text would change against the version in use, with the words of some flips.

    `blind` are the calls that were left out, since whoever asked scores them blind.
    """

    comparison: Comparison
    shown: rehearsal.Shown
    blind: tuple[str, ...] = ()


class Studio(Desk):
    """An open archive with somebody in front of it who may write rubrics.

    Every method raises AccessError for anybody else.
    """

    def shelf(self) -> list[Entry]:
        """Every rubric there is."""
        self._need(Power.WRITE_RUBRICS)
        return [self.entry(name) for name in publishing.names(self._connection)]

    def entry(self, name: str) -> Entry:
        self._need(Power.WRITE_RUBRICS)
        own = publishing.versions(self._connection, name)
        draft = publishing.draft(self._connection, name)
        version = own[-1] if own else None
        text = version.text if version else draft.text if draft else ""
        return Entry(name, _title(text) or name, version, draft)

    def versions(self, name: str) -> list[Version]:
        """What was published of a rubric, the first version first."""
        self._need(Power.WRITE_RUBRICS)
        return publishing.versions(self._connection, name)

    def begin(self, name: str) -> Draft:
        """A new rubric as a draft. Raises RubricError for a name that will not do or is taken."""
        text = starter(name)
        identity = parse(text).id
        if identity in publishing.names(self._connection):
            raise RubricError(f"there is a rubric called {identity!r} already", where=None)
        return self.save_draft(identity, text, seen=0)

    def save_draft(self, name: str, text: str, *, seen: int) -> Draft:
        """Keep a draft. Raises DraftConflictError when another was kept since revision `seen`."""
        with self._acting(Power.WRITE_RUBRICS, "kept a draft of a rubric", None, rubric=name):
            return publishing.save_draft(self._connection, name, text, self.viewer.name, seen=seen)

    def discard_draft(self, name: str, *, seen: int) -> None:
        with self._acting(Power.WRITE_RUBRICS, "gave up a draft of a rubric", None, rubric=name):
            publishing.discard_draft(self._connection, name, seen=seen)

    def mistakes(self, text: str) -> list[RubricError]:
        """Everything that is wrong with a text, from the top; `where` is `line:column`."""
        self._need(Power.WRITE_RUBRICS)
        return mistakes(text)

    def examples(self, text: str) -> list[ExampleResult]:
        """The examples of a text, run. Raises RubricError and InputError."""
        self._need(Power.WRITE_RUBRICS)
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.clear()
        return run_examples(parse(text), _KNOWN)

    def golden(self, name: str, text: str) -> list[ExampleResult]:
        """The golden examples that people kept of a rubric (qa.review.golden), run by a text;
        without those of calls that one scores blind."""
        self._need(Power.WRITE_RUBRICS)
        found = parse(text, name)
        criteria = {criterion.id: criterion for criterion in found.criteria}
        return [
            run_example(
                found,
                criteria[one.criterion],
                Example(expect=one.expect, call=one.script, name=one.name),
                one.id,
                _KNOWN,
            )
            for one in golden.golden(self._connection, name)
            if one.criterion in criteria and self._sees_verdicts(one.call)
        ]

    def first_language(self, text: str) -> str:
        """The language that a rubric names first; English while that cannot be told."""
        self._need(Power.WRITE_RUBRICS)
        found = _read(text)
        return found.languages[0] if found else "en"

    def try_phrases(self, typed: str, text: str, *, language: str, who: str | None) -> Tried:
        """Phrases, or lists by their name, tried on the archive; `text` is the rubric whose own
        lists may be named. Calls that one scores blind are left out: a rubric's own phrases would
        tell its verdict."""
        self._need(Power.WRITE_RUBRICS)
        phrases = tryout.phrases_of(typed, _lists(text), language)
        return tryout.try_phrases(
            self._connection, phrases, language=language, who=who, without=self._scope.blind
        )

    def rehearse(
        self, name: str, text: str, *, limit: int, workers: int | None = None, tell: Tell = nothing
    ) -> Rehearsed:
        """Judge the archive by a text and by the version in use, without the calls that one scores
        blind. Raises RubricError."""
        after = parse(text, name)
        own = self.versions(name)
        before = parse(own[-1].text, name) if own else after
        with self._acting(Power.WRITE_RUBRICS, "replayed a rubric", None, rubric=name):
            pass  # the log line first: the work is long, and must not hold the archive
        blind = self._scope.blind
        found = rehearsal.rehearse(
            self._store, before, after, without=blind, workers=workers, tell=tell
        )
        base = _number(own)
        publishing.keep_replay(self._connection, name, text, self.viewer.name, base=base)
        return Rehearsed(found, rehearsal.with_words(self._store, found, limit), blind)

    def was_replayed(self, name: str, text: str) -> bool:
        """Whether anybody replayed this very text against the version in use."""
        base = _number(self.versions(name))
        return publishing.was_replayed(self._connection, name, text, base=base)

    def publish(
        self,
        name: str,
        text: str,
        reason: str,
        *,
        base: int,
        unreplayed: bool = False,
        seen: int | None = None,
    ) -> Version:
        """Make a text the version in use (see qa.publishing.publish).

        Raises NotReplayedError for one that was not replayed since its last change, unless it is
        `unreplayed` on purpose.
        """
        self._need(Power.WRITE_RUBRICS)
        known = unreplayed or publishing.was_replayed(self._connection, name, text, base=base)
        # An older base is a conflict, and told as one.
        if not known and base == _number(self.versions(name)):
            raise NotReplayedError(
                "this text was not replayed since its last change",
                next_step="replay it, or say that it is to be published without",
            )
        with self._acting(
            Power.WRITE_RUBRICS,
            "published a rubric",
            None,
            rubric=name,
            number=base + 1,
            why=reason,
        ):
            by = self.viewer.name
            return publishing.publish(
                self._connection, name, text, by, reason, base=base, seen=seen
            )

    def go_back(self, name: str, number: int, reason: str, *, base: int) -> Version:
        """Publish an earlier version once more."""
        with self._acting(
            Power.WRITE_RUBRICS,
            "went back to a rubric",
            None,
            rubric=name,
            number=number,
            why=reason,
        ):
            by = self.viewer.name
            return publishing.go_back(self._connection, name, number, by, reason, base=base)

    def score_again(
        self, name: str, *, workers: int | None = None, tell: Tell = nothing
    ) -> Replayed:
        """Bring the scorecards of a rubric up to the version in use, but for released reviews (see
        qa.replay.score_again)."""
        with self._acting(Power.WRITE_RUBRICS, "scored all calls again", None, rubric=name):
            pass  # as above
        rubric = publishing.in_use(self._connection, name)
        return score_again(self._store, [rubric], workers=workers, tell=tell)


def _lists(text: str) -> dict[str, PhraseLists]:
    """The lists of a text; none while it has mistakes."""
    found = _read(text)
    return found.lists if found else {}


def _title(text: str) -> str:
    found = _read(text)
    return found.title if found else ""


@lru_cache(maxsize=16)
def _read(text: str) -> Rubric | None:
    try:
        return parse(text)
    except RubricError:  # it is being written
        return None


def _number(versions: Sequence[Version]) -> int:
    """The number of the version in use; 0 where nothing is published."""
    return versions[-1].number if versions else 0
