"""Every page that app/main.py names, in a real browser: for everybody, on a phone, in bad hands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import archives
import browsing
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app import words
from benchmarks import dashboard
from qa.accounts import users
from qa.accounts.people import Role, Viewer
from qa.call import Metadata
from qa.review.desk import Desk
from qa.store import Store

pytestmark = pytest.mark.browser

MARKUP = "<img src=x onerror=alert(3)> **bold** :red[x] [a](javascript:alert(4)) $x$"
AGENT, FILE = f"=1+1 {MARKUP}", f"-2+3 {MARKUP}"
SERIOUS = ("serious", "critical")
# What recorded words must never become, looked for inside components too.
BECOME = """() => {
    const found = [], bad = 'img[src="x"], a[href^="javascript"], .katex, script:not([src])';
    const look = root => {
        for (const node of root.querySelectorAll(bad)) {
            if (node.tagName !== 'SCRIPT' || node.textContent.includes('alert('))
                found.push(node.outerHTML);
        }
        for (const node of root.querySelectorAll('*')) if (node.shadowRoot) look(node.shadowRoot);
    };
    look(document);
    return found;
}"""


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    scripts = {"complaint": archives.COMPLAINT, "praise": archives.PRAISE, FILE: archives.HOSTILE}
    about = {
        "complaint": Metadata(agent="Alex Marin", queue="cards", started_at="2026-11-17T09:27:02"),
        "praise": Metadata(agent="Sam Lee", queue="cards", started_at="2026-11-19T10:00:00"),
        FILE: Metadata(agent=AGENT, queue=AGENT, customer=AGENT, started_at="2026-11-19T11:00:00"),
    }
    path = archives.build(folder, scripts, **about)
    with Store(path) as store:
        users.add(store.connection, "root", Role.ADMIN, archives.PASSWORD)
        users.add(store.connection, "hers", Role.AGENT, archives.PASSWORD, agent=AGENT)
        desk = Desk(store, Viewer("root", Role.ADMIN))
        desk.comment(FILE, 1, MARKUP)
        for call in (FILE, "complaint"):
            for line in desk.scorecards(call)[0].lines:
                finding = line.finding
                desk.review(call, "essentials", finding.criterion, finding.verdict, note=MARKUP)
            desk.move(call, "submitted")
            desk.move(call, "released")
    return path


def looked_at(page: Page, address: str, who: str, call: str) -> Iterator[str]:
    """Every page in turn as one person sees it, when all of it stands there."""
    browsing.sign_in(page, address, who)
    for name, path in dashboard.pages():
        page.goto(f"{address}/{path}?call={quote(call)}" if name == "call" else f"{address}/{path}")
        dashboard.still(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        yield name


def alarms(page: Page) -> list[str]:
    """The messages of dialogs that scripts opened."""
    heard: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    return heard


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_keeps_anybody_out(browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_context(color_scheme=scheme).new_page()
    page.set_default_timeout(browsing.SECONDS * 1000)
    page.goto(f"{address}/login")
    found = [("signin", _faults(page))]
    found += [(name, _faults(page)) for name in looked_at(page, address, "root", "complaint")]
    found += [
        (f"{name} of an agent", _faults(page))
        for name in looked_at(page, address, "hers", FILE)
        if name in ("calls", "call", "mine")
    ]
    page.context.close()
    assert [(name, fault) for name, faults in found for fault in faults] == []


def _faults(page: Page) -> list[str]:
    """What axe-core finds that is serious or worse, with the first place of each."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in violations
        if fault["impact"] in SERIOUS
    ]


def test_every_page_fits_the_width_of_a_phone(browser: Browser, address: str) -> None:
    page = browsing.opened(browser)
    page.set_viewport_size({"width": 390, "height": 844})
    wider = {
        name: page.evaluate(
            "() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"
        )
        for name in looked_at(page, address, "root", "complaint")
    }
    page.context.close()
    assert {name: width for name, width in wider.items() if width > 0} == {}


@pytest.mark.parametrize("who", ["root", "hers"])
def test_recorded_words_stay_words_on_every_page(browser: Browser, address: str, who: str) -> None:
    page = browsing.opened(browser)
    heard = alarms(page)
    became = {
        name: page.evaluate(BECOME) + [s for s in (page.title(),) if "<" in s and name != "call"]
        for name in looked_at(page, address, who, FILE)
    }
    assert {name: nodes for name, nodes in became.items() if nodes} == {}
    assert heard == []
    page.goto(f"{address}/call?call={quote(FILE)}")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("onerror")
    assert (title.text_content() or "").replace(words.JOINER, "").strip() == FILE
    expect(page.locator(".transcript li.customer .words").first).to_contain_text(
        archives.HOSTILE_WORDS
    )
    exported = page.request.get(f"{address}/api/export/csv/{quote(FILE, safe='')}").text()
    page.context.close()
    cells = [cell.strip('"') for line in exported.splitlines()[1:] for cell in line.split(",")]
    assert [cell for cell in cells if cell[:1] in tuple("=+@\t\r") or cell.startswith("-2")] == []
