"""A word-by-word English gloss, for languages that the sentence encoder knows badly or not at all.

The encoder takes a bag of English words nearly as well as a sentence, so what was learned from
English scripts reaches Greek and Persian, and Turkish and Arabic as they are spoken. The glossaries
are written for service calls (`glosses/<language>.tsv`: a form in normalised words, a tab, its
gloss, perhaps empty); a form may be several words, and `*` at its end stands for any ending. The
longest wins. Words in no glossary are left out; names (see qa.meaning.neutral) stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from qa.meaning.neutral import MARKS, NAME
from qa.words import normalise_word

LONGEST = 6  # words of one form


@dataclass(frozen=True)
class Glossary:
    """`whole` by the words of a form, `stems` likewise with the last word cut at the `*`."""

    whole: dict[tuple[str, ...], str]
    stems: dict[tuple[str, ...], str]
    longest: int


@lru_cache
def glossary(language: str) -> Glossary | None:
    """The glossary of a language; None when it has none."""
    path = resources.files("qa.meaning").joinpath("glosses", f"{language}.tsv")
    if not path.is_file():
        return None
    whole: dict[tuple[str, ...], str] = {}
    stems: dict[tuple[str, ...], str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        form, _, gloss = line.partition("\t")
        words = tuple(form.removesuffix("*").split())
        (stems if form.endswith("*") else whole)[words] = gloss
    longest = max((len(words) for words in (*whole, *stems)), default=0)
    return Glossary(whole, stems, min(longest, LONGEST))


@lru_cache(maxsize=4096)
def gloss(text: str, language: str) -> str:
    """`text` in English words, in its own order; as it is in a language without a glossary."""
    known = glossary(language)
    if known is None:
        return text
    words = text.split()
    plain = [normalise_word(word) for word in words]
    found: list[str] = []
    at = 0
    while at < len(words):
        length, english = longest_form(plain, at, known)
        if words[at].startswith(NAME):
            length, english = 1, NAME
        mark = words[at + length - 1][-1:]
        if english:
            found.append(english)
        if mark in MARKS and found and found[-1][-1:] not in MARKS:
            asked = mark == "؟" or (mark == ";" and language == "el")
            found[-1] += "?" if asked else mark
        at += length
    return " ".join(found)


def longest_form(plain: list[str], at: int, known: Glossary) -> tuple[int, str]:
    """How many words the longest form at a place has, and its gloss; one word and "" if none."""
    for length in range(min(known.longest, len(plain) - at), 0, -1):
        words = tuple(plain[at : at + length])
        if words in known.whole:
            return length, known.whole[words]
        for end in range(len(words[-1]), 1, -1):
            stem = (*words[:-1], words[-1][:end])
            if stem in known.stems:
                return length, known.stems[stem]
    return 1, ""
