"""Doing something and saying how it came out."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import data, words


def attempt(act: Callable[[], object], done: str = "") -> bool:
    """Do it; a mistake is told in place, success at the next run if there is something to say."""
    try:
        act()
    except data.QAError as error:
        mistake(error)
        return False
    if done:
        st.session_state.told = done
    return True


def carry_out(act: Callable[[], object], done: str = "") -> None:
    """Do it and draw the page anew with what came of it; a mistake is told in place."""
    if attempt(act, done):
        st.rerun()


def mistake(error: data.QAError) -> None:
    """Draw what was wrong and the next step, where it happened."""
    where = f"{error.where}: " if error.where else ""
    text = words.sentences(f"{where}{error.what}", error.next_step)
    st.error(words.plain(text), icon=":material/error:")


def size(count: float) -> str:
    """Bytes as people write them."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
