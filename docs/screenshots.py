"""Every page of the dashboard as a picture: light, dark and as narrow as a phone.

    make demo           # once: listens to the sample calls
    python -m docs.screenshots

Works on a copy of the demo archive, to which made-up accounts and the traces of some days of
made-up work are added.
"""

from __future__ import annotations

import argparse
import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from benchmarks import dashboard
from docs import workdays

HERE = Path(__file__).parent
ARCHIVE = HERE.parent / ".demo" / "archive.db"
LOOKS = {
    "light": ({"width": 1280, "height": 900}, "light"),
    "dark": ({"width": 1280, "height": 900}, "dark"),
    "narrow": ({"width": 390, "height": 844}, "light"),
}
# Whose page it is, where that is not the supervisor's.
WHOSE = {"mine": "alex", "studio": "quinn", "archive": "root"}
ASKED = {"call": "?call=02-agent-interrupts&at=24.4", "report": "?call=02-agent-interrupts"}
WAIT_MS, COLOURS = 90_000, 192


@dataclass(frozen=True)
class Shown:
    """A page of the dashboard: its file's name, its address, and who is to look at it."""

    name: str
    path: str
    who: str


def main() -> None:
    """Take all pictures, or those of the pages that are named."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("pages", nargs="*", help="names of pages; all where none is given")
    options.add_argument("--db", type=Path, default=ARCHIVE)
    options.add_argument("--into", type=Path, default=HERE / "screenshots")
    chosen = options.parse_args()
    if not chosen.db.is_file():
        raise SystemExit(f"{chosen.db} is not there: `make demo` makes it")
    chosen.into.mkdir(parents=True, exist_ok=True)
    wanted = [page for page in pages() if not chosen.pages or page.name in chosen.pages]
    with (
        _worked_on(chosen.db) as db,
        dashboard.serving(db) as (address, _),
        dashboard.chromium() as browser,
    ):
        for look in LOOKS:
            _take(browser, address, wanted, look, chosen.into)


def pages() -> list[Shown]:
    """Every page that app/main.py names, and the one for signing in."""
    return [Shown("signin", "/login", "")] + [
        Shown(name, f"/{path}{ASKED.get(name, '')}", WHOSE.get(name, "pat"))
        for name, path in dashboard.pages()
    ]


@contextmanager
def _worked_on(db: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "archive.db"
        shutil.copy(db, copy)
        workdays.add(copy)
        yield copy


def _take(browser: Browser, address: str, wanted: Sequence[Shown], look: str, into: Path) -> None:
    viewport, scheme = LOOKS[look]
    for who in dict.fromkeys(page.who for page in wanted):
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        if who:
            _sign_in(page, address, who)
        for shown in wanted:
            if shown.who == who:
                page.goto(address + shown.path)
                dashboard.still(page)
                _keep(page.screenshot(), into / f"{shown.name}-{look}.png")
                print(f"{shown.name}-{look}.png")
        context.close()


def _sign_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("Name").fill(who)
    page.get_by_label("Password").fill(workdays.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)


def _keep(picture: bytes, path: Path) -> None:
    """Write a picture with a palette of its own, a third of its size."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
