"""A supervisor's main story in a real browser: three calls of the queue, the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import archives
import browsing
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.store import Store

pytestmark = pytest.mark.browser

CALLS = {
    "complaint": archives.COMPLAINT,
    "praise": archives.PRAISE,
    "late": archives.COMPLAINT.replace("No. Goodbye.", "No, that will not do at all. Goodbye."),
}


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return archives.build(tmp_path, CALLS)


@pytest.fixture
def page(browser: Browser, db: Path) -> Iterator[Page]:
    with browsing.serving(db) as address:
        page = browsing.opened(browser)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{address}/queue")
        expect(page.get_by_role("button", name="Start reviewing")).to_be_visible()
        yield page
        page.context.close()


def now(page: Page) -> str:
    """The class of the finding that the keys judge."""
    place = page.locator("[class*=st-key-now-]")
    expect(place).to_have_count(1)
    names = (place.get_attribute("class") or "").split()
    return next(name for name in names if name.startswith("st-key-now-"))


def confirms(page: Page) -> str:
    """The key that confirms the finding whose turn it is."""
    button = page.locator(f".{now(page)} [class*=st-key-confirm-] button").first
    expect(button).to_contain_text(re.compile("Confirm.*[PF]", re.DOTALL))
    return "p" if "P" in button.inner_text() else "f"


def judged(page: Page, key: str) -> None:
    """Press a key that judges, and wait for the next finding to have its turn."""
    before = now(page)
    page.keyboard.press(key)
    expect(page.locator(f".{before}")).to_have_count(0)


def test_a_supervisor_works_through_three_calls_without_the_mouse(page: Page, db: Path) -> None:
    page.keyboard.press("n")
    for number in range(3):
        expect(page.get_by_text(f"{number + 1} of 3")).to_be_visible()
        (call,) = parse_qs(urlsplit(page.url).query)["call"]
        expect(page.locator("audio")).to_have_attribute("src", re.compile(call))
        page.keyboard.press("k")
        page.wait_for_function("a => !a.paused", arg=page.locator("audio").element_handle())
        page.keyboard.press("k")

        before = now(page)
        page.keyboard.press("o")
        expect(page.get_by_role("textbox", name="Note")).to_be_focused()
        # Letters that are keys elsewhere are letters here; no pause before the key that saves.
        page.keyboard.type(f"Number {number}: nobody paused, fine by Jo.")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text(f"Number {number}: nobody paused, fine by Jo.")).to_be_visible()
        expect(page.locator(f".{before}")).to_have_count(0)

        judged(page, confirms(page))
        page.keyboard.press("s")
        expect(page.get_by_role("button", name="Release to the agent")).to_be_visible()
        if number < 2:
            page.keyboard.press("n")
    page.keyboard.press("b")
    expect(page.get_by_text("2 of 3")).to_be_visible()

    with Store(db) as store:
        notes = [[r.note for r in store.reviews(call) if r.note] for call in CALLS]
        assert sorted(notes) == [[f"Number {n}: nobody paused, fine by Jo."] for n in range(3)]
        assert [len(store.reviews(call)) for call in CALLS] == [2, 2, 2]
        assert {s.state for s in store.summaries()} == {"submitted"}


def test_a_verdict_against_the_machines_wants_a_reason_or_a_note_and_keeps_what_was_typed(
    page: Page, db: Path
) -> None:
    page.keyboard.press("n")
    key, verdict = ("p", "pass") if confirms(page) == "f" else ("f", "fail")
    page.keyboard.press(key)
    expect(page.get_by_role("textbox", name="Note")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").get_by_text("Say why")).to_be_visible()
    page.get_by_label("Why, if it differs").select_option("wording")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("said in other words")).to_be_visible()
    with Store(db) as store:
        (review,) = [r for call in CALLS for r in store.reviews(call)]
    assert (review.verdict, review.reason, review.note) == (verdict, "wording", "")


def test_escape_leaves_the_form_and_keeps_nothing(page: Page, db: Path) -> None:
    page.keyboard.press("n")
    now(page)
    page.keyboard.press("o")
    note = page.get_by_role("textbox", name="Note")
    expect(note).to_be_focused()
    page.keyboard.type("never mind")
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    with Store(db) as store:
        assert [r for call in CALLS for r in store.reviews(call)] == []
