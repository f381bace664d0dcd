"""What a report says, as plain data in the order in which it is read; the form comes later.

Every text that somebody said or wrote is a Text: the words, and which way they run.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from qa import __version__
from qa.call import AGENT, CUSTOMER, Call
from qa.listing import CallSummary
from qa.measures import Range
from qa.report import drawing
from qa.report.drawing import clock
from qa.review.comments import Comment
from qa.rubric.outcome import Line, Review, Scorecard, Verdict
from qa.trends.counts import Tally
from qa.trends.rates import Change, Rate
from qa.words import printable

VERDICTS = {
    Verdict.PASS: "Pass",
    Verdict.FAIL: "Fail",
    Verdict.NOT_APPLICABLE: "Not applicable",
    Verdict.CANNOT_TELL: "Cannot tell",
}
SPEAKERS = {AGENT: "Agent", CUSTOMER: "Customer"}
MEASURES = (
    ("Talking", "talk_seconds", "s"),
    ("Longest stretch", "longest_monologue_seconds", "s"),
    ("Words a minute", "words_per_minute", ""),
    ("Turns", "turns", ""),
    ("Interruptions", "interruptions", ""),
)
MOST_CALLS = 60

Text = dict[str, Any]


def text(words: str) -> Text:
    """Words with their direction, told by the first letter that has one (Unicode rule P2)."""
    shown = printable(words)
    strong = (unicodedata.bidirectional(ch) for ch in shown)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    return {"words": shown, "rtl": first != "L"}


def of_call(
    call: Call, cards: Sequence[Scorecard], reviews: Sequence[Review], comments: Sequence[Comment]
) -> dict[str, Any]:
    """The report of one call, with people's verdicts applied."""
    about = call.recording.metadata
    current = [card.with_reviews(reviews) for card in cards]
    facts = {
        "When": (about.started_at or "").replace("T", " "),
        "Length": clock(call.seconds),
        "Agent": about.agent,
        "Customer": about.customer,
        "Queue": about.queue,
        "Team": about.team,
        "Language": call.language,
        "Ending": call.measures.ending.kind.replace("_", " ") if call.measures else None,
    }
    return {
        "kind": "call",
        "title": text(about.name or call.id),
        "facts": [[name, text(value)] for name, value in facts.items() if value],
        "notes": [text(note) for note in (*call.notes, *([about.note] if about.note else []))],
        "cards": [
            _card(call, machine, card, reviews)
            for machine, card in zip(cards, current, strict=True)
        ],
        "chart": drawing.timeline(call, current),
        "chart_note": (
            "The customer's sentiment, from the words alone; who is audible when; where the "
            "evidence lies (up: pass, down: fail)."
        ),
        "comments": [
            {"at": clock(c.start), "text": text(c.text), "by": text(c.by)} for c in comments
        ],
        "measures": list(_measures(call)),
        "transcript": [
            {
                "at": clock(turn.start),
                "who": text(SPEAKERS.get(turn.speaker, turn.speaker)),
                "side": turn.speaker,
                "text": text(turn.text),
            }
            for turn in call.turns
        ],
        "made": _made(),
    }


def of_month(
    agent: str,
    month: str,
    rubric: str,
    now: Tally,
    before: Tally,
    tallies: Sequence[Tally],
    calls: Sequence[CallSummary],
    words: Sequence[tuple[str, str, str, str]],
    least: int,
) -> dict[str, Any]:
    """The report of an agent's month; `words` are reviewers' (call, question, words, who)."""
    score = now.score
    found = [(name, rate, Change(before.passed[name], rate)) for name, rate in now.passed.items()]
    judged = [(name, rate, change) for name, rate, change in found if rate.n]
    judged.sort(key=lambda row: -(row[1].share or 0))
    facts = {
        "Calls": str(now.calls),
        "Mean score": _percent(score.value) + _ends(score.low, score.high),
        "Nothing failed": _rate(now.clear),
        "Failed outright": _rate(now.auto_failed),
        "Customers who came round": _rate(now.recovered) if now.recovered.n else None,
        "Month before": f"{before.calls} calls, {_percent(before.score.value)}",
        "Scorecard": rubric,
    }
    return {
        "kind": "month",
        "title": text(agent),
        "subtitle": f"{date.fromisoformat(f'{month}-01'):%B %Y}",
        "facts": [[name, text(value)] for name, value in facts.items() if value],
        "few": now.calls < least,
        "least": least,
        "chart": drawing.weeks(tallies),
        "chart_note": "Mean score by week, with the interval that holds it in 95 of 100 cases.",
        "criteria": [
            {
                "name": text(_label(name)),
                "rate": _rate(rate),
                "share": rate.share or 0.0,
                "change": _change(change),
            }
            for name, rate, change in judged
        ],
        "calls": [_listed(call) for call in calls[:MOST_CALLS]],
        "more_calls": max(0, len(calls) - MOST_CALLS),
        "words": [
            {"call": text(call), "question": text(asked), "text": text(said), "by": text(who)}
            for call, asked, said, who in words
        ],
        "made": _made(),
    }


