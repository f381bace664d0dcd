"""The nouns of a reviewed call; frozen values without I/O. Times are seconds from the start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from qa.meanings import Meanings
from qa.measures import Measures

AGENT, CUSTOMER, UNKNOWN = "agent", "customer", "unknown"
SIDES = (AGENT, CUSTOMER)
ANNOUNCEMENT = "announcement"  # a recorded voice before them: nobody's side

UNDETERMINED = "und"  # the code of a language that nobody could tell

# What a call can offer to a check; a check that needs more answers cannot_tell (see rubric.score).
ROLES = "roles"  # it is known which speaker is the agent
AGENT_SIDE = "agent_side"  # the agent is on the recording
CUSTOMER_SIDE = "customer_side"  # the customer is on the recording
SIDE_OF = {AGENT: AGENT_SIDE, CUSTOMER: CUSTOMER_SIDE}
WHOLE = "whole"  # nothing is cut off at its end
OVERLAP = "overlap"  # overlapping speech is measured, on separate channels
OVERLAP_ESTIMATE = "overlap_estimate"  # overlapping speech is estimated from one channel

CUT_START = "cut_start"  # the kind of Trouble of a recording that begins after the call did


def other_side(speaker: str) -> str:
    """Who `speaker` talks to."""
    return CUSTOMER if speaker == AGENT else AGENT


@dataclass(frozen=True)
class Interval:
    """A stretch of time, `start` ≤ `end`."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Metadata:
    """What a recorder or a person says about a recording; None where nobody said it.

    `channels` names the speaker of each channel in order; `started_at` is ISO 8601;
    `hangup_party` is agent, customer or network; `origin` says where all this was read.
    """

    name: str | None = None
    agent: str | None = None
    customer: str | None = None
    queue: str | None = None
    team: str | None = None
    direction: str | None = None
    started_at: str | None = None
    hangup_party: str | None = None
    language: str | None = None
    channels: tuple[str, ...] | None = None
    note: str | None = None
    origin: str | None = None


@dataclass(frozen=True)
class Recording:
    """A file of sound, or a transcript that stands for one; its identity is `sha256` of the bytes.

    `paths` has two entries for a pair of files (agent, customer); `channels` is 0 for a transcript.
    """

    paths: tuple[str, ...]
    sha256: str
    seconds: float
    channels: int
    metadata: Metadata = field(default_factory=Metadata)

    @property
    def path(self) -> str:
        return self.paths[0]


@dataclass(frozen=True)
class Word:
    """One recognised word; `probability` is the recogniser's, 0 to 1.

    `doubt` marks a word whose speaker is uncertain (spoken in an overlap on one channel).
    """

    text: str
    start: float
    end: float
    probability: float = 1.0
    doubt: bool = False


@dataclass(frozen=True)
class Turn:
    """What one speaker says between two pauses of their own; turns may overlap in time."""

    index: int
    speaker: str
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return max(word.end for word in self.words)

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Span:
    """A run of words in one turn: words `first` to `last` of turn `turn`, both included."""

    turn: int
    first: int
    last: int


@dataclass(frozen=True)
class Unheard:
    """A stretch that sounds like speech and for which the recogniser gave no word."""

    speaker: str
    start: float
    end: float


@dataclass(frozen=True)
class Trouble:
    """Something about the sound of a recording that limits what can be said of the call.

    `kind` is one of those in qa.hear.condition; `channel` counts from 0, None where it is about
    the whole; `value` is what was measured, in the unit that `text` names.
    """

    kind: str
    text: str
    channel: int | None = None
    value: float | None = None


@dataclass(frozen=True)
class Tongue:
    """A language (ISO 639-1, `und` where it is not known) and how likely it is, 0 to 1."""

    code: str
    probability: float


@dataclass(frozen=True)
class Provenance:
    """How a call was made: versions, models, options.

    `role_confidence` is 0 to 1, `role_source` says what it rests on (metadata, words, …).
    """

    program: str
    transcriber: str
    options: str
    language_source: str = "detected"
    role_source: str = "metadata"
    role_confidence: float = 1.0
    stages: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A recording after listening: who said what and when, and what was measured.

    `activity` holds, per speaker, when that speaker is audible (sorted, without overlap).
    `provides` holds what checks may rely on. `notes` are the sentences a reviewer should read
    about how it was recorded. `sounds` are stretches filled with something that is not speech
    (hold music, ringing). `loudness` is per speaker and second the level in dB against that
    speaker's median, None where they are silent. `peaks` is the outline per speaker for drawing:
    the largest level (0 to 1) in each `peak_seconds`; empty for a transcript. `tongues` says
    which language each speaker speaks; `language` is that of the call. `troubles` are what the
    channel doctor found. `translations` are the turns in English, "" where they are English;
    empty where nobody asked for it. `measures` and `meanings` are None until the call has been
    measured and understood. `words_removed_at` is the date on which its words were removed for
    good (qa.keeping.retention), None while they are there.
    """

    id: str
    recording: Recording
    language: str
    language_probability: float
    turns: tuple[Turn, ...]
    activity: Mapping[str, tuple[Interval, ...]]
    provides: frozenset[str]
    made: Provenance
    notes: tuple[str, ...] = ()
    unheard: tuple[Unheard, ...] = ()
    sounds: tuple[Interval, ...] = ()
    peaks: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    peak_seconds: float = 0.1
    loudness: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    tongues: Mapping[str, Tongue] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()
    translations: tuple[str, ...] = ()
    measures: Measures | None = None
    meanings: Meanings | None = None
    words_removed_at: str | None = None

    @cached_property
    def seconds(self) -> float:
        return self.recording.seconds

    @cached_property
    def begins(self) -> float:
        """When people begin to talk: the end of a recorded announcement, 0 without one."""
        return max((item.end for item in self.activity.get(ANNOUNCEMENT, ())), default=0.0)

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(sorted({turn.speaker for turn in self.turns} | set(self.activity)))

    def language_of(self, speaker: str) -> str:
        """The language in which a speaker's words are read: their own, else that of the call."""
        own = self.tongues.get(speaker)
        return own.code if own and own.code != UNDETERMINED else self.language

    def turns_of(self, speaker: str | None) -> Iterator[Turn]:
        """The turns of one speaker in order; None means everybody's."""
        return (turn for turn in self.turns if speaker is None or turn.speaker == speaker)

    def words_in(self, span: Span) -> tuple[Word, ...]:
        return self.turns[span.turn].words[span.first : span.last + 1]

    def quote(self, span: Span) -> str:
        """The words of a span as they were recognised."""
        return " ".join(word.text for word in self.words_in(span))

    def time_of(self, span: Span) -> Interval:
        """When a span was spoken."""
        words = self.words_in(span)
        return Interval(words[0].start, max(word.end for word in words))

    def confidence(self, span: Span) -> float:
        """The mean recogniser probability of a span's words, 0 to 1."""
        words = self.words_in(span)
        return sum(word.probability for word in words) / len(words)
