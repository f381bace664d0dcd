"""A call for other programs, from the route that knows who asks."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import streamlit as st

FORMS = {
    "vtt": "Transcript (WebVTT)",
    "csv": "Scores (CSV, for spreadsheets)",
    "json": "Everything (JSON)",
}
REPORTS = {
    "pdf": "Report (PDF, for paper)",
    "html": "Report (HTML, one file)",
}


def export(identity: str) -> None:
    """Draw the ways to take a call along."""
    with st.popover("Export", icon=":material/download:", type="tertiary"):
        name = quote(identity, safe="")
        for form, label in REPORTS.items():
            link(f"/api/report/{form}/call/{name}", label)
        for form, label in FORMS.items():
            link(f"/api/export/{form}/{name}", label)


def link(address: str, label: str) -> None:
    """Draw a link that downloads."""
    st.html(f'<a class="export" href="{escape(address)}" download>{escape(label)}</a>')
