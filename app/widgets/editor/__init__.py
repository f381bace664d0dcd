"""A plain editor for YAML: numbered lines, quiet colours, mistakes marked where they are.

What is typed comes back a moment after the last key, so that it can be checked meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.widgets.component import component

KEY = "editor"


def typed(document: str, text: str) -> str:
    """The text as it was last typed into this document; `text` when nothing was."""
    state = st.session_state.get(KEY)
    found = state.get("typed") if state else None
    return str(found["text"]) if found and found["document"] == document else text


def editor(
    document: str, text: str, mistakes: Sequence[tuple[int, int, str]], *, label: str
) -> None:
    """Draw the editor.

    `document` names what is edited: only when it changes is `text` put in, over what is there.
    """
    component(__name__, "editor")(
        key=KEY,
        data={
            "document": document,
            "text": text,
            "label": label,
            "mistakes": [
                {"line": line, "column": column, "what": what} for line, column, what in mistakes
            ],
        },
        on_typed_change=_nothing,
    )


def _nothing() -> None:
    """Components want something to call; what was typed is asked for by `typed`."""
