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
CLOSE = 1.5  # scores this near to each other do not tell who is the customer
OTHER = "other"  # a further voice that is no agent: a relative, somebody in the room


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
    agent = order[0]
    rest = [s for s in order[1:] if not _is_further(scores[s], scores[agent])] or order[-1:]
    # Of several who are not agents, as near to each other, the customer is who says most.
    lowest = scores[rest[-1]]
    likely = [speaker for speaker in rest if scores[speaker] - lowest <= CLOSE]
    customer = max(likely, key=lambda speaker: len(words[speaker]))
    roles = {s: OTHER if s in rest else AGENT for s in order}
    confidence = _confidence(scores[agent] - scores[customer])
    return Roles({**roles, agent: AGENT, customer: CUSTOMER}, confidence, "what is said")


def _is_further(score: float, best: float) -> bool:
    """Whether a further voice talks like an agent: one to whom the call was transferred."""
    return score > 1.0 and score > best / 3


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
