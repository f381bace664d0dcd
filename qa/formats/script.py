"""Call scripts: a conversation written down line by line, timed by rules.

    # lang: en
    # end: agent_hung_up
    customer: My internet has been down since Monday and -
    agent <1.4: And what's your account number?
    customer >6.0: I was just, okay.

`<1.4` starts 1.4 s before the other speaker's previous turn ends, `>6.0` 6 s after it; without a
mark there is a pause of 0.4 s. A turn that is cut short ends with a dash. Header lines begin with
`#`; `# agent_lang: sv` gives a side a language of its own. Rubric examples and labelled test calls
are written in this form.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from qa.call import (
    AGENT,
    AGENT_SIDE,
    CUSTOMER,
    CUSTOMER_SIDE,
    OVERLAP,
    ROLES,
    SIDES,
    WHOLE,
    Call,
    Metadata,
    Provenance,
    Recording,
    Tongue,
    Turn,
    Word,
)
from qa.errors import InputError
from qa.formats.activity import activity_from_words

WORDS_PER_SECOND = 2.7
PAUSE_SECONDS = 0.4
TAIL_SECONDS = 0.6
ORDINARY_SECONDS = 0.3  # a start that is off by less is not told when a call is written down
DASHES = ("-", "—", "–")
PARTIES = {"agent_hung_up": AGENT, "customer_hung_up": CUSTOMER, "line_dropped": "network"}
ENDS = ("normal", *PARTIES)
_TURN = re.compile(r"^(agent|customer)(?:\s*([<>])\s*(\d+(?:\.\d+)?))?\s*:\s*(.*)$")


@dataclass(frozen=True)
class Script:
    """A parsed script: its header, its turns, and the labels (criterion → verdict) if any.

    `marks` says which turns prove a label or carry a tag, by its name, as indices into `turns`.
    """

    head: Mapping[str, str]
    turns: tuple[Turn, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, frozenset[int]] = field(default_factory=dict)


def parse(text: str, where: str = "script") -> Script:
    """Read a script. Raises InputError with `where:line` for a line that is neither of both."""
    head: dict[str, str] = {}
    turns: list[Turn] = []
    numbers: list[int] = []  # as counted in the file, where a turn without words counts too
    lines = 0
    clock = {AGENT: 0.0, CUSTOMER: 0.0}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            head[key.strip()] = value.strip()
        elif line:
            match = _TURN.match(line)
            if not match:
                raise InputError(
                    f"not a turn: {line[:60]!r}",
                    where=f"{where}:{number}",
                    next_step="begin it with `agent:` or `customer:`, in small letters",
                )
            turn = _turn(len(turns), match, clock)
            lines += 1
            if turn:
                turns.append(turn)
                numbers.append(lines)
    end = head.get("end", "normal")
    if end not in ENDS:
        raise InputError(f"end is {end!r}; allowed are {', '.join(ENDS)}", where=where)
    ordered = sorted(turns, key=lambda turn: turn.start)
    renumbered = tuple(Turn(i, turn.speaker, turn.words) for i, turn in enumerate(ordered))
    index = {numbers[turn.index]: i for i, turn in enumerate(ordered)}
    labels, tags = head.get("labels", ""), head.get("tags", "")
    return Script(head, renumbered, _labels(labels), _marks(f"{labels} {tags}", index))


def to_call(script: Script, name: str = "script") -> Call:
    """A script as a heard call, not yet measured, with all that two clean channels provide."""
    if not script.turns:
        raise InputError("no turns", where=name, next_step="write at least one `agent: …` line")
    last = max(turn.end for turn in script.turns)
    identity = script.head.get("id") or name
    metadata = Metadata(
        name=identity,
        direction=script.head.get("direction", "inbound"),
        hangup_party=PARTIES.get(script.head.get("end", "normal")),
        origin="script",
    )
    tongues = {side: script.head.get(f"{side}_lang") for side in SIDES}
    digest = hashlib.sha256(repr((sorted(script.head.items()), script.turns)).encode())
    return Call(
        id=identity,
        recording=Recording(
            (name,), digest.hexdigest(), round(last + TAIL_SECONDS, 3), 0, metadata
        ),
        language=script.head.get("lang", "en"),
        language_probability=1.0,
        turns=script.turns,
        activity=activity_from_words(script.turns),
        provides=frozenset({ROLES, OVERLAP, AGENT_SIDE, CUSTOMER_SIDE, WHOLE}),
        made=Provenance("script", "written", "", language_source="script"),
        tongues={side: Tongue(code, 1.0) for side, code in tongues.items() if code},
    )


def write(call: Call) -> str:
    """A call as a script that has its words and, as nearly as scripts can say it, its timing.

    Turns of speakers that are neither agent nor customer are left out.
    """
    lines = [f"# lang: {call.language}"]
    own = {side: call.language_of(side) for side in SIDES}
    lines += [f"# {side}_lang: {code}" for side, code in own.items() if code != call.language]
    party = call.recording.metadata.hangup_party
    lines += [f"# end: {end}" for end, who in PARTIES.items() if who == party]
    clock = {AGENT: 0.0, CUSTOMER: 0.0}
    for turn in call.turns:
        if turn.speaker in clock:
            lines.append(f"{turn.speaker}{_mark(turn, clock)}: {turn.text}")
            clock[turn.speaker] = turn.end
    return "\n".join(lines) + "\n"


def _mark(turn: Turn, clock: Mapping[str, float]) -> str:
    """How the start of a turn is told; "" where an ordinary pause says it well enough."""
    last, other = max(clock.values()), clock[CUSTOMER if turn.speaker == AGENT else AGENT]
    overlap, pause = other - turn.start, turn.start - last
    if overlap >= ORDINARY_SECONDS:
        return f" <{overlap:.1f}"
    if last and pause >= PAUSE_SECONDS + ORDINARY_SECONDS:
        return f" >{pause:.1f}"
    return ""


def _turn(index: int, match: re.Match[str], clock: dict[str, float]) -> Turn | None:
    speaker, mark, seconds, text = match.groups()
    texts = text.split()
    if texts and texts[-1] in DASHES:
        texts.pop()
    if not texts:
        return None
    start = _start(speaker, mark, float(seconds or 0), clock)
    lengths = [max(0.12, len(word) * 0.055) for word in texts]
    scale = len(texts) / WORDS_PER_SECOND / sum(lengths)
    words, time = [], start
    for word, length in zip(texts, lengths, strict=True):
        words.append(Word(word, round(time, 3), round(time + length * scale * 0.92, 3), 0.9))
        time += length * scale
    clock[speaker] = words[-1].end
    return Turn(index, speaker, tuple(words))


def _start(speaker: str, mark: str | None, seconds: float, clock: dict[str, float]) -> float:
    other = clock[CUSTOMER if speaker == AGENT else AGENT]
    last = max(clock.values())
    if mark == "<":
        start = other - seconds
    elif mark == ">":
        start = last + seconds
    else:
        start = last + PAUSE_SECONDS if last else 0.3
    return max(start, clock[speaker] + 0.05, 0.0)


def _labels(text: str) -> dict[str, str]:
    parts = (part.partition("=") for part in text.split())
    return {name: value.partition("@")[0] for name, _, value in parts}


def _marks(text: str, index: Mapping[int, int]) -> dict[str, frozenset[int]]:
    found = {}
    for part in text.split():
        name, _, places = part.partition("@")
        numbers = {int(place) for place in places.split(",") if place.isdigit()}
        found[name.partition("=")[0]] = frozenset(index[n] for n in numbers if n in index)
    return found
