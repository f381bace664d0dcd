"""What was heard of each speaker, and under whose name: announcements and roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.call import ANNOUNCEMENT, SIDES, Interval, Tongue, Word
from qa.hear.audio import Sound
from qa.hear.channels import Layout
from qa.hear.opening import announcer, recorded_until
from qa.hear.roles import Roles
from qa.intervals import merge


@dataclass(frozen=True)
class Heard:
    """Activity and words per speaker, before roles; `channel` None where several share one."""

    activity: Mapping[str, tuple[Interval, ...]]
    words: Mapping[str, Sequence[Word]]
    channel: Mapping[str, int | None]
    tongues: Mapping[str, Tongue]


def without_announcement(
    sound: Sound, layout: Layout, heard: Heard, language: str, voices: Path
) -> Heard:
    """What a recorded voice says before anybody answers it, under a name of its own."""
    if not layout.separate:
        speaker = announcer(heard.words, heard.activity, language)
        return _renamed(heard, speaker) if speaker else heard
    for speaker, side in heard.channel.items():
        if side is None:
            continue
        others = merge(i for s, own in heard.activity.items() if s != speaker for i in own)
        own, words = heard.activity[speaker], heard.words[speaker]
        end = recorded_until(sound, side, own, others, words, language, voices)
        if end is not None:
            return _cut(heard, speaker, end)
    return heard


def _renamed(heard: Heard, speaker: str) -> Heard:
    def names(values: Mapping[str, Any]) -> dict[str, Any]:
        return {ANNOUNCEMENT if s == speaker else s: own for s, own in values.items()}

    parts = (heard.activity, heard.words, heard.channel, heard.tongues)
    return Heard(*map(names, parts))


def _cut(heard: Heard, speaker: str, end: float) -> Heard:
    """The announcement cut off what `speaker` says, at the pause nearest to `end`."""
    own = heard.activity[speaker]
    end = min((i.start for i in own), key=lambda start: abs(start - end))
    words = heard.words[speaker]
    parts = {
        ANNOUNCEMENT: ([i for i in own if i.start < end], [w for w in words if w.start < end]),
        speaker: ([i for i in own if i.start >= end], [w for w in words if w.start >= end]),
    }
    return Heard(
        {**heard.activity, **{s: tuple(activity) for s, (activity, _) in parts.items()}},
        {**heard.words, **{s: said for s, (_, said) in parts.items()}},
        {**heard.channel, ANNOUNCEMENT: None},
        {**heard.tongues, ANNOUNCEMENT: heard.tongues[speaker]},
    )


def with_roles(heard: Heard, roles: Roles) -> Heard:
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
    return Heard(activity, words, channel, spoken)


def role_notes(roles: Roles) -> tuple[str, ...]:
    """That it is not known who is the agent, where it is not."""
    if roles.known:
        return ()
    return (
        "It is not certain which speaker is the agent, so what depends on it is not judged. On two "
        "channels a sidecar with `channels` settles it.",
    )


def transfer_notes(heard: Heard, roles: Roles) -> tuple[str, ...]:
    """Two voices that are one side: a call handed on to a colleague, or two people on one phone."""
    found = []
    for role in SIDES if roles.known else ():
        begin = sorted(
            own[0].start for s, own in heard.activity.items() if own and roles.of.get(s) == role
        )
        found += [
            f"Another voice is heard on the {role}'s side from {second:.0f} s (a transfer?); all "
            f"of them count as the {role}."
            for second in begin[1:2]
        ]
    return tuple(found)


def announcement_notes(heard: Heard) -> tuple[str, ...]:
    """Until when a recorded voice talks, where one does."""
    own = heard.activity.get(ANNOUNCEMENT)
    if not own:
        return ()
    return (
        f"A recorded voice talks until {own[-1].end:.0f} s; it is nobody's side, and what is "
        "measured and judged begins after it.",
    )
