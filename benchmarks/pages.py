"""How long the dashboard takes on a large archive, beside a small one in the same run.

    python benchmarks/make_archive.py big.db --calls 100000
    python benchmarks/make_archive.py small.db --calls 60
    python -m benchmarks.pages big.db small.db

A real headless Chromium in front of a real server. A time runs from the key or click in the browser
until what was asked for stands on the page and the script has ended. Before each step a review is
written into the archive, as on a working day, so no earlier answer can be given again; the archives
take turns step by step, so that whatever else the machine does meets both. Use archives that were
made for this.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page
from tabulate import tabulate

from benchmarks import dashboard
from qa.rubric.outcome import Verdict
from qa.store import Store

ROUNDS, WAIT_MS = 11, 120_000
AIMS = {"queue page": 1.0, "call page": 1.0, "search": 0.2}
THINGS = (
    "lamp router kettle invoice parcel sofa charger ticket heater printer blender drill".split()
)
CITIES = "Leeds Porto Ghent Turin Bergen Cork Malmo Graz Lyon Brno Split Oulu".split()
# What a page has to say before it counts as answered, looked at in every frame.
SAYS = """text => document.querySelector('[data-testid=stMain]')?.innerText.includes(text)
    && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"""
TABLE = "() => document.querySelector('[data-testid=stDataFrame] table td')"
OF_AGENT = """agent => [...document.querySelectorAll('[data-testid=stDataFrame] td')]
    .filter(cell => cell.ariaColIndex === '5').every(cell => cell.textContent === agent)
    && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"""
FOUND = """([first, second]) => {
    const hits = [...document.querySelectorAll('.st-key-hits a')].map(a => a.textContent);
    return hits.length && hits.every(text => text.includes(first) && text.includes(second));
}"""


@dataclass
class Archive:
    """An archive behind its server, with the page in front of it and the times taken so far."""

    db: Path
    page: Page
    address: str
    server: int
    calls: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    work: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, what: str, act: Callable[[], object]) -> None:
        """Do something and keep how long it took, and how long the server worked for it."""
        self._review()
        worked, begun = _cpu_seconds(self.server), time.perf_counter()
        act()
        self.seconds.setdefault(what, []).append(time.perf_counter() - begun)
        self.work.setdefault(what, []).append(_cpu_seconds(self.server) - worked)

    def _review(self) -> None:
        with Store(self.db) as store:
            store.add_review("call-000007", "essentials", "apology_given", Verdict.PASS)


def main() -> None:
    """Measure and print the tables of RESULTS.md."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("archives", type=Path, nargs="+", help="the large one first")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = options.parse_args()
    busy = []
    with ExitStack() as stack:
        browser = stack.enter_context(dashboard.chromium())
        archives = [stack.enter_context(_served(browser, db)) for db in chosen.archives]
        for number in range(chosen.rounds + 1):
            busy.append(_slowdown())
            for name, step in STEPS.items():
                for archive in archives:
                    step(archive, name, number)
    for archive in archives:  # the first round warms the server up
        archive.seconds = {name: times[1:] for name, times in archive.seconds.items()}
        archive.work = {name: times[1:] for name, times in archive.work.items()}
    print(_table(archives, chosen.rounds, statistics.median(busy)))


# -- the steps, in the order of somebody's work ---------------------------------------------------


def _opened(archive: Archive, name: str, number: int) -> None:
    page = archive.page
    archive.timed(name, lambda: (page.goto(archive.address), _listed(page, "tick calls to hand")))


def _queue(archive: Archive, name: str, number: int) -> None:
    page = archive.page
    link = page.get_by_role("link", name="Queue", exact=True).first
    archive.timed(name, lambda: (link.click(), _listed(page, "tick calls to hand")))


def _next_page(archive: Archive, name: str, number: int) -> None:
    page = archive.page
    button = page.get_by_role("button", name="Next page")
    if button.count():
        first = page.locator(CELL).first.text_content()
        changed = "first => document.querySelector('" + CELL + "')?.textContent !== first"
        archive.timed(name, lambda: (button.click(), page.wait_for_function(changed, arg=first)))


def _filtered(archive: Archive, name: str, number: int) -> None:
    """The queue of one agent."""
    page = archive.page
    box = page.get_by_role("combobox", name="Agent")
    with Store(archive.db) as store:
        agent = store.choices("agent")[number]
    box.click()
    box.fill(agent)
    page.get_by_role("option", name=agent).wait_for()
    archive.timed(name, lambda: (box.press("Enter"), page.wait_for_function(OF_AGENT, arg=agent)))
    page.reload()
    _listed(page, "tick calls to hand")


