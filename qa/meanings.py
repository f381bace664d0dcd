"""The nouns of meaning: what turns were understood to do, whatever the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Act:
    """One turn does something; words `first` to `last` (both included) are where it is done most
    clearly. `probability` is calibrated, 0 to 1."""

    turn: int
    first: int
    last: int
    probability: float


@dataclass(frozen=True)
class Meanings:
    """What the turns of a call do, by the name of the act, in the order of turns; and how probable
    it is that a whole call is of some kind (`situations`, by name).

    Turns with less than `LEAST_KEPT` are left out. `model` names all that this rests on beside
    the words (qa.meaning.identity). A side whose language is not known has no acts, and such a call
    no situations.
    """

    model: str
    acts: Mapping[str, tuple[Act, ...]]
    situations: Mapping[str, float] = field(default_factory=dict)


LEAST_KEPT = 0.02
