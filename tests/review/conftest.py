"""An archive of two agents' calls, and the desks of people in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.accounts.people import Role, Viewer
from qa.call import Metadata
from qa.formats import script
from qa.pipeline import review_heard
from qa.review.desk import Desk
from qa.rubric.load import find, load
from qa.store import Store

COMPLAINT = """
agent: Good morning, you're speaking to Alex. How can I help?
customer: My card has been blocked since last night and nobody called me, I am angry.
agent: And what's your account number?
customer: Nobody listens to me here. This is ridiculous.
agent: Right. Someone should look at it at some point.
customer: That is not good enough. I want to complain about this.
agent: Hopefully it gets picked up soon.
customer: No. Goodbye.
agent: Goodbye.
"""
PRAISE = """
agent: Good morning, you're speaking to Sam.
customer: Hi, my card was charged twice for the same coffee. That is annoying.
agent: I'm so sorry about that. I will refund the second payment today.
customer: That's lovely. Thanks, goodbye.
agent: Goodbye.
"""


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review") / "archive.db"
    rubric = load(find("essentials"))
    with Store(path) as store:
        for name, text, agent in (("complaint", COMPLAINT, "Alex"), ("praise", PRAISE, "Sam")):
            call = script.to_call(script.parse(text), name)
            about = Metadata(agent=agent, queue="cards", started_at="2026-11-17T09:27:02")
            call = replace(call, recording=replace(call.recording, metadata=about))
            reviewed = review_heard(call, [rubric])
            store.save(reviewed.call, reviewed.scorecards, options="test")
    return path


@pytest.fixture
def filled(filled_once: Path, tmp_path: Path) -> Iterator[Store]:
    """An archive of two calls that a test may write to."""
    copy = tmp_path / "archive.db"
    copy.write_bytes(filled_once.read_bytes())
    with Store(copy) as store:
        yield store


@pytest.fixture
def supervisor(filled: Store) -> Desk:
    return Desk(filled, Viewer("Dana", Role.SUPERVISOR))


@pytest.fixture
def alex(filled: Store) -> Desk:
    return Desk(filled, Viewer("alex.m", Role.AGENT, "Alex"))


@pytest.fixture
def admin(filled: Store) -> Desk:
    return Desk(filled, Viewer("root", Role.ADMIN))
