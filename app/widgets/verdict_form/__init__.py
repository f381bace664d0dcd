"""A verdict with reason and note, saved whole by one key, so that fast hands lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from app.data import Verdict
from app.widgets.component import component
from app.widgets.verdict import WORDS

NOTE_CHARACTERS = 2000

Save = Callable[[Verdict, str, str], str]


def verdict_form(
    key: str, preset: Verdict, reasons: Mapping[str, str], save: Save, cancel: Callable[[], None]
) -> None:
    """Draw the form with `preset` chosen and the note under the cursor.

    `save` is given verdict, reason and note; what it answers is told as lacking, "" is all right.
    """
    tries = f"tries-{key}"

    def saved() -> None:
        given = st.session_state[key].save
        if given:
            known = st.session_state.get(tries, (0, ""))
            told = save(Verdict(given["verdict"]), given["reason"], given["note"].strip())
            st.session_state[tries] = (known[0] + 1, told)

    def cancelled() -> None:
        if st.session_state[key].cancel:
            cancel()

    number, told = st.session_state.get(tries, (0, ""))
    component(__name__, "verdict_form")(
        key=key,
        data={
            "verdicts": [[verdict.value, text] for verdict, text in WORDS.items()],
            "reasons": [[value, text] for value, text in reasons.items()],
            "preset": preset.value,
            "longest": NOTE_CHARACTERS,
            "tries": number,
            "error": told,
        },
        on_save_change=saved,
        on_cancel_change=cancelled,
    )
