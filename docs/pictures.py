"""The README's pictures, from the archive that `make demo` makes.

callqa --db .demo/archive.db dashboard --no-browser --port 8600 &
python docs/pictures.py http://127.0.0.1:8600
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PICTURES = {
    "calls": ("/", "light", "Click a call to open it"),
    "call": ("/call?call=02-agent-interrupts&at=24.4", "light", "Did the agent let the customer"),
    "call-dark": ("/call?call=04-agent-hangs-up", "dark", "Did the call end without"),
}


def draw(page: Page, address: str, text: str, target: Path) -> None:
    """One picture, taken when `text` is there and nothing is on its way any more."""
    page.goto(address)
    page.get_by_text(text).first.wait_for(timeout=30_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')")
    page.screenshot(path=target)


def main(base: str) -> None:
    here = Path(__file__).parent
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (path, scheme, text) in PICTURES.items():
            context = browser.new_context(
                viewport={"width": 1280, "height": 960}, color_scheme=scheme
            )
            draw(context.new_page(), base + path, text, here / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
