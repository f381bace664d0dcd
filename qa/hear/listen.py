"""A recording → a heard call: the order of the steps of hearing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from qa import __version__
from qa.call import (
    ANNOUNCEMENT,
    OVERLAP,
    OVERLAP_ESTIMATE,
    ROLES,
    SIDE_OF,
    WHOLE,
    Call,
    Interval,
    Provenance,
    Recording,
    Word,
)
from qa.errors import InputError
from qa.hear import levels as lv
from qa.hear import models, speakers, speech, turns
from qa.hear.audio import Sound, decode
from qa.hear.channels import Layout, find_layout, is_silent
from qa.hear.opening import announcer, recorded_until
from qa.hear.packing import Piece, pack
from qa.hear.roles import Roles, find_roles
from qa.hear.transcribe import MOST_ASKED, Transcriber, Whisper
from qa.hear.voices import diarize
from qa.intervals import merge, total

LEAST_SPEECH_SECONDS = 0.5
PIECES_AT_ONCE = 8

Progress = Callable[[str, float], None]  # stage, share done 0 to 1


@dataclass(frozen=True)
class Options:
    """How to listen. `language` and `speakers` None mean: find out. `beam` is Whisper's."""

    model: str = "base"
    language: str | None = None
    speakers: int | None = None
    beam: int = 5
    allow_truncated: bool = False

    @property
    def key(self) -> str:
        """What makes two listenings the same: nothing is heard twice with one key."""
        return f"model={self.model} language={self.language or 'auto'} " + (
            f"speakers={self.speakers or 'auto'} beam={self.beam}"
        )


