"""Archives to look at and the dashboard without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import archives
import browsing
import pytest
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest

from qa.call import Metadata
from qa.store import Store

MAIN = Path(__file__).parents[2] / "app" / "main.py"
CALL, CALLS = "views/call.py", "views/calls.py"
COMPLAINT = Metadata(
    agent="Alex Marin", customer="Ruth", queue="cards", started_at="2026-11-17T09:27:02+00:00"
)
PRAISE = Metadata(agent="Sam Lee", queue="cards", started_at="2026-11-19T10:00:00+00:00")


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("CALLQA_CACHE", str(folder))
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(db: Path) -> Iterator[str]:
    """Where the module's archive, its fixture `db`, is served for all of its tests."""
    with browsing.serving(db) as address:
        yield address


@pytest.fixture
def empty_archive(tmp_path: Path) -> Path:
    path = tmp_path / "empty.db"
    Store(path).close()
    return path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calls")
    scripts = {"complaint": archives.COMPLAINT, "praise": archives.PRAISE}
    return archives.build(folder, scripts, complaint=COMPLAINT, praise=PRAISE)


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Path:
    """An archive of two calls that a test may write to."""
    copy = tmp_path / "archive.db"
    copy.write_bytes(built.read_bytes())
    return copy


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page: `page(archive)` the list of calls, `page(archive, call="x")` a call."""

    def opened(db: Path, **query: str) -> AppTest:
        monkeypatch.setenv("CALLQA_DB", str(db))
        test = AppTest.from_file(str(MAIN), default_timeout=30)
        test.run()
        test.switch_page(CALLS).run()
        if query:
            test.switch_page(CALL)
            for key, value in query.items():
                test.query_params[key] = value
            test.run()
        return test

    return opened


@pytest.fixture
def queue(page: Callable[..., AppTest]) -> Callable[[Path], AppTest]:
    """Open the queue of an archive."""

    def opened(db: Path) -> AppTest:
        return page(db).switch_page("views/queue.py").run()

    return opened
