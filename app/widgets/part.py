"""Parts of a page that are drawn anew by themselves, without the rest of the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import streamlit as st

from app import data
from app.widgets.told import mistake


def part(draw: Callable[[], None]) -> Callable[[], None]:
    """A part of a page; what is chosen in it draws nothing but the part.

    The router does not run then: a session that is over is handed to it, other mistakes are told
    here.
    """

    @st.fragment
    @wraps(draw)
    def drawn() -> None:
        try:
            with data.one_connection():
                draw()
        except data.QAError as error:
            if isinstance(error, data.AccessError) and not data.is_signed_in():
                st.rerun()
            mistake(error)

    return drawn