@dataclass
class _Clock:
    """Seconds per stage, for the record of how a call was made."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.progress(name, 0.0)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)
        self.progress(name, 1.0)


@dataclass(frozen=True)
class _Heard:
    """Activity and words per speaker, before roles; `channel` None where several share one."""

    activity: Mapping[str, tuple[Interval, ...]]
    words: Mapping[str, Sequence[Word]]
    channel: Mapping[str, int | None]


def hear(
    recording: Recording, options: Options | None = None, progress: Progress | None = None
) -> Call:
    """Listen to a recording. Raises InputError when there is nothing to hear in it."""
    options = options or Options()
    clock = _Clock(progress or (lambda stage, share: None))
    with clock.stage("decode"):
        sound = decode(recording.paths, allow_truncated=options.allow_truncated)
    try:
        return _hear(recording, sound, options, clock)
    finally:
        sound.close()


def _hear(recording: Recording, sound: Sound, options: Options, clock: _Clock) -> Call:
    with clock.stage("speech"):
        levels = lv.measure_levels(sound)
        if is_silent(levels):
            raise InputError("silent: nothing can be heard in it", where=recording.path)
        layout = find_layout(levels)
        activity = _activity(sound, layout, options)
    if sum(total(own) for own in activity.values()) < LEAST_SPEECH_SECONDS:
        raise InputError("nobody speaks in it", where=recording.path)
    with clock.stage("words"):
        transcriber = _transcriber(options.model, options.beam)
        told = options.language or recording.metadata.language
        if told and told not in transcriber.languages:
            raise InputError(
                f"the recogniser does not know the language {told!r}",
                where=recording.path,
                next_step="give an ISO 639-1 code like en or el, or leave it out",
            )
        language, probability, words = _words(
            sound, layout, activity, transcriber, told, clock.progress
        )
    with clock.stage("turns"):
        heard = _Heard(activity, words, _channels(layout, activity))
        heard = _without_announcement(sound, layout, heard, language)
        roles = _roles(recording, layout, heard, language)
        heard = _with_roles(heard, roles)
        call = _assemble(recording, sound, levels, layout, heard, roles)
    made = Provenance(
        program=f"callqa {__version__}",
        transcriber=transcriber.name,
        options=options.key,
        language_source="given" if told else "detected",
        role_source=roles.source,
        role_confidence=roles.confidence,
        stages=clock.seconds,
    )
    return replace(call, language=language, language_probability=probability, made=made)


def _activity(sound: Sound, layout: Layout, options: Options) -> dict[str, tuple[Interval, ...]]:
    """When each speaker talks; speakers are called by number until their roles are known."""
    segmentation = _model_folder("segmentation")
    if layout.separate:
        return {
            f"speaker {side + 1}": speech.activity(sound, side, segmentation)
            for side in layout.sides
        }
    voices = _model_folder("voices")
    found = diarize(sound, layout.mono, segmentation, voices, options.speakers)
    return {f"speaker {i + 1}": own for i, own in enumerate(found)}


def _channels(
    layout: Layout, activity: Mapping[str, tuple[Interval, ...]]
) -> dict[str, int | None]:
    if layout.separate:
        return dict(zip(activity, layout.sides, strict=True))
    return dict.fromkeys(activity)


def _words(
    sound: Sound,
    layout: Layout,
    activity: Mapping[str, tuple[Interval, ...]],
    transcriber: Transcriber,
    told: str | None,
    progress: Progress,
) -> tuple[str, float, dict[str, list[Word]]]:
    """Language, its probability, and the words of each speaker, inside their own speech."""
    everybody = merge(stretch for own in activity.values() for stretch in own)
    lanes: list[tuple[int | None, Sequence[Interval]]] = [
        (channel, own)
        for own, channel in zip(
            activity.values(), _channels(layout, activity).values(), strict=True
        )
        if channel is not None
    ] or [(layout.mono, everybody)]
    packed = [(channel, piece) for channel, own in lanes for piece in pack(own, sound.seconds)]
    language, probability = _language(sound, packed, transcriber, told)
    heard = _transcribe(sound, packed, transcriber, language, progress)
    if layout.separate:
        words = {
            speaker: speakers.fit(heard.get(side, ()), activity[speaker])
            for speaker, side in zip(activity, layout.sides, strict=True)
        }
    else:
        fitted = speakers.fit(heard.get(layout.mono, ()), everybody)
        words = speakers.by_voice(fitted, activity)
    return language, probability, words


def _without_announcement(sound: Sound, layout: Layout, heard: _Heard, language: str) -> _Heard:
    """What a recorded voice says before anybody answers it, under a name of its own."""
    if not layout.separate:
        speaker = announcer(heard.words, heard.activity, language)
        return _renamed(heard, speaker) if speaker else heard
    folder = _model_folder("voices")
    for speaker, side in heard.channel.items():
        if side is None:
            continue
        others = merge(i for s, own in heard.activity.items() if s != speaker for i in own)
        own, words = heard.activity[speaker], heard.words[speaker]
        end = recorded_until(sound, side, own, others, words, language, folder)
        if end is not None:
            return _cut(heard, speaker, end)
    return heard


def _renamed(heard: _Heard, speaker: str) -> _Heard:
    def names(values: Mapping[str, Any]) -> dict[str, Any]:
        return {ANNOUNCEMENT if s == speaker else s: own for s, own in values.items()}

    return _Heard(names(heard.activity), names(heard.words), names(heard.channel))


def _cut(heard: _Heard, speaker: str, end: float) -> _Heard:
    """The announcement cut off what `speaker` says, at the pause nearest to `end`."""
    own = heard.activity[speaker]
    end = min((i.start for i in own), key=lambda start: abs(start - end))
    words = heard.words[speaker]
    parts = {
        ANNOUNCEMENT: ([i for i in own if i.start < end], [w for w in words if w.start < end]),
        speaker: ([i for i in own if i.start >= end], [w for w in words if w.start >= end]),
    }
    return _Heard(
        {**heard.activity, **{s: tuple(activity) for s, (activity, _) in parts.items()}},
        {**heard.words, **{s: said for s, (_, said) in parts.items()}},
        {**heard.channel, ANNOUNCEMENT: None},
    )


def _roles(recording: Recording, layout: Layout, heard: _Heard, language: str) -> Roles:
    told = recording.metadata.channels
    channel = {s: own for s, own in heard.channel.items() if s != ANNOUNCEMENT}
    words = {s: own for s, own in heard.words.items() if s != ANNOUNCEMENT}
    if layout.lone and len(channel) == 1 and told and layout.mono is not None:
        # One voice on the one channel that carries anything: it is whose channel that is.
        return Roles({next(iter(channel)): told[layout.mono]}, 1.0, "metadata")
    named = [speaker for speaker, own in channel.items() if own is not None]
    return find_roles(words, language, recording.metadata, named)


def _language(
    sound: Sound,
    packed: Sequence[tuple[int | None, Piece]],
    transcriber: Transcriber,
    told: str | None,
) -> tuple[str, float]:
    """The language of the call, asked of the longest pieces of each channel in turn."""
    if told:
        return told, 1.0
    lanes: dict[int | None, list[Piece]] = {}
    for channel, piece in packed:
        lanes.setdefault(channel, []).append(piece)
    for own in lanes.values():
        own.sort(key=lambda piece: -piece.seconds)
    rounds = zip_longest(*([(channel, p) for p in own] for channel, own in lanes.items()))
    asked = [item for turn in rounds for item in turn if item][:MOST_ASKED]
    return transcriber.detect([_samples(sound, channel, piece) for channel, piece in asked])


def _transcribe(
    sound: Sound,
    packed: Sequence[tuple[int | None, Piece]],
    transcriber: Transcriber,
    language: str,
    progress: Progress,
) -> dict[int | None, list[Word]]:
    """All pieces of all channels together, a few at a time; times are those of the recording."""
    found: dict[int | None, list[Word]] = {}
    for start in range(0, len(packed), PIECES_AT_ONCE):
        batch = packed[start : start + PIECES_AT_ONCE]
        samples = [_samples(sound, channel, piece) for channel, piece in batch]
        texts = transcriber.transcribe(samples, language)
        for (channel, piece), words in zip(batch, texts, strict=True):
            placed = ((w, *piece.to_recording(w.start, w.end)) for w in words)
            found.setdefault(channel, []).extend(
                replace(word, start=first, end=last) for word, first, last in placed
            )
        progress("words", min(1.0, (start + len(batch)) / len(packed)))
    return found


def _samples(sound: Sound, channel: int | None, piece: Piece) -> Any:
    return np.concatenate([sound.slice(channel, part.start, part.end) for part in piece.parts])


def _with_roles(heard: _Heard, roles: Roles) -> _Heard:
    """Speakers under the names of their roles; two of one role become one."""
    if not roles.known:
        return heard
    activity: dict[str, tuple[Interval, ...]] = {}
    words: dict[str, list[Word]] = {}
    channel: dict[str, int | None] = {}
    for speaker, own in heard.activity.items():
        role = roles.of.get(speaker, speaker)
        activity[role] = merge((*activity.get(role, ()), *own))
        words[role] = sorted(
            (*words.get(role, ()), *heard.words.get(speaker, ())), key=lambda w: w.start
        )
        channel[role] = heard.channel[speaker] if role not in channel else None
    return _Heard(activity, words, channel)


def _assemble(
    recording: Recording,
    sound: Sound,
    levels: lv.Levels,
    layout: Layout,
    heard: _Heard,
    roles: Roles,
) -> Call:
    everybody = merge(stretch for own in heard.activity.values() for stretch in own)
    seconds = round(sound.seconds, 3)
    return Call(
        id=recording.metadata.name or Path(recording.path).stem,
        recording=replace(recording, seconds=seconds, channels=sound.channels),
        language="und",
        language_probability=0.0,
        turns=turns.build_turns(heard.words),
        activity=heard.activity,
        provides=_provides(sound, layout, heard, roles),
        made=Provenance("", "", ""),
        notes=(*_cut_notes(sound), *layout.notes, *_role_notes(roles), *_announcement_notes(heard)),
        unheard=turns.unheard(heard.activity, heard.words),
        sounds=lv.other_sounds(levels, everybody),
        peaks=lv.outline(levels, heard.channel, heard.activity),
        peak_seconds=lv.FRAME_SECONDS,
        loudness=lv.loudness(levels, heard.channel, heard.activity),
    )


def _provides(sound: Sound, layout: Layout, heard: _Heard, roles: Roles) -> frozenset[str]:
    whole = set() if sound.truncated else {WHOLE}
    if not roles.known:
        return frozenset(whole)
    sides = {side for speaker, side in SIDE_OF.items() if heard.words.get(speaker)}
    overlap = OVERLAP if layout.separate else OVERLAP_ESTIMATE
    return frozenset({ROLES, *whole, *sides, *([overlap] if len(sides) == 2 else [])})


def _cut_notes(sound: Sound) -> tuple[str, ...]:
    if not sound.truncated:
        return ()
    return (f"Cut short: it should last {sound.claimed_seconds:.1f} s. Its end is not judged.",)


def _role_notes(roles: Roles) -> tuple[str, ...]:
    if roles.known:
        return ()
    return (
        "It is not certain which speaker is the agent, so what depends on it is not judged. On two "
        "channels a sidecar with `channels` settles it.",
    )


def _announcement_notes(heard: _Heard) -> tuple[str, ...]:
    own = heard.activity.get(ANNOUNCEMENT)
    if not own:
        return ()
    return (
        f"A recorded voice talks until {own[-1].end:.0f} s; it is nobody's side, and what is "
        "measured and judged begins after it.",
    )


@cache
def _model_folder(model: str) -> Path:
    """Verified before its first use, not again for every recording."""
    return models.folder_of(model)


@lru_cache(maxsize=1)
def _transcriber(model: str, beam: int) -> Transcriber:
    return Whisper(models.whisper_folder(model), model, beam)
