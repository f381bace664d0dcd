"""One way to compare words in any supported script, used by matching, measuring and searching."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Letters that readers take for the same letter and writers use freely for each other.
_LETTERS = str.maketrans(
    {
        "ς": "σ",
        "ı": "i",
        "İ": "i",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ک": "ك",
        "ة": "ه",
        "ۀ": "ه",
        "ؤ": "و",
        "ـ": None,  # tatweel stretches a word for looks
        "\u200c": None,  # zero-width non-joiner: Persian writers use it or leave it out
        "\u200d": None,
        "\u200e": None,
        "\u200f": None,
        "’": "'",
        "‘": "'",
        "`": "'",
        "ß": "ss",
    }
)
_BREAKS = re.compile(r"['’‐‑–—/-]")


@lru_cache(maxsize=65536)
def normalise_word(word: str) -> str:
    """`word` without case, marks and punctuation; "" when nothing is left to compare.

    One word gives one normalised word, so positions stay the same. An apostrophe or hyphen
    inside the word is dropped: "I'll" becomes "ill", "re-booked" becomes "rebooked".
    """
    decomposed = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    # Casefolding may bring back letters that have to be mapped (final sigma, dotted i).
    kept = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    folded = kept.casefold().translate(_LETTERS)
    return "".join(ch for ch in folded if ch.isalnum())


def normalise(text: str) -> str:
    """`text` with every word normalised, joined by single spaces."""
    return " ".join(filter(None, map(normalise_word, text.split())))


def index_text(text: str) -> str:
    """`text` as the search index keeps it: normalised, and Arabic words also without the article.

    Hyphens and apostrophes separate words here, so that either part is found.
    """
    words = normalise(_BREAKS.sub(" ", text)).split()
    bare = [word[2:] for word in words if word.startswith("ال") and len(word) > 4]
    whole = [w for w in map(normalise_word, text.split()) if w and w not in words]
    return " ".join([*words, *bare, *whole])


def printable(text: str) -> str:
    """`text` without control characters, which could repaint a terminal."""
    return "".join(ch if ch.isprintable() else " " for ch in text)


def content_words(words: Iterable[str]) -> set[str]:
    """The normalised words of more than three letters: what a sentence is about, roughly."""
    return {word for word in map(normalise_word, words) if len(word) > 3}
