"""Words that must not change what is heard: who is spoken to or of, and with what accent.

A file per language in `qa/spellings`: `address` and `drop` disappear (forms of address; courtesies
and fillers, which only meaning ignores), of each line of `alike` all words count as the first, and
`endings` are spelled in two ways. What counts as one of `contracted` does so only with its
apostrophe: "he'll" is not "hell". Forms are in normalised letters, as qa.words compares them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from qa.words import normalise, normalise_word

SHORTEST_STEM = 3  # letters before an ending: "size" has no ending "ize"
SHORTEST_BEFORE_APOSTROPHE = 2  # "goin'"
SHORTENED = re.compile(r"(\w+)(['’](?:s|d|m|ll|re|ve)\W*)", re.IGNORECASE)


@dataclass(frozen=True)
class Spelling:
    """What one language spells or says in several ways; all empty where nothing is known."""

    address: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    alike: Mapping[str, str] = field(default_factory=dict)
    endings: tuple[tuple[str, str], ...] = ()
    contracted: frozenset[str] = frozenset()


@lru_cache
def spelling(language: str) -> Spelling:
    """What is known of a language."""
    import yaml

    path = resources.files("qa").joinpath("spellings", f"{language}.yaml")
    if not language.isalpha() or not path.is_file():
        return Spelling()
    # Everything is text: a plain loader takes "no" for False.
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return Spelling(
        frozenset(map(str, data.get("address", ()))),
        frozenset(map(str, data.get("drop", ()))),
        {word: line[0] for line in data.get("alike", ()) for word in line[1:]},
        tuple((one, other) for one, other in data.get("endings", ())),
        frozenset(map(str, data.get("contracted", ()))),
    )


def respelled(word: str, known: Spelling) -> str:
    """`word` as the first of those that count as the same; as it is if it is like no other."""
    plain = normalise_word(word)
    same = known.alike.get(plain)
    if same and (same not in known.contracted or "'" in word or "’" in word):
        return same
    if short := SHORTENED.fullmatch(word):
        head = respelled(short[1], known)
        if head != short[1]:
            return head + short[2]
    bare = word.rstrip(".,!?;:").lower()
    for one, other in known.endings:
        stem = bare.removesuffix(other)
        if stem == bare or bare.endswith(one):
            continue
        if len(stem) >= (SHORTEST_BEFORE_APOSTROPHE if "'" in other else SHORTEST_STEM):
            return stem + one
    return word


@lru_cache(maxsize=65536)
def compared(word: str, language: str, address: bool = False) -> str:
    """A word as phrases compare it: normalised and in one spelling; "" for a form of address,
    unless `address` keeps them."""
    known = spelling(language)
    if not address and normalise_word(word) in known.address:
        return ""
    return normalise(respelled(word, known))
