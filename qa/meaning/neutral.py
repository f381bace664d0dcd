"""Text made blind to whom it is about: names, titles, gender, courtesy, accents' spellings.

The detector sees only this, so none of these can change what a turn is taken to mean. Names are
told by their capital letter: a capitalised word that the training texts never have in small
letters. Scripts without capitals keep names; there only titles and forms of address go.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.spelling import respelled, spelling
from qa.words import normalise_word

NAME = "Name"
SENTENCE_ENDS = ".!?;؟؛…:"
MARKS = SENTENCE_ENDS + ","  # that stay with the word before them


def neutral(words: Sequence[str], language: str, common: frozenset[str]) -> str:
    """`words` as one blind text; `common` are the words that are no names."""
    known = spelling(language)
    kept: list[str] = []
    for word in words:
        plain = normalise_word(word)
        mark = word[-1:] if word[-1:] in MARKS else ""
        if not plain or plain in known.drop or plain in known.address:
            if mark and kept and kept[-1][-1:] not in SENTENCE_ENDS:
                kept[-1] += mark
            continue
        if _is_name(word, plain, common):
            if kept and kept[-1] == NAME:  # a family name after a given name
                kept.pop()
            kept.append(NAME + mark)
            continue
        same = respelled(word, known)
        kept.append(word if same is word else same + mark)
    return " ".join(kept)


def _is_name(word: str, plain: str, common: frozenset[str]) -> bool:
    start = word.lstrip("\"'“‘(«¿¡")
    return start[:1].isupper() and plain not in common and not plain.isdigit()
