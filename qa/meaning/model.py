"""The trained detector: for each act a weight per feature, and how its score becomes a probability.

Trained by `benchmarks/meanings/train.py` on the labelled scripts beside it; linear, so that what
speaks for an act can be looked up. A turn's score is the soft maximum over its sentences, which is
also how the sentence is found that shows it best.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import IO, TYPE_CHECKING

from qa.meaning.features import Features
from qa.meaning.situations import Situations

if TYPE_CHECKING:
    import numpy as np

LENGTH = 3.0  # of a sentence's hashed features, beside those of its vectors
LIKELIEST = 0.5  # calibrated so that this probability is the best place to say yes or no


@dataclass(frozen=True)
class Detector:
    """The acts of one speaker: `dense` (DENSE × acts), `hashed` (HASHED × acts), `base` (acts);
    `inverse` weighs the hashed features by their rarity; `slope` and `middle` calibrate, one row
    per language group (see `group`)."""

    acts: tuple[str, ...]
    dense: np.ndarray
    hashed: np.ndarray
    base: np.ndarray
    inverse: np.ndarray
    slope: np.ndarray
    middle: np.ndarray

    def scores(self, features: Features) -> np.ndarray:
        """One row per sentence, one column per act; any real number."""
        import numpy as np

        scores = features.dense @ self.dense + self.base
        for row, (places, weights) in enumerate(features.hashed):
            weighted = weights * self.inverse[places]
            weighted *= LENGTH / max(1e-6, float(np.sqrt(weighted @ weighted)))
            scores[row] += weighted @ self.hashed[places]
        return scores

    def probabilities(self, scores: np.ndarray, language: str) -> np.ndarray:
        """Turn scores as probabilities, 0 to 1."""
        return calibrated(scores, self.slope, self.middle, language)


def calibrated(
    scores: np.ndarray, slope: np.ndarray, middle: np.ndarray, language: str
) -> np.ndarray:
    """Scores as probabilities, by the row of `slope` and `middle` that the language uses."""
    import numpy as np

    row = group(language)
    return 1 / (1 + np.exp(-slope[row] * (scores - middle[row])))


GROUPS = ("en", "el", "tr", "ar", "fa")


def group(language: str) -> int:
    """The row of the calibration that a language uses; 0 (English's) for one without its own."""
    return GROUPS.index(language) if language in GROUPS else 0


@dataclass(frozen=True)
class Model:
    """The weights by their name; `common` are the words of the training texts that are no names."""

    name: str
    common: frozenset[str]
    detectors: dict[str, Detector]
    situations: Situations


@lru_cache(maxsize=1)
def load() -> Model:
    """The weights that come with the program."""
    with resources.files("qa.meaning").joinpath("weights.npz").open("rb") as file:
        return read(file)


def read(file: IO[bytes]) -> Model:
    """Weights as benchmarks/meanings/train.py writes them."""
    import numpy as np

    with np.load(file, allow_pickle=False) as data:
        name = str(data["name"])
        inverse = data["inverse"].astype(np.float32)
        detectors = {}
        for speaker in ("agent", "customer"):
            scale = data[f"{speaker}_scale"].astype(np.float32)
            detectors[speaker] = Detector(
                acts=tuple(map(str, data[f"{speaker}_acts"])),
                dense=data[f"{speaker}_dense"].astype(np.float32),
                hashed=data[f"{speaker}_hashed"].astype(np.float32) * scale,
                base=data[f"{speaker}_base"].astype(np.float32),
                inverse=inverse,
                slope=data[f"{speaker}_slope"].astype(np.float32),
                middle=data[f"{speaker}_middle"].astype(np.float32),
            )
        common = frozenset(str(data["common"]).split())
        situations = Situations(
            tuple(map(str, data["situations"])),
            tuple(map(str, data["situation_acts"])),
            data["situation_weights"],
            data["situation_base"],
        )
    return Model(name, common, detectors, situations)
