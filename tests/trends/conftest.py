"""An archive of made-up calls over two periods of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from qa.call import Call, Metadata
from qa.pipeline import Reviewed, review_heard
from qa.rubric.load import find, load
from qa.store import Store

RUBRIC = "essentials"
GREETING = "agent: Good morning, you're speaking to {agent}. How can I help?"
GOOD = """
customer: My parcel was late, that is annoying.
agent: I'm so sorry about that. I will refund the postage today.
customer: That is wonderful, thank you, what a helpful answer.
agent: You're welcome. Goodbye.
customer: Goodbye.
"""
BAD = """
customer: I was charged me twice for the router, this is terrible and I am angry.
agent: Okay.
customer: Nobody listens to me, it is awful.
agent: Somebody should look at it.
customer: That is useless. Goodbye.
agent: Goodbye.
"""
Keep = Callable[..., Call]


@pytest.fixture
def keep(store: Store, say: Callable[..., Call]) -> Keep:
    """Keep a call: `keep("a", GOOD, "2026-11-03", agent="Alex")`."""
    rubric = load(find(RUBRIC))
    scored: dict[str, Reviewed] = {}

    def kept(
        name: str, text: str, day: str, *, agent: str = "Alex", team: str | None = None
    ) -> Call:
        if text not in scored:
            heard = say(GREETING.format(agent="Kim") + text, "template")
            scored[text] = review_heard(heard, [rubric])
        call, card = scored[text].call, scored[text].scorecards[0]
        about = Metadata(agent=agent, team=team, queue="cards", started_at=f"{day}T10:00:00")
        recording = replace(call.recording, metadata=about, sha256=f"{name:0>64}")
        made = replace(call, id=name, recording=recording)
        store.save(made, [replace(card, call=name)], options="test")
        return made

    return kept
