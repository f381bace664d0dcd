"""Scores of what a system found against what is known."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
from listening.inputs import Input, Said

from qa.call import Interval
from qa.intervals import covered, merge, total

sys.path.insert(0, str(Path(__file__).parents[2] / "recordings"))
from tools.words import plain_words

HEARD_SECONDS = 0.4  # shorter stretches of speech may be breaths
SAME_SECONDS = 0.6  # an interruption this near to a known one is that one


@dataclass
class Score:
    """Sums over calls; a rate is asked for at the end. Lists are one entry per word or call."""

    errors: int = 0
    said: int = 0
    cp_errors: int = 0
    speech: dict[str, float] = field(default_factory=dict)
    wordless: dict[str, float] = field(default_factory=dict)
    wrong_time: float = 0.0
    reference_time: float = 0.0
    der: dict[str, float] = field(default_factory=dict)
    der_level: dict[float, dict[str, float]] = field(default_factory=dict)
    confused: dict[str, float] = field(default_factory=dict)
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    found: int = 0
    missed: int = 0
    invented: int = 0
    roles_right: int = 0
    roles_wrong: list[str] = field(default_factory=list)
    audio: float = 0.0
    seconds: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    times: dict[str, float] = field(default_factory=dict)


def add(score: Score, known: Input, found: dict[str, Any]) -> None:
    """Add what a system found in one recording."""
    score.audio += known.seconds
    score.seconds += found["seconds"]
    score.cpu += found["cpu"]
    score.peak = max(score.peak, found["peak"])
    score.times[known.name] = found["seconds"]
    if "words" not in found:
        return
    heard = {
        str(s): [Said(text, start, end) for text, start, end in own]
        for s, own in found["words"].items()
    }
    names = _names(known, heard)
    if known.words:
        _add_words(score, known, heard, names)
    _add_speech(score, known, heard, names)
    if known.mono and known.speech and found.get("speech"):
        _add_der(score, known, found["speech"])
    if "roles" in found and {"agent", "customer"} <= set(known.speech):
        _add_roles(score, known, heard, found["roles"])
    if "interruptions" in found and not known.mono and known.words:
        _add_interruptions(score, known, found["interruptions"])


def _names(known: Input, heard: dict[str, list[Said]]) -> dict[str, str]:
    """Who of the reference each speaker of a system is.

    By channel for a system without roles; else, and on one channel, the way of naming them that
    shares most time, so that a wrong role is not counted as wrong words as well.
    """
    if not known.mono and known.channels and all(s.isdigit() for s in heard):
        return {str(i): name for i, name in enumerate(known.channels)}
    own = list(heard)
    people = list(known.speech)
    options = permutations([*people, *[""] * len(own)], len(own))

    def shared(names: Sequence[str]) -> float:
        return sum(
            covered(Interval(w.start, max(w.end, w.start)), known.speech[name])
            for speaker, name in zip(own, names, strict=True)
            if name
            for w in heard[speaker]
        )

    best = max(set(options), key=shared, default=())
    return dict(zip(own, best, strict=True))


def _text(words: Iterable[Said]) -> str:
    return " ".join(plain_words(" ".join(w.text for w in sorted(words, key=lambda w: w.start))))


def _add_words(
    score: Score, known: Input, heard: dict[str, list[Said]], names: dict[str, str]
) -> None:
    import jiwer
    import meeteval

    reference = {speaker: _said(own) for speaker, own in known.words.items()}
    hypothesis = {speaker: _text(own) for speaker, own in heard.items()} or {"0": ""}
    rate = meeteval.wer.cp_word_error_rate(
        reference, hypothesis, reference_sort=False, hypothesis_sort=False
    )
    score.cp_errors += rate.errors
    score.said += rate.length
    if known.mono:
        # Of one channel only the order in time is known; overlaps make some of it arbitrary.
        said = _text(w for own in known.words.values() for w in own)
        result = jiwer.process_words(said, _text(w for own in heard.values() for w in own))
        score.errors += result.substitutions + result.deletions + result.insertions
    else:
        by_name: dict[str, list[Said]] = {}
        for speaker, own in heard.items():
            by_name.setdefault(names.get(speaker, ""), []).extend(own)
        for speaker, text in reference.items():
            result = jiwer.process_words(text, _text(by_name.get(speaker, ())))
            score.errors += result.substitutions + result.deletions + result.insertions
    for speaker, own in heard.items():
        _add_times(score, known.words.get(names.get(speaker, ""), []), own)


def _said(words: Sequence[Said]) -> str:
    return " ".join(plain_words(" ".join(w.text for w in words)))


def _add_times(score: Score, said: Sequence[Said], heard: Sequence[Said]) -> None:
    """Errors of the times of words that both have, found by aligning the two texts."""
    import jiwer

    ours = [(p, w) for w in said if len(p := plain_words(w.text)) == 1]
    theirs = [
        (p, w) for w in sorted(heard, key=lambda w: w.start) if len(p := plain_words(w.text)) == 1
    ]
    if not ours or not theirs:
        return
    result = jiwer.process_words(" ".join(p[0] for p, _ in ours), " ".join(p[0] for p, _ in theirs))
    for chunk in result.alignments[0]:
        if chunk.type != "equal":
            continue
        for i, j in zip(
            range(chunk.ref_start_idx, chunk.ref_end_idx),
            range(chunk.hyp_start_idx, chunk.hyp_end_idx),
            strict=True,
        ):
            score.starts.append(abs(ours[i][1].start - theirs[j][1].start))
            score.ends.append(abs(ours[i][1].end - theirs[j][1].end))


def _add_speech(
    score: Score, known: Input, heard: dict[str, list[Said]], names: dict[str, str]
) -> None:
    """Speech that no word of its speaker touches."""
    for person, speech in known.speech.items():
        words = merge(
            Interval(w.start, max(w.end, w.start + 0.01))
            for speaker, own in heard.items()
            if names.get(speaker) == person
            for w in own
        )
        missed = sum(
            s.seconds for s in speech if s.seconds >= HEARD_SECONDS and not covered(s, words)
        )
        key = f"{known.name}: {person}"
        score.speech[key] = total(speech)
        score.wordless[key] = missed


def _add_der(score: Score, known: Input, speech: dict[str, list[list[float]]]) -> None:
    """DER against the times of the words, and against the level of the channels of a mix.

    A reference of word times counts as speech what its synthesiser leaves silent after a comma;
    what can be heard is in the channels.
    """
    found = {s: [Interval(*pair) for pair in pairs] for s, pairs in speech.items()}
    wrong, confused, reference = _der(known.speech, found, known.seconds)
    score.wrong_time += wrong
    score.reference_time += reference
    score.der[known.name] = wrong / reference
    score.confused[known.name] = confused / reference
    for gap, sounding in known.sounding.items():
        wrong, _, reference = _der(sounding, found, known.seconds)
        score.der_level.setdefault(gap, {})[known.name] = wrong / reference


def _der(
    known: Mapping[str, Sequence[Interval]],
    found: Mapping[str, Sequence[Interval]],
    seconds: float,
) -> tuple[float, float, float]:
    """Seconds wrong, of these seconds given to the wrong speaker, and seconds of the reference."""
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    reference, hypothesis = Annotation(), Annotation()
    for speaker, own in known.items():
        for item in own:
            reference[Segment(item.start, item.end), speaker] = speaker
    for speaker, own in found.items():
        for item in own:
            hypothesis[Segment(item.start, item.end), f"found {speaker}"] = f"found {speaker}"
    parts = DiarizationErrorRate(collar=0.0, skip_overlap=False)(
        reference, hypothesis, uem=Timeline([Segment(0, seconds)]), detailed=True
    )
    wrong = parts["missed detection"] + parts["false alarm"] + parts["confusion"]
    return wrong, parts["confusion"], parts["total"]


def _add_roles(score: Score, known: Input, heard: dict[str, list[Said]], told: bool) -> None:
    """Whether the words called the agent's are the agent's."""
    right = told and all(
        sum(
            covered(Interval(w.start, max(w.end, w.start)), known.speech[role]) for w in heard[role]
        )
        > sum(
            covered(Interval(w.start, max(w.end, w.start)), known.speech[other])
            for w in heard[role]
        )
        for role, other in (("agent", "customer"), ("customer", "agent"))
        if heard.get(role)
    )
    if right:
        score.roles_right += 1
    else:
        score.roles_wrong.append(known.name)


def _add_interruptions(score: Score, known: Input, found: Sequence[Sequence[Any]]) -> None:
    left = list(found)
    for by, start in known.interruptions:
        near = [f for f in left if f[0] == by and abs(f[1] - start) <= SAME_SECONDS]
        if near:
            left.remove(near[0])
            score.found += 1
        else:
            score.missed += 1
    score.invented += len(left)


def median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else float("nan")
