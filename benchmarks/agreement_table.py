"""The tables of benchmarks/agreement.py, and their place in RESULTS.md."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

from qa.agreement import Estimate, agreement, f1

if TYPE_CHECKING:
    from benchmarks.agreement import Pair

RESULTS = Path(__file__).parent / "RESULTS.md"
CORE = ("no_interrupting", "no_hang_up", "apology_given", "commitment_made")
SET_NAMES = {
    "train": "scripts written to learn from",
    "dev": "development calls",
    "dev_multi": "development calls, other languages",
    "fresh": "scripts of unusual wording",
}
LANGUAGES = {"en": "English", "el": "Greek", "tr": "Turkish", "ar": "Arabic", "fa": "Persian"}


def tables(pairs: Sequence[Pair], sets: Sequence[str]) -> str:
    """Markdown: the means of every set and language, then every criterion."""
    parts = [
        f"`python -m benchmarks.agreement`, {date.today():%-d %B %Y}, Python "
        f"{platform.python_version()}.",
        _means(pairs, sets),
    ]
    for name in sets:
        own = [pair for pair in pairs if pair.set == name]
        parts += [f"### {SET_NAMES.get(name, name).capitalize()} (`calls/{name}`)", _criteria(own)]
    return "\n\n".join(parts) + "\n"


def _means(pairs: Sequence[Pair], sets: Sequence[str]) -> str:
    rows = []
    for name in sets:
        for code, title in LANGUAGES.items():
            own = [pair for pair in pairs if (pair.set, pair.language) == (name, code)]
            if own:
                calls = len({pair.call for pair in own})
                core = [pair for pair in own if pair.criterion in CORE]
                cells = [*_mean_of(core), *_mean_of(own)]
                rows.append([f"`{name}`, {title}", str(calls), *cells])
    head = ["calls", "n", "core four: accuracy", "κ", "AC1", "all labels: accuracy", "κ", "AC1"]
    return table(head, rows)


def _mean_of(pairs: Sequence[Pair]) -> list[str]:
    """Means over criteria; κ over those where it is defined."""
    found = [agreement(*_raters(own), rounds=2) for own in _by_criterion(pairs).values()]

    def average(pick: Callable[..., Estimate]) -> str:
        values = [value for one in found if (value := pick(one).value) is not None]
        return f"{mean(values):.2f}" if values else "–"

    return [average(lambda a: a.percent), average(lambda a: a.kappa), average(lambda a: a.ac1)]


def _criteria(pairs: Sequence[Pair]) -> str:
    rows = []
    for criterion, own in _by_criterion(pairs).items():
        labels, verdicts = _raters(own)
        found = agreement(labels, verdicts)
        unsure = sum(pair.verdict == "cannot_tell" for pair in own) / len(own)
        rows.append(
            [
                f"`{criterion}`",
                str(len(own)),
                _interval(found.percent),
                _plain(f1(labels, verdicts, "fail")),
                _plain(f1(labels, verdicts, "pass")),
                _interval(found.kappa),
                _interval(found.ac1),
                f"{unsure:.0%}",
            ]
        )
    head = ["criterion", "n", "accuracy", "F1 fail", "F1 pass", "κ", "AC1", "cannot tell"]
    return table(head, rows)


def _by_criterion(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        found.setdefault(pair.criterion, []).append(pair)
    return found


def _raters(pairs: Iterable[Pair]) -> tuple[list[str], list[str]]:
    own = list(pairs)
    return [pair.label for pair in own], [pair.verdict for pair in own]


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _interval(found: Estimate) -> str:
    if found.value is None:
        return "–"
    if found.low is None or found.high is None:
        return f"{found.value:.2f}"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown of a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def write(
    text: str, mark: str = "agreement", title: str = "Agreement of verdicts with labels"
) -> None:
    """Put tables between their marks in RESULTS.md, under a title at its end if there are none."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before = RESULTS.read_text(encoding="utf-8")
    if begin not in before:
        before += f"\n## {title}\n\n{begin}\n{end}\n"
    start, stop = before.index(begin) + len(begin), before.index(end)
    RESULTS.write_text(f"{before[:start]}\n{text}{before[stop:]}", encoding="utf-8")
