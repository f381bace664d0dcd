"""A recording → a heard call: the order of the steps of hearing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

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
from qa.hear import levels as lv
from qa.hear import models, speakers, turns
from qa.hear.audio import Sound, decode
from qa.hear.channels import Layout, is_silent
from qa.hear.condition import Condition, confirmed, examine, with_empty_side
from qa.hear.heard import (
    Heard,
    announcement_notes,
    role_notes,
    transfer_notes,
    with_roles,
    without_announcement,
)
from qa.hear.memory import give_back
from qa.hear.roles import Roles, find_roles
from qa.hear.talking import empty_side, who_talks
from qa.hear.transcribe import QUICK_BEAM, Transcriber, Whisper
from qa.hear.translation import can_translate, translate
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
        activity = _activity(sound, levels, condition, options, clock)
        if (empty := empty_side(condition.layout, activity)) is not None:
            condition = with_empty_side(condition, empty)
            activity = _activity(sound, levels, condition, options, clock)
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
        heard = Heard(activity, words, _channels(layout, activity), spoken)
        heard = without_announcement(
            sound, layout, heard, written.call.code, _model_folder("voices")
        )
        roles = _roles(recording, layout, heard, written.call.code)
        notes = (*role_notes(roles), *transfer_notes(heard, roles))
        heard = with_roles(heard, roles)
        call = _assemble(recording, sound, levels, condition, heard, roles, notes)
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
    sound: Sound, levels: lv.Levels, condition: Condition, options: Options, clock: _Clock
) -> dict[str, tuple[Interval, ...]]:
    return who_talks(
        sound,
        levels,
        condition,
        _model_folder("segmentation"),
        _model_folder("voices"),
        options.speakers,
        lambda share: clock.progress("speech", share),
    )


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
    words = {lane.name: _fitted(first.words[lane.name], lane.speech) for lane in lanes}
    for lane in lanes:
        left = turns.wordless(lane.speech, words[lane.name])
        more = write_again(sound, lane, left, transcriber, first.tongues[lane.name].code)
        found = speakers.fit(more, left)
        words[lane.name] = sorted((*words[lane.name], *found), key=lambda w: w.start)
    return replace(first, words=words)


def _fitted(words: Sequence[Word], speech: Sequence[Interval]) -> list[Word]:
    return speakers.believed(speakers.fit(words, speech), speech)


def _by_speaker(
    written: Written, layout: Layout, activity: Mapping[str, tuple[Interval, ...]]
) -> tuple[dict[str, list[Word]], dict[str, Tongue]]:
    if layout.separate:
        return dict(written.words), dict(written.tongues)
    return speakers.by_voice(written.words[EVERYBODY], activity), dict.fromkeys(
        activity, written.tongues[EVERYBODY]
    )


def _roles(recording: Recording, layout: Layout, heard: Heard, language: str) -> Roles:
    told, side = recording.metadata.channels or (), layout.mono
    channel = {s: own for s, own in heard.channel.items() if s != ANNOUNCEMENT}
    words = {s: own for s, own in heard.words.items() if s != ANNOUNCEMENT}
    if layout.lone and len(channel) == 1 and side is not None and side < len(told):
        # One voice on the one channel on which somebody speaks: it is whose channel that is.
        return Roles({next(iter(channel)): told[side]}, 1.0, "metadata")
    named = [speaker for speaker, own in channel.items() if own is not None]
    return find_roles(words, language, recording.metadata, named)


def _assemble(
    recording: Recording,
    sound: Sound,
    levels: lv.Levels,
    condition: Condition,
    heard: Heard,
    roles: Roles,
    notes: Sequence[str],
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
            *notes,
            *announcement_notes(heard),
        ),
        unheard=turns.unheard(heard.activity, heard.words),
        sounds=lv.other_sounds(levels, everybody),
        peaks=lv.outline(levels, heard.channel, heard.activity),
        peak_seconds=lv.FRAME_SECONDS,
        loudness=lv.loudness(levels, heard.channel, heard.activity),
        tongues=heard.tongues,
        troubles=troubles,
    )


def _provides(sound: Sound, condition: Condition, heard: Heard, roles: Roles) -> frozenset[str]:
    whole = set() if sound.truncated else {WHOLE}
    if not roles.known:
        return frozenset(whole)
    sides = {side for speaker, side in SIDE_OF.items() if heard.words.get(speaker)}
    overlap = OVERLAP if condition.sides_apart else OVERLAP_ESTIMATE
    return frozenset({ROLES, *whole, *sides, *([overlap] if len(sides) == 2 else [])})


@cache
def _model_folder(model: str) -> Path:
    """Verified before its first use, not again for every recording."""
    return models.folder_of(model)


@lru_cache(maxsize=1)
def _transcriber(model: str, beam: int) -> Transcriber:
    return Whisper(models.whisper_folder(model), model, beam)
