"""`said`, `never_said` and `said_times`: somebody says something, in given words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from qa.call import ANNOUNCEMENT, Call, Span, Turn
from qa.phrasebook import (
    EVERY_LANGUAGE,
    Lists,
    PhraseLists,
    UnknownListError,
    lookup,
    phrases_for,
)
from qa.phrases import PhraseError, PhraseSet
from qa.rubric.checks.base import (
    LEAST_CONFIDENCE,
    BuildError,
    Check,
    Outcome,
    Scope,
    doubt_of_absence,
    needs_of,
    pass_if,
    searched,
)
from qa.rubric.checks.context import is_negated, is_question, is_reported
from qa.rubric.checks.limits import Limits
from qa.rubric.checks.when import When
from qa.rubric.outcome import Verdict

Phrases = str | tuple[str, ...] | dict[str, tuple[str, ...]]
Counting = Literal["count", "skip"]


class Said(Check):
    """Passes when one of the phrases is said (`never_said`: when none is; `said_times`: when it is
    said at least `at_least` and at most `at_most` times).

    `phrases` are the names of lists joined by + and -, from `phrases:` in the rubric or from the
    shared lexicon; or a list of phrases, in the rubric's languages; or lists per language. Each
    speaker is read by those of their own language; one that has none is cannot_tell.
    `but_not` is the same for what only looks like it: a match that touches one does not count.
    `negated` ("I can't promise"), `reported` ("he said he'd call") and `questions` ("will you
    call?") say whether such sentences count or are skipped.
    """

    kind: Literal["said", "never_said", "said_times"]
    who: Literal["agent", "customer", "anyone"] = "agent"
    phrases: Phrases
    but_not: Phrases | None = None
    when: When = Field(default_factory=lambda: When())
    negated: Counting = "skip"
    reported: Counting = "skip"
    questions: Counting = "count"
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    def needs(self) -> frozenset[str]:
        return needs_of(self.who)

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        return self.when.parts()

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        for key in ("phrases", "but_not"):
            build_phrases(getattr(self, key), lists, key)
        limits = self.at_least is not None or self.at_most is not None
        if self.kind == "said_times" and not limits:
            raise BuildError("no limit; give at_least, at_most or both", "kind")
        if self.kind != "said_times" and limits:
            raise BuildError("at_least and at_most belong to said_times", "kind")

    def run(self, call: Call, scope: Scope) -> Outcome:
        own = list(call.turns_of(None if self.who == "anyone" else self.who))
        own = [turn for turn in own if turn.speaker != ANNOUNCEMENT]
        spoken = {who: call.language_of(who) for who in [t.speaker for t in own] or [self.who]}
        sought = {code: self._sought(scope, code) for code in spoken.values()}
        if not any(sought.values()):
            reason = f"There are no phrases for language {' and '.join(map(repr, sought))}"
            return Outcome(Verdict.CANNOT_TELL, reason)
        turns = self.when.select(call, own, scope)
        found = [
            span
            for turn in turns
            if (phrases := sought[spoken[turn.speaker]])
            for span in _spans(turn, *phrases)
            if self._counts(turn, span, spoken[turn.speaker])
        ]
        sure = [span for span in found if call.confidence(span) >= LEAST_CONFIDENCE]
        unread = next((spoken[t.speaker] for t in turns if not sought[spoken[t.speaker]]), None)
        if self.kind == "said_times":
            return self._times(call, turns, found, sure, unread)
        return self._outcome(call, turns, found, sure, unread)

    def _sought(self, scope: Scope, language: str) -> tuple[PhraseSet, list[PhraseSet]] | None:
        """The phrases that count in a language, and those that do not; None where there are
        none."""
        lists = resolve(self.phrases, scope.lists, "phrases")
        wanted = phrases_for(lists.wanted, language, scope.languages)
        if wanted is None:
            return None
        unwanted = [phrases_for(lists.unwanted, language, scope.languages)]
        if self.but_not is not None:
            other = resolve(self.but_not, scope.lists, "but_not")
            unwanted.append(phrases_for(other.wanted, language, scope.languages))
        return wanted, [phrases for phrases in unwanted if phrases]

    def _counts(self, turn: Turn, span: Span, language: str) -> bool:
        skipped = (
            (self.negated, is_negated),
            (self.reported, is_reported),
            (self.questions, is_question),
        )
        return not any(how == "skip" and told(turn, span, language) for how, told in skipped)

    def _outcome(
        self, call: Call, turns: list[Turn], found: list[Span], sure: list[Span], unread: str | None
    ) -> Outcome:
        present, absent = Verdict.PASS, Verdict.FAIL
        if self.kind == "never_said":
            present, absent = absent, present
        who = self._who()
        if sure:
            return Outcome(present, f"Said by {who}", tuple(sure))
        if found:
            reason = f"Perhaps said by {who}, but the recogniser is unsure of the words"
            return Outcome(Verdict.CANNOT_TELL, reason, tuple(found))
        looked = searched(self.who, turns)
        doubt = self._doubt(call, unread)
        if doubt:
            return Outcome(Verdict.CANNOT_TELL, doubt, searched=looked)
        return Outcome(absent, f"Never said by {who}", searched=looked)

    def _times(
        self, call: Call, turns: list[Turn], found: list[Span], sure: list[Span], unread: str | None
    ) -> Outcome:
        low, high = len(sure), len(found)
        limits = Limits(self.at_least, self.at_most)
        verdicts = {pass_if(limits.hold(count)) for count in (low, high)}
        reason = f"Said {low} times by {self._who()} ({limits})"
        looked = None if found else searched(self.who, turns)
        if len(verdicts) > 1:
            reason = f"Said {low} to {high} times by {self._who()} ({limits})"
            return Outcome(Verdict.CANNOT_TELL, reason, tuple(found))
        doubt = self._doubt(call, unread)
        lacking = self.at_least is not None and low < self.at_least
        crossing = unread is not None and limits.hold(low) != limits.hold(math.inf)
        if doubt and (lacking or crossing):
            return Outcome(Verdict.CANNOT_TELL, doubt, tuple(found), looked)
        return Outcome(verdicts.pop(), reason, tuple(found), looked)

    def _doubt(self, call: Call, unread: str | None) -> str | None:
        """Why it may have been said all the same; `unread` is a language that part of it is in and
        that there are no phrases for."""
        if unread is not None:
            return f"Not all can be read: there are no phrases for language {unread!r}"
        return doubt_of_absence(call, self.who, early=self.when.early)

    def _who(self) -> str:
        return "anybody" if self.who == "anyone" else f"the {self.who}"


def build_phrases(value: Phrases | None, own: Mapping[str, PhraseLists], key: str) -> None:
    """Look up named lists and try given phrases. Raises BuildError with the place of a mistake."""
    if value is not None:
        lists = resolve(value, own, key)
        if not isinstance(value, str):  # named lists were read with the rubric, or come with us
            check_phrases(lists.wanted, key)


def resolve(value: Phrases, own: Mapping[str, PhraseLists], key: str) -> Lists:
    """Phrases given by names, as a list, or per language. Raises BuildError for unknown names."""
    if isinstance(value, str):
        try:
            return lookup(value, own)
        except UnknownListError as error:
            raise BuildError(str(error), key) from None
    lists = value if isinstance(value, Mapping) else {EVERY_LANGUAGE: value}
    return Lists({code: tuple(phrases) for code, phrases in lists.items()}, {})


def check_phrases(lists: PhraseLists, *key: str | int) -> None:
    """Raises BuildError with the position of the first phrase that cannot be read."""
    for code, phrases in lists.items():
        for position, phrase in enumerate(phrases):
            try:
                PhraseSet([phrase])
            except PhraseError as error:
                inner = (position,) if code == EVERY_LANGUAGE else (code, position)
                raise BuildError(str(error), *key, *inner) from None


def _spans(turn: Turn, wanted: PhraseSet, unwanted: list[PhraseSet]) -> list[Span]:
    words = [word.text for word in turn.words]
    found = wanted.find(words)
    if not found:
        return []
    excluded = [match for phrases in unwanted for match in phrases.find_all(words)]
    return [
        Span(turn.index, match.first, match.last)
        for match in found
        if not any(x.first <= match.last and match.first <= x.last for x in excluded)
    ]
