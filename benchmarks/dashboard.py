"""The dashboard of an archive in a process of its own, with a headless Chromium in front of it."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROUTER = Path(__file__).parents[1] / "app" / "main.py"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SERVE = (
    "import sys; from pathlib import Path; from app.server import serve;"
    "serve(Path(sys.argv[1]), port=0, open_browser=False)"
)


@contextmanager
def serving(db: Path) -> Iterator[tuple[str, int]]:
    """The address of the dashboard of `db` and the number of its process."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(db)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        if not found:
            raise SystemExit("the dashboard did not start")
        yield found.group(), process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        raise SystemExit("Chromium is needed: install it, e.g. `apt install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def pages() -> list[tuple[str, str]]:
    """The name and the address's path of every page that app/main.py makes, but for the one that
    only leads to where somebody begins."""
    found = []
    for node in ast.walk(ast.parse(ROUTER.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.Page":
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            if "url_path" in given:
                path = ast.literal_eval(given["url_path"])
                found.append((Path(ast.literal_eval(node.args[0])).stem, path))
    return found


def still(page: Page) -> None:
    """Until a page's script has ended, all that it asked for is there, and nothing moves."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(
        """() => {
          const app = document.querySelector('[data-testid=stApp]');
          if (!app) return Boolean(document.querySelector('form'));
          return app.dataset.testScriptState === 'notRunning'
            && document.querySelector('[data-testid=stMain] :is(h1, h2, [data-testid=stAlert])')
            && !document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner]');
        }"""
    )
    page.wait_for_timeout(1500)  # charts and the cells of tables are drawn after the script's end
