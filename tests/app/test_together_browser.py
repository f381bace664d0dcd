"""Two people review the same call at once while recordings are listened to: nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import archives
import browsing
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.accounts import audit, users
from qa.accounts.people import Role
from qa.store import Store
from tests.conftest import CALLQA, RECORDINGS

pytestmark = [pytest.mark.browser, pytest.mark.models]

PEOPLE = {"dana": "no_interrupting", "sam": "apology_given"}
NEW = {"04-agent-hangs-up", "05-customer-hangs-up", "09-no-complaint"}
ROUNDS = 3


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = archives.build(tmp_path, {"complaint": archives.COMPLAINT})
    with Store(path) as store:
        for name in PEOPLE:
            users.add(store.connection, name, Role.SUPERVISOR, archives.PASSWORD)
    return path


@pytest.fixture
def pages(browser: Browser, db: Path) -> Iterator[dict[str, Page]]:
    with browsing.serving(db) as address:
        opened = {}
        for name in PEOPLE:
            page = browsing.signed_in(browser, address, name, "/call?call=complaint")
            opened[name] = page
            expect(criterion(page, name)).to_be_visible()
        yield opened
        for page in opened.values():
            page.context.close()


@pytest.fixture
def batch(db: Path) -> Iterator[subprocess.Popen[str]]:
    files = [
        str(path) for path in RECORDINGS.iterdir() if path.stem in NEW and path.suffix != ".json"
    ]
    process = subprocess.Popen(
        [*CALLQA, "--db", str(db), "process", *files],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()


def criterion(page: Page, name: str):
    return page.locator(f".st-key-criterion-essentials-{PEOPLE[name]}")


def test_two_people_review_while_a_batch_runs_and_nothing_is_lost_or_locked(
    pages: dict[str, Page], db: Path, batch: subprocess.Popen[str]
) -> None:
    written: list[tuple[str, str]] = []
    for number in count():
        for name, page in pages.items():
            criterion(page, name).get_by_role("button", name="Note").click()
            criterion(page, name).get_by_role("textbox", name="Note").fill(f"{name} {number}")
        for name, page in pages.items():  # one right after the other: nobody waits for anybody
            criterion(page, name).get_by_role("button", name="Save verdict").click()
            written.append((name, f"{name} {number}"))
        for name, page in pages.items():
            expect(
                criterion(page, name).get_by_text(f"{name} {number}", exact=True)
            ).to_be_visible()
            expect(page.get_by_test_id("stAlert")).to_have_count(0)
        if number + 1 >= ROUNDS and batch.poll() is not None:
            break

    told = batch.stdout.read() if batch.stdout else ""
    assert batch.returncode == 0, told
    with Store(db) as store:
        kept = [(review.reviewer, review.note) for review in store.reviews("complaint")]
        logged = [entry.who for entry in audit.entries(store.connection, act="reviewed")]
        assert set(store.call_ids()) == {"complaint", *NEW}
        assert [len(store.scorecards(call)) for call in NEW] == [1] * len(NEW)
        assert store.failures() == []
        assert store.check() == "ok"
    assert sorted(kept) == sorted(written)
    assert sorted(logged) == sorted(name for name, _ in written)
    # Whoever looks again sees what the other one wrote, and the calls that have come.
    for page in pages.values():
        page.reload()
        for other in PEOPLE:
            expect(criterion(page, other).get_by_text(f"{other} 0", exact=True)).to_be_visible()
        page.get_by_role("link", name="Calls", exact=True).first.click()
        expect(page.get_by_test_id("stDataFrame")).to_contain_text("04-agent-hangs-up")
