"""Calls and lists as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa.call import Call
from qa.formats.export import named_measures
from qa.listing import CallSummary
from qa.rubric.outcome import Review, Scorecard

MARKS = {"pass": "✓", "fail": "✗", "not_applicable": "–", "cannot_tell": "?"}
BARS = "▁▂▃▄▅▆▇█"


def clock(seconds: float) -> str:
    """`75.4` as `1:15.4`."""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def spark(values: Sequence[float]) -> str:
    """Numbers from −1 to 1 as a row of little bars."""
    top = len(BARS) - 1
    return "".join(BARS[min(top, max(0, round((value + 1) / 2 * top)))] for value in values)


def summaries(rows: Sequence[CallSummary]) -> str:
    """The list of calls as a table."""
    from tabulate import tabulate

    table = [
        {
            "call": row.id,
            "agent": row.agent or "",
            "started": (row.started_at or "")[:16].replace("T", " "),
            "length": clock(row.seconds),
            "score": "" if row.points is None else f"{row.points:g}/{row.out_of:g}",
            "failed": ", ".join(
                f"{name}!" if name in row.auto_failed else name for name in row.failed
            ),
            "customer's sentiment": spark(row.sentiment[-16:]),
        }
        for row in rows
    ]
    return tabulate(table, headers="keys", disable_numparse=True)


def call(found: Call, cards: Sequence[Scorecard], reviews: Sequence[Review]) -> str:
    """A call with its scorecards, measures and transcript."""
    parts = [_head(found)]
    parts += [_card(found, card, reviews) for card in cards]
    parts += [_measures(found), _transcript(found)]
    return "\n\n".join(parts)


def _head(found: Call) -> str:
    made = found.made
    lines = [
        f"{found.id}  {clock(found.seconds)}  {found.language} "
        f"({made.language_source}, {found.language_probability:.0%})",
        f"roles from {made.role_source} ({made.role_confidence:.0%}), "
        f"heard by {made.transcriber}, {made.program}",
    ]
    if len({tongue.code for tongue in found.tongues.values()}) > 1:
        spoken = (f"{who} {own.code} ({own.probability:.0%})" for who, own in found.tongues.items())
        lines.append(f"languages: {', '.join(spoken)}")
    if found.measures:
        lines.append(f"ending: {found.measures.ending.kind}. {found.measures.ending.why}.")
    return "\n".join([*lines, *found.notes])


def _card(found: Call, card: Scorecard, reviews: Sequence[Review]) -> str:
    standing = card.with_reviews(reviews)
    lines = [f"{card.rubric_title} {card.rubric_version}: {standing.score_text()}"]
    if standing.auto_failed:
        lines[0] += f"  AUTO-FAIL: {', '.join(standing.auto_failed)}"
    for line, now in zip(card.lines, standing.lines, strict=True):
        finding, verdict = line.finding, now.finding.verdict
        overturned = f" (the machine said {finding.verdict})" if verdict != finding.verdict else ""
        lines.append(
            f" {MARKS[verdict]} {finding.criterion}: {verdict}{overturned}. {finding.reason}"
        )
        for span in finding.evidence:
            time, turn = found.time_of(span), found.turns[span.turn]
            lines.append(f"     {clock(time.start)} {turn.speaker}: “{found.quote(span)}”")
        if finding.searched:
            lines.append(f"     searched: {finding.searched}")
    return "\n".join(lines)


def _measures(found: Call) -> str:
    known = {name: value for name, value in named_measures(found).items() if value is not None}
    return "\n".join(["Measures", *(f"  {name} = {_number(v)}" for name, v in known.items())])


def _number(value: Any) -> str:
    if isinstance(value, list):
        return f"{value[0]:g} to {value[1]:g}"
    return f"{value:g}"


def _transcript(found: Call) -> str:
    lines = []
    for turn in found.turns:
        lines.append(f"  {clock(turn.start):>8} {turn.speaker:9} {turn.text}")
        english = found.translations[turn.index] if found.translations else ""
        lines += [f"{'':20} = {english}"] if english else []
    lines += [
        f"  {clock(u.start):>8} {u.speaker:9} [speech that was not understood, to {clock(u.end)}]"
        for u in found.unheard
    ]
    return "\n".join(["Transcript", *lines])
