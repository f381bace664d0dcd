"""How often the default rubric's verdicts are those of the labels of the scripts in `calls/`.

    python benchmarks/agreement.py [FOLDER …]

Scripts are scored from text and timing alone, so this measures measuring and judging, not hearing.
Cohen's kappa is over the four verdicts, with cannot_tell counted as a disagreement.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from qa.formats import script
from qa.measure import measure
from qa.rubric.load import find, load
from qa.rubric.score import score

FOLDERS = [Path(__file__).parent / "calls" / name for name in ("dev", "dev_multi", "fresh")]
SHORT = {"not_applicable": "na"}

Pairs = dict[str, list[tuple[str, str]]]


def compare(folder: Path) -> tuple[Pairs, list[str]]:
    """(label, verdict) pairs per criterion, and a line for each that differs."""
    rubric = load(find("essentials"))
    pairs: Pairs = {}
    differing = []
    for path in sorted(folder.glob("*.call")):
        parsed = script.parse(path.read_text(encoding="utf-8"), str(path))
        card = score(rubric, measure(script.to_call(parsed, path.stem)))
        for line in card.lines:
            finding = line.finding
            got = SHORT.get(finding.verdict, str(finding.verdict))
            label = parsed.labels[finding.criterion]
            pairs.setdefault(finding.criterion, []).append((label, got))
            if got != label:
                differing.append(f"{path.stem} {finding.criterion}: {label}, not {got}")
    return pairs, differing


def kappa(pairs: list[tuple[str, str]]) -> float:
    """Cohen's kappa; 1 when there is nothing to disagree about."""
    n = len(pairs)
    agree = sum(a == b for a, b in pairs) / n
    one, two = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(one[kind] * two[kind] for kind in one) / n**2
    return 1.0 if chance == 1 else (agree - chance) / (1 - chance)


def main(folders: list[Path]) -> None:
    for folder in folders:
        pairs, differing = compare(folder)
        print(f"{folder.name:24} {'calls':>5} {'accuracy':>8} {'kappa':>6}")
        for criterion, own in pairs.items():
            right = sum(a == b for a, b in own) / len(own)
            print(f"  {criterion:22} {len(own):5} {right:8.2f} {kappa(own):6.2f}")
        print("".join(f"  {line}\n" for line in differing))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or FOLDERS)
