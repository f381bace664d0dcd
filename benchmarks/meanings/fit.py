"""Fitting the detector: logistic regression whose turn score is the soft maximum over sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

EPOCHS, BATCH, STEP = 15, 1000, 0.04
SHRINK_DENSE, SHRINK_HASHED = 1e-3, 1e-4
POSITIVES = 2.0  # what is done is rarer than what is not, and worth more


@dataclass
class Weights:
    """Per act (columns) a weight for every dense and hashed feature, and a base."""

    dense: np.ndarray
    hashed: np.ndarray
    base: np.ndarray

    def all(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.dense, self.hashed, self.base


def fit(
    dense: np.ndarray,
    hashed: sparse.csr_matrix,
    turn: np.ndarray,
    truth: np.ndarray,
    known: np.ndarray,
    seed: int = 0,
) -> Weights:
    """Weights by Adam; `turn` numbers the turns of the sentences from 0 in order."""
    random = np.random.default_rng(seed)
    count, acts = truth.shape
    weights = Weights(
        np.zeros((dense.shape[1], acts), np.float32),
        np.zeros((hashed.shape[1], acts), np.float32),
        np.full(acts, -3.0, np.float32),
    )
    means = [np.zeros_like(weight) for weight in weights.all()]
    squares = [np.zeros_like(weight) for weight in weights.all()]
    starts = np.searchsorted(turn, np.arange(count + 1))
    steps = 0
    for epoch in range(EPOCHS):
        order = random.permutation(count)
        step = STEP * (1 - epoch / EPOCHS) + 1e-4
        for begin in range(0, count, BATCH):
            chosen = np.sort(order[begin : begin + BATCH])
            gradients = _gradients(dense, hashed, starts, chosen, truth, known, weights)
            steps += 1
            for weight, gradient, mean, square in zip(
                weights.all(), gradients, means, squares, strict=True
            ):
                _step(weight, gradient, mean, square, steps, step)
    return weights


def _step(weight, gradient, mean, square, steps: int, step: float) -> None:
    """One step of Adam, in place: the weights are large."""
    mean *= 0.9
    mean += 0.1 * gradient
    square *= 0.99
    np.multiply(gradient, gradient, out=gradient)
    square += 0.01 * gradient
    np.divide(square, 1 - 0.99**steps, out=gradient)
    np.sqrt(gradient, out=gradient)
    gradient += 1e-6
    np.divide(mean, gradient, out=gradient)
    gradient *= step / (1 - 0.9**steps)
    weight -= gradient


def _gradients(dense, hashed, starts, chosen, truth, known, weights):
    rows = np.concatenate([np.arange(starts[t], starts[t + 1]) for t in chosen])
    owner = np.repeat(np.arange(len(chosen)), starts[chosen + 1] - starts[chosen])
    d, h = dense[rows], hashed[rows]
    scores = d @ weights.dense + h @ weights.hashed + weights.base
    begin = np.searchsorted(owner, np.arange(len(chosen)))
    top = np.maximum.reduceat(scores, begin, axis=0)
    share = np.exp(scores - top[owner])
    total = np.add.reduceat(share, begin, axis=0)
    probability = 1 / (1 + np.exp(-(top + np.log(total))))
    wanted = truth[chosen]
    error = (probability - wanted) * np.where(wanted > 0, POSITIVES, 1.0) * known[chosen]
    per_row = (error[owner] * share / total[owner]).astype(np.float32) / len(chosen)
    return (
        d.T @ per_row + SHRINK_DENSE * weights.dense,
        np.asarray(h.T @ per_row) + SHRINK_HASHED * weights.hashed,
        per_row.sum(axis=0),
    )


def turn_scores(
    dense: np.ndarray, hashed: sparse.csr_matrix, turn: np.ndarray, count: int, weights: Weights
) -> np.ndarray:
    """A row per turn, a column per act."""
    scores = dense @ weights.dense + hashed @ weights.hashed + weights.base
    begin = np.searchsorted(turn, np.arange(count))
    top = np.maximum.reduceat(scores, begin, axis=0)
    return top + np.log(np.add.reduceat(np.exp(scores - top[turn]), begin, axis=0))
