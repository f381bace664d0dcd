"""Which speaker is the agent: told by metadata, else heard in what is said. Never "the first"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from qa.call import AGENT, CUSTOMER, Metadata, Word
from qa.language import language

SURE = 0.65  # below this the roles are not known
EARLY_WORDS = 60  # greetings and checks come early
EARLY_WEIGHT = 1.5
STEEPNESS = 0.9


@dataclass(frozen=True)
class Roles:
    """The role of each speaker, how sure it is (0 to 1), and what it rests on."""

    of: Mapping[str, str]
    confidence: float
    source: str

    @property
    def known(self) -> bool:
        return self.confidence >= SURE


def find_roles(
    words: Mapping[str, Sequence[Word]], code: str, metadata: Metadata, channels: Sequence[str]
) -> Roles:
    """Roles for the speakers in `words`; `channels` names the speaker of each channel, if any."""
    told = metadata.channels
    if told and channels and len(told) >= len(channels):
        given = dict(zip(channels, told, strict=False))
        if AGENT in given.values():
            return Roles(given, 1.0, "metadata")
    return _heard(words, code)


def _heard(words: Mapping[str, Sequence[Word]], code: str) -> Roles:
    """Speakers ordered by how much they talk like an agent rather than like a customer."""
    scores = {speaker: _agent_score(own, code) for speaker, own in words.items() if own}
    if not scores:
        return Roles({}, 0.0, "nobody speaks")
    order = sorted(scores, key=lambda speaker: -scores[speaker])
    if len(order) == 1:
        confidence = _confidence(abs(scores[order[0]]))
        role = AGENT if scores[order[0]] > 0 else CUSTOMER
        return Roles({order[0]: role}, confidence, "what is said")
    agent, customer = order[0], order[-1]
    confidence = _confidence(scores[agent] - scores[customer])
    roles = {speaker: _further(scores[speaker], scores[agent]) for speaker in order[1:-1]}
    return Roles({**roles, agent: AGENT, customer: CUSTOMER}, confidence, "what is said")


def _further(score: float, best: float) -> str:
    """A third voice that talks like an agent is one, to whom the call was transferred."""
    return AGENT if score > 1.0 and score > best / 3 else "other"


def _agent_score(words: Sequence[Word], code: str) -> float:
    """Cues of an agent minus cues of a customer; early ones count more."""
    cues = language(code).compiled
    texts = [word.text for word in words]
    score = 0.0
    for phrases, sign in (("agent_cues", 1.0), ("customer_cues", -1.0)):
        for match in cues[phrases].find(texts):
            score += sign * (EARLY_WEIGHT if match.first < EARLY_WORDS else 1.0)
    return score


def _confidence(difference: float) -> float:
    return round(1 / (1 + exp(-STEEPNESS * difference)), 3) if difference > 0 else 0.5
