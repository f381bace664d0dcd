"""Agents and those who calibrate, in a real browser: score oneself, dispute, score blind."""

from __future__ import annotations

import re
from pathlib import Path

import archives
import browsing
import pytest
from playwright.sync_api import Browser, Page, expect

from qa.accounts import audit, users
from qa.accounts.people import Role, Viewer
from qa.review.calibrators import CalibrationDesk
from qa.review.coaches import CoachingDesk
from qa.review.desk import Desk
from qa.review.own import OwnDesk
from qa.store import Store

pytestmark = pytest.mark.browser

JO = Viewer("jo", Role.SUPERVISOR)
CALLS = ["hers", "his"]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archives.with_accounts(tmp_path_factory.mktemp("agent"))
    with Store(path) as store:
        for name in ("jo", "kim"):
            users.add(store.connection, name, Role.SUPERVISOR, archives.PASSWORD)
        users.add(store.connection, "root", Role.ADMIN, archives.PASSWORD)
        desk = Desk(store, JO)
        desk.move("hers", "submitted")
        desk.move("hers", "released")
    return path


def to(page: Page, label: str, title: str = "") -> None:
    """Go to a page by the sidebar, where a count may stand behind its name."""
    text = re.compile(rf"{re.escape(label)}( \(\d+\))?$")
    page.get_by_test_id("stSidebar").get_by_role("link").filter(has=page.get_by_text(text)).click()
    expect(page.get_by_role("heading", level=1, name=title or label)).to_be_visible()


def test_an_agent_scores_themselves_then_disputes_and_gets_an_answer_in_words(
    browser: Browser, address: str, db: Path
) -> None:
    alex = browsing.signed_in(browser, address, "alex")
    to(alex, "My calls")
    expect(alex.get_by_role("heading", name="What went well")).to_be_visible()
    alex.locator(".st-key-waiting").get_by_text("hers", exact=True).click()
    expect(alex.get_by_role("heading", name="How do you see this call?")).to_be_visible()
    expect(alex.get_by_text("For you alone")).to_be_visible()
    expect(alex.locator("[class*=st-key-criterion-]")).to_have_count(0)
    own = alex.get_by_role("radiogroup", name="Did the agent let the customer finish?")
    own.get_by_text("Could go better").click()
    alex.get_by_role("button", name="Keep, and show the review").click()

    line = alex.locator(".st-key-criterion-essentials-no_interrupting")
    expect(line.get_by_text("You: could go better")).to_be_visible()
    line.get_by_role("button", name="Ask for another look").click()
    line.get_by_text("Not applicable", exact=True).click()
    line.get_by_role("textbox", name="Why?").fill("The line was *delayed*, listen from 0:14.")
    line.get_by_role("button", name="Send").click()
    expect(line.get_by_text("Waiting for an answer")).to_be_visible()
    alex.get_by_role("button", name="I have read it").click()
    expect(alex.get_by_text("You said that you have read it")).to_be_visible()

    dana = browsing.signed_in(browser, address, "dana")
    to(dana, "Coaching", "Coaching & disputes")
    expect(dana.get_by_text("The line was *delayed*, listen from 0:14.")).to_be_visible()
    heard = dana.locator("audio")
    heard.evaluate("a => a.addEventListener('playing', () => { a.heard = a.currentTime; })")
    dana.get_by_role("button", name="Yes yes, but I need").click()
    dana.wait_for_function("a => a.heard > 5", arg=heard.element_handle())
    dana.get_by_text("Upheld: it stands as asked").click()
    dana.get_by_role("textbox", name="In words").fill("Right, the delay is on the line.")
    dana.get_by_role("button", name="Send the answer").click()
    expect(dana.get_by_text("Keep as a golden example")).to_be_visible()

    to(alex, "My calls")
    expect(alex.get_by_text("Right, the delay is on the line.")).to_be_visible()
    expect(alex.locator("[class*=st-key-dispute-]").get_by_text("Upheld")).to_be_visible()
    with Store(db) as store:
        (review,) = store.reviews("hers")
        acts = [entry.act for entry in audit.entries(store.connection, call="hers")]
    assert (review.verdict, review.reviewer, review.reason) == ("not_applicable", "dana", "dispute")
    assert acts[:3] == ["answered a dispute", "acknowledged a review", "disputed"]


