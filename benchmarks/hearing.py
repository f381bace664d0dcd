"""Hearing, measured against what people run today, in one run.

    python benchmarks/hearing.py [FOLDER …] [--kind stereo] [--systems callqa plain] [--repeat 2]
                                 [--scaling] [--json FILE]

Needs `pip install -e ".[bench]"`. Inputs are `recordings/` and every FOLDER given; what is known
of FOLDER/NAME.wav is read from FOLDER/reference/NAME.json, in the form of recordings/reference.
Of a stereo call without reference each channel's level says when its speaker talks. Every stereo
call is listened to a second time mixed down to one channel.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from listening import made
from listening.inputs import Input, find_inputs, write_wav
from listening.scores import Score, add
from listening.table import goals, table
from listening.worker import Worker

from qa.hear import models
from qa.hear.audio import decode

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "recordings"
STEREO = ("callqa", "plain", "segments", "batched")
MONO = ("callqa", "plain", "segments", "diarized")
MINUTES = (1, 10, 60, 240)


def compare(
    inputs: list[Input], repeat: int, systems: tuple[str, ...]
) -> dict[str, dict[str, Score]]:
    """Scores per kind of input and system; each call is given to all systems in turn."""
    # callqa and what its time is divided by are always there.
    asked = {
        kind: [name for name in every if name in (*systems, "callqa", against) or not systems]
        for kind, every, against in (("stereo", STEREO, "plain"), ("mono", MONO, "diarized"))
    }
    kinds = {"mono" if known.mono else "stereo" for known in inputs}
    workers = {name: Worker(name) for name in dict.fromkeys(n for k in kinds for n in asked[k])}
    scores: dict[str, dict[str, Score]] = {"stereo": {}, "mono": {}}
    for worker in workers.values():  # models, caches
        worker.run(inputs[0].paths)
    for known in inputs:
        kind = "mono" if known.mono else "stereo"
        for name in asked[kind]:
            runs = [workers[name].run(known.paths) for _ in range(repeat)]
            best = min(runs, key=lambda run: run["seconds"])
            add(scores[kind].setdefault(name, Score()), known, best)
        own = scores[kind]["callqa"].times[known.name]
        ratio = own / scores[kind]["plain" if kind == "stereo" else "diarized"].times[known.name]
        print(f"  {known.name}: {own:.1f} s, {ratio:.2f} of the other way", flush=True)
    for worker in workers.values():
        worker.close()
    return scores


def invented(scratch: Path, systems: Sequence[str]) -> dict[str, dict[str, int]]:
    """Words per sound in which nobody speaks, and system."""
    names = [n for n in ("callqa", "plain", "batched") if n in systems or not systems]
    workers = {name: Worker(name) for name in names}
    found: dict[str, dict[str, int]] = {}
    for sound, (path, start, end) in made.files(SAMPLES / "09-no-complaint.flac", scratch).items():
        for name, worker in workers.items():
            words = [w for own in worker.run([path])["words"].values() for w in own]
            inside = sum(start <= (w[1] + w[2]) / 2 <= end for w in words)
            found.setdefault(sound, {})[name] = inside
    for worker in workers.values():
        worker.close()
    return found


def scaling(inputs: list[Input], scratch: Path) -> list[dict[str, Any]]:
    """Time and memory of callqa over one channel full of talk, each length in a new process."""
    talk = []
    for known in inputs:
        sound = decode(known.paths)
        talk.append(sound.slice(None, 0, sound.seconds))
        sound.close()
    whole = np.concatenate(talk)
    rows = []
    for minutes in MINUTES:
        path = write_wav(scratch / f"{minutes}-minutes.wav", whole, minutes * 60.0)
        worker = Worker("callqa")
        run = worker.run([path])
        worker.close()
        path.unlink()
        keys = ("seconds", "cpu", "peak", "stages")
        rows.append({"minutes": minutes, **{key: run[key] for key in keys}})
        print(f"  {minutes} min: {run['seconds']:.0f} s, {run['peak']:.2f} GB", flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--only", default="", help="only inputs whose name contains this")
    parser.add_argument("--kind", choices=("stereo", "mono"), default="")
    parser.add_argument(
        "--systems", nargs="*", default=(), metavar="SYSTEM", help="callqa, and what it is beside"
    )
    parser.add_argument("--repeat", type=int, default=1, help="the best of so many runs counts")
    parser.add_argument("--scaling", action="store_true", help="1 to 240 minutes: takes long")
    parser.add_argument("--json", type=Path, help="write everything measured to this file")
    asked = parser.parse_args()
    models.fetch(say=print)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        every = list(find_inputs([SAMPLES, *asked.folders], scratch))
        inputs = [
            known
            for known in every
            if asked.only in known.name and asked.kind in ("", "mono" if known.mono else "stereo")
        ]
        if not inputs:
            parser.error("none of the recordings is of that name or kind")
        scores = compare(inputs, asked.repeat, tuple(asked.systems))
        sounds = {} if asked.only or asked.kind else invented(scratch, asked.systems)
        lengths = scaling([i for i in every if i.mix], scratch) if asked.scaling else []
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"\n{machine}\n")
    print(table(scores, sounds, lengths))
    print(goals(scores, sounds, lengths))
    if asked.json:
        plain = {k: {s: vars(v) for s, v in own.items()} for k, own in scores.items()}
        asked.json.write_text(json.dumps([plain, sounds, lengths]), "utf-8")


if __name__ == "__main__":
    main()
