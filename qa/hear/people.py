"""How many people talk on a channel and what each sounds like, from voice prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qa.hear.prints import PRINT_SECONDS, WIDE_STEP, Prints

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MOST_PEOPLE = 4
CLEAN_SECONDS = 0.9  # prints that rest on less of one voice do not say who there is
# Two centres more alike than this (cosine), whose prints run into each other instead of lying on
# two sides, are one person. Apart = mean ÷ deviation of how much nearer a print is to its own
# centre; half of a normal distribution has 1.3, single voices had up to 2.1, pairs 2.5 and more.
SAME_VOICE, APART = 0.6, 2.25
OTHER_VOICE = 0.68  # and a third person is no more like the others than this
THIRD_SECONDS = 8.0  # somebody who is not told of has to talk at least this long
STARTS = 8
ITERATIONS = 25


def find_people(wide: Prints, near: Prints, number: int | None) -> Floats:
    """One unit vector per person, shape (people, 256), from prints of wide and of near sound.

    `number` None means two, or more when a further voice is heard for long (a transfer), or one
    when there is only one.
    """
    clean = wide.seconds >= min(CLEAN_SECONDS, float(wide.seconds.max()))
    vectors = wide.vectors[clean]
    if number is not None:
        return _cluster(vectors, number)
    centres = _cluster(vectors, 2)
    if len(centres) == 2 and _is_one(near.vectors, centres):
        return _cluster(vectors, 1)
    for more in range(3, MOST_PEOPLE + 1):
        further = _cluster(vectors, more)
        if len(further) < more or not _are_people(vectors, near.vectors, further):
            break
        centres = further
    return centres


def _is_one(vectors: Floats, centres: Floats) -> bool:
    lead = np.abs(vectors @ (centres[0] - centres[1]))
    apart = float(lead.mean() / (lead.std() + 1e-9))
    return float(centres[0] @ centres[1]) > SAME_VOICE and apart < APART


def _are_people(vectors: Floats, near: Floats, centres: Floats) -> bool:
    """Whether every centre is unlike the others and is heard for long enough."""
    alike = centres @ centres.T - np.eye(len(centres))
    heard = np.bincount((vectors @ centres.T).argmax(axis=1), minlength=len(centres))
    seconds = heard * WIDE_STEP * PRINT_SECONDS
    lead = np.diff(np.sort(near @ centres.T, axis=1)[:, -2:], axis=1)
    apart = float(lead.mean() / (lead.std() + 1e-9))
    return bool(alike.max() < OTHER_VOICE and apart >= APART and seconds.min() >= THIRD_SECONDS)


def _cluster(vectors: Floats, number: int) -> Floats:
    """Spherical k-means, the best of several starts; time and memory linear in the prints."""
    starts = np.unique(np.linspace(0, len(vectors) - 1, STARTS).astype(int)) if len(vectors) else ()
    tried = [_k_means(vectors, _spread(vectors, int(start), number)) for start in starts]
    return max(tried, key=lambda found: float((vectors @ found.T).max(axis=1).mean()))


def _spread(vectors: Floats, start: int, number: int) -> Floats:
    """Starting points far from each other."""
    chosen = [start]
    while len(chosen) < min(number, len(vectors)):
        nearest = (vectors @ vectors[chosen].T).max(axis=1)
        nearest[chosen] = 2
        chosen.append(int(nearest.argmin()))
    return vectors[chosen].copy()


def _k_means(vectors: Floats, centres: Floats) -> Floats:
    labels = np.full(len(vectors), -1)
    for _ in range(ITERATIONS):
        before, labels = labels, (vectors @ centres.T).argmax(axis=1)
        if (labels == before).all():
            break
        for k in range(len(centres)):
            own = vectors[labels == k]
            if len(own):
                centres[k] = own.mean(axis=0)
                centres[k] /= np.linalg.norm(centres[k]) + 1e-9
    return centres[np.unique(labels)]
