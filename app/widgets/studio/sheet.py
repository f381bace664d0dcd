"""The text itself: the editor, where it came from, keeping and giving up a draft, the file."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import data, data_studio, words
from app.data_studio import DraftConflictError, Entry
from app.widgets.editor import editor, typed
from app.widgets.studio import desk
from app.widgets.studio.desk import Sheet


def write(entry: Entry) -> tuple[Sheet, list[tuple[int, int, str]]]:
    """Draw the editor; gives the sheet as it is now, and the mistakes in it."""
    before = desk.sheet(entry.name)
    now = desk.typed(before, typed(before.document, before.text))
    outdated = _outdated(entry, now)
    if outdated and not now.changed:  # nothing of this person's is lost by it
        desk.lay(entry.name)
        st.rerun()  # what was pressed was meant for the text that stood here before
    mistakes = data_studio.mistakes(now.text)
    if outdated:
        _overtaken(entry.name, outdated)
    else:
        _origin(entry)
    editor(now.document, now.text, mistakes, label=f"{entry.title} as YAML")
    _buttons(entry, now)
    return now, mistakes


def _outdated(entry: Entry, sheet: Sheet) -> str:
    """What somebody else has done since the sheet was laid here; "" when nobody did anything."""
    draft, version = entry.draft, entry.version
    if draft and draft.revision > sheet.seen:
        return f"{draft.by} kept another draft, {words.day(draft.at)}."
    if version and version.number > sheet.base:
        return f"{version.by} published version {version.number} meanwhile."
    return "The draft was given up meanwhile." if sheet.seen and not draft else ""


def _origin(entry: Entry) -> None:
    draft, version = entry.draft, entry.version
    if draft:
        st.caption(words.plain(f"Draft by {draft.by}, kept {words.day(draft.at)}"))
    elif version:
        when = f", {words.day(version.at)}" if version.at else ""
        st.caption(words.plain(f"Version {version.number} in use, by {version.by}{when}"))


def _overtaken(name: str, what: str) -> None:
    """Somebody was faster: nothing is lost, the person here decides."""
    with st.container(key="overtaken"):
        st.warning(words.plain(f"{what} Yours is still here, not kept."), icon=":material/group:")
        with st.container(horizontal=True):
            if st.button("Take theirs", help="Lays their text here; yours is gone from this page"):
                desk.lay(name)
                st.rerun()
            if st.button("Keep mine over theirs", help="A draft of theirs is then gone"):
                _over(name)


def _over(name: str) -> None:
    mine = desk.sheet(name)
    entry = data_studio.entry(name)
    seen = entry.draft.revision if entry.draft else 0
    data_studio.save_draft(name, mine.text, seen)
    desk.lay(name)
    st.rerun()


def _buttons(entry: Entry, sheet: Sheet) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="sheet-buttons"):
        if st.button(
            "Keep draft",
            icon=":material/save:",
            disabled=not sheet.changed,
            help="Others see it; nobody is judged by it before it is published",
        ) and keep(sheet):
            st.rerun()
        if entry.draft and entry.version and st.button("Give up draft", icon=":material/undo:"):
            data_studio.discard_draft(entry.name, sheet.seen)
            desk.lay(entry.name)
            st.rerun()
        st.download_button(
            "Save as file",
            data=sheet.text,
            file_name=f"{entry.name}.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
        if sheet.changed:
            st.caption("Not kept yet")


def keep(sheet: Sheet) -> bool:
    """Keep the text as a draft; False, with the reason on the page, when somebody was faster."""
    try:
        draft = data_studio.save_draft(sheet.name, sheet.text, sheet.seen)
    except DraftConflictError as error:
        st.session_state.told = ""
        st.error(words.plain(words.sentences(error.what)), icon=":material/group:")
        return False
    desk.put(replace(sheet, kept=draft.text, seen=draft.revision))
    return True


def may_write() -> bool:
    return data.viewer().may(data.Power.WRITE_RUBRICS)
