"""The models that listening needs: which are here, and fetching the others."""

from __future__ import annotations

import streamlit as st

from app import data_archive
from app.widgets.told import attempt, size


def models() -> None:
    """Draw every model with its size and place."""
    st.subheader("Models", anchor=False)
    st.caption("Published weights, checked against their SHA-256. They run on this machine.")
    found = data_archive.models()
    for model in found:
        with st.container(key=f"model-{model.name}", gap=None):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                if model.path:
                    st.badge("Here", icon=":material/check_circle:", color="green")
                else:
                    st.badge("Missing", icon=":material/download:", color="orange")
                st.markdown(f"**{model.name}**", width="content")
                st.caption(f"{size(model.size)}, {model.purpose}", width="content")
            if model.path:
                st.caption(f"`{model.path}`")
    missing = [model for model in found if not model.path]
    label = f"Fetch {len(missing)} missing" if missing else "Check all of them"
    kind = "primary" if missing else "secondary"
    if st.button(label, icon=":material/download:", type=kind) and attempt(
        data_archive.fetch_models, "Asked for; see the jobs under Recordings"
    ):
        st.rerun()
