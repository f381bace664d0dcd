"""The archive as the pages open it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app import data
from qa.errors import StoreError
from qa.rubric.outcome import Verdict
from qa.store import Store


def test_a_page_opens_its_archive_once_and_sees_what_others_write_meanwhile(archive: Path) -> None:
    with data.one_connection():
        with data.opened(archive) as first:
            assert first.reviews("complaint") == []
        with Store(archive) as other:
            other.add_review("complaint", "essentials", "apology_given", Verdict.PASS)
        with data.one_connection(), data.opened(archive) as again:
            assert again is first
            assert len(again.reviews("complaint")) == 1
    with pytest.raises(StoreError), data.opened(archive):
        first.call_ids()


def test_another_thread_opens_its_own(archive: Path) -> None:
    found: list[Store] = []

    def look() -> None:
        with data.opened(archive) as store:
            found.append(store)

    with data.one_connection(), data.opened(archive) as ours:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert found[0] is not ours
        assert ours.call_ids() == ["complaint", "praise"]
