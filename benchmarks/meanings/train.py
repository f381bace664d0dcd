"""Train the detector of meanings and write `qa/meaning/weights.npz`.

    python -m benchmarks.meanings.train [--dry]

Every text is scored by weights that never saw what its writer wrote (cross-validation over
writers); the calibration and the figures printed come from those scores alone. Those weights are
kept in `.cache/meanings`, so that benchmarks/agreement.py can judge calls by them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.meanings import acts, corpus, fit, origin, situations
from qa.meaning.model import GROUPS, LENGTH, group

OUT = Path(__file__).parents[2] / "qa" / "meaning" / "weights.npz"
PARTS = Path(__file__).parents[2] / ".cache" / "meanings"
FOLDS = 5
PRIOR = 12.0  # calls' worth of trust in the calibration of all languages together


def main(*, dry: bool = False) -> None:
    begun = origin.origin()  # before it takes minutes in which a text may change
    texts = corpus.texts()
    words = corpus.common(texts)
    data: dict[str, np.ndarray] = {"common": np.array(" ".join(sorted(words)))}
    parts = [dict(data) for _ in range(FOLDS)]
    likely: list[dict[str, np.ndarray]] = [{} for _ in texts]
    fold = folds(texts)
    for speaker in ("agent", "customer"):
        rows = corpus.rows(texts, speaker, words)
        inverse = data.setdefault("inverse", _inverse(rows))
        rows.hashed = weigh(rows.hashed, inverse)
        scores, without = crossed(fold[rows.text], rows)
        names = acts.of(speaker)
        slope, middle = calibrate(texts, rows, scores, names)
        report(speaker, texts, rows, scores, middle)
        situations.add_likely(likely, texts, rows, scores, slope, middle, speaker)
        weights = fit.fit(rows.dense, rows.hashed, rows.turn, rows.truth, rows.known)
        data |= _packed(speaker, weights, slope, middle)
        for number, part in enumerate(parts):
            seen = fold[rows.text] != number
            calibration = calibrate(texts, rows, scores, names, seen)
            part |= {"inverse": inverse} | _packed(speaker, without[number], *calibration)
    data |= situations.fit(texts, likely)
    data["name"] = np.array(_name(data))
    for number, part in enumerate(parts):
        part |= situations.fit(texts, likely, fold != number)
        part["name"] = np.array(f"{data['name']} without part {number + 1}")
    _keep(parts, texts, fold)
    origin.keep(PARTS, begun)
    if not dry:
        np.savez_compressed(OUT, **data)
        print(f"{OUT.name}: {OUT.stat().st_size / 1e6:.1f} MB, {data['name']}")


def _keep(parts: list[dict[str, np.ndarray]], texts: list[corpus.Text], fold: np.ndarray) -> None:
    """The weights of every part and who is left out of it, for benchmarks/agreement.py."""
    PARTS.mkdir(parents=True, exist_ok=True)
    origin.keep(PARTS, "")  # half written, they are nobody's
    for number, part in enumerate(parts):
        np.savez_compressed(PARTS / f"{number}.npz", **part)
    where = {f"{t.fold} {t.name}": int(n) for t, n in zip(texts, fold, strict=True) if t.labels}
    (PARTS / "calls.json").write_text(json.dumps(where), encoding="utf-8")


def _inverse(rows: corpus.Rows) -> np.ndarray:
    """How rare a hashed feature is: log of sentences by sentences that have it."""
    have = np.asarray((rows.hashed > 0).sum(axis=0)).ravel()
    return (
        (np.log((1 + rows.hashed.shape[0]) / (1 + have)) + 1).astype(np.float16).astype(np.float32)
    )


def weigh(hashed, inverse):
    """Hashed features weighed by rarity, each sentence brought to one length."""
    import scipy.sparse as sparse

    weighed = hashed @ sparse.diags(inverse)
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1))).ravel()
    return (sparse.diags(LENGTH / np.maximum(length, 1e-6)) @ weighed).tocsr().astype(np.float32)


def folds(texts: list[corpus.Text]) -> np.ndarray:
    """The part of every text: what was written together stays together, as many calls in each."""
    sizes = Counter(text.fold for text in texts)
    calls = {text.fold for text in texts if text.labels}
    part: dict[str, int] = {}
    filled = [0] * FOLDS
    order = sorted(sizes.items(), key=lambda item: (item[0] not in calls, -item[1], item[0]))
    for name, size in order:
        part[name] = filled.index(min(filled))
        filled[part[name]] += size
    return np.array([part[text.fold] for text in texts])


def crossed(fold: np.ndarray, rows: corpus.Rows) -> tuple[np.ndarray, list[fit.Weights]]:
    """Turn scores, each from weights that did not see the turn's writer; and those weights."""
    scores = np.zeros_like(rows.truth)
    without = list(corpus.side_by_side(partial(_fitted, fold, rows), range(FOLDS)))
    for part, weights in enumerate(without):
        inside = _cut(rows, fold == part)
        scores[fold == part] = fit.turn_scores(*inside[:3], int((fold == part).sum()), weights)
    return scores, without