def test_what_an_agent_scored_is_on_no_page_and_in_no_export_of_an_administrator(
    browser: Browser, address: str, db: Path
) -> None:
    root = browsing.signed_in(browser, address, "root")
    root.goto(f"{address}/call?call=hers")
    expect(root.locator(".st-key-criterion-essentials-no_interrupting")).to_be_visible()
    expect(root.get_by_text("could go better")).to_have_count(0)
    addresses = [f"{address}/api/export/{form}/hers" for form in ("json", "csv", "vtt")]
    exported = [root.request.get(one).text() for one in addresses]
    with Store(db) as store, store.connection.writing():
        store.connection.run("DELETE FROM self_scores")
    assert [root.request.get(one).text() for one in addresses] == exported
    root.goto(f"{address}/mine")
    expect(root.get_by_role("heading", level=1, name="Calls")).to_be_visible()


def test_a_coaching_note_points_to_a_moment_and_becomes_a_lesson(
    browser: Browser, address: str, db: Path
) -> None:
    with Store(db) as store:
        OwnDesk(store, Viewer("alex", Role.AGENT, "Alex Marin")).open_review("hers")
    dana = browsing.signed_in(browser, address, "dana")
    dana.goto(f"{address}/call?call=hers")
    dana.get_by_role("button", name="Coaching note").click()
    asked = dana.get_by_role("dialog")
    asked.get_by_role("textbox", name="Note").fill("First the feeling, then the *number*.")
    asked.get_by_role("button", name="Save note").click()
    expect(asked).to_have_count(0)
    with Store(db) as store:
        (note,) = CoachingDesk(store, JO).notes()
    assert (note.by, note.agent, note.text) == (
        *("dana", "Alex Marin", "First the feeling, then the *number*."),
    )
    assert note.moment is not None
    assert note.criterion

    alex = browsing.signed_in(browser, address, "alex")
    to(alex, "My calls")
    expect(alex.get_by_text("First the feeling, then the *number*.")).to_be_visible()
    alex.get_by_role("button", name="Keep as a lesson").click()
    alex.get_by_role("textbox", name="In your own words").fill("Feeling first")
    alex.get_by_role("button", name="Keep", exact=True).click()
    expect(alex.locator(".st-key-lessons").get_by_text("Feeling first")).to_be_visible()
    expect(alex.locator(".st-key-lessons").get_by_text("For you alone")).to_be_visible()


def test_two_people_calibrate_blind_and_then_see_each_other(
    browser: Browser, address: str, db: Path
) -> None:
    with Store(db) as store:
        CalibrationDesk(store, JO).begin("November", "essentials", CALLS, ["jo", "kim"])
    jo, kim = (browsing.signed_in(browser, address, name) for name in ("jo", "kim"))
    for page in (jo, kim):
        page.goto(f"{address}/call?call=hers")
        expect(page.get_by_role("heading", name="You score this call blind")).to_be_visible()
        expect(page.locator("[class*=st-key-criterion-]")).to_have_count(0)
        to(page, "Calibration")
        expect(page.get_by_text("0 of 2 calls scored")).to_be_visible()
    _score(jo, "Pass")
    expect(jo.get_by_text("1 of 2 people have handed in.")).to_be_visible()
    expect(jo.get_by_role("heading", name="Question by question")).to_have_count(0)
    _score(kim, "Fail")
    for page in (jo, kim):
        if page is jo:
            page.reload()
        expect(page.get_by_role("heading", name="Question by question")).to_be_visible()
        expect(page.get_by_text("people differ in 2 of 2").first).to_be_visible()
        expect(page.get_by_text("Too few calls to say").first).to_be_visible()
    jo.goto(f"{address}/call?call=hers")
    expect(jo.locator(".st-key-criterion-essentials-no_interrupting")).to_be_visible()


def _score(page: Page, verdict: str) -> None:
    """Score both calls with one verdict throughout, and hand in."""
    for number, call in enumerate(CALLS):
        expect(page.get_by_text(f"{number} of 2 calls scored")).to_be_visible()
        groups = page.locator(f"[class*=st-key-blind-{call}-] [role=radiogroup]")
        expect(groups).to_have_count(4)
        for place in range(4):
            groups.nth(place).get_by_text(verdict, exact=True).click()
        page.get_by_role("button", name="Keep scores").click()
    expect(page.get_by_text("2 of 2 calls scored")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
