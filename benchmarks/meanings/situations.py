"""Fitting what kind of call it is to what its turns do, as weights that never saw them say."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from benchmarks.meanings import acts
from benchmarks.meanings.corpus import Rows, Text
from qa.meaning.model import GROUPS, calibrated
from qa.meaning.situations import PER_ACT, summary

SHRINK = 16.0  # for all acts together; a single act's weight may be as large as it likes
SHRINK_FEW = 0.5
RARER = 0.5  # what is rare counts for more, by this power of how much rarer it is
PARTS = 10


def add_likely(
    likely: list[dict[str, np.ndarray]],
    texts: list[Text],
    rows: Rows,
    scores: np.ndarray,
    slope: np.ndarray,
    middle: np.ndarray,
    speaker: str,
) -> None:
    """Adds the calibrated probability of every act in every turn to the text it is in."""
    for number, text in enumerate(texts):
        own = scores[rows.text == number]
        values = calibrated(own, slope, middle, text.call.language)
        for i, act in enumerate(acts.of(speaker)):
            likely[number][act] = values[:, i]


def fit(
    texts: list[Text], likely: list[dict[str, np.ndarray]], seen: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """The weights of every situation, from the texts `seen`; from all of them, it prints how often
    each is right on parts held out."""
    names = tuple(acts.ACTS)
    told = [i for i, text in enumerate(texts) if text.labels and (seen is None or seen[i])]
    table = np.stack([summary(likely[i], names) for i in told])
    weights = np.zeros((len(acts.SITUATIONS), table.shape[1]), np.float32)
    base = np.zeros(len(acts.SITUATIONS), np.float32)
    languages = np.array([texts[i].call.language for i in told])
    for row, (name, (label, verdicts, among, of)) in enumerate(acts.SITUATIONS.items()):
        used = np.repeat([not of or act in of for act in names], PER_ACT)
        labels = [texts[i].labels.get(label) for i in told]
        rows = np.array([verdict in among for verdict in labels])
        truth = np.array([verdict in verdicts for verdict in labels], float)[rows]
        own = table[rows][:, used]
        shrink = SHRINK_FEW if of else SHRINK
        weights[row, used], base[row] = _logistic(own, truth, shrink)
        if seen is None:
            right = _right(own, truth, shrink)
            shares = "  ".join(f"{c} {right[languages[rows] == c].mean():.2f}" for c in GROUPS)
            print(f"{name:22} {truth.mean():.2f} of {len(truth)} calls; right: {shares}")
    return {
        "situations": np.array(list(acts.SITUATIONS)),
        "situation_acts": np.array(names),
        "situation_weights": weights,
        "situation_base": base,
    }


def _right(table: np.ndarray, truth: np.ndarray, shrink: float) -> np.ndarray:
    """Which calls weights say rightly that did not see them."""
    right = np.zeros(len(truth), bool)
    for part in range(PARTS):
        out = np.arange(len(truth)) % PARTS == part
        w, b = _logistic(table[~out], truth[~out], shrink)
        right[out] = ((table[out] @ w + b) > 0) == (truth[out] > 0)
    return right


def _worth(truth: np.ndarray) -> np.ndarray:
    """What each call counts for: the rarer kind more, or it would hardly ever be told."""
    share = np.where(truth > 0, truth.mean(), 1 - truth.mean())
    return np.maximum(1.0, (1 / share - 1)) ** RARER


def _logistic(table: np.ndarray, truth: np.ndarray, shrink: float) -> tuple[np.ndarray, float]:
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    scaled = (table - mean) / spread
    sign, worth = 2 * truth - 1, _worth(truth)

    def loss(x):
        margin = sign * (scaled @ x[1:] + x[0])
        pull = -sign * worth / (1 + np.exp(margin))
        value = (worth * np.logaddexp(0, -margin)).sum() + shrink * (x[1:] @ x[1:])
        return value, np.concatenate([[pull.sum()], scaled.T @ pull + 2 * shrink * x[1:]])

    x = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = x[1:] / spread
    return weights.astype(np.float32), float(x[0] - mean @ weights)
