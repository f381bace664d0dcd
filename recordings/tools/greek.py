"""Greek text to Kokoro's phoneme alphabet, through espeak-ng."""

from __future__ import annotations

import re
import subprocess

MAP = str.maketrans({"ɪ": "i", "r": "ɾ", "‿": None, "ɐ": "a", "ˌ": None, "_": None})
# espeak-ng drops the nasal of "nd" inside words, which careful speakers keep
NASAL = re.compile(r"(?<=[aeiou])(ˈ?)d")
PAIRS = (("dz", "ʣ"), ("ts", "ʦ"), ("(el)", ""), ("(en)", ""))


def _tidy(ipa: str) -> str:
    """espeak-ng's IPA in Kokoro's alphabet."""
    for old, new in PAIRS:
        ipa = ipa.replace(old, new)
    return NASAL.sub(r"n\1d", ipa.translate(MAP))


def _word(word: str) -> str:
    """IPA of a single word (so that words stay apart and countable)."""
    ipa = subprocess.run(
        ["espeak-ng", "-v", "el", "--ipa", "-q", word], capture_output=True, text=True, check=True
    ).stdout
    ipa = "".join(ipa.split())
    return _tidy(ipa)


def _clause(words: list[str]) -> list[str]:
    """IPA of the words of a clause, phrased together where espeak keeps them apart."""
    ipa = subprocess.run(
        ["espeak-ng", "-v", "el", "--ipa", "-q", " ".join(words)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    spoken = _tidy(ipa).split()
    return spoken if len(spoken) == len(words) else [_word(word) for word in words]


def greek_phonemes(text: str) -> list[str]:
    """Phoneme strings, one per sentence; the Greek question mark becomes ``?``."""
    sentences = []
    for sentence in re.findall(r"[^.;!]+[.;!]?", text):
        spoken = []
        for clause in re.findall(r"[^,.;!]+[,.;!]?", sentence.strip()):
            words = clause.strip().rstrip(",.;!").split()
            if words:
                mark = clause.strip()[-1]
                mark = {";": "?"}.get(mark, mark if mark in ",.!" else "")
                spoken.append(" ".join(_clause(words)) + mark)
        if spoken:
            sentences.append(" ".join(spoken))
    return sentences
