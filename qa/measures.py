"""The nouns of measuring: what is known about a conversation once it has been measured.

A value that could not be measured is None. `Range` is used where audio allows only an estimate:
`low` equals `high` when it is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

# The four kinds of overlap; only the last is a fault.
BACK_CHANNEL, SIMULTANEOUS_START = "back_channel", "simultaneous_start"
END_OVERLAP, INTERRUPTION = "end_overlap", "interruption"

# How a call ends.
NORMAL, UNKNOWN_ENDING, LINE_DROPPED = "normal", "unknown", "line_dropped"
AGENT_ENDED_MIDWAY, AGENT_ANNOUNCED_ENDING = "agent_ended_midway", "agent_announced_ending"
CUSTOMER_ENDED = "customer_ended"
ENDINGS = (
    NORMAL,
    AGENT_ENDED_MIDWAY,
    AGENT_ANNOUNCED_ENDING,
    CUSTOMER_ENDED,
    LINE_DROPPED,
    UNKNOWN_ENDING,
)


@dataclass(frozen=True)
class Range:
    """A number known to lie between `low` and `high`."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Overlap:
    """`by` starts to talk at `start` while the other still talks; both talk until `end`.

    `turn` and `over_turn` are the turn that begins and the turn it begins over (None where the
    recogniser gave no words). `certain` is False where the overlap is estimated from one channel.
    """

    kind: str
    by: str
    start: float
    end: float
    turn: int | None = None
    over_turn: int | None = None
    certain: bool = True
    deadlock_callback: bool = False

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Silence:
    """A stretch in which nobody speaks; `kind` is silence, dead_air or hold."""

    kind: str
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Ending:
    """How the call ended, from two sources; `agree` is None when there is only one.

    `by_words` comes from the tail of the call, `by_line` from who the recorder says hung up.
    `turns` are the turns the judgement rests on; `why` is one sentence.
    """

    kind: str
    by_words: str
    by_line: str | None
    agree: bool | None
    why: str
    turns: tuple[int, ...] = ()


@dataclass(frozen=True)
class SentimentPoint:
    """The sentiment of one turn at its midpoint, −1 to 1; `smoothed` over that speaker's turns."""

    turn: int
    at: float
    score: float
    smoothed: float


@dataclass(frozen=True)
class Trajectory:
    """How a speaker's sentiment moves through the call.

    `quarters` are the means over four quarters of that speaker's own time (None for a quarter
    without a turn), `change` is last minus first, `recovery` the end level minus the lowest.
    `shape` is improving, declining, steady, dipped-and-recovered or too-short.
    `basic` marks a language with only a seed lexicon.
    """

    points: tuple[SentimentPoint, ...]
    quarters: tuple[float | None, ...]
    change: float | None
    lowest: float | None
    lowest_at: float | None
    end_level: float | None
    recovery: float | None
    shape: str
    basic: bool = False


@dataclass(frozen=True)
class Side:
    """What is measured for one speaker alone; seconds, words per minute, counts."""

    talk_seconds: float
    turns: int
    words: int
    words_per_minute: float | None
    longest_monologue_seconds: float
    interruptions: Range | None
    interruption_seconds: Range | None


@dataclass(frozen=True)
class Measures:
    """Everything measured of one call, as METRICS in the documentation defines it."""

    sides: Mapping[str, Side]
    talk_share_agent: float | None
    silences: tuple[Silence, ...]
    overlaps: tuple[Overlap, ...]
    reply_gap_median_seconds: float | None
    reply_gap_worst_seconds: float | None
    ending: Ending
    sentiment: Mapping[str, Trajectory]

    def named(self) -> dict[str, Range | None]:
        """Every single-number measure by the name rubrics use; None where it is not known."""
        table: dict[str, Range | None] = {}
        for speaker in ("agent", "customer"):
            side = self.sides.get(speaker)
            for name in _SIDE_NUMBERS:
                table[f"{name}_{speaker}"] = _range(getattr(side, name) if side else None)
        # Of the customer only: no verdict may rest on the sentiment of an agent's words.
        trajectory = self.sentiment.get("customer")
        for name in _TRAJECTORY_NUMBERS:
            value = getattr(trajectory, name) if trajectory else None
            table[f"sentiment_{name}_customer"] = _range(value)
        table["talk_share_agent"] = _range(self.talk_share_agent)
        table["reply_gap_median_seconds"] = _range(self.reply_gap_median_seconds)
        table["reply_gap_worst_seconds"] = _range(self.reply_gap_worst_seconds)
        for kind in ("dead_air", "hold"):
            found = [silence.seconds for silence in self.silences if silence.kind == kind]
            table[f"{kind}_count"] = _range(len(found))
            table[f"{kind}_seconds"] = _range(round(sum(found), 3))
            table[f"{kind}_longest_seconds"] = _range(max(found, default=0.0))
        return table


def _range(value: Range | float | None) -> Range | None:
    return value if value is None or isinstance(value, Range) else Range(value, value)


_SIDE_NUMBERS = tuple(field.name for field in fields(Side))
_TRAJECTORY_NUMBERS = ("change", "lowest", "end_level", "recovery")
MEASURE_NAMES = frozenset(
    [f"{name}_{side}" for name in _SIDE_NUMBERS for side in ("agent", "customer")]
    + [f"sentiment_{n}_customer" for n in _TRAJECTORY_NUMBERS]
    + ["talk_share_agent", "reply_gap_median_seconds", "reply_gap_worst_seconds"]
    + [f"{k}_{n}" for k in ("dead_air", "hold") for n in ("count", "seconds", "longest_seconds")]
)
