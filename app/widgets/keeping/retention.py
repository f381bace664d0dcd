"""How long things are kept: set the days, look at what would go, have it removed."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app import data, data_archive, words
from app.data_archive import REASONS, Due, Retention
from app.widgets.told import attempt, size

LABELS = {
    "recordings": "Recordings",
    "transcripts": "Transcripts",
    "everything": "Everything",
}
SHOWN = 25
WORD = "remove"


def retention() -> None:
    """Draw the days, what they would remove today, and removing one call."""
    st.subheader("How long things are kept", anchor=False)
    st.caption(
        "In days from the day of the call; empty means for ever. Nothing goes by itself: look, "
        "then have it removed. Who reviewed what stays in the log. Calls with an open dispute, "
        "review or calibration are spared."
    )
    kept = data_archive.retention()
    chosen = _days(kept)
    if chosen != kept:
        st.caption("Not saved yet; below is what these days would remove.")
        if st.button("Save these days", type="primary") and attempt(
            lambda: data_archive.set_retention(chosen), "Days saved"
        ):
            st.rerun()
    _preview(chosen, saved=chosen == kept)
    _one_call()
    _removed()


def _days(kept: Retention) -> Retention:
    columns = st.columns(3)
    days = {
        kind: column.number_input(
            label,
            1,
            36500,
            value=getattr(kept, kind),
            key=f"days-{kind}",
            placeholder="for ever",
            help=f"What goes: {data_archive.KINDS[kind]}",
        )
        for column, (kind, label) in zip(columns, LABELS.items(), strict=True)
    }
    return Retention(**days)


def _preview(chosen: Retention, *, saved: bool) -> None:
    today = date.today()
    with st.spinner("Looking at what would go …"):
        looked = data_archive.due(chosen, today)
    found = [one for one in looked if one.count]
    if not found:
        st.text("Nothing would go today.")
    for one in looked:
        if one.count:
            _due(one)
        if one.spared:
            st.caption(f"{LABELS[one.kind]}: {data_archive.spared_in_words(one.spared)}.")
    if not found or not saved:
        return
    total = sum(one.count for one in found)
    with st.container(horizontal=True, vertical_alignment="bottom", key="apply-retention"):
        typed = st.text_input(f"Type {WORD} to agree", key="agree-retention", width=180)
        if st.button(
            f"Remove now ({total:,})",
            type="primary",
            icon=":material/delete_forever:",
            disabled=typed.strip().lower() != WORD,
            help="This cannot be taken back",
        ) and attempt(
            lambda: data_archive.carry_out_retention(today),
            "Asked for; see the jobs under Recordings",
        ):
            st.rerun()


def _due(one: Due) -> None:
    sound = f", {size(one.size)} of sound" if one.size else ""
    title = f"{LABELS[one.kind]}: {one.count:,} calls from before {words.short_day(one.before)}"
    with st.expander(f"{title} {one.before[:4]}{sound}", icon=":material/auto_delete:"):
        for call in one.calls[:SHOWN]:
            st.page_link("views/call.py", label=words.plain(call), query_params={"call": call})
        if one.count > SHOWN:
            st.caption(f"and {one.count - SHOWN:,} more")


def _one_call() -> None:
    st.subheader("Remove one call for good", anchor=False)
    st.caption(
        "For somebody who asks to be forgotten. Recording, words, verdicts, notes and the call's "
        "name go, out of the file too. The log keeps that a call was removed and who had worked on "
        "it, under a made-up name. Backups are yours to clean."
    )
    identity = st.text_input("Call", key="erase-call", placeholder="its name, as in its address")
    identity = identity.strip()
    if not identity:
        return
    try:
        data.call(identity)
    except data.QAError as error:
        st.error(words.plain(f"{error.what[:1].upper()}{error.what[1:]}."))
        return
    with st.container(border=True, key="erase"):
        why = st.selectbox("Why", ["request", "mistake"], format_func=REASONS.__getitem__)
        files = data_archive.files_of(identity)
        sound = st.checkbox("Delete the recording's files too", value=True, disabled=not files)
        for file in files:
            st.text(file)
        typed = st.text_input(f"Type {WORD} to agree", key="agree-erase", width=180)
        if st.button(
            "Remove this call for good",
            type="primary",
            icon=":material/delete_forever:",
            disabled=typed.strip().lower() != WORD,
        ):
            with st.spinner("Removing it from the archive's file …"):
                gone = attempt(lambda: _erase(identity, why, sound))
            if gone:
                for key in ("erase-call", "agree-erase"):
                    st.session_state.pop(key, None)
                st.rerun()


def _erase(identity: str, why: str, sound: bool) -> None:
    made = data_archive.erase(identity, why, sound=sound and bool(data_archive.files_of(identity)))
    st.session_state.told = " ".join([f"Removed, logged as {made.id}.", *made.left])


def _removed() -> None:
    gone = data_archive.erasures()
    if not gone:
        return
    with st.expander(f"Removed so far ({len(gone)})"):
        for one in gone:
            st.text(f"{words.day(one.at)}  {one.id}  {REASONS[one.why]}  {one.by}")
