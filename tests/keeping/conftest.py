"""An archive of made-up calls with sound, on which people have worked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.accounts.people import Role, Viewer
from qa.call import Call, Metadata
from qa.keeping.office import Office
from qa.pipeline import review_heard
from qa.recordings import digest
from qa.review.desk import Desk
from qa.rubric.load import find, load
from qa.rubric.outcome import Verdict
from qa.store import Store
from tests.conftest import write_wav

RUBRIC = "essentials"
SECRET = "persimmon"
TEXT = f"""
agent: Good morning, you're speaking to Alex. How can I help?
customer: My {SECRET} order has not come and nobody called me, I am angry.
agent: I'm so sorry about that. I will send another today.
customer: Thank you. Goodbye.
agent: Goodbye.
"""


@pytest.fixture
def kept(store: Store, say: Callable[..., Call], tmp_path: Path) -> Store:
    """Two calls: one of the summer that was reviewed in every way, one of the autumn."""
    rubric = load(find(RUBRIC))
    times = {"summer": "2026-06-01T10:00:00", "autumn": "2026-11-01T10:00:00"}
    for number, (name, when) in enumerate(times.items()):
        path = write_wav(tmp_path / f"{name}.wav", np.full(800, number / 10))
        call = say(TEXT.replace(SECRET, SECRET if name == "summer" else "quince"), name)
        about = Metadata(agent="Alex", customer="Ruth", started_at=when)
        paths, sha256 = (str(path.resolve()),), digest([path])
        recording = replace(call.recording, paths=paths, sha256=sha256, channels=1, metadata=about)
        reviewed = review_heard(replace(call, recording=recording), [rubric])
        store.save(reviewed.call, reviewed.scorecards, options="test")
    return store


@pytest.fixture
def office(kept: Store) -> Office:
    return Office(kept, Viewer("root", Role.ADMIN))


@pytest.fixture
def worked_on(kept: Store) -> Store:
    """The summer's call with a review, a comment, a correction and a released review."""
    desk = Desk(kept, Viewer("Dana", Role.SUPERVISOR))
    criterion = kept.criteria(RUBRIC)[0]
    desk.review("summer", RUBRIC, criterion, Verdict.FAIL, note=f"the {SECRET} was lost")
    desk.comment("summer", 1, f"about the {SECRET}")
    desk.correct_word("summer", 1, 1, f"{SECRET}s")
    desk.assign(["summer", "autumn"], "Dana", None, "by hand")
    desk.move("summer", "submitted", f"note of the {SECRET}")
    desk.move("summer", "released")
    return kept
