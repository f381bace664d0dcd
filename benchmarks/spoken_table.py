"""The tables of benchmarks/spoken.py."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.agreement_table import CORE, LANGUAGES, table
from qa.agreement import kappa

if TYPE_CHECKING:
    from benchmarks.spoken import Heard, Judged

MARK, TITLE = "spoken", "Scripts spoken aloud"


def tables(hearings: Sequence[Heard], verdicts: Sequence[Judged]) -> str:
    """Markdown: what was heard of each language, its verdicts, and the criteria that change."""
    minutes = sum(one.seconds for one in hearings) / 60
    parts = [
        f"`python -m benchmarks.spoken`, {date.today():%-d %B %Y}, {len(hearings)} calls, "
        f"{minutes:.0f} minutes, model `base`, {platform.machine()}, Python "
        f"{platform.python_version()}.",
        _hearing(hearings),
        _languages(verdicts),
        _criteria(verdicts),
    ]
    return "\n\n".join(parts) + "\n"


def _hearing(hearings: Sequence[Heard]) -> str:
    rows = []
    for code, title in LANGUAGES.items():
        own = [one for one in hearings if one.language == code]
        if own:
            errors, words = sum(one.errors for one in own), sum(one.words for one in own)
            rows.append([title, str(len(own)), str(words), f"{errors / words:.1%}"])
    return table(["language", "calls", "words", "WER"], rows)


def _languages(verdicts: Sequence[Judged]) -> str:
    rows = []
    for code, title in LANGUAGES.items():
        own = [one for one in verdicts if one.language == code]
        if own:
            labelled = [one for one in own if one.label]
            core = [one for one in labelled if one.criterion in CORE]
            changed = sum(one.by_text != one.by_speech for one in own)
            cells = [*_agreement(core), *_agreement(labelled)]
            rows.append([title, *cells, f"{changed} of {len(own)}"])
    both = ["by text", "κ", "by speech", "κ"]
    head = ["language", "core four: " + both[0], *both[1:], "all labels: " + both[0], *both[1:]]
    return table([*head, "verdicts changed"], rows)


def _agreement(own: Sequence[Judged]) -> list[str]:
    """Share that is as labelled and κ, by text and by speech; over all criteria together."""
    labels = [one.label for one in own]
    cells = []
    for found in ([one.by_text for one in own], [one.by_speech for one in own]):
        right = sum(a == b for a, b in zip(labels, found, strict=True))
        value = kappa(labels, found)
        cells += [f"{right / len(own):.2f} ({right} of {len(own)})"]
        cells += ["–" if value is None else f"{value:.2f}"]
    return cells


def _criteria(verdicts: Sequence[Judged]) -> str:
    """The criteria with changed verdicts, most first."""
    every = Counter(one.criterion for one in verdicts)
    changed = [one for one in verdicts if one.by_text != one.by_speech]
    rows = []
    for criterion, count in Counter(one.criterion for one in changed).most_common():
        own = [one for one in changed if one.criterion == criterion]
        ways = Counter(f"{one.by_text} → {one.by_speech}" for one in own)
        told = ", ".join(f"{way} ({n})" for way, n in ways.most_common())
        worse = sum(one.label == one.by_text for one in own)
        better = sum(one.label == one.by_speech for one in own)
        calls = ", ".join(one.call for one in own)
        cells = [f"{count} of {every[criterion]}", told, str(worse), str(better), calls]
        rows.append([f"`{criterion}`", *cells])
    head = ["criterion", "changed", "text → speech", "right before", "right after", "calls"]
    return table(head, rows)
