"""Reports for the browser, with what whoever asks may see."""

from __future__ import annotations

from pathlib import Path

from app import data
from app.data import Viewer
from qa.report.desk import Reporter
from qa.report.write import FORMS

__all__ = ["FORMS", "call_report", "month_report"]


def call_report(db: Path, who: Viewer, identity: str, form: str) -> bytes:
    """One call. Raises AccessError, StoreError, InputError."""
    with data.opened(db) as store:
        return Reporter(store, who).call_report(identity, form)


def month_report(db: Path, who: Viewer, agent: str, month: str, form: str, rubric: str) -> bytes:
    """An agent's month. Raises AccessError, InputError."""
    with data.opened(db) as store:
        return Reporter(store, who).month_report(agent, month, form, rubric)