def _card(
    call: Call, machine: Scorecard, card: Scorecard, reviews: Sequence[Review]
) -> dict[str, Any]:
    whole = card.points + (card.out_of - card.points) + card.not_judged
    return {
        "title": text(f"{card.rubric_title} {card.rubric_version}"),
        "score": card.score_text(),
        "machine_score": machine.score_text() if machine != card else "",
        "won": card.points / whole if whole else 0.0,
        "lost": (card.out_of - card.points) / whole if whole else 0.0,
        "outright": [text(_label(name)) for name in card.auto_failed],
        "lines": [
            _line(call, before, line, [r for r in reviews if r.rubric == card.rubric])
            for before, line in zip(machine.lines, card.lines, strict=True)
        ],
    }


def _line(call: Call, machine: Line, line: Line, reviews: Sequence[Review]) -> dict[str, Any]:
    finding = line.finding
    own = [review for review in reviews if review.criterion == finding.criterion]
    changed = machine.finding.verdict is not finding.verdict
    points = f"{line.weight:g} point{'' if line.weight == 1 else 's'}"
    return {
        "ask": text(line.ask),
        "verdict": VERDICTS[finding.verdict],
        "kind": finding.verdict.value,
        "machine": VERDICTS[machine.finding.verdict] if changed else "",
        "worth": f"{points}, fails the whole call" if line.auto_fail else points,
        "reason": text(finding.reason),
        "quotes": [
            {
                "at": clock(call.time_of(span).start),
                "who": text(SPEAKERS.get(call.turns[span.turn].speaker, "Speaker")),
                "text": text(call.quote(span)),
            }
            for span in finding.evidence
        ],
        "searched": text(finding.searched or ""),
        "coach": text(line.coach if finding.verdict is Verdict.FAIL else ""),
        "reviews": [
            {
                "by": text(review.reviewer),
                "at": review.at[:10],
                "verdict": VERDICTS[review.verdict],
                "note": text(" ".join(filter(None, (review.reason, review.note)))),
            }
            for review in own
        ],
    }


def _measures(call: Call) -> Iterator[list[str]]:
    sides = call.measures.sides if call.measures else {}
    for name, field, unit in MEASURES:
        values = [getattr(sides.get(side), field, None) for side in (AGENT, CUSTOMER)]
        yield [name, *(_number(value, unit) for value in values)]


def _number(value: Range | float | None, unit: str) -> str:
    if value is None:
        return "not known"
    if isinstance(value, Range):
        if not value.exact:
            return f"{value.low:g} to {value.high:g}"
        value = value.low
    return f"{value:.0f} {unit}".strip()


def _listed(call: CallSummary) -> dict[str, Any]:
    scored = call.out_of is not None and call.points is not None
    return {
        "call": text(call.id),
        "day": (call.started_at or "")[:10],
        "length": clock(call.seconds),
        "score": f"{call.points:g} of {call.out_of:g}" if scored else "not reviewed yet",
        "failed": text(", ".join(_label(name) for name in call.failed)),
        "state": call.state,
    }


def reviewers_words(
    card: Scorecard | None, reviews: Iterable[Review], comments: Iterable[Comment]
) -> Iterator[tuple[str, str, str, str]]:
    """What people wrote on one call: call, what it is about, words, who."""
    for review in reviews:
        if review.note:
            line = card.line(review.criterion) if card else None
            yield review.call, line.ask if line else review.criterion, review.note, review.reviewer
    for comment in comments:
        yield comment.call, f"at {clock(comment.start)}", comment.text, comment.by


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _ends(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({low:.0%} to {high:.0%})"


def _rate(rate: Rate) -> str:
    if not rate.n:
        return "not judged"
    return f"{rate.share:.0%}, {rate.count} of {rate.n}{_ends(rate.low, rate.high)}"


def _change(change: Change) -> str:
    """How it moved against the month before; said only where it is beyond chance."""
    if not change.sure or change.by is None:
        return ""
    return f"{change.by * 100:+.0f} points".replace("-", "−")


def _made() -> str:
    return f"Made by callqa {__version__} on {date.today().isoformat()}"
