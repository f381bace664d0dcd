"""The page of trends, without and with a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import archives
import browsing
import pytest
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest

from qa.accounts import users
from qa.accounts.people import Role
from qa.call import Metadata
from qa.store import Store

PAGE = "views/trends.py"
HOSTILE_AGENT = "=1+1 <b>Alex</b> **x**"
Page = Callable[..., AppTest]


def opened(page: Page, db: Path, role: Role = Role.SUPERVISOR, agent: str | None = None) -> AppTest:
    test = page(db)
    test.selectbox(key="role").set_value(role).run()
    if agent:
        test.selectbox(key="as_agent").set_value(agent).run()
    test.switch_page(PAGE).run()
    assert not test.exception
    return test


def test_an_empty_archive_says_what_to_do(page: Page, empty_archive: Path) -> None:
    assert opened(page, empty_archive).title[0].value == "No calls yet"


def test_calls_without_dates_say_what_is_missing(page: Page, tmp_path: Path) -> None:
    db = archives.build(tmp_path, {"praise": archives.PRAISE})
    assert opened(page, db).title[0].value == "No call has a date"


def test_gains_and_losses_complaints_and_praise_stand_side_by_side(
    page: Page, archive: Path
) -> None:
    test = opened(page, archive)
    headings = [heading.value for heading in test.subheader]
    for pair in (
        ("What customers complain of", "What customers are glad of"),
        ("Criteria over time", "The customer's sentiment"),
    ):
        assert set(pair) <= set(headings)
    assert "Agents and teams" in headings


def test_an_agent_sees_no_comparison_and_only_what_was_released(page: Page, archive: Path) -> None:
    test = opened(page, archive, Role.AGENT, "Alex Marin")
    assert test.title[0].value == "Your trends"
    assert any("No review of yours" in text.value for text in test.markdown)
    assert "Agents and teams" not in [heading.value for heading in test.subheader]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trends")
    names = {
        f"call-{n}": (archives.COMPLAINT if n < 4 else archives.PRAISE)
        + f"agent: {'good ' * (n + 1)}\n"  # another length, so another sound
        for n in range(6)
    }
    about = {
        name: Metadata(
            agent=HOSTILE_AGENT if n < 4 else "Sam Lee",
            queue="cards",
            started_at=f"2026-11-{n + 1:02}T10:00:00",
        )
        for n, name in enumerate(names)
    }
    db = archives.build(folder, names, **about)
    with Store(db) as store:
        users.add(store.connection, "root", Role.ADMIN, archives.PASSWORD)
    return db


@pytest.mark.browser
def test_a_point_opens_its_calls_from_the_keyboard_too(browser: Browser, address: str) -> None:
    page = browsing.signed_in(browser, address, "root", "/trends")
    failing = page.get_by_text("that fail", exact=True)
    expect(failing).to_be_visible()
    failing.click()
    point = page.get_by_role("button", name="Commitment made, week of 26 Oct")
    expect(point).to_be_visible()
    point.focus()
    point.press("Enter")
    expect(page.get_by_role("heading", name="Calls", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("1")  # of the 1st of November
    page.context.close()


@pytest.mark.browser
def test_a_theme_opens_as_many_calls_as_it_counts_and_is_let_go_of(
    browser: Browser, address: str
) -> None:
    page = browsing.signed_in(browser, address, "root", "/trends")
    theme = page.locator(".st-key-theme-complaint-0")
    counted = theme.get_by_text(re.compile("^In [0-9]+ of"))
    (number,) = re.findall(r"In (\d+) of", counted.text_content() or "")
    theme.get_by_role("button", name="Calls").click()
    expect(page.get_by_role("heading", name="Calls", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(number)
    chosen = page.locator(".st-key-complaint")
    expect(chosen.get_by_text("They complain of")).to_be_visible()
    chosen.get_by_role("button", name="Clear").click()
    expect(chosen).to_have_count(0)
    page.context.close()


@pytest.mark.browser
def test_a_theme_opens_at_its_moment_and_a_chart_is_saved_as_a_picture(
    browser: Browser, address: str
) -> None:
    page = browsing.signed_in(browser, address, "root", "/trends")
    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    first = page.locator(".st-key-theme-complaint-0")
    first.get_by_text("Hear it").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as PNG").first.click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")
    link = first.get_by_role("link").first
    expect(link).to_be_visible()
    link.click()
    expect(page.locator("audio")).to_have_count(1)
    assert "at=" in page.url
    page.go_back()
    page.get_by_label("From so many calls", exact=True).fill("2")
    page.get_by_label("From so many calls", exact=True).press("Enter")
    row = page.get_by_role("button", name=f"{HOSTILE_AGENT}: ")
    expect(row).to_be_visible()
    row.click()
    expect(page.get_by_role("heading", name="Calls", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("4")
    assert alarms == []
    page.context.close()


def test_a_name_that_is_a_formula_is_quoted_in_the_table(archive: Path) -> None:
    from app import data_trends
    from qa.accounts.people import Viewer
    from qa.trends.board import Board

    with Store(archive) as store, store.connection.writing():
        store.connection.run("UPDATE tally SET agent = '=1+1'")
    with Store(archive) as store:
        board = Board(store, Viewer("root", Role.ADMIN))
        where = data_trends.Slice("2026-11-01", "2026-12-01")
        tallies = board.by_group("essentials", where, "agent")
    lines = data_trends.tallies_csv(tallies, "agent").splitlines()
    assert lines[0].startswith("agent,calls,measure,count,of,value,low,high")
    assert lines[1].startswith("'=1+1,2,")
