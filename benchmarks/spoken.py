"""What recognition costs: labelled scripts judged as text, and spoken aloud and heard.

    python -m benchmarks.spoken [CALL …] [--out FOLDER] [--write]

Every third script of `calls/dev` and `calls/dev_multi` (or those named) is spoken and put through a
telephone line, and goes the whole way of `callqa process` with the shipped models. What a recorder
says is the same for both: who is on which channel, the language, the direction, who hung up. Text
and speech are understood by the same weights, which saw nothing of what
the call's writer wrote, so that what differs is what was heard. `--out` keeps the recordings;
`--write` puts the tables into RESULTS.md.

Needs `pip install -e ".[bench,train]" -r recordings/requirements.txt`, ffmpeg and espeak-ng.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jiwer

from benchmarks.agreement import SHORT, rubrics, weights_for
from benchmarks.agreement_table import write
from benchmarks.aloud import cast, said, speak
from benchmarks.meanings import corpus
from benchmarks.spoken_table import MARK, TITLE, tables
from qa.call import SIDES, Call
from qa.hear import models
from qa.hear.listen import Options, hear
from qa.meaning.detect import understand
from qa.measure import measure
from qa.recordings import Source, identify
from qa.rubric.form import Rubric
from qa.rubric.score import score

SETS = ("dev", "dev_multi")
EVERY = 3


@dataclass(frozen=True)
class Heard:
    """How well a spoken call was heard: how many errors in how many words, of how long a call."""

    call: str
    language: str
    words: int
    errors: int
    seconds: float


@dataclass(frozen=True)
class Judged:
    """The verdicts on one criterion by text and by speech; `label` is None where there is none."""

    call: str
    language: str
    criterion: str
    label: str | None
    by_text: str
    by_speech: str


def chosen(names: Iterable[str]) -> Iterator[tuple[int, Path, corpus.Text]]:
    """The scripts to speak, numbered, with their files."""
    wanted = set(names)
    for name in SETS:
        for number, text in enumerate(corpus.scripts(name)):
            if text.name in wanted or (not wanted and number % EVERY == 0):
                yield number // EVERY, corpus.CALLS / name / f"{text.name}.call", text


def heard_aloud(number: int, path: Path, text: corpus.Text, folder: Path) -> Call:
    """A script as it is heard when it is spoken."""
    return hear(identify(Source((speak(cast(path, number), text.call, folder),))), Options())


def compared(script: Call, call: Call) -> Heard:
    """How much of a script was heard rightly, side by side."""
    words = errors = 0
    for side in SIDES:
        found = jiwer.process_words(said(script, side), said(call, side))
        words += found.hits + found.substitutions + found.deletions
        errors += found.substitutions + found.deletions + found.insertions
    return Heard(script.id, script.language, words, errors, call.seconds)


def judged(text: corpus.Text, call: Call, forms: Iterable[Rubric]) -> Iterator[Judged]:
    """What the rubrics say of a script as text and as `call`, beside its labels."""
    model, forms = weights_for(text), list(forms)
    by_text = _verdicts(measure(understand(text.call, model)), forms)
    by_speech = _verdicts(measure(understand(call, model)), forms)
    for criterion, verdict in by_text.items():
        label = text.labels.get(criterion)
        heard = by_speech[criterion]
        yield Judged(text.name, text.call.language, criterion, label, verdict, heard)


def _verdicts(call: Call, forms: Iterable[Rubric]) -> dict[str, str]:
    findings = [line.finding for form in forms for line in score(form, call).lines]
    return {f.criterion: SHORT.get(f.verdict, str(f.verdict)) for f in findings}


def run(names: Iterable[str], folder: Path) -> tuple[list[Heard], list[Judged]]:
    """Speak, hear and judge; tells of each call as it is done."""
    forms, hearings, verdicts = rubrics(), [], []
    for number, path, text in chosen(names):
        call = heard_aloud(number, path, text, folder)
        hearings.append(compared(text.call, call))
        own = list(judged(text, call, forms))
        verdicts += own
        rate = hearings[-1].errors / hearings[-1].words
        changed = [f"{j.criterion} {j.by_text} → {j.by_speech}" for j in own if _changed(j)]
        print(f"{text.name}: WER {rate:.0%}; {', '.join(changed) or 'no change'}", flush=True)
    return hearings, verdicts


def _changed(one: Judged) -> bool:
    return one.by_text != one.by_speech


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("calls", nargs="*", help="names of scripts; every third if none")
    parser.add_argument("--out", type=Path, help="folder to keep the recordings in")
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    asked = parser.parse_args()
    models.fetch(say=print)
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        text = tables(*run(asked.calls, folder))
    print(f"\n{text}")
    if asked.write:
        write(text, MARK, TITLE)


if __name__ == "__main__":
    main()
