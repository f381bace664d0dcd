"""The dashboard of an archive in a process of its own, with a headless Chromium in front of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

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
