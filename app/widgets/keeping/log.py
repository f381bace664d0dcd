"""The log of what people did and of what was refused to them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import data, data_archive, words


def log() -> None:
    """Draw the latest lines, and a way to take all of them along."""
    st.subheader("Log", anchor=False)
    st.caption("Every reviewing act and every refusal, newest first. Lines are never changed.")
    entries = data.audit()
    if not entries:
        st.text("Nobody has done anything yet.")
        return
    rows = [
        {
            "When": words.day(entry.at),
            "Who": entry.who,
            "Role": entry.role,
            "Did": entry.act,
            "Call": entry.call,
            "About": ", ".join(f"{key} {value}" for key, value in entry.detail.items()),
        }
        for entry in entries
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        placeholder="–",
        alt="The log, a line each",
        column_config={"About": st.column_config.TextColumn(width="large")},
    )
    st.download_button(
        "The whole log as CSV",
        data=lambda: data_archive.log_csv().encode(),
        file_name="log.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