def _fitted(fold: np.ndarray, rows: corpus.Rows, part: int) -> fit.Weights:
    return fit.fit(*_cut(rows, fold != part))


def _cut(rows: corpus.Rows, keep: np.ndarray):
    sentences = keep[rows.turn]
    turn = np.unique(rows.turn[sentences], return_inverse=True)[1]
    return rows.dense[sentences], rows.hashed[sentences], turn, rows.truth[keep], rows.known[keep]


def by_call(texts, rows, scores, act: int, name: str, seen=None):
    """Per call the highest score and whether the act is done at all; (group, score, truth)."""
    labelled = np.array([bool(text.labels) for text in texts])
    counts = (rows.known[:, act] > 0) & labelled[rows.text] & (True if seen is None else seen)
    owners, first = np.unique(rows.text[counts], return_index=True)
    score = np.maximum.reduceat(scores[counts, act], first)
    truth = np.maximum.reduceat(rows.truth[counts, act], first)
    if label := acts.DECIDED_BY.get(name):
        truth = np.array([float(texts[o].labels.get(label, "na") != "na") for o in owners])
    groups = np.array([group(texts[o].call.language) for o in owners])
    return groups, score, truth


def calibrate(texts, rows, scores, names, seen=None):
    """Slope and middle per language group and act: logistic regression of truth on the score of
    the call, each language's middle drawn towards that of all. `seen` are the rows that count."""
    count = len(names)
    slope = np.ones((len(GROUPS), count), np.float32)
    middle = np.zeros((len(GROUPS), count), np.float32)
    for act, name in enumerate(names):
        groups, score, truth = by_call(texts, rows, scores, act, name, seen)
        a, m = _logistic(score, truth)
        slope[:, act], middle[:, act] = a, m
        for row in range(len(GROUPS)):
            own = groups == row
            if own.sum() >= 10 and 0 < truth[own].sum() < own.sum():
                _, at = _logistic(score[own], truth[own], slope=a)
                share = own.sum() / (own.sum() + PRIOR)
                middle[row, act] = share * at + (1 - share) * m
    return slope, middle


def _logistic(score, truth, slope: float | None = None) -> tuple[float, float]:
    from scipy.optimize import minimize

    def loss(x):
        a = slope if slope is not None else np.exp(x[1])
        z = a * (score - x[0])
        drawn = 0.01 * x[1] ** 2 if slope is None else 0.0
        return np.logaddexp(0, np.where(truth > 0, -z, z)).mean() + drawn

    start = [float(np.median(score)), 0.0] if slope is None else [float(np.median(score))]
    found = minimize(loss, start, method="Nelder-Mead").x
    return (float(np.exp(found[1])) if slope is None else slope), float(found[0])


def report(speaker, texts, rows, scores, middle) -> None:
    from scipy.stats import rankdata

    names = acts.of(speaker)
    print(f"{'act':20} turns   " + "   ".join(f"{g} auc  acc" for g in GROUPS))
    for act, name in enumerate(names):
        groups, score, truth = by_call(texts, rows, scores, act, name)
        cells = []
        for row in range(len(GROUPS)):
            own = groups == row
            yes = truth[own] > 0
            if not 0 < yes.sum() < own.sum():
                cells.append("     -    -")
                continue
            ranks = rankdata(score[own])
            n = yes.sum()
            auc = (ranks[yes].sum() - n * (n + 1) / 2) / (n * (own.sum() - n))
            right = ((score[own] > middle[row, act]) == yes).mean()
            cells.append(f"{auc:6.3f} {right:.2f}")
        print(f"{name:20} {int(rows.truth[:, act].sum()):5}   " + "   ".join(cells))


def _packed(speaker, weights, slope, middle):
    scale = np.maximum(np.abs(weights.hashed).max(axis=0), 1e-6) / 127
    return {
        f"{speaker}_acts": np.array(acts.of(speaker)),
        f"{speaker}_dense": weights.dense.astype(np.float16),
        f"{speaker}_hashed": np.rint(weights.hashed / scale).astype(np.int8),
        f"{speaker}_scale": scale.astype(np.float32),
        f"{speaker}_base": weights.base,
        f"{speaker}_slope": slope,
        f"{speaker}_middle": middle,
    }


def _name(data: dict[str, np.ndarray]) -> str:
    digest = hashlib.sha256()
    for key in sorted(data):
        digest.update(key.encode() + np.ascontiguousarray(data[key]).tobytes())
    return f"acts-{digest.hexdigest()[:12]}"


if __name__ == "__main__":
    main(dry="--dry" in sys.argv)
