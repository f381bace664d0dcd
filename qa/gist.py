"""What a check may see of a call: the conversation and its measures, nobody's name; and a compact
form of that, which is read many times faster than the whole call.

The compact form is a length, a JSON head, and the numbers of all words as they are in memory.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any

from qa.call import (
    Call,
    Interval,
    Metadata,
    Provenance,
    Recording,
    Tongue,
    Trouble,
    Turn,
    Unheard,
    Word,
)
from qa.meanings import Act, Meanings
from qa.measures import Measures

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_LENGTH = 4  # bytes that say how long the head is
_NOBODY = Provenance("", "", "")


def bare(call: Call) -> Call:
    """The call with nothing left that a verdict must not rest on, or that no check looks at.

    Of the speakers' languages only those stay that differ from the call's, and not how likely
    they are: that tells of accents.
    """
    told = call.recording.metadata
    about = Metadata(direction=told.direction, hangup_party=told.hangup_party)
    return replace(
        call,
        id="",
        recording=Recording((), "", call.recording.seconds, call.recording.channels, about),
        language_probability=1.0,
        made=_NOBODY,
        notes=(),
        peaks={},
        peak_seconds=0.1,
        loudness={},
        tongues=_tongues(_others(call)),
    )


def content(packed: bytes) -> int:
    """A number that stands for what is in a compact form: 63 bits of its BLAKE2b hash."""
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "little") >> 1


def pack(call: Call) -> bytes:
    """The compact form of `bare(call)`."""
    words = [word for turn in call.turns for word in turn.words]
    parts = [part for own in call.activity.values() for part in own]
    acts = [act for own in _acts(call).values() for act in own]
    metadata = call.recording.metadata
    head = {
        "language": call.language,
        "tongues": _others(call),
        "seconds": call.recording.seconds,
        "channels": call.recording.channels,
        "direction": metadata.direction,
        "hangup_party": metadata.hangup_party,
        "provides": sorted(call.provides),
        "turns": [[turn.index, turn.speaker, len(turn.words)] for turn in call.turns],
        "texts": [word.text for word in words],
        "doubts": [i for i, word in enumerate(words) if word.doubt],
        "activity": [[speaker, len(own)] for speaker, own in call.activity.items()],
        "unheard": [[u.speaker, u.start, u.end] for u in call.unheard],
        "troubles": [[t.kind, t.text, t.channel, t.value] for t in call.troubles],
        "sounds": [[s.start, s.end] for s in call.sounds],
        "measures": call.measures and _adapter().dump_json(call.measures).decode(),
        "meanings": call.meanings and [call.meanings.model, dict(call.meanings.situations)],
        "acts": [[name, len(own)] for name, own in _acts(call).items()],
        "places": [[act.turn, act.first, act.last] for act in acts],
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    numbers = array("d", [word.start for word in words])
    numbers.extend(word.end for word in words)
    numbers.extend(word.probability for word in words)
    numbers.extend(part.start for part in parts)
    numbers.extend(part.end for part in parts)
    numbers.extend(act.probability for act in acts)
    return len(text).to_bytes(_LENGTH, "little") + text + _little(numbers).tobytes()


def unpack(packed: bytes) -> Call:
    """The call that a compact form was made of, as `bare` leaves it."""
    size = int.from_bytes(packed[:_LENGTH], "little")
    head = json.loads(packed[_LENGTH : _LENGTH + size])
    numbers = array("d")
    numbers.frombytes(packed[_LENGTH + size :])
    values = iter(_little(numbers).tolist())
    about = Metadata(direction=head["direction"], hangup_party=head["hangup_party"])
    return Call(
        id="",
        recording=Recording((), "", head["seconds"], head["channels"], about),
        language=head["language"],
        language_probability=1.0,
        turns=tuple(_turns(head, values)),
        activity=_activity(head["activity"], values),
        provides=frozenset(head["provides"]),
        made=_NOBODY,
        unheard=tuple(Unheard(*part) for part in head["unheard"]),
        troubles=tuple(Trouble(*own) for own in head.get("troubles", ())),
        sounds=tuple(Interval(*part) for part in head["sounds"]),
        tongues=_tongues(head.get("tongues", {})),
        measures=_adapter().validate_json(head["measures"]) if head["measures"] else None,
        meanings=_meanings(head, values),
    )


def _others(call: Call) -> dict[str, str]:
    """The speakers who speak another language than the call's, and which."""
    spoken = {speaker: call.language_of(speaker) for speaker in sorted(call.tongues)}
    return {speaker: code for speaker, code in spoken.items() if code != call.language}


def _tongues(spoken: Mapping[str, str]) -> dict[str, Tongue]:
    return {speaker: Tongue(code, 1.0) for speaker, code in spoken.items()}


def model_of(call: Call) -> str:
    """What the meanings of a call rest on (qa.meaning.identity); "" when it has none."""
    return call.meanings.model if call.meanings else ""


def _acts(call: Call) -> Mapping[str, tuple[Act, ...]]:
    return call.meanings.acts if call.meanings else {}


def _turns(head: dict[str, Any], values: Iterator[float]) -> Iterator[Turn]:
    texts = head["texts"]
    starts, ends, probabilities = (_take(values, len(texts)) for _ in range(3))
    words = list(map(Word, texts, starts, ends, probabilities))
    for i in head["doubts"]:
        words[i] = replace(words[i], doubt=True)
    first = 0
    for index, speaker, count in head["turns"]:
        yield Turn(index, speaker, tuple(words[first : first + count]))
        first += count


def _activity(
    counts: list[tuple[str, int]], values: Iterator[float]
) -> dict[str, tuple[Interval, ...]]:
    whole = sum(count for _, count in counts)
    parts = iter(list(map(Interval, _take(values, whole), _take(values, whole))))
    return {speaker: tuple(_take(parts, count)) for speaker, count in counts}


def _meanings(head: dict[str, Any], values: Iterator[float]) -> Meanings | None:
    if not head["meanings"]:
        return None
    model, situations = head["meanings"]
    return Meanings(model, _Acts(head["acts"], head["places"], list(values)), situations)


class _Acts(Mapping[str, tuple[Act, ...]]):
    """Acts by name, each made when it is asked for: a rubric asks for few of them."""

    def __init__(self, counts: list[tuple[str, int]], places: list[list[int]], likely: list[float]):
        self._places, self._likely = places, likely
        self._parts: dict[str, slice] = {}
        first = 0
        for name, count in counts:
            self._parts[name] = slice(first, first + count)
            first += count

    def __getitem__(self, name: str) -> tuple[Act, ...]:
        part = self._parts[name]
        pairs = zip(self._places[part], self._likely[part], strict=True)
        return tuple(Act(turn, first, last, likely) for (turn, first, last), likely in pairs)

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


def _take(values: Iterator[Any], count: int) -> list[Any]:
    return list(islice(values, count))


def _little(numbers: array[float]) -> array[float]:
    """The numbers in the byte order of the compact form."""
    import sys

    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


@lru_cache
def _adapter() -> TypeAdapter[Measures]:
    from pydantic import TypeAdapter

    return TypeAdapter(Measures)
