"""Calls for other programs: JSON, CSV, WebVTT, and verdicts line by line."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from qa.call import Call, Span
from qa.measures import Range
from qa.rubric.outcome import Review, Scorecard, Totals

CSV_COLUMNS = (
    *("call", "agent", "customer", "queue", "direction", "started_at", "seconds", "language"),
    *("ending", "rubric", "points", "out_of", "not_judged", "failed", "auto_failed"),
    "needs_person",
)
Doubtful = Collection[tuple[str, str]]  # rubric, criterion whose verdicts need a person
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def evidence(call: Call, span: Span) -> dict[str, Any]:
    """A piece of evidence: who said it, when (seconds), and the words."""
    time = call.time_of(span)
    return {
        "turn": span.turn,
        "speaker": call.turns[span.turn].speaker,
        "start": time.start,
        "end": time.end,
        "quote": call.quote(span),
        "confidence": round(call.confidence(span), 3),
    }


def verdicts(
    call: Call,
    cards: Sequence[Scorecard],
    reviews: Sequence[Review] = (),
    doubtful: Doubtful = (),
) -> Iterator[dict[str, Any]]:
    """One record per finding; `verdict` is the current one, `machine_verdict` the program's.

    `needs_person` marks a criterion that is below the bar of calibration.
    """
    for card in cards:
        for line, reviewed in zip(card.lines, card.with_reviews(reviews).lines, strict=True):
            finding = line.finding
            record: dict[str, Any] = {
                "call": call.id,
                "rubric": card.rubric,
                "criterion": finding.criterion,
                "verdict": reviewed.finding.verdict,
                "machine_verdict": finding.verdict,
                "reason": finding.reason,
                "evidence": [evidence(call, span) for span in finding.evidence],
            }
            if finding.searched:
                record["searched"] = finding.searched
            if finding.moment is not None:
                record["moment"] = finding.moment
            if (card.rubric, finding.criterion) in doubtful:
                record["needs_person"] = True
            yield record


def as_json(
    call: Call,
    cards: Sequence[Scorecard],
    reviews: Sequence[Review] = (),
    doubtful: Doubtful = (),
) -> dict[str, Any]:
    """Everything of a call as plain data."""
    from pydantic import TypeAdapter

    body = TypeAdapter(Call).dump_python(call, mode="json")
    for turn in body["turns"]:
        turn["text"] = " ".join(word["text"] for word in turn["words"])
    return {
        **body,
        "scorecards": [
            {
                "rubric": card.rubric,
                "version": card.rubric_version,
                **totals(card.with_reviews(reviews)),
                "findings": list(verdicts(call, [card], reviews, doubtful)),
            }
            for card in cards
        ],
    }


def totals(card: Totals) -> dict[str, Any]:
    """Points and failed criteria as plain data."""
    return {
        "points": card.points,
        "out_of": card.out_of,
        "not_judged": card.not_judged,
        "failed": list(card.failed),
        "auto_failed": list(card.auto_failed),
    }


def as_csv(rows: Iterable[dict[str, Any]]) -> str:
    """A table with a line per call; text that a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def as_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Any table as CSV; text that a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def csv_rows(
    call: Call,
    cards: Sequence[Scorecard],
    reviews: Sequence[Review] = (),
    doubtful: Doubtful = (),
) -> Iterator[dict[str, Any]]:
    """A line per scorecard of a call as it stands; one without score for a call never scored."""
    metadata = call.recording.metadata
    base = {
        "call": call.id,
        "agent": metadata.agent,
        "customer": metadata.customer,
        "queue": metadata.queue,
        "direction": metadata.direction,
        "started_at": metadata.started_at,
        "seconds": call.seconds,
        "language": call.language,
        "ending": call.measures.ending.kind if call.measures else None,
    }
    if not cards:
        yield base
    for card in cards:
        figures = totals(card.with_reviews(reviews))
        texts = {key: " ".join(figures[key]) for key in ("failed", "auto_failed")}
        unsure = doubtful_of(card.rubric, doubtful)
        yield {**base, "rubric": card.rubric, **figures, **texts, "needs_person": unsure}


def doubtful_of(rubric: str, doubtful: Doubtful) -> str:
    """The criteria of a rubric that need a person, as one cell of a table."""
    return " ".join(criterion for name, criterion in sorted(doubtful) if name == rubric)


def as_vtt(call: Call) -> str:
    """The transcript as WebVTT, a cue per turn with its speaker."""
    from webvtt import Caption, WebVTT

    captions = WebVTT()
    for turn in call.turns:
        text = f"<v {html.escape(turn.speaker)}>{html.escape(turn.text)}"
        captions.captions.append(Caption(_clock(turn.start), _clock(turn.end), text))
    return captions.content + "\n"


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def named_measures(call: Call) -> dict[str, float | list[float] | None]:
    """Every measure by name: a number, [low, high] for a range, None for not known."""
    if call.measures is None:
        return {}
    return {name: _plain(value) for name, value in sorted(call.measures.named().items())}


def _plain(value: Range | None) -> float | list[float] | None:
    if value is None:
        return None
    return value.low if value.exact else [value.low, value.high]
