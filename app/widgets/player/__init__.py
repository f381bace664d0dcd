"""The player: sound, controls and the timeline with everything that can be listened to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from app import data, words
from app.data import BACK_CHANNEL, CUSTOMER, INTERRUPTION, SIDES, Call, Line, Scorecard, Verdict
from app.widgets.component import component

PEAKS_SHOWN = 1600  # finer than any screen; keeps what is sent small for long calls
LEGEND = {
    "fail": "Evidence of a fail",
    "pass": "Evidence of a pass",
    "interruption": "Interruption",
    "overlap": "Other overlap",
    "back_channel": "Back-channel",
    "lowest": "Lowest sentiment",
    "dead_air": "Dead air",
    "hold": "Hold",
    "silence": "Silence",
    "unheard": "Speech without words",
}


def player(call: Call, cards: list[Scorecard], seek: dict[str, Any], *, sound: bool) -> None:
    """Draw the player; a `seek` with a new nonce makes it go there."""
    marks = sorted(_marks(call, cards), key=lambda mark: mark["start"])
    kinds = {mark["kind"] for mark in marks}
    component(__name__, "player", "timeline.js")(
        key="player",
        data={
            "link": f"/call?call={quote(call.id, safe='')}",
            "audio": f"/api/audio/{quote(call.id, safe='')}" if sound else None,
            "seconds": call.seconds,
            "lanes": [_lane(call, speaker) for speaker in _speakers(call)],
            "marks": marks,
            "gaps": [[gap.start, gap.end] for gap in data.silent(call)],
            "mood": _mood(call),
            "legend": [{"kind": k, "label": text} for k, text in LEGEND.items() if k in kinds],
            "seek": seek,
        },
    )


def _speakers(call: Call) -> list[str]:
    """Whose lanes are drawn: agent above customer; other speakers where these are not known."""
    known = [side for side in SIDES if side in call.speakers]
    others = [name for name in call.speakers if name not in SIDES]
    return (known + others)[:2]


def _lane(call: Call, speaker: str) -> dict[str, Any]:
    loudest = max((max(side, default=0.0) for side in call.peaks.values()), default=0.0)
    peaks, seconds = _thinned(call.peaks.get(speaker, ()), call.peak_seconds, loudest or 1.0)
    return {
        "speaker": speaker,
        "label": words.speaker(speaker),
        "peaks": peaks,
        "peakSeconds": seconds,
        "blocks": [[part.start, part.end] for part in call.activity.get(speaker, ())],
        "unheard": [[part.start, part.end] for part in call.unheard if part.speaker == speaker],
    }


def _thinned(peaks: tuple[float, ...], seconds: float, loudest: float) -> tuple[list[int], float]:
    """Peaks as whole percent of the loudest, the largest of each group where there are many."""
    size = max(1, -(-len(peaks) // PEAKS_SHOWN))
    groups = (peaks[i : i + size] for i in range(0, len(peaks), size))
    # The root shows quiet speech, which a linear scale would flatten to a line.
    return [round(100 * min(1.0, max(group) / loudest) ** 0.6) for group in groups], seconds * size


def _marks(call: Call, cards: list[Scorecard]) -> Iterator[dict[str, Any]]:
    measures = call.measures
    if measures:
        for silence in measures.silences:
            yield _lasting(silence.kind, silence, LEGEND[silence.kind], band=True)
        for overlap in measures.overlaps:
            kind = overlap.kind if overlap.kind in (INTERRUPTION, BACK_CHANNEL) else "overlap"
            name = f"{LEGEND[kind]} by the {overlap.by}"
            yield _lasting(kind, overlap, name, row="events", by=overlap.by)
        low = measures.sentiment.get(CUSTOMER)
        if low and low.lowest_at is not None and (low.lowest or 0) < 0:
            yield _mark("lowest", low.lowest_at, low.lowest_at, LEGEND["lowest"], row="findings")
    for part in call.unheard:
        name = f"{LEGEND['unheard']}, {words.speaker(part.speaker).lower()}"
        yield _lasting("unheard", part, name, row="lane", by=part.speaker)
    for card in cards:
        for line in card.lines:
            yield from _evidence(call, line)


def _evidence(call: Call, line: Line) -> Iterator[dict[str, Any]]:
    finding = line.finding
    if finding.verdict not in (Verdict.PASS, Verdict.FAIL):
        return
    times = [call.time_of(span).start for span in finding.evidence]
    if not times and finding.moment is not None:
        times = [finding.moment]
    for at in times:
        kind, said = ("fail", "Fails") if finding.verdict is Verdict.FAIL else ("pass", "Passes")
        yield _mark(kind, at, at, f"{said}: {line.ask}", row="findings")


def _mood(call: Call) -> list[list[float]]:
    """The customer's sentiment: seconds and value, −1 to 1."""
    known = call.measures.sentiment.get(CUSTOMER) if call.measures else None
    return [[point.at, point.smoothed] for point in known.points] if known else []


def _lasting(kind: str, part: Any, name: str, **more: Any) -> dict[str, Any]:
    """A mark of something that lasts; how long is shown, and left out where it is read out."""
    length = words.number(part.end - part.start)
    return _mark(kind, part.start, part.end, f"{name}, {length} s", name=name, **more)


def _mark(kind: str, start: float, end: float, label: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "start": start, "end": end, "label": label, "name": label, **more}
