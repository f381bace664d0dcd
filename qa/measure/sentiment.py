"""How a speaker's sentiment moves through a call."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from qa.call import Call, Turn
from qa.language import language
from qa.measure.valence import is_basic, scorer
from qa.measures import SentimentPoint, Trajectory

QUARTERS = 4
FEWEST_TURNS = 6  # Genesys gives no trend below this
STEADY_CHANGE = 0.2  # a smaller change from first to last quarter is none
DIP = 0.3  # how far below the first quarter a dip goes, and how far it comes back


def find_trajectory(call: Call, speaker: str) -> Trajectory | None:
    """The trajectory of one speaker; None where the language has no lexicon or they say nothing.

    Quarters are equal parts of the time up to that speaker's last word, and a turn belongs to the
    quarter of its midpoint; change is last quarter minus first (Amazon Connect Contact Lens).
    """
    spoken = call.language_of(speaker)
    score = scorer(spoken)
    turns = list(call.turns_of(speaker))
    if score is None or not turns:
        return None
    scores = [score([word.text for word in turn.words]) for turn in turns]
    points = tuple(
        SentimentPoint(turn.index, round((turn.start + turn.end) / 2, 3), raw, smooth)
        for turn, raw, smooth in zip(turns, scores, _smoothed(scores), strict=True)
    )
    quarters = _quarters(points, turns)
    last = _last_quarter(points, turns)
    first_known = next((q for q in quarters if q is not None), None)
    change = None
    if quarters[0] is not None and quarters[-1] is not None:
        change = round(quarters[-1] - quarters[0], 4)
    lowest = min(points, key=lambda point: point.smoothed)
    end_level = round(fmean(point.smoothed for point in last), 4)
    recovery = round(end_level - lowest.smoothed, 4)
    return Trajectory(
        points,
        quarters,
        change,
        lowest.smoothed,
        lowest.at,
        end_level,
        recovery,
        _shape(len(turns), change, first_known, lowest.smoothed, recovery),
        basic=is_basic(language(spoken)),
    )


def _smoothed(scores: Sequence[float]) -> list[float]:
    """Each score with half the weight of both neighbours: a hiccup is not a trend."""
    smooth = []
    for i, own in enumerate(scores):
        near = [scores[j] for j in (i - 1, i + 1) if 0 <= j < len(scores)]
        smooth.append(round((own + 0.5 * sum(near)) / (1 + 0.5 * len(near)), 4))
    return smooth


def _quarter_of(at: float, last_end: float) -> int:
    return min(QUARTERS - 1, int(QUARTERS * at / last_end))


def _quarters(points: Sequence[SentimentPoint], turns: Sequence[Turn]) -> tuple[float | None, ...]:
    end = max(turn.end for turn in turns)
    parts: list[list[float]] = [[] for _ in range(QUARTERS)]
    for point in points:
        parts[_quarter_of(point.at, end)].append(point.score)
    return tuple(round(fmean(part), 4) if part else None for part in parts)


def _last_quarter(
    points: Sequence[SentimentPoint], turns: Sequence[Turn]
) -> Sequence[SentimentPoint]:
    end = max(turn.end for turn in turns)
    return [p for p in points if _quarter_of(p.at, end) == QUARTERS - 1] or points[-1:]


def _shape(
    turns: int, change: float | None, first: float | None, lowest: float, recovery: float
) -> str:
    if turns < FEWEST_TURNS or change is None or first is None:
        return "too-short"
    if lowest <= first - DIP and recovery >= DIP and change > -STEADY_CHANGE:
        return "dipped-and-recovered" if change < STEADY_CHANGE else "improving"
    if change >= STEADY_CHANGE:
        return "improving"
    return "declining" if change <= -STEADY_CHANGE else "steady"
