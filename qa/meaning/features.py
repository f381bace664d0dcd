"""What the detector sees of a sentence: its vector, its words and letters, where it stands."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.meaning import encode
from qa.meaning.gloss import gloss, glossary
from qa.meaning.pieces import Piece
from qa.words import normalise

if TYPE_CHECKING:
    import numpy as np

HASHED = 2**16  # places for words and letters; which of them share one is left to chance
WORDS_LONGEST, LETTERS = 3, (3, 4, 5)
# How much each part weighs before training; tuned by cross-validation.
SENTENCE, TURN, BEFORE, LETTER = 3.0, 2.0, 1.5, 0.5
PLACES = 4  # first turn of the call, place in the call, among the first three, a question
DENSE = 3 * encode.SIZE + PLACES


@dataclass(frozen=True)
class Features:
    """`dense` (pieces × DENSE); `hashed` per piece the places and their weights."""

    dense: np.ndarray
    hashed: tuple[tuple[np.ndarray, np.ndarray], ...]


def features(pieces: Sequence[Piece], language: str, other: str | None = None) -> Features:
    """Features of sentences; vectors are zero in a language that is not `understood`.

    `other` is the language of the other side, None where both speak the same.
    """
    import numpy as np

    dense = np.zeros((len(pieces), DENSE), np.float32)
    if understood(language):
        own = [*(piece.text for piece in pieces), *(piece.whole for piece in pieces)]
        vectors = _beside(own, [piece.before for piece in pieces], language, other or language)
        for i, weight in enumerate((SENTENCE, TURN, BEFORE)):
            rows = vectors[i * len(pieces) : (i + 1) * len(pieces)]
            dense[:, i * encode.SIZE : (i + 1) * encode.SIZE] = weight * rows
    for row, piece in enumerate(pieces):
        places = (piece.number == 0, piece.place, piece.number < 3, piece.question)
        dense[row, -PLACES:] = places
    return Features(dense, tuple(_hashed(piece, language) for piece in pieces))


def _beside(own: list[str], others: list[str], language: str, other: str) -> np.ndarray:
    """The vectors of one side's texts, then of the other side's, each in their language; what is
    said in a language that is not `understood` counts as nothing said."""
    import numpy as np

    if not understood(other):
        others, other = [""] * len(others), language
    if other == language:
        return vectors_of([*own, *others], language)
    return np.vstack([vectors_of(own, language), vectors_of(others, other)])


def understood(language: str) -> bool:
    """Whether sentences of a language have vectors: its own, or those of its gloss."""
    return language in encode.LANGUAGES or glossary(language) is not None


def vectors_of(texts: Sequence[str], language: str) -> np.ndarray:
    """Unit vectors, one row of `encode.SIZE` floats per text, of a language that is `understood`.

    Where the encoder knows the language and there is a glossary too, the middle of both: the one
    knows how a sentence hangs together, the other how people talk.
    """
    import numpy as np

    glossed = encode.encode([gloss(text, language) or "." for text in texts])
    if language not in encode.LANGUAGES or glossary(language) is None:
        return glossed
    both = glossed + encode.encode([text or "." for text in texts])
    return both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-6)


def _hashed(piece: Piece, language: str) -> tuple[np.ndarray, np.ndarray]:
    """The places of the words (up to three in a row) and letters (three to five), each once."""
    import numpy as np

    found: dict[int, float] = {}
    texts = dict.fromkeys((piece.text, gloss(piece.text, language)))
    for text in texts:
        _add(found, [*normalise(text).split(), *(["?"] if piece.question else [])])
    return (
        np.fromiter(found, np.int32, len(found)),
        np.fromiter(found.values(), np.float32, len(found)),
    )


def _add(found: dict[int, float], words: list[str]) -> None:
    for length in range(1, WORDS_LONGEST + 1):
        for i in range(len(words) - length + 1):
            found[_place("w", " ".join(words[i : i + length]))] = 1.0
    for word in words:
        padded = f" {word} "
        for length in LETTERS:
            for i in range(max(1, len(padded) - length + 1)):
                found.setdefault(_place("c", padded[i : i + length]), LETTER)


def _place(kind: str, text: str) -> int:
    return zlib.crc32(f"{kind}{text}".encode()) % HASHED


def letter_vectors(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of hashed words and letters, one row of `encode.SIZE` per text: what stands in
    for sentence vectors where the encoder does not know the language."""
    import numpy as np

    rows = np.zeros((len(texts), encode.SIZE), np.float32)
    for row, text in enumerate(texts):
        places, weights = _hashed(Piece(0, 0, 0, text, text, "", 0.0, 0, text[-1:] in "?؟"), "")
        signs = np.where(places & encode.SIZE, 1.0, -1.0)
        np.add.at(rows[row], places % encode.SIZE, signs * weights)
        rows[row] /= max(1e-6, float(np.linalg.norm(rows[row])))
    return rows
