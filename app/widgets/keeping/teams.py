"""Which team each agent is in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import data_trends
from app.widgets.told import attempt


def teams() -> None:
    """Draw every agent with a team that can be typed; nothing is kept before it is saved."""
    st.subheader("Teams", anchor=False)
    known = data_trends.teams()
    if not known:
        st.caption("No call says who took it, so there is nobody to put into a team.")
        return
    st.caption(
        "A call keeps the team that its agent had then; what the telephone system says of a call "
        "counts before what is set here."
    )
    frame = pd.DataFrame({"Agent": list(known), "Team": list(known.values())})
    edited = st.data_editor(
        frame,
        key="teams",
        hide_index=True,
        disabled=["Agent"],
        column_config={"Team": st.column_config.TextColumn(max_chars=80)},
        width="stretch",
        height=min(420, 36 * (len(known) + 1) + 2),
    )
    past = st.checkbox("Their earlier calls too", help="Otherwise only calls without a team")
    changed = {
        agent: team or None
        for agent, team in zip(edited["Agent"], edited["Team"], strict=True)
        if (team or None) != known[agent]
    }
    label = f"Save {len(changed)} change{'s' if len(changed) != 1 else ''}"
    if st.button(label, disabled=not changed, type="primary") and attempt(
        lambda: _save(changed, past=past), "Teams saved"
    ):
        st.session_state.pop("teams", None)
        st.rerun()


def _save(changed: dict[str, str | None], *, past: bool) -> None:
    for agent, team in changed.items():
        data_trends.set_team(agent, team, past=past)
