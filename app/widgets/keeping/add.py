"""Taking recordings in: by upload or from a folder of the machine that callqa runs on."""

from __future__ import annotations

import secrets

import streamlit as st

from app import data, data_archive, words
from app.data_archive import Orders
from app.widgets.told import attempt
from app.widgets.upload import upload

UPLOAD, FOLDER = "Upload", "Folder on the server"
BATCH = "upload-batch"


def add() -> None:
    """Draw both ways to take recordings in."""
    if data.viewer().may(data.Power.KEEP):  # to the others the page itself is called so
        st.subheader("Add recordings", anchor=False)
    way = st.segmented_control(
        "How", [UPLOAD, FOLDER], default=UPLOAD, required=True, label_visibility="collapsed"
    )
    if way == UPLOAD:
        _by_upload()
    else:
        _by_folder()


def orders(key: str) -> Orders:
    """Draw how recordings are to be listened to, folded away."""
    with st.expander("How to listen", icon=":material/tune:"):
        names = data_archive.rubric_names()
        rubrics = st.multiselect(
            "Scorecards", names, default=names[:1], format_func=words.label, key=f"{key}-rubrics"
        )
        left, right = st.columns(2)
        language = left.selectbox(
            "Language",
            list(words.LANGUAGES),
            index=None,
            placeholder="Find it out",
            format_func=words.language,
            key=f"{key}-language",
        )
        model = right.text_input(
            "Whisper model", value="base", key=f"{key}-model", help="A name, or a folder's path"
        )
    return Orders(tuple(rubrics), language, model.strip() or "base")


def _by_upload() -> None:
    batch = st.session_state.setdefault(BATCH, secrets.token_hex(12))
    upload(batch)
    there = data_archive.uploaded(batch)
    if not there:
        return
    with st.container(key="uploaded", border=True):
        st.markdown(f"**{_files(len(there))} here, not listened to yet**")
        left, middle, right = st.columns(3)
        about = {
            "agent": left.text_input(
                "Agent", placeholder="as the telephone system says", help="For all of these files"
            ),
            "queue": middle.text_input("Queue", placeholder="billing, repairs …"),
        }
        about["started_at"] = _day(right)
        chosen = orders("upload")
        if st.button("Listen to them", type="primary", icon=":material/hearing:") and attempt(
            lambda: data_archive.add_upload(batch, chosen, about)
        ):
            del st.session_state[BATCH]
            st.rerun()


def _day(place: st.delta_generator.DeltaGenerator) -> str:
    day = place.date_input("Day of the calls", value=None, help="Where no file says when it was")
    return day.isoformat() if day else ""


def _by_folder() -> None:
    keeper = data.viewer().may(data.Power.KEEP)
    opened = data_archive.folders()
    if not keeper and not opened:
        st.info("No folder was opened to you. Whoever runs the archive can open one; or upload.")
        return
    with st.container(key="from-folder"):
        if keeper:
            folder = st.text_input("Folder", placeholder="/srv/recordings/2026-11")
        else:
            folder = st.text_input("Folder", value=opened[0], help=", ".join(opened))
        recursive = st.checkbox("And the folders inside it")
        chosen = orders("folder")
        if st.button("Listen to them", type="primary", icon=":material/hearing:") and attempt(
            lambda: data_archive.add_folder(folder, chosen, recursive=recursive)
        ):
            st.rerun()
        if keeper:
            with st.expander("Folders that supervisors and QA staff may take from"):
                _opened(opened)


def _opened(opened: list[str]) -> None:
    with st.form("opened-folders", border=False):
        text = st.text_area(
            "One folder a line", value="\n".join(opened), placeholder="/srv/recordings"
        )
        if st.form_submit_button("Save"):
            attempt(lambda: data_archive.set_folders(text.splitlines()), "Folders saved")


def _files(count: int) -> str:
    return f"{count} file{'s are' if count != 1 else ' is'}"
