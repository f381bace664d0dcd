"""Read call scripts: header lines that start with ``#``, then one turn per line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

TURN = re.compile(r"^(agent|customer)(?:\s*([<>])\s*([\d.]+))?\s*:\s*(.*)$")
CUT = " -"


@dataclass
class Turn:
    """One line of a script. ``overlap`` is what the header says about a turn that starts early."""

    number: int
    speaker: str
    mark: str
    seconds: float
    text: str
    cut: bool
    tail: str = ""
    overlap: str | None = None


@dataclass
class Script:
    """A whole call script."""

    name: str
    head: dict[str, str]
    turns: list[Turn] = field(default_factory=list)

    @property
    def stereo(self) -> bool:
        """True if each speaker gets a channel (or a file) of their own."""
        return self.head["channels"] != "mono"

    @property
    def layout(self) -> list[str]:
        """Speakers from left to right, or ``["mixed"]``."""
        return self.head["channels"].split() if self.stereo else ["mixed"]

    @property
    def voices(self) -> dict[str, str]:
        """The voice of each speaker, by name."""
        return dict(part.split("=") for part in self.head["voices"].split())

    @property
    def hold(self) -> int | None:
        """Number of the turn that ends the hold music, if there is any."""
        return int(self.head["hold"]) if "hold" in self.head else None


def read_script(path: Path) -> Script:
    """Parse one ``.call`` file."""
    head: dict[str, str] = {}
    turns: list[Turn] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if not line:
            continue
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            head[key.strip()] = value.strip()
            continue
        match = TURN.match(line)
        if not match:
            raise ValueError(f"{path.name}:{number}: not a turn: {line[:60]}")
        speaker, mark, seconds, text = match.groups()
        cut = text.endswith(CUT)
        text = text.removesuffix(CUT).strip()
        turns.append(Turn(len(turns) + 1, speaker, mark or "", float(seconds or 0.4), text, cut))
    for turn in turns:
        turn.tail = head.get(f"tail-{turn.number}", "")
    for part in head.get("overlaps", "").split():
        number, _, kind = part.partition("=")
        turns[int(number) - 1].overlap = kind
    return Script(path.stem, head, turns)
