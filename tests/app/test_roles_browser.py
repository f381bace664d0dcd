"""People with accounts, in a real browser: signing in, what an agent is refused, signing out."""

from __future__ import annotations

from pathlib import Path

import archives
import browsing
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.accounts import audit, users
from qa.accounts.people import Role
from qa.store import Store

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archives.with_accounts(tmp_path_factory.mktemp("roles"))
    with Store(path) as store:
        for name, role in (("quinn", Role.QA), ("root", Role.ADMIN)):
            users.add(store.connection, name, role, archives.PASSWORD)
    return path


def refusals(db: Path) -> list[audit.Entry]:
    with Store(db) as store:
        return audit.entries(store.connection, act=audit.REFUSED)


def searched(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)
    page.get_by_role("searchbox").press("Enter")


def test_an_agent_who_tries_a_colleagues_call_is_refused_at_every_door_and_it_is_logged(
    browser: Browser, address: str, db: Path
) -> None:
    page = browsing.opened(browser)
    page.goto(f"{address}/call?call=hers")
    expect(page).to_have_url(f"{address}/login?next=%2Fcall%3Fcall%3Dhers")
    browsing.sign_in(page, address, "alex")
    expect(page.get_by_role("heading", name="My calls")).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Calls", exact=True).click()
    expect(page.get_by_role("heading", name="Calls", exact=True)).to_be_visible()

    searched(page, "coffee")  # said in the colleague's call alone
    expect(page.get_by_text("No call fits these filters.")).to_be_visible()
    searched(page, "charged twice")  # said in both
    expect(page.locator(".st-key-hits a")).to_have_count(1)

    page.goto(f"{address}/call?call=his")
    expect(page.get_by_role("heading", name="This call is not among yours")).to_be_visible()
    for path in ("/api/audio/his", "/api/export/csv/his"):
        assert page.request.get(f"{address}{path}").status == 403
    entries = refusals(db)
    assert {(entry.who, entry.call) for entry in entries} == {("alex", "his")}
    assert [entry.detail for entry in entries if "export" in entry.detail]
    assert [entry.detail for entry in entries if "sound" in entry.detail]

    page.goto(f"{address}/call?call=hers")
    expect(page.get_by_role("heading", name="How do you see this call?")).to_be_visible()
    expect(page.locator(".transcript")).to_contain_text("charged twice")
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to callqa")).to_be_visible()
    page.goto(f"{address}/call?call=hers")
    expect(page.get_by_role("heading", name="Sign in to callqa")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "title"),
    [("alex", "My calls"), ("dana", "Queue"), ("quinn", "Queue"), ("root", "Archive & settings")],
)
def test_whoever_signs_in_begins_at_what_they_do_most(
    browser: Browser, address: str, name: str, title: str
) -> None:
    page = browsing.signed_in(browser, address, name)
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    page.goto(f"{address}/?call=hers")
    expect(page.get_by_role("heading", level=1, name="hers")).to_be_visible()
    page.context.close()


def test_a_page_that_is_left_open_shows_nothing_more_once_its_session_is_over(
    browser: Browser, address: str, db: Path
) -> None:
    page = browsing.signed_in(browser, address, "dana", "/calls")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    with Store(db) as store, store.connection.writing():
        store.connection.run("DELETE FROM sessions")
    searched(page, "card")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in to callqa")).to_be_visible()
