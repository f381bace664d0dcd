"""Which turn does what: the detector run over a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.call import SIDES, Call, other_side
from qa.meaning.features import features
from qa.meaning.identity import identity
from qa.meaning.model import GROUPS, Detector, Model, load
from qa.meaning.pieces import Piece, pieces
from qa.meanings import LEAST_KEPT, Act, Meanings

if TYPE_CHECKING:
    import numpy as np

LEARNED = frozenset(GROUPS)


def understand(call: Call, model: Model | None = None) -> Call:
    """The call with its meanings; of a side whose language no training text is in, it has none,
    and then nothing is said of the whole call either.

    `model` is the program's own unless one is given.
    """
    model = model or load()
    acts: dict[str, tuple[Act, ...]] = {}
    situations: dict[str, float] = {}
    likely: dict[str, np.ndarray] = {}
    known = [speaker for speaker in SIDES if call.language_of(speaker) in LEARNED]
    for speaker in known:
        own = pieces(call, speaker, model.common)
        spoken = call.language_of(speaker), call.language_of(other_side(speaker))
        probabilities, best = _run(own, model.detectors[speaker], *spoken)
        for i, act in enumerate(model.detectors[speaker].acts):
            likely[act] = probabilities[:, i]
            acts[act] = tuple(_kept(own, probabilities[:, i], best[:, i]))
    if len(known) == len(SIDES):
        situations = model.situations.probabilities(likely)
    return replace(call, meanings=Meanings(identity(model.name), acts, situations))


def understood(call: Call) -> Call:
    """The call with its meanings, worked out only if it has none yet."""
    return call if call.meanings else understand(call)


def is_current(call: Call) -> bool:
    """Whether the call was understood, and by what understands calls now."""
    return call.meanings is not None and call.meanings.model == identity(load().name)


def _run(
    own: list[Piece], detector: Detector, language: str, other: str
) -> tuple[np.ndarray, np.ndarray]:
    """Per turn and act the probability, and the row of the sentence that shows it best."""
    import numpy as np

    count = len(detector.acts)
    if not own:
        return np.zeros((0, count)), np.zeros((0, count), int)
    scores = detector.scores(features(own, language, other))
    rows = list(turns(own))
    of_turns = np.stack([turn_scores(scores[row]) for row in rows])
    best = np.stack([row.start + scores[row].argmax(axis=0) for row in rows])
    return detector.probabilities(of_turns, language), best


def _kept(own: list[Piece], likely: np.ndarray, best: np.ndarray) -> Iterator[Act]:
    for probability, row in zip(likely, best, strict=True):
        if probability >= LEAST_KEPT:
            piece = own[int(row)]
            yield Act(piece.turn, piece.first, piece.last, round(float(probability), 3))


def turns(own: list[Piece]) -> Iterator[slice]:
    """The rows of each turn."""
    start = 0
    for i in range(1, len(own) + 1):
        if i == len(own) or own[i].turn != own[start].turn:
            yield slice(start, i)
            start = i


def turn_scores(rows: np.ndarray) -> np.ndarray:
    """The soft maximum over the sentences of a turn, per act."""
    import numpy as np

    top = rows.max(axis=0)
    return top + np.log(np.exp(rows - top).sum(axis=0))
