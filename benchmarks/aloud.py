"""Labelled scripts as recordings: each turn spoken and laid on a telephone line, agent left.

The speakers, the line and the rules of timing are those of the sample recordings
(`recordings/tools`).
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa.call import SIDES, Call
from qa.formats.script import TAIL_SECONDS

sys.path.insert(0, str(Path(__file__).parents[1] / "recordings"))
from tools.script import Script, read_script
from tools.words import plain_words

if TYPE_CHECKING:
    from tools.voices import Synthesiser

AGENTS = ("sofia", "daniel", "claire", "alex")
CUSTOMERS = ("leo", "harriet", "george", "amelia", "tom", "ruth", "zoe")
FOREIGN = ("sofia", "tom")  # who is understood best in languages that no voice was made for
FOREIGN_PACE = "0.9"


def cast(path: Path, number: int = 0) -> Script:
    """A labelled script with what speaking it takes: channels, and voices by its number."""
    script = read_script(path)
    agent, customer = AGENTS[number % len(AGENTS)], CUSTOMERS[number % len(CUSTOMERS)]
    if script.head["lang"] != "en":
        (agent, customer), script.head["pace"] = FOREIGN, FOREIGN_PACE
    script.head |= {
        "channels": " ".join(SIDES),
        "voices": f"agent={agent} customer={customer}",
        "format": "wav",
        "close": str(TAIL_SECONDS),
    }
    return script


def sidecar(call: Call) -> dict[str, object]:
    """What a recorder says of a script's recording: what the script's text says too."""
    known = call.recording.metadata
    return {
        "channels": list(SIDES),
        "language": call.language,
        "direction": known.direction,
        "hangup_party": known.hangup_party,
    }


def speak(script: Script, call: Call, folder: Path) -> Path:
    """Write the recording of a cast script, and beside it what is known of `call`, its text."""
    from tools.encode import encode
    from tools.mix import render

    [path] = encode(render(script, _synthesiser()), folder)
    path.with_suffix(".json").write_text(json.dumps(sidecar(call)), encoding="utf-8")
    return path


def said(call: Call, side: str) -> str:
    """One side's words as they are compared, in order of time."""
    return " ".join(plain_words(" ".join(turn.text for turn in call.turns_of(side))))


@cache
def _synthesiser() -> Synthesiser:
    from tools.kokoro import Kokoro

    return Kokoro()
