"""Text in any language that espeak-ng reads, to Kokoro's phonemes; words may run together."""

from __future__ import annotations

import re
import subprocess

PAIRS = (("tʃ", "ʧ"), ("dʒ", "ʤ"), ("ts", "ʦ"), ("dz", "ʣ"))
LETTERS = str.maketrans({"ɪ": "i", "r": "ɾ", "ɫ": "l", "‿": None, "_": None, ".": None})
SWITCHES = re.compile(r"\([a-z-]+\)|\d")  # to another language, and tones
MARKS = {"؟": "?", "،": ",", "؛": ",", ";": ","}


def foreign_phonemes(text: str, lang: str) -> list[str]:
    """Phoneme strings, one per sentence."""
    sentences = [""]
    for clause in re.findall(r"[^,.;!?؟،؛]+[,.;!?؟،؛]?", text):
        words = clause.strip().rstrip(",.;!?؟،؛")
        if words:
            mark = MARKS.get(clause[-1], clause[-1])
            mark = mark if mark in ",.!?" else ""
            sentences[-1] += f" {_ipa(words, lang)}{mark}"
            if mark in ".!?" and mark:
                sentences.append("")
    return [sentence.strip() for sentence in sentences if sentence]


def _ipa(words: str, lang: str) -> str:
    ipa = subprocess.run(
        ["espeak-ng", "-v", lang, "--ipa", "-q", "--", words],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ipa = SWITCHES.sub("", ipa)
    for old, new in PAIRS:
        ipa = ipa.replace(old, new)
    return " ".join(ipa.translate(LETTERS).split())
