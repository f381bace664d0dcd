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
    """The criteria with changed verdicts, those that change most in English first."""
    changed = [one for one in verdicts if one.by_text != one.by_speech]
    english = [one for one in changed if one.language == "en"]
    others = Counter(one.criterion for one in changed if one.language != "en")
    most = Counter(one.criterion for one in english)
    rows = []
    for criterion in sorted(most | others, key=lambda c: (-most[c], -others[c])):
        own = [one for one in english if one.criterion == criterion]
        ways = [f"{one.call}: {one.by_text} → {one.by_speech}" for one in own]
        by_text = sum(one.label == one.by_text for one in own)
        by_speech = sum(one.label == one.by_speech for one in own)
        cells = [str(len(own)), ", ".join(ways) or "–", str(by_text), str(by_speech)]
        rows.append([f"`{criterion}`", *cells, str(others[criterion])])
    head = ["criterion", "English: changed", "text → speech", "right by text only"]
    return table([*head, "right by speech only", "other languages: changed"], rows)
