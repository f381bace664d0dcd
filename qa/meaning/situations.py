"""Of which kind a whole call is, told from what its turns do.

One angry sentence does not make a complaint, and a complaint told as a calm story has no sentence
that is one beyond doubt; together, the turns of both sides say more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

FARTHEST = 7.0  # a logit beyond this says no more
COUNTED = 8  # turns that count towards how often something is done
PER_ACT = 3  # the likeliest turn, the second, and how many in all


@dataclass(frozen=True)
class Situations:
    """Logistic regression per situation (rows) on `summary`; `weights` are 0 where an act has no
    say."""

    names: tuple[str, ...]
    acts: tuple[str, ...]
    weights: np.ndarray
    base: np.ndarray

    def probabilities(self, likely: Mapping[str, np.ndarray]) -> dict[str, float]:
        """From the probability of every act in every turn of its speaker."""
        import numpy as np

        scores = self.weights @ summary(likely, self.acts) + self.base
        values = 1 / (1 + np.exp(-scores))
        return {name: round(float(v), 3) for name, v in zip(self.names, values, strict=True)}


def summary(likely: Mapping[str, np.ndarray], acts: tuple[str, ...]) -> np.ndarray:
    """PER_ACT numbers per act, in the order of `acts`."""
    import numpy as np

    row = np.zeros(len(acts) * PER_ACT, np.float32)
    for i, act in enumerate(acts):
        values = np.sort(likely.get(act, np.zeros(0)))[::-1]
        logits = np.full(2, -FARTHEST)
        clipped = np.clip(values[:2], 1e-6, 1 - 1e-6)
        logits[: len(clipped)] = np.log(clipped / (1 - clipped))
        row[i * PER_ACT : i * PER_ACT + 2] = np.clip(logits, -FARTHEST, FARTHEST)
        row[i * PER_ACT + 2] = values[:COUNTED].sum()
    return row
