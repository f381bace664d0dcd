"""Call → the same call with its measures."""

from __future__ import annotations

from dataclasses import replace

from qa.call import AGENT_SIDE, CUSTOMER_SIDE, OVERLAP, OVERLAP_ESTIMATE, ROLES, SIDES, Call
from qa.measure.conversation import (
    find_silences,
    measure_side,
    reply_gaps,
    summarise_gaps,
    talk_share,
)
from qa.measure.ending import find_ending
from qa.measure.overlap_estimate import estimate_overlaps
from qa.measure.overlaps import find_overlaps
from qa.measure.sentiment import find_trajectory
from qa.measures import Measures

__all__ = ["measure", "measure_meant"]


def measure(call: Call) -> Call:
    """The call with everything measured that it provides for; the rest is None."""
    overlaps = find_overlaps(call) if OVERLAP in call.provides else estimate_overlaps(call)
    silences = find_silences(call)
    sides = {
        speaker: measure_side(call, speaker, overlaps if _overlaps_known(call, speaker) else None)
        for speaker in call.speakers
    }
    middle, worst = summarise_gaps(reply_gaps(call, silences))
    trajectories = {speaker: find_trajectory(call, speaker) for speaker in SIDES}
    return replace(
        call,
        measures=Measures(
            sides=sides,
            talk_share_agent=talk_share(sides),
            silences=silences,
            overlaps=overlaps,
            reply_gap_median_seconds=middle,
            reply_gap_worst_seconds=worst,
            ending=find_ending(call),
            sentiment={speaker: t for speaker, t in trajectories.items() if t},
        ),
    )


def measure_meant(call: Call) -> Call:
    """A measured call with that measured anew which rests on its meanings: how it ended."""
    if call.measures is None:
        return call
    return replace(call, measures=replace(call.measures, ending=find_ending(call)))


def _overlaps_known(call: Call, speaker: str) -> bool:
    both = {ROLES, AGENT_SIDE, CUSTOMER_SIDE} <= call.provides
    return both and speaker in SIDES and bool({OVERLAP, OVERLAP_ESTIMATE} & call.provides)
