"""The speech of every lane → words with the times of the recording, in the language spoken there.

A lane is what is written down together: a channel with one speaker, or the one channel that
several share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qa.call import Interval, Tongue, Word
from qa.hear import tongues
from qa.hear.audio import Sound
from qa.hear.memory import give_back
from qa.hear.packing import Piece, pack
from qa.hear.speakers import is_spelled
from qa.hear.threads import Progress, nobody
from qa.hear.transcribe import Taken, Text, Transcriber

if TYPE_CHECKING:
    from numpy.typing import NDArray

PIECES_AT_ONCE = 16
SURE_WORD = 0.4  # a word asked for a second time counts from this probability on


@dataclass(frozen=True)
class Lane:
    """A channel (None: all of them mixed) and when somebody talks on it."""

    name: str
    channel: int | None
    speech: Sequence[Interval]


@dataclass(frozen=True)
class Written:
    """Words per lane in order of time, and the language of the call and of each lane."""

    words: Mapping[str, list[Word]]
    call: Tongue
    tongues: Mapping[str, Tongue]


@dataclass(frozen=True)
class _Packed:
    lane: Lane
    piece: Piece


def write_down(
    sound: Sound,
    lanes: Sequence[Lane],
    transcriber: Transcriber,
    told: str | None,
    progress: Progress = nobody,
) -> Written:
    """All speech as words. `told` is the language where somebody said it; else it is heard.

    The pieces of all lanes are taken in order of time and a few at once; the languages are those
    of the first few, and later pieces differ from them only when they clearly do.
    """
    packed = [_Packed(lane, piece) for lane in lanes for piece in pack(lane.speech, sound.seconds)]
    packed.sort(key=lambda own: own.piece.parts[0].start)
    words: dict[str, list[Word]] = {lane.name: [] for lane in lanes}
    call, spoken = Tongue(told or "und", 1.0 if told else 0.0), {}
    if told:
        spoken = {lane.name: Tongue(told, 1.0) for lane in lanes}
    for start in range(0, len(packed), PIECES_AT_ONCE):
        batch = packed[start : start + PIECES_AT_ONCE]
        taken = transcriber.take_in([_samples(sound, own) for own in batch])
        heard = [] if told else transcriber.detect(taken)
        if not spoken:
            call, spoken = tongues.of_speakers(_votes(lanes, batch, heard))
        usual = [spoken[own.lane.name].code for own in batch]
        texts = _texts(transcriber, taken, usual, heard)
        for own, text in zip(batch, texts, strict=True):
            words[own.lane.name] += _placed(own.piece, text)
        give_back()
        progress((start + len(batch)) / len(packed))
    return Written(words, call, spoken)


def write_again(
    sound: Sound, lane: Lane, left: Sequence[Interval], transcriber: Transcriber, language: str
) -> list[Word]:
    """Words for speech that got none, by itself and with a wider search; only those it is sure of.

    What still gets none stays unheard: to invent something would be worse.
    """
    packed = [_Packed(lane, piece) for piece in pack(left, sound.seconds)]
    words: list[Word] = []
    for start in range(0, len(packed), PIECES_AT_ONCE):
        batch = packed[start : start + PIECES_AT_ONCE]
        taken = transcriber.take_in([_samples(sound, own) for own in batch])
        texts = transcriber.write(taken, language, careful=True)
        for own, text in zip(batch, texts, strict=True):
            placed = _placed(own.piece, text)
            words += [word for word in placed if word.probability >= SURE_WORD]
    return words


def _votes(
    lanes: Sequence[Lane], batch: Sequence[_Packed], heard: Sequence[Mapping[str, float]]
) -> dict[str, list[tuple[float, Mapping[str, float]]]]:
    votes: dict[str, list[tuple[float, Mapping[str, float]]]] = {lane.name: [] for lane in lanes}
    for own, languages in zip(batch, heard, strict=True):
        votes[own.lane.name].append((own.piece.seconds, languages))
    return votes


def _texts(
    transcriber: Transcriber,
    taken: Sequence[Taken],
    usual: Sequence[str],
    heard: Sequence[Mapping[str, float]],
) -> list[Text]:
    """Each piece in its speaker's language, and in another where that is heard and reads better."""
    texts = _in_languages(transcriber, taken, usual)
    others = {
        i: code
        for i, languages in enumerate(heard)
        if (code := tongues.change(taken[i].seconds, languages, usual[i], transcriber.languages))
    }
    again = _in_languages(transcriber, [taken[i] for i in others], list(others.values()))
    for i, text in zip(others, again, strict=True):
        if text.words and (not texts[i].words or text.sure > texts[i].sure):
            texts[i] = text
    return texts


def _in_languages(
    transcriber: Transcriber, taken: Sequence[Taken], languages: Sequence[str]
) -> list[Text]:
    texts: dict[int, Text] = {}
    for language in dict.fromkeys(languages):
        own = [i for i, code in enumerate(languages) if code == language]
        found = transcriber.write([taken[i] for i in own], language)
        texts.update(zip(own, found, strict=True))
    return [texts[i] for i in range(len(taken))]


def _placed(piece: Piece, text: Text) -> list[Word]:
    placed = []
    for word in text.words:
        mapped = piece.across if is_spelled(word) else piece.to_recording
        start, end = mapped(word.start, word.end)
        placed.append(replace(word, start=start, end=end))
    return placed


def _samples(sound: Sound, own: _Packed) -> NDArray[np.float32]:
    return samples_of(sound, own.lane.channel, own.piece)


def samples_of(sound: Sound, channel: int | None, piece: Piece) -> NDArray[np.float32]:
    """The sound of a piece, its parts end to end."""
    return np.concatenate([sound.slice(channel, p.start, p.end) for p in piece.parts])
