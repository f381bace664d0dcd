"""Where the words that were searched for were said."""

from __future__ import annotations

import streamlit as st

from app import data, words

SHOWN, MORE = 4, 50
CALL = "views/call.py"


def hits(text: str) -> None:
    """Quotes that hold the words searched for; each opens its call at that second."""
    found = data.search(text, MORE) if text.strip() else []
    if not found:
        return
    with st.container(key="hits"):
        st.subheader("Said in these calls", anchor=False)
        for hit in found[:SHOWN]:
            _hit(hit)
        if len(found) > SHOWN:
            # Each is a line of Markdown with a link: drawn when they are asked for.
            more = st.expander(
                f"{len(found) - SHOWN} more", key=f"more hits of {text}", on_change="rerun"
            )
            if more.open:
                with more:
                    for hit in found[SHOWN:]:
                        _hit(hit)


def _hit(hit: data.Hit) -> None:
    quote = words.plain(f"{words.speaker(hit.speaker)} {words.quote(hit.text)}")
    st.page_link(
        CALL,
        label=f"**{words.plain(hit.call)}**, {words.clock(hit.start)} · {quote}",
        icon=":material/play_circle:",
        query_params={"call": hit.call, "at": f"{hit.start:g}"},
        width="stretch",
    )
