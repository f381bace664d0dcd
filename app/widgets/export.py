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


def export(identity: str) -> None:
    """Draw the ways to take a call along."""
    with st.popover("Export", icon=":material/download:", type="tertiary"):
        for form, label in FORMS.items():
            address = f"/api/export/{form}/{quote(identity, safe='')}"
            st.html(f'<a class="export" href="{escape(address)}" download>{label}</a>')
