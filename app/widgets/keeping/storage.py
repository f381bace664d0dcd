"""What the archive takes up on the disk."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import data_archive
from app.widgets.told import attempt, size


def storage() -> None:
    """Draw sizes and places, and empty what can be made again."""
    st.subheader("Storage", anchor=False)
    with st.spinner("Adding up …"):
        places, free = data_archive.places()
    st.metric("Free on this disk", size(free), width="content")
    rows = [
        {
            "What": place.name,
            "Size": size(place.size),
            "Files": place.files,
            "Missing": place.missing or None,
            "Where": place.path or "where they were when they were added",
        }
        for place in places
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        placeholder="–",
        alt="What takes up room, a row each",
        column_config={
            "Missing": st.column_config.NumberColumn(help="Files that are not where they were"),
            "Where": st.column_config.TextColumn(width="large"),
        },
    )
    st.caption(
        "Uploads are among the recordings. Copies for listening are made for formats that browsers "
        "do not play, and again when needed."
    )
    if st.button("Delete the copies for listening", icon=":material/delete_sweep:") and attempt(
        data_archive.empty_listening_copies, "Copies deleted"
    ):
        st.rerun()
