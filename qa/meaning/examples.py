"""Meaning shown by examples: sentences like these, unlike those.

A logistic regression on sentence vectors, from the examples themselves and from a background of
sentences that calls are full of, which count as unlike. In a language that the encoder does not
know, vectors of letters stand in for it, so that only similar wording is found.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from qa.call import Call
from qa.meaning.features import letter_vectors, understood, vectors_of
from qa.meaning.model import load
from qa.meaning.neutral import neutral
from qa.meaning.pieces import pieces
from qa.meanings import LEAST_KEPT, Act

if TYPE_CHECKING:
    import numpy as np

STEPS, RATE, SHRINK = 300, 0.5, 2e-3
SCALE = 8.0  # unit vectors are close to each other; stretched, a little difference counts
# Everyday turns of any call; unlike whatever a rubric asks for, unless its examples say otherwise.
BACKGROUND = tuple(
    """
    Good morning, how can I help you? | Can I take your account number, please? | Yes. | Okay. |
    Thank you. | One moment please. | Let me have a look at that for you. | What is your
    postcode? | That's right. | No, thank you. | Bye now. | And the date of birth? | I see it
    here on my screen. | It's for a delivery next week. | I moved house last month. | We are
    open from nine to five. | The price is twenty pounds a month. | I can see two orders here. |
    Mm-hm. | Is that the blue one? | Just bear with me a second. | You're welcome. | Have a nice
    day. | My name is on the contract. | It was on Tuesday afternoon. | I'll spell that for you.
    | The reference ends in four two. | Sorry, could you repeat that? | I don't know. | Right,
    okay.
    """.split("|")
)


def acts_like(
    call: Call, speaker: str, like: tuple[str, ...], unlike: tuple[str, ...]
) -> list[Act]:
    """Per turn of a speaker how probably it is like the examples, its likeliest sentence first."""
    own = pieces(call, speaker, load().common)
    if not own:
        return []
    language = call.language_of(speaker)
    known = language if understood(language) else ""
    blind = [tuple(_blind(text, language) for text in texts) for texts in (like, unlike)]
    weights, base = _learned(blind[0], blind[1], known)
    likely = _sigmoid(SCALE * _vectors([p.text for p in own], known) @ weights + base)
    best: dict[int, Act] = {}
    for piece, value in zip(own, likely, strict=True):
        act = Act(piece.turn, piece.first, piece.last, round(float(value), 3))
        before = best.get(piece.turn)
        if act.probability >= LEAST_KEPT and (not before or act.probability > before.probability):
            best[piece.turn] = act
    return [best[turn] for turn in sorted(best)]


def _blind(text: str, language: str) -> str:
    return neutral(text.split(), language, load().common)


@lru_cache(maxsize=64)
def _learned(
    like: tuple[str, ...], unlike: tuple[str, ...], known: str
) -> tuple[np.ndarray, float]:
    import numpy as np

    background = tuple(" ".join(text.split()) for text in BACKGROUND)
    rows = SCALE * np.vstack(
        [_vectors([*like, *unlike], known), _vectors(list(background), "en" if known else "")]
    )
    truth = np.array([1.0] * len(like) + [0.0] * (len(unlike) + len(background)))
    # Examples and near misses weigh the same in all; the background as much as the near misses.
    weight = np.concatenate(
        [np.full(n, 1 / max(1, n)) for n in (len(like), len(unlike), len(background))]
    )
    weights, base = np.zeros(rows.shape[1]), 0.0
    for _ in range(STEPS):
        error = weight * (_sigmoid(rows @ weights + base) - truth)
        weights -= RATE * (rows.T @ error + SHRINK * weights)
        base -= RATE * float(error.sum())
    return weights, base


def _vectors(texts: list[str], known: str) -> np.ndarray:
    """`known` is the language, "" for one without vectors of its own."""
    return vectors_of(texts, known) if known else letter_vectors(texts)


def _sigmoid(values: np.ndarray) -> np.ndarray:
    import numpy as np

    return 1 / (1 + np.exp(-values))
