"""Files that could not be processed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import data, words


def failures() -> None:
    """List the files that failed, if any, and why."""
    failed = data.failures()
    if not failed:
        return
    with st.container(key="failures"):
        st.subheader("Files that could not be processed", anchor=False)
        st.caption("They are tried again when `callqa process` runs the next time.")
        rows = [(f.path, f.reason, f.attempts, words.day(f.at)) for f in failed]
        st.dataframe(
            pd.DataFrame(rows, columns=["File", "Why", "Tries", "Last tried"]), hide_index=True
        )