def _first_call(archive: Archive, name: str, number: int) -> None:
    page = archive.page
    for _ in range(number % 3):  # other calls than in the round before
        _next_page(archive, "_", number)
        _listed(page, "tick calls to hand")
    archive.timed(name, lambda: (page.keyboard.press("n"), _judged(page, "1 of ")))


def _next_call(archive: Archive, name: str, number: int) -> None:
    archive.timed(name, lambda: (archive.page.keyboard.press("n"), _judged(archive.page, "2 of ")))


def _calls(archive: Archive, name: str, number: int) -> None:
    page = archive.page
    link = page.get_by_role("link", name="Calls", exact=True).first
    archive.timed(name, lambda: (link.click(), _listed(page, "Click a call to open it.")))


def _search(archive: Archive, name: str, number: int) -> None:
    page = archive.page
    # Some pairs are in few calls of a small archive; these are in all of them.
    words = [THINGS[number % len(THINGS)], CITIES[5 * number % len(CITIES)]]
    if archive.calls < 1000:
        return
    box = page.get_by_role("searchbox")
    box.fill(" ".join(words))
    found = lambda: page.wait_for_function(FOUND, arg=words)  # noqa: E731
    archive.timed(name, lambda: (box.press("Enter"), found()))


def _trends(archive: Archive, name: str, number: int) -> None:
    """Twelve weeks with their charts, themes and agents."""
    page = archive.page
    link = page.get_by_role("link", name="Trends", exact=True).first
    drawn = lambda: (  # noqa: E731
        page.wait_for_function(SAYS, arg="Agents and teams"),
        page.locator(".charts svg").first.wait_for(),
    )
    archive.timed(name, lambda: (link.click(), drawn()))


STEPS: dict[str, Callable[[Archive, str, int], None]] = {
    "first page, with the browser's start": _opened,
    "queue page": _queue,
    "queue, next page": _next_page,
    "queue, of one agent": _filtered,
    "call page": _first_call,
    "call page, the next": _next_call,
    "list of calls": _calls,
    "search": _search,
    "trends page": _trends,
}
CELL = "[data-testid=stDataFrame] table td"


def _listed(page: Page, text: str) -> None:
    page.wait_for_function(SAYS, arg=text)
    page.wait_for_function(TABLE)


def _judged(page: Page, text: str) -> None:
    """A call's page with its transcript, its player and its last measure."""
    page.wait_for_function(SAYS, arg=text)
    page.locator(".transcript .w").first.wait_for()
    page.locator(".stage canvas").wait_for()
    page.wait_for_function(SAYS, arg="Longest wait")


# -- the machine -----------------------------------------------------------------------------------


@contextmanager
def _served(browser: Browser, db: Path) -> Iterator[Archive]:
    with dashboard.serving(db) as (address, process):
        page = browser.new_context(viewport={"width": 1280, "height": 960}).new_page()
        page.set_default_timeout(WAIT_MS)
        with Store(db) as store:
            calls = store.count()
        yield Archive(db, page, address, process, calls)


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _slowdown() -> float:
    """How many times longer a busy loop takes than it computes: 1 on an idle machine."""
    begun, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < 0.3:
        sum(range(10_000))
    return (time.perf_counter() - begun) / (time.process_time() - worked)


def _table(archives: list[Archive], rounds: int, busy: float) -> str:
    head = ["", "aim"]
    for archive in archives:
        head += [f"{archive.calls:,} calls: median", "fastest", "server computes"]
    rows = []
    for name in STEPS:
        row = [name, f"{AIMS[name]:g} s" if name in AIMS else ""]
        for archive in archives:
            times, work = archive.seconds.get(name), archive.work.get(name)
            row += (
                [f"{statistics.median(times):.2f} s", f"{min(times):.2f} s"] if times else ["–"] * 2
            )
            row.append(f"{statistics.median(work):.2f} s" if work else "–")
        rows.append(row)
    cores = os.cpu_count()
    note = (
        f"{rounds} rounds, {cores} cores; meanwhile a busy loop took {busy:.1f} times as long as it"
        " computed (1 on an idle machine), so waits are longer than the machine's own."
    )
    return f"{note}\n\n{tabulate(rows, head, tablefmt='github')}"


if __name__ == "__main__":
    main()
