"""Every page of the dashboard as a picture: light, dark and as narrow as a phone.

    make demo           # once: listens to the sample calls
    python -m docs.screenshots

Works on a copy of the demo archive, to which accounts named after their roles and the traces of
some days of work are added. All of that is made up, as the sample calls are.
"""

from __future__ import annotations

import argparse
import ast
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
PAGES = HERE.parent / "app" / "main.py"
ARCHIVE = HERE.parent / ".demo" / "archive.db"
LOOKS = {
    "light": ({"width": 1280, "height": 900}, "light"),
    "dark": ({"width": 1280, "height": 900}, "dark"),
    "narrow": ({"width": 390, "height": 844}, "light"),
}
# Whose page it is, where that is not the supervisor's.
WHOSE = {"mine": "agent", "studio": "qa", "archive": "admin", "settings": "admin"}
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
    found = [Shown("signin", "/login", "")]
    for node in ast.walk(ast.parse(PAGES.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.Page":
            name = Path(ast.literal_eval(node.args[0])).stem
            path = next(
                (ast.literal_eval(k.value) for k in node.keywords if k.arg == "url_path"), ""
            )
            found.append(
                Shown(name, f"/{path}{ASKED.get(name, '')}", WHOSE.get(name, "supervisor"))
            )
    return found


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
                _still(page)
                _keep(page.screenshot(), into / f"{shown.name}-{look}.png")
                print(f"{shown.name}-{look}.png")
        context.close()


def _sign_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("Name").fill(who)
    page.get_by_label("Password").fill(workdays.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)


def _still(page: Page) -> None:
    """Until nothing is on its way any more and nothing moves."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(
        """() => {
          const app = document.querySelector('[data-testid=stApp]');
          if (!app) return Boolean(document.querySelector('form'));
          return app.dataset.testScriptState === 'notRunning'
            && document.querySelector('[data-testid=stMain] h1, [data-testid=stMain] h2, '
                + '[data-testid=stMain] [data-testid=stAlert]')
            && !document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner]');
        }"""
    )
    page.wait_for_timeout(1500)  # charts and the table's cells are drawn after the script's end


def _keep(picture: bytes, path: Path) -> None:
    """Write a picture with a palette of its own, a third of its size."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
