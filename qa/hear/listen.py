"""A recording → a heard call: the order of the steps of hearing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

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
    Tongue,
    Word,
)
from qa.errors import InputError, ModelError
from qa.hear import edges, models, speakers, speech, turns
from qa.hear import levels as lv
from qa.hear.audio import Sound, decode
from qa.hear.bleed import own_speech
from qa.hear.channels import Layout, is_silent
from qa.hear.condition import Condition, confirmed, examine, with_empty_side
from qa.hear.memory import give_back
from qa.hear.opening import announcer, recorded_until
from qa.hear.roles import Roles, find_roles
from qa.hear.tones import without_tones
from qa.hear.transcribe import QUICK_BEAM, Transcriber, Whisper
from qa.hear.translation import can_translate, translate
from qa.hear.voices import diarize
from qa.hear.writing import Lane, Written, write_again, write_down
from qa.intervals import merge, total

LEAST_SPEECH_SECONDS = 0.5
EVERYBODY = "everybody"

Progress = Callable[[str, float], None]  # stage, share done 0 to 1


@dataclass(frozen=True)
class Options:
    """How to listen. `language` and `speakers` None mean: find out.

    `beam` is Whisper's; what comes out poor is written again with a wider one. `translate` asks
    for the turns in English beside the original, which takes a model larger than base.
    """

    model: str = "base"
    language: str | None = None
    speakers: int | None = None
    beam: int = QUICK_BEAM
    allow_truncated: bool = False
    translate: bool = False

    @property
    def key(self) -> str:
        """What makes two listenings the same: nothing is heard twice with one key."""
        return f"model={self.model} language={self.language or 'auto'} " + (
            f"speakers={self.speakers or 'auto'} beam={self.beam}"
            f"{' translate' if self.translate else ''}"
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
    tongues: Mapping[str, Tongue]


def hear(
    recording: Recording, options: Options | None = None, progress: Progress | None = None
) -> Call:
    """Listen to a recording. Raises InputError when there is nothing to hear in it."""
    options = options or Options()
    clock = _Clock(progress or (lambda stage, share: None))
    if options.translate and not can_translate(options.model):
        raise ModelError(
            f"{options.model} cannot translate",
            next_step="use --model small or a larger one, or leave --translate out",
        )
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
        condition = examine(sound, levels)
        activity = _activity(sound, levels, condition, options)
        if (empty := _empty_side(condition.layout, activity)) is not None:
            condition = with_empty_side(condition, empty)
            activity = _activity(sound, levels, condition, options)
        layout = condition.layout
        give_back()
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
        lanes = _lanes(layout, activity)
        written = _words(sound, lanes, transcriber, told, clock.progress)
        words, spoken = _by_speaker(written, layout, activity)
    with clock.stage("turns"):
        heard = _Heard(activity, words, _channels(layout, activity), spoken)
        heard = _without_announcement(sound, layout, heard, written.call.code)
        roles = _roles(recording, layout, heard, written.call.code)
        heard = _with_roles(heard, roles)
        call = _assemble(recording, sound, levels, condition, heard, roles)
    made = Provenance(
        program=f"callqa {__version__}",
        transcriber=transcriber.name,
        options=options.key,
        language_source="given" if told else "detected",
        role_source=roles.source,
        role_confidence=roles.confidence,
        stages=clock.seconds,
    )
    if options.translate:
        with clock.stage("translation"):
            texts = translate(
                sound,
                call.turns,
                heard.channel if layout.separate else dict.fromkeys(heard.channel, layout.mono),
                heard.tongues,
                transcriber,
                lambda share: clock.progress("translation", share),
            )
            call = replace(call, translations=texts)
    tongue = written.call
    return replace(call, language=tongue.code, language_probability=tongue.probability, made=made)


def _activity(
    sound: Sound, levels: lv.Levels, condition: Condition, options: Options
) -> dict[str, tuple[Interval, ...]]:
    """When each speaker talks; speakers are called by number until their roles are known."""
    segmentation, layout = _model_folder("segmentation"), condition.layout
    if layout.separate:
        found = [_side(sound, side, levels, segmentation) for side in layout.sides]
        for leak in condition.bleeds:
            found[leak.target] = own_speech(found[leak.target], levels, leak)
    else:
        voices = _model_folder("voices")
        told_apart = diarize(sound, layout.mono, segmentation, voices, options.speakers)
        found = [without_tones(own, sound, layout.mono) for own in told_apart]
    return {f"speaker {i + 1}": own for i, own in enumerate(found)}


def _empty_side(layout: Layout, activity: Mapping[str, Sequence[Interval]]) -> int | None:
    """The one of two sides on which nobody speaks: then both people may be on the other."""
    if not layout.separate:
        return None
    seconds = {side: total(own) for side, own in zip(layout.sides, activity.values(), strict=True)}
    empty = [side for side, own in seconds.items() if own < LEAST_SPEECH_SECONDS]
    return empty[0] if len(empty) == 1 else None


def _side(sound: Sound, side: int, levels: lv.Levels, segmentation: Path) -> tuple[Interval, ...]:
    heard = speech.activity(sound, side, levels, segmentation)
    return edges.sharpen(without_tones(heard, sound, side), edges.levels(sound, side))


def _channels(
    layout: Layout, activity: Mapping[str, tuple[Interval, ...]]
) -> dict[str, int | None]:
    if layout.separate:
        return dict(zip(activity, layout.sides, strict=True))
    return dict.fromkeys(activity)


def _lanes(layout: Layout, activity: Mapping[str, tuple[Interval, ...]]) -> list[Lane]:
    """What is written down together: each side of a call, or all voices of its one channel."""
    if layout.separate:
        channels = _channels(layout, activity)
        return [Lane(speaker, channels[speaker], own) for speaker, own in activity.items()]
    everybody = merge(stretch for own in activity.values() for stretch in own)
    return [Lane(EVERYBODY, layout.mono, everybody)]


def _words(
    sound: Sound,
    lanes: Sequence[Lane],
    transcriber: Transcriber,
    told: str | None,
    progress: Progress,
) -> Written:
    """The words of each lane, inside its speech; what got none is asked for a second time."""
    first = write_down(sound, lanes, transcriber, told, lambda share: progress("words", share))
    words = {lane.name: speakers.fit(first.words[lane.name], lane.speech) for lane in lanes}
    for lane in lanes:
        left = turns.wordless(lane.speech, words[lane.name])
        more = write_again(sound, lane, left, transcriber, first.tongues[lane.name].code)
        found = speakers.fit(more, left)
        words[lane.name] = sorted((*words[lane.name], *found), key=lambda w: w.start)
    return replace(first, words=words)


def _by_speaker(
    written: Written, layout: Layout, activity: Mapping[str, tuple[Interval, ...]]
) -> tuple[dict[str, list[Word]], dict[str, Tongue]]:
    if layout.separate:
        return dict(written.words), dict(written.tongues)
    return speakers.by_voice(written.words[EVERYBODY], activity), dict.fromkeys(
        activity, written.tongues[EVERYBODY]
    )


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

    parts = (heard.activity, heard.words, heard.channel, heard.tongues)
    return _Heard(*map(names, parts))


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
        {**heard.tongues, ANNOUNCEMENT: heard.tongues[speaker]},
    )


def _roles(recording: Recording, layout: Layout, heard: _Heard, language: str) -> Roles:
    told = recording.metadata.channels
    channel = {s: own for s, own in heard.channel.items() if s != ANNOUNCEMENT}
    words = {s: own for s, own in heard.words.items() if s != ANNOUNCEMENT}
    if layout.lone and len(channel) == 1 and told and layout.mono is not None:
        # One voice on the one channel that carries anything: it is whose channel that is.
        return Roles({next(iter(channel)): told[min(layout.mono, len(told) - 1)]}, 1.0, "metadata")
    named = [speaker for speaker, own in channel.items() if own is not None]
    return find_roles(words, language, recording.metadata, named)


def _with_roles(heard: _Heard, roles: Roles) -> _Heard:
    """Speakers under the names of their roles; two of one role become one."""
    if not roles.known:
        return heard
    activity: dict[str, tuple[Interval, ...]] = {}
    words: dict[str, list[Word]] = {}
    channel: dict[str, int | None] = {}
    spoken: dict[str, Tongue] = {}
    for speaker, own in heard.activity.items():
        role = roles.of.get(speaker, speaker)
        activity[role] = merge((*activity.get(role, ()), *own))
        words[role] = sorted(
            (*words.get(role, ()), *heard.words.get(speaker, ())), key=lambda w: w.start
        )
        channel[role] = heard.channel[speaker] if role not in channel else None
        spoken.setdefault(role, heard.tongues[speaker])
    return _Heard(activity, words, channel, spoken)


def _assemble(
    recording: Recording,
    sound: Sound,
    levels: lv.Levels,
    condition: Condition,
    heard: _Heard,
    roles: Roles,
) -> Call:
    troubles = confirmed(condition, [s for own in heard.activity.values() for s in own])
    everybody = merge(stretch for own in heard.activity.values() for stretch in own)
    seconds = round(sound.seconds, 3)
    return Call(
        id=recording.metadata.name or Path(recording.path).stem,
        recording=replace(recording, seconds=seconds, channels=sound.channels),
        language="und",
        language_probability=0.0,
        turns=turns.build_turns(heard.words),
        activity=heard.activity,
        provides=_provides(sound, condition, heard, roles),
        made=Provenance("", "", ""),
        notes=(
            *(own.text for own in troubles),
            *_role_notes(roles),
            *_announcement_notes(heard),
        ),
        unheard=turns.unheard(heard.activity, heard.words),
        sounds=lv.other_sounds(levels, everybody),
        peaks=lv.outline(levels, heard.channel, heard.activity),
        peak_seconds=lv.FRAME_SECONDS,
        loudness=lv.loudness(levels, heard.channel, heard.activity),
        tongues=heard.tongues,
        troubles=troubles,
    )


def _provides(sound: Sound, condition: Condition, heard: _Heard, roles: Roles) -> frozenset[str]:
    whole = set() if sound.truncated else {WHOLE}
    if not roles.known:
        return frozenset(whole)
    sides = {side for speaker, side in SIDE_OF.items() if heard.words.get(speaker)}
    overlap = OVERLAP if condition.sides_apart else OVERLAP_ESTIMATE
    return frozenset({ROLES, *whole, *sides, *([overlap] if len(sides) == 2 else [])})


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
