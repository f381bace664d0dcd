"""Scores as tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from listening.inputs import ENERGY_GAP, WORD_GAP
from listening.scores import Score, median

NAMES = {
    "callqa": "callqa, the whole way",
    "plain": "(a) faster-whisper",
    "segments": "(a) without word times",
    "batched": "(b) faster-whisper batched",
    "diarized": "(c) (a) + sherpa-onnx",
}
AGAINST = {"stereo": "plain", "mono": "diarized"}
Scores = dict[str, dict[str, Score]]


def table(
    scores: Scores, sounds: dict[str, dict[str, int]], lengths: Sequence[dict[str, Any]]
) -> str:
    """Everything measured."""
    parts = []
    for kind, own in scores.items():
        if own:
            parts += [f"{kind}, {len(own['callqa'].times)} recordings", _systems(kind, own)]
    der = scores["mono"]
    if der:
        parts += ["DER, no collar", _der(der["callqa"], der["diarized"])]
    if sounds:
        systems = list(next(iter(sounds.values())))
        rows = [[name, *(str(own[s]) for s in systems)] for name, own in sounds.items()]
        head = ["words where nobody speaks", *(NAMES[s] for s in systems)]
        parts.append(_markdown(head, rows))
    if lengths:
        rows = [
            [
                f"{r['minutes']} min",
                f"{r['seconds']:.0f} s",
                f"{r['seconds'] / r['minutes'] / 60:.3f}",
                f"{r['peak']:.2f} GB",
            ]
            for r in lengths
        ]
        parts.append(_markdown(["one channel full of talk", "time", "RTF", "peak memory"], rows))
    return "\n\n".join(parts)


def _der(own: Score, other: Score) -> str:
    """Per recording: against the level of its channels, against word times, and what of the latter
    is speech given to the wrong person."""
    columns = ["level", f"level, pauses ≤ {ENERGY_GAP} s", "words", "confused"]
    kept = [
        (s.der_level.get(WORD_GAP, {}), s.der_level.get(ENERGY_GAP, {}), s.der, s.confused)
        for s in (own, other)
    ]
    head = ["recording", *(f"{whose}: {c}" for whose in ("callqa", "(c)") for c in columns)]
    rows = [
        [name, *(f"{part[name]:.1%}" if name in part else "–" for parts in kept for part in parts)]
        for name in own.der
    ]
    means = [list(part.values()) for parts in kept for part in parts]
    return _markdown(head, [*rows, ["mean", *(f"{np.mean(m):.1%}" if m else "–" for m in means)]])


def _systems(kind: str, own: dict[str, Score]) -> str:
    against = own[AGAINST[kind]].seconds
    head = [
        "system",
        "speech without words",
        "WER",
        "cpWER",
        "DER",
        "word start: median",
        "worst",
        "word end: median",
        "interruptions found, missed, invented",
        "roles",
        "RTF",
        f"time ÷ {NAMES[AGAINST[kind]][:3]}",
        "peak memory",
    ]
    rows = []
    for name, s in own.items():
        words = bool(s.said)
        rows.append(
            [
                NAMES[name],
                _percent(sum(s.wordless.values()), sum(s.speech.values())),
                _percent(s.errors, s.said) if words else "–",
                _percent(s.cp_errors, s.said) if words else "–",
                _percent(s.wrong_time, s.reference_time),
                f"{median(s.starts):.2f} s" if s.starts else "–",
                f"{max(s.starts):.1f} s" if s.starts else "–",
                f"{median(s.ends):.2f} s" if s.ends else "–",
                f"{s.found}, {s.missed}, {s.invented}"
                if name == "callqa" and kind == "stereo"
                else "–",
                f"{s.roles_right} right, {len(s.roles_wrong)} not" if name == "callqa" else "–",
                f"{s.seconds / s.audio:.3f}",
                f"{s.seconds / against:.2f}",
                f"{s.peak:.2f} GB",
            ]
        )
    return _markdown(head, rows)


def goals(
    scores: Scores, sounds: dict[str, dict[str, int]], lengths: Sequence[dict[str, Any]]
) -> str:
    """What was aimed at, what was measured, and whether that is enough."""
    rows = []

    def row(goal: str, aim: str, got: str, reached: bool) -> None:
        rows.append([goal, aim, got, "yes" if reached else "**no**"])

    stereo, mono = scores["stereo"], scores["mono"]
    if stereo:
        own, plain = stereo["callqa"], stereo["plain"]
        shares = {k: own.wordless[k] / own.speech[k] for k in own.speech if own.speech[k]}
        worst = max(shares, key=lambda k: shares[k])
        row(
            "speech without words, worst speaker, stereo",
            "≤ 1 %",
            f"{shares[worst]:.1%} ({worst})",
            shares[worst] <= 0.01,
        )
        ratio = own.seconds / plain.seconds
        shares = {name: own.times[name] / plain.times[name] for name in own.times}
        slowest = max(shares, key=lambda name: shares[name])
        row(
            "stereo, time ÷ (a)",
            "≤ 0.50",
            f"{ratio:.2f}, {shares[slowest]:.2f} at worst ({slowest})",
            ratio <= 0.5,
        )
        if own.said:
            row(
                "stereo, WER no worse than (a)",
                f"≤ {plain.errors / plain.said:.1%}",
                f"{own.errors / own.said:.1%}",
                own.errors <= plain.errors,
            )
            row(
                "word starts, median error",
                "≤ 0.1 s",
                f"{median(own.starts):.3f} s",
                median(own.starts) <= 0.1,
            )
            row(
                "interruptions, stereo",
                "all found, none invented",
                f"{own.missed} missed, {own.invented} invented",
                not own.missed + own.invented,
            )
    if mono:
        own, other = mono["callqa"], mono["diarized"]
        ratio = own.seconds / other.seconds
        row("mono, time ÷ (c)", "≤ 0.40", f"{ratio:.2f}", ratio <= 0.4)
        if own.said:
            row(
                "mono, cpWER below (c)",
                f"< {other.cp_errors / other.said:.1%}",
                f"{own.cp_errors / own.said:.1%}",
                own.cp_errors < other.cp_errors,
            )
        if own.reference_time:
            der, theirs = (s.wrong_time / s.reference_time for s in (own, other))
            row("mono, DER below (c)", f"< {theirs:.1%}", f"{der:.1%}", der < theirs)
            references = {
                "channels' level": own.der_level.get(WORD_GAP, {}),
                f"the same, pauses ≤ {ENERGY_GAP} s": own.der_level.get(ENERGY_GAP, {}),
                "word times": own.der,
            }
            for reference, der_of in references.items():
                if not der_of:
                    continue
                worst = max(der_of, key=lambda k: der_of[k])
                shares = list(der_of.values())
                row(
                    f"mono, DER of every recording against {reference}",
                    "≤ 6 %",
                    f"{np.mean(shares):.1%} mean, {np.median(shares):.1%} median, "
                    f"{der_of[worst]:.1%} worst ({worst})",
                    der_of[worst] <= 0.06,
                )
    wrong = [n for kind in scores.values() if kind for n in kind["callqa"].roles_wrong]
    row("roles", "all right", f"not: {', '.join(wrong)}" if wrong else "all right", not wrong)
    if sounds:
        words = sum(own["callqa"] for own in sounds.values())
        row("words where nobody speaks", "0", str(words), not words)
    if lengths:
        last, before = lengths[-1], lengths[-2]
        growth = last["seconds"] / before["seconds"] / (last["minutes"] / before["minutes"])
        row(
            f"{last['minutes']} min on one channel",
            "≤ 1.5 GB, linear",
            f"{last['peak']:.2f} GB, {growth:.2f} of linear",
            last["peak"] <= 1.5 and growth < 1.1,
        )
    return "\n" + _markdown(["goal", "aim", "measured", "reached"], rows)


def _percent(part: float, whole: float) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
