"""The dashboard as people use it, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import archives
import browsing
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.store import Store

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    scripts = {"complaint": archives.COMPLAINT, "hostile": archives.HOSTILE}
    return archives.build(folder, scripts)


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and every address that it asked for."""
    asked: list[str] = []
    page = browsing.opened(browser)
    page.on("request", lambda request: asked.append(request.url))
    yield page, asked
    page.context.close()


def sound(page: Page) -> Any:
    return page.locator("audio")


def test_evidence_is_heard_where_it_was_said_and_an_overturn_stays(
    browser_page: tuple[Page, list[str]], address: str, db: Path
) -> None:
    page, asked = browser_page
    with Store(db) as store:
        call = store.call("complaint")
        line = store.scorecards("complaint")[0].line("no_interrupting")
    assert line is not None
    cut_in = line.finding.evidence[1]
    said_at = call.time_of(cut_in).start

    page.goto(f"{address}/calls")
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    table.click(position={"x": 60, "y": 60})  # the first row, below the head
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("complaint|hostile"))
    page.goto(f"{address}/call?call=complaint")

    criterion = page.locator(".st-key-criterion-essentials-no_interrupting")
    place = sound(page)
    # Noted in the page when playing starts: a question from here would come too late.
    place.evaluate("a => a.addEventListener('playing', () => { a.heard = a.currentTime; })")
    criterion.get_by_role("button", name=call.quote(cut_in)).click()
    page.wait_for_function("a => a.heard !== undefined", arg=place.element_handle())
    assert place.evaluate("a => a.heard") == pytest.approx(said_at, abs=0.3)
    assert place.evaluate("a => a.paused") is False

    criterion.get_by_role("button", name="Note").click()
    criterion.get_by_text("Not applicable", exact=True).click()
    criterion.get_by_role("textbox", name="Note").fill("The line was *delayed*.")
    criterion.get_by_role("button", name="Save verdict").click()
    expect(criterion.get_by_text("The line was *delayed*.")).to_be_visible()
    page.reload()
    expect(criterion.get_by_text("The line was *delayed*.")).to_be_visible()
    expect(criterion.get_by_text("machine: fail")).to_be_visible()
    with Store(db) as store:
        assert [r.verdict for r in store.reviews("complaint")] == ["not_applicable"]

    assert asked
    outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert outside == [], "the page asked for something elsewhere"


def test_a_click_on_a_word_plays_from_it(
    browser_page: tuple[Page, list[str]], address: str, db: Path
) -> None:
    page, _ = browser_page
    with Store(db) as store:
        word = next(w for t in store.call("complaint").turns for w in t.words if "twice" in w.text)
    page.goto(f"{address}/call?call=complaint")
    place = sound(page)
    place.evaluate("a => a.addEventListener('playing', () => { a.heard = a.currentTime; })")
    page.locator(".transcript").get_by_text("twice", exact=True).click()
    page.wait_for_function("a => a.heard !== undefined", arg=place.element_handle())
    assert place.evaluate("a => a.heard") == pytest.approx(word.start, abs=0.3)
    page.locator(".transcript .w.now").first.wait_for()


def test_the_address_names_the_second(browser_page: tuple[Page, list[str]], address: str) -> None:
    page, _ = browser_page
    page.goto(f"{address}/?call=complaint&at=12.5")
    page.wait_for_function(
        "a => Math.abs(a.currentTime - 12.5) < 0.01", arg=sound(page).element_handle()
    )
    assert sound(page).evaluate("a => a.paused") is True


def test_hostile_words_are_shown_letter_for_letter(
    browser_page: tuple[Page, list[str]], address: str
) -> None:
    page, _ = browser_page
    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    page.goto(f"{address}/call?call=hostile")
    turn = page.locator(".transcript li.customer .words")
    expect(turn).to_have_text(f"My problem is {archives.HOSTILE_WORDS} and it never arrived.")
    page.goto(f"{address}/calls")
    page.get_by_role("searchbox").fill("hyperlink")
    page.get_by_role("searchbox").press("Enter")
    hit = page.locator(".st-key-hits a")
    expect(hit).to_be_visible()
    shown = (hit.text_content() or "").replace("\u2060", "")
    assert archives.HOSTILE_WORDS in shown
    assert page.locator(".st-key-hits img, .st-key-hits script, .st-key-hits .katex").count() == 0
    assert alarms == []


def test_further_quotes_of_a_search_are_there_when_they_are_asked_for(
    browser_page: tuple[Page, list[str]], address: str
) -> None:
    page, _ = browser_page
    page.goto(f"{address}/calls")
    page.get_by_role("searchbox").fill("i")
    page.get_by_role("searchbox").press("Enter")
    quotes = page.locator(".st-key-hits a")
    expect(quotes).to_have_count(4)
    page.locator(".st-key-hits summary").click()
    expect(quotes.nth(4)).to_be_visible()
