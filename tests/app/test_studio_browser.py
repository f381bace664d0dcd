"""QA staff in a real browser: a mistake, mended; tried, replayed, published, and gone back on."""

from __future__ import annotations

import re
from pathlib import Path

import archives
import browsing
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.accounts import users
from qa.accounts.people import Role
from qa.call import Metadata
from qa.store import Store

pytestmark = pytest.mark.browser

HIYA = archives.PRAISE.replace("Good morning, Silverdale Bank", "Hiya, Silverdale Bank")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archives.build(
        tmp_path_factory.mktemp("studio"),
        {"complaint": archives.COMPLAINT, "hiya": HIYA},
        hiya=Metadata(agent="Sam Lee"),
    )
    with Store(path) as store:
        for name, role in (("quinn", Role.QA), ("rami", Role.QA), ("dana", Role.SUPERVISOR)):
            users.add(store.connection, name, role, archives.PASSWORD)
    return path


def opened(browser: Browser, address: str, name: str) -> Page:
    page = browsing.signed_in(browser, address, name, "/rubrics")
    expect(page.get_by_role("heading", name="Rubric studio")).to_be_visible()
    return page


def choose(page: Page, part: str) -> None:
    page.get_by_role("radio", name=part).click()


def box(page: Page, label: str):
    return page.get_by_role("textbox", name=label, exact=True)


def publish(page: Page, why: str, number: int, *, unreplayed: bool = False) -> None:
    box(page, "Why").fill(why)
    if unreplayed:
        page.get_by_text("Publish without a replay").click()
    page.get_by_role("button", name=f"Publish as version {number}").click()
    expect(page.get_by_text(f"Version {number} in use")).to_be_visible()


def test_a_criterion_is_edited_mended_tried_replayed_published_and_gone_back_on(
    browser: Browser, address: str, db: Path
) -> None:
    page = opened(browser, address, "quinn")
    page.get_by_role("button", name="New rubric").click()
    box(page, "Name").fill("greeting")
    page.get_by_role("button", name="Begin").click()
    sheet = page.get_by_label("Greeting as YAML")
    expect(page.get_by_text("All 2 examples come out as expected")).to_be_visible()
    first = sheet.input_value()

    sheet.fill(first.replace("weight: 10", "wieght: 10"))
    mistake = page.get_by_role("button", name="28:9 unknown key 'wieght'; allowed are")
    expect(mistake).to_be_visible()
    mistake.click()
    chosen = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    assert sheet.evaluate(chosen) == "wieght"
    sheet.fill(first.replace("agent: Customer number?", "agent: Hello?"))
    expect(page.get_by_text("1 of 2 examples come out otherwise")).to_be_visible()
    sheet.fill(first)
    expect(page.get_by_text("All 2 examples come out as expected")).to_be_visible()

    choose(page, "Replay & publish")
    box(page, "Why").fill("A first version")
    page.get_by_role("button", name="Publish as version 1").click()
    expect(page.get_by_text("This text was not replayed since its last change.")).to_be_visible()
    publish(page, "A first version", 1, unreplayed=True)

    choose(page, "Try phrases")
    box(page, "Phrases, or the name of a list").fill("hiya")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_role("heading", name="Found in 1 turn")).to_be_visible()

    sheet.fill(first.replace('"(hello|hi)"', '"(hello|hi|hiya)"'))
    expect(page.get_by_text("Not kept yet")).to_be_visible()
    choose(page, "Replay & publish")
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_role("heading", name="Greeting given: 1 flip")).to_be_visible()
    flip = page.get_by_role("link", name=re.compile("hiya, 0:00: fail → pass · Agent .*Hiya"))
    expect(flip).to_be_visible()
    assert "call=hiya&at=0.3" in (flip.get_attribute("href") or "")
    expect(page.get_by_text("Publish without a replay")).to_have_count(0)
    publish(page, "People say hiya", 2)
    with Store(db) as store:
        assert store.standings("greeting")["hiya"].points == 10

    choose(page, "Versions")
    for number, how in (("1", "not replayed before"), ("2", "replayed before")):
        version = page.locator(f".st-key-version-{number}")
        expect(version.get_by_text(re.compile(rf"quinn.*, {how}"))).to_be_visible()
    page.get_by_role("button", name="Go back to this").click()
    box(page, "Why go back").fill("Too friendly")
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_text("Version 3 in use")).to_be_visible()
    expect(page.get_by_text("Back to version 1: Too friendly")).to_be_visible()
    assert sheet.input_value() == first
    with Store(db) as store:
        assert store.standings("greeting")["hiya"].points == 0


def test_before_anything_is_published_a_replay_shows_calls_that_pass_and_that_fail(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address, "quinn")
    page.get_by_role("button", name="New rubric").click()
    box(page, "Name").fill("welcome")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("All 2 examples come out as expected")).to_be_visible()
    choose(page, "Replay & publish")
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_text("pass 1, fail 1")).to_be_visible()
    failing = page.get_by_role("link", name="hiya: fail")
    expect(failing).to_be_visible()
    assert "call=hiya" in (failing.get_attribute("href") or "")
    expect(page.get_by_text("Verdicts that flip")).to_have_count(0)


def test_a_draft_that_somebody_else_kept_meanwhile_is_not_written_over(
    browser: Browser, address: str
) -> None:
    hers = opened(browser, address, "quinn")
    hers.get_by_role("button", name="New rubric").click()
    box(hers, "Name").fill("closing")
    hers.get_by_role("button", name="Begin").click()
    mine = hers.get_by_label("Closing as YAML")
    expect(mine).to_have_value(re.compile("id: closing"))
    his = opened(browser, address, "rami")
    his.get_by_role("combobox", name="Rubric").click()
    his.get_by_role("option", name="Closing").click()
    theirs = his.get_by_label("Closing as YAML")
    text = theirs.input_value()

    theirs.fill(text + "# by Rami\n")
    expect(his.get_by_text("Not kept yet")).to_be_visible()
    his.get_by_role("button", name="Keep draft").click()
    expect(his.get_by_text("Draft by rami")).to_be_visible()

    mine.fill(text + "# by Quinn\n")
    expect(hers.get_by_text("rami kept another draft")).to_be_visible()
    assert mine.input_value() == text + "# by Quinn\n"
    hers.get_by_role("button", name="Take theirs").click()
    expect(mine).to_have_value(text + "# by Rami\n")


def test_a_supervisor_has_no_studio(browser: Browser, address: str) -> None:
    page = browsing.signed_in(browser, address, "dana", "/rubrics")
    expect(page.get_by_role("heading", name="Calls")).to_be_visible()
    expect(page.get_by_role("link", name="Rubrics")).to_have_count(0)
