"""The only place that knows the order: Recording → Call → Scorecards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.call import Call, Recording
from qa.hear.listen import Options, Progress, hear
from qa.meaning import is_current, understand
from qa.measure import measure, measure_meant
from qa.rubric.form import Rubric
from qa.rubric.outcome import Scorecard
from qa.rubric.score import score


@dataclass(frozen=True)
class Reviewed:
    """A measured call with a scorecard per rubric."""

    call: Call
    scorecards: tuple[Scorecard, ...]


def review_recording(
    recording: Recording,
    rubrics: Sequence[Rubric],
    options: Options | None = None,
    progress: Progress | None = None,
) -> Reviewed:
    """The whole way for one recording. Raises InputError when it cannot be listened to."""
    return review_heard(hear(recording, options, progress), rubrics)


def understood_now(call: Call) -> Call:
    """A kept call with its meanings, and what follows from them, as they are told now."""
    return call if is_current(call) else measure_meant(understand(call))


def review_heard(call: Call, rubrics: Sequence[Rubric]) -> Reviewed:
    """What follows the listening: understanding, measuring and scoring."""
    measured = measure(understand(call))
    return Reviewed(measured, tuple(score(rubric, measured) for rubric in rubrics))
