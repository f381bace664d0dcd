"""From a number to the calls behind it."""

from __future__ import annotations

import streamlit as st

from app import data
from app.widgets import filters


def open_calls(where: data.CallFilter) -> None:
    """Show the list of calls with these filters set."""
    filters.show(where)
    st.switch_page("views/calls.py")
