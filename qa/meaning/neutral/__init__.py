"""Text made blind to whom it is about: names, titles, gender, courtesy, accents' spellings.

The detector sees only this, so none of these can change what a turn is taken to mean. Names are
told by their capital letter: a capitalised word that the training texts never have in small
letters. Scripts without capitals keep names; there only titles and forms of address go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from qa.words import normalise_word

NAME = "Name"
_SENTENCE_ENDS = ".!?;؟؛…:"


@dataclass(frozen=True)
class Blind:
    """What disappears, what becomes another word, and which endings are spelled in two ways."""

    drop: frozenset[str] = frozenset()
    alike: dict[str, str] | None = None
    endings: tuple[tuple[str, str], ...] = ()


@lru_cache
def _blind(language: str) -> Blind:
    import yaml

    path = resources.files("qa.meaning.neutral").joinpath(f"{language}.yaml")
    if not path.is_file():
        return Blind()
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    alike = {word: line[0] for line in data.get("alike", ()) for word in line[1:]}
    endings = tuple((one, other) for one, other in data.get("endings", ()))
    return Blind(frozenset(map(str, data["drop"])), alike, endings)


def neutral(words: Sequence[str], language: str, common: frozenset[str]) -> str:
    """`words` as one blind text; `common` are the words that are no names."""
    blind = _blind(language)
    kept: list[str] = []
    for word in words:
        plain = normalise_word(word)
        mark = word[-1:] if word[-1:] in _SENTENCE_ENDS + "," else ""
        if not plain or plain in blind.drop:
            if mark and kept and kept[-1][-1:] not in _SENTENCE_ENDS:
                kept[-1] += mark
            continue
        if _is_name(word, plain, common):
            if kept and kept[-1] == NAME:  # a family name after a given name
                kept.pop()
            kept.append(NAME + mark)
            continue
        kept.append(_respelled(word, plain, mark, blind))
    return " ".join(kept)


def _is_name(word: str, plain: str, common: frozenset[str]) -> bool:
    start = word.lstrip("\"'“‘(«¿¡")
    return start[:1].isupper() and plain not in common and not plain.isdigit()


def _respelled(word: str, plain: str, mark: str, blind: Blind) -> str:
    if blind.alike and plain in blind.alike:
        return blind.alike[plain] + mark
    bare = word.rstrip(".,!?;:").lower()
    for one, other in blind.endings:
        if bare.endswith(other) and len(bare) > len(other) + 2:
            return bare[: -len(other)] + one + mark
    return word
