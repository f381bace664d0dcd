"""Taking recordings in and keeping the archive, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import archives
import browsing
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.accounts import users
from qa.accounts.people import Role
from qa.call import Metadata
from qa.store import Store
from tests.conftest import cut

pytestmark = pytest.mark.browser
LISTENING = 240_000  # milliseconds that a busy machine may need for six seconds of sound


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keeping")
    about = Metadata(agent="Alex Marin", started_at="2020-01-05T10:00:00")
    db = archives.build(folder, {"old": archives.COMPLAINT}, old=about)
    with Store(db) as store:
        users.add(store.connection, "root", Role.ADMIN, archives.PASSWORD)
    return db


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browsing.signed_in(browser, address, "root", "/archive")
    expect(page.get_by_role("heading", name="Archive & settings")).to_be_visible()
    yield page
    page.context.close()


@pytest.mark.models
def test_recordings_are_uploaded_listened_to_and_appear_and_a_bad_one_can_be_tried_again(
    page: Page, address: str, db: Path, tmp_path: Path
) -> None:
    good = cut("01-handled-by-the-book.ogg", tmp_path / "morning.wav", 0.0, 5.5)
    bad = tmp_path / "=1+1 **x**.wav"
    bad.write_bytes(b"no sound at all")
    page.get_by_label("Recordings to upload").set_input_files([good, bad])
    expect(page.get_by_text("2 files are here, not listened to yet")).to_be_visible()
    page.get_by_label("Agent", exact=True).fill("Sam Lee")
    page.get_by_label("Queue").fill("cards")
    page.get_by_role("button", name="Listen to them").click()
    expect(page.get_by_text("1 done, 1 failed")).to_be_visible(timeout=LISTENING)
    expect(page.get_by_role("button", name="Try all 1 again")).to_be_visible()
    with Store(db) as store:
        assert store.call_ids() == ["morning", "old"]
        about = store.call("morning").recording.metadata
        assert (about.agent, about.queue) == ("Sam Lee", "cards")
        assert [Path(f.path).name for f in store.failures()] == ["=1+1 __x__.wav"]

    page.get_by_role("button", name="Try all 1 again").click()
    expect(page.get_by_text("0 done, 1 failed")).to_be_visible(timeout=LISTENING)
    with Store(db) as store:
        assert [f.attempts for f in store.failures()] == [2]

    page.goto(f"{address}/call?call=morning")
    expect(page.get_by_role("heading", name="morning")).to_be_visible()


def test_what_retention_would_remove_is_seen_before_it_goes(page: Page, db: Path) -> None:
    page.get_by_text("Retention", exact=True).click()
    page.get_by_label("Recordings", exact=True).fill("400")
    page.get_by_label("Recordings", exact=True).press("Enter")
    preview = page.get_by_text("Recordings: 1 calls from before")
    expect(preview).to_be_visible()
    preview.click()
    expect(page.get_by_role("link", name="old")).to_be_visible()
    page.get_by_role("button", name="Save these days").click()
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
    remove = page.get_by_role("button", name="Remove now")
    expect(remove).to_be_disabled()
    page.get_by_label("Type remove to agree").first.fill("remove")
    page.get_by_label("Type remove to agree").first.press("Enter")
    with Store(db) as store:
        sound = Path(store.call("old").recording.path)
    assert sound.exists()
    remove.click()
    expect(page.get_by_text("Asked for; see the jobs")).to_be_visible()
    page.get_by_text("Recordings", exact=True).first.click()
    expect(page.get_by_text("recordings of 1 calls")).to_be_visible(timeout=LISTENING)
    assert not sound.exists()
    with Store(db) as store:
        assert "old" in store.call_ids()
