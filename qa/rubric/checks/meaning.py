"""`meaning`: somebody does something, in whatever words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from qa.call import Call, Span, Turn
from qa.meanings import Act
from qa.phrasebook import PhraseLists, phrases_for
from qa.rubric.checks.base import (
    LEAST_CONFIDENCE,
    BuildError,
    Check,
    Outcome,
    Scope,
    doubt_of_absence,
    needs_of,
    searched,
)
from qa.rubric.checks.said import Phrases, build_phrases, resolve
from qa.rubric.checks.when import When
from qa.rubric.outcome import Verdict

SURE, UNSURE = 0.52, 0.48  # at least this is a yes, less than that a no; between them nobody knows
LIKE_AT_LEAST, UNLIKE_AT_LEAST = 3, 1


class MeaningCheck(Check):
    """Passes when a turn does what is meant, in whatever words.

    `means` names acts that callqa has learned (`callqa rubric kinds --meanings` lists them), joined
    by + when any of them will do. Or it is shown by examples: `like` are things that count, at
    least three, `unlike` things that sound alike and do not count.
    `but_not` are phrases as in `said`: a sentence that holds one of them does not count.
    A turn counts from the probability `sure` on; if the likeliest lies between `unsure` and
    `sure`, the verdict is cannot_tell.
    """

    kind: Literal["meaning"]
    who: Literal["agent", "customer"] = "agent"
    means: str | None = None
    like: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    but_not: Phrases | None = None
    when: When = Field(default_factory=lambda: When())
    sure: float = Field(default=SURE, gt=0, lt=1)
    unsure: float = Field(default=UNSURE, ge=0, lt=1)

    def needs(self) -> frozenset[str]:
        return needs_of(self.who)

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], Check]]:
        return self.when.parts()

    def build(self, lists: Mapping[str, PhraseLists]) -> None:
        if (self.means is None) == (not self.like):
            raise BuildError("give either means or like", "means" if self.means else "kind")
        if self.unsure > self.sure:
            raise BuildError("unsure must not be above sure", "unsure")
        build_phrases(self.but_not, lists, "but_not")
        if self.means is not None:
            self._build_names()
        elif len(self.like) < LIKE_AT_LEAST or len(self.unlike) < UNLIKE_AT_LEAST:
            message = f"give at least {LIKE_AT_LEAST} examples in like and one near miss in unlike"
            raise BuildError(message, "like")

    def _build_names(self) -> None:
        from qa.meaning.model import load

        known = load().detectors[self.who].acts
        for name in self._names():
            if name not in known:
                allowed = ", ".join(sorted(known))
                message = f"unknown meaning {name!r} of the {self.who}; allowed are {allowed}"
                raise BuildError(message, "means")

    def run(self, call: Call, scope: Scope) -> Outcome:
        acts = self._acts(call)
        if acts is None:
            reason = f"What is meant cannot be told in language {call.language_of(self.who)!r}"
            return Outcome(Verdict.CANNOT_TELL, reason)
        turns = self.when.select(call, list(call.turns_of(self.who)), scope)
        inside = {turn.index for turn in turns}
        unwanted = None
        if self.but_not is not None:
            lists = resolve(self.but_not, scope.lists, "but_not")
            spoken = call.language_of(self.who)
            unwanted = phrases_for(lists.wanted, spoken, scope.languages)
        likely = [
            act
            for act in acts
            if act.turn in inside and not (unwanted and unwanted.matches(call.quote(span_of(act))))
        ]
        return self._outcome(call, turns, likely)

    def _outcome(self, call: Call, turns: list[Turn], likely: list[Act]) -> Outcome:
        yes = [act for act in likely if act.probability >= self.sure]
        heard = [act for act in yes if call.confidence(span_of(act)) >= LEAST_CONFIDENCE]
        who = f"the {self.who}"
        if heard:
            best = max(act.probability for act in heard)
            reason = f"Done by {who} (probability {best:.2f})"
            return Outcome(Verdict.PASS, reason, tuple(span_of(act) for act in heard))
        if yes:
            reason = f"Perhaps done by {who}, but the recogniser is unsure of the words"
            return Outcome(Verdict.CANNOT_TELL, reason, tuple(span_of(act) for act in yes))
        best_act = max(likely, key=lambda act: act.probability, default=None)
        looked = searched(self.who, turns)
        if best_act and best_act.probability > self.unsure:
            reason = f"Perhaps done by {who} (probability {best_act.probability:.2f})"
            return Outcome(Verdict.CANNOT_TELL, reason, (span_of(best_act),))
        doubt = self._unknown(call) or doubt_of_absence(call, self.who, early=self.when.early)
        if doubt:
            return Outcome(Verdict.CANNOT_TELL, doubt, searched=looked)
        return Outcome(Verdict.FAIL, f"Not found in what {who} says", searched=looked)

    def _acts(self, call: Call) -> list[Act] | None:
        """What the turns do, likeliest first in each turn; None when it cannot be told."""
        if self.like:
            from qa.meaning.examples import acts_like

            return acts_like(call, self.who, self.like, self.unlike)
        from qa.meaning import understood

        meanings = understood(call).meanings
        if meanings is None or not set(self._names()) <= set(meanings.acts):
            return None
        best: dict[int, Act] = {}
        for name in self._names():
            for act in meanings.acts[name]:
                if act.turn not in best or act.probability > best[act.turn].probability:
                    best[act.turn] = act
        return [best[turn] for turn in sorted(best)]

    def _unknown(self, call: Call) -> str | None:
        """Why nothing like the examples need not mean that nothing was said."""
        from qa.meaning.features import understood

        language = call.language_of(self.who)
        if not self.like or understood(language):
            return None
        return f"Not found, but only letters can be compared in language {language!r}"

    def _names(self) -> list[str]:
        return [name.strip() for name in (self.means or "").split("+")]


def span_of(act: Act) -> Span:
    """The words that show an act best."""
    return Span(act.turn, act.first, act.last)
