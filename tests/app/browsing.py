"""A real server in a process of its own, and a real browser in front of it."""

from __future__ import annotations

import os
import queue
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import archives
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

SECONDS = 60
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
SERVE = (
    "import sys; from pathlib import Path; from app.server import serve;"
    "serve(Path(sys.argv[1]), port=int(sys.argv[2]), open_browser=False)"
)


@contextmanager
def serving(db: Path, folder: Path | None = None, port: int = 0) -> Iterator[str]:
    """The dashboard of `db` at the address that it prints, started in `folder`; 0: any port."""
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(db), str(port)],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    try:
        yield _printed_address(process)
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)


def _printed_address(process: subprocess.Popen[str]) -> str:
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    threading.Thread(target=lambda: [lines.put(s) for s in process.stdout], daemon=True).start()
    line = lines.get(timeout=SECONDS)
    found = re.search(r"http://\S+", line)
    assert found, f"the server prints no address but {line!r}"
    return found.group()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that waits as long as a slow machine needs."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.fail("this test needs Chromium: install it, e.g. `apt install chromium`")
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def opened(browser: Browser) -> Page:
    """A page of a browser of its own, as far as cookies go."""
    page = browser.new_context().new_page()
    page.set_default_timeout(SECONDS * 1000)
    return page


def signed_in(browser: Browser, address: str, name: str, path: str = "/") -> Page:
    """A page of its own with somebody signed in, at `path`."""
    page = opened(browser)
    sign_in(page, address, name)
    if path != "/":
        page.goto(f"{address}{path}")
    return page


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(archives.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/**")
