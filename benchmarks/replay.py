"""How long judging a whole archive again takes, from nothing, after a change, and after none.

    python benchmarks/replay.py [--calls 10000] [--rubric essentials] [--db FILE]

The archive is made of the labelled scripts in `calls/`, each many times over with its times
stretched anew and measured again, so that no two calls are the same to the program. Every run is
the whole command `callqa score` in a process of its own, start and output included.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from tqdm import tqdm

from qa.call import Call, Metadata, Turn, Word
from qa.formats import script
from qa.meaning import understand
from qa.measure import measure
from qa.rubric.load import find
from qa.store import Store

SCRIPTS = Path(__file__).parent / "calls"
AGENTS, TOGETHER = 40, 250
CHANGED = "so very sorry that it came to this"  # a phrase that is added to the first list


def make(db: Path, calls: int, seed: int = 7) -> None:
    """An archive of `calls` variations of the scripts, nothing judged yet."""
    dice = random.Random(seed)
    paths = sorted(SCRIPTS.rglob("*.call"))
    dice.shuffle(paths)
    paths = paths[:calls]
    parsed = [script.parse(path.read_text(encoding="utf-8"), str(path)) for path in paths]
    templates = [
        measure(understand(script.to_call(one, path.stem)))
        for path, one in tqdm(list(zip(paths, parsed, strict=True)), "understanding scripts")
    ]
    with Store(db) as store:
        for first in tqdm(range(0, calls, TOGETHER), "making calls", unit_scale=TOGETHER):
            with store.connection.writing():
                for number in range(first, min(calls, first + TOGETHER)):
                    call = _variation(templates[number % len(templates)], number, dice)
                    store.save(call, [], options="made")


def _variation(call: Call, number: int, dice: random.Random) -> Call:
    """The same words at another speed."""
    scale = dice.uniform(0.85, 1.2)
    turns = tuple(_stretched(turn, scale) for turn in call.turns)
    about = Metadata(
        agent=f"Agent {dice.randint(1, AGENTS):02}",
        direction=call.recording.metadata.direction,
        hangup_party=call.recording.metadata.hangup_party,
        started_at=f"2026-{dice.randint(1, 11):02}-{dice.randint(1, 28):02}T10:00:00",
    )
    told = script.Script({"lang": call.language}, turns)
    heard = script.to_call(told, f"call-{number:05}")
    digest = sha256(str(number).encode()).hexdigest()
    recording = replace(heard.recording, sha256=digest, metadata=about)
    return replace(measure(replace(heard, recording=recording)), meanings=call.meanings)


def _stretched(turn: Turn, scale: float) -> Turn:
    words: Iterator[Word] = (
        replace(word, start=round(word.start * scale, 3), end=round(word.end * scale, 3))
        for word in turn.words
    )
    return replace(turn, words=tuple(words))


def run(db: Path, rubric: str, *options: str) -> tuple[float, float, str]:
    """Seconds by the clock, seconds of all processors together, and what the command says."""
    command = [sys.executable, "-m", "qa.cli", "--db", str(db), "score", "--rubric", rubric]
    before, begun = os.times(), time.perf_counter()
    done = subprocess.run([*command, *options], check=True, capture_output=True, text=True)
    taken, after = time.perf_counter() - begun, os.times()
    worked = (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )
    return taken, worked, done.stderr.strip().splitlines()[-1]


def changed(rubric: str, folder: Path) -> Path:
    """The rubric with one phrase more in its first list, so that what uses it is another."""
    source = find(rubric).read_text(encoding="utf-8")
    text, found = re.subn(r"phrases: (?=\w)", "phrases: added + ", source, count=1)
    if not found:
        sys.exit(f"{rubric}: no check uses a list of phrases, so there is none to change")
    path = folder / f"{find(rubric).stem}.yaml"
    path.write_text(f'{text}\nphrases:\n  added:\n    - "{CHANGED}"\n', encoding="utf-8")
    return path


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--calls", type=int, default=10_000)
    options.add_argument("--rubric", default="essentials")
    options.add_argument("--db", type=Path, help="where the archive is, or is made and kept")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = chosen.db or folder / "made.db"
        if not made.exists():
            make(made, chosen.calls)
        db, edited = folder / "archive.db", changed(chosen.rubric, folder)
        shutil.copy(made, db)
        one = folder / "one.db"
        shutil.copy(made, one)
        print(f"{chosen.rubric}, {chosen.calls} calls, {os.cpu_count()} cores")
        for what, where, rubric, own in (
            ("nothing judged yet, 1 process", one, chosen.rubric, ["--workers", "1"]),
            ("nothing judged yet", db, chosen.rubric, []),
            ("nothing changed", db, chosen.rubric, []),
            ("a phrase changed", db, str(edited), []),
            ("changed back", db, chosen.rubric, []),
        ):
            taken, worked, said = run(where, rubric, *own)
            print(f"{what:30} {taken:6.1f} s   {worked:6.1f} s of processor   {said}", flush=True)


if __name__ == "__main__":
    main()
