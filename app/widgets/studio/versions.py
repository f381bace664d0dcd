"""What was published, by whom and why; publishing; going back."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable
from difflib import unified_diff

import streamlit as st

from app import data_studio, words
from app.data_studio import Version
from app.widgets.studio import desk
from app.widgets.studio.desk import Sheet
from app.widgets.studio.replay import Bar
from app.widgets.told import attempt

AGAIN = "Score all calls by it now"
AGAIN_HELP = (
    "What people said of a finding stays above it, and a review that was released stays as its "
    "agent was shown it. Without this, all calls keep their scores."
)
REPLAYED = {True: "replayed before", False: "not replayed before"}
UNREPLAYED = "Publish without a replay: nobody has looked at what it changes"


def publish(sheet: Sheet, broken: bool) -> None:
    """Draw the form that makes the text the version in use."""
    versions = data_studio.versions(sheet.name)
    if versions and versions[-1].text == sheet.text:
        st.caption(f"This is version {versions[-1].number}, which is in use.")
        return
    replayed = data_studio.was_replayed(sheet.name, sheet.text)
    if not replayed:
        st.caption(
            "Not replayed since its last change: Replay shows what would change, before anybody "
            "is judged."
        )
    with st.form("publish", border=False):
        reason = st.text_input(
            "Why", max_chars=300, placeholder="What this changes, for whoever reads it later"
        )
        unreplayed = not replayed and st.checkbox(UNREPLAYED, key=f"unreplayed {_print(sheet)}")
        again = st.checkbox(AGAIN, value=True, help=AGAIN_HELP)
        if st.form_submit_button(
            f"Publish as version {sheet.base + 1}",
            type="primary",
            icon=":material/publish:",
            disabled=broken,
        ):
            _carry_out(
                sheet.name,
                lambda: data_studio.publish(
                    *(sheet.name, sheet.text, reason, sheet.base),
                    unreplayed=unreplayed,
                    seen=sheet.seen,
                ),
                again,
            )


def _print(sheet: Sheet) -> int:
    """Another text asks anew."""
    return zlib.crc32(sheet.text.encode())


def versions(name: str) -> None:
    """Draw the versions, the latest first, each with what it changed."""
    own = data_studio.versions(name)
    if not own:
        st.caption("Nothing is published yet.")
        return
    earlier = {version.number: before for before, version in itertools.pairwise(own)}
    for version in reversed(own):
        with st.container(key=f"version-{version.number}", gap="small"):
            _version(version, earlier.get(version.number), in_use=version is own[-1], last=own[-1])


def _version(version: Version, before: Version | None, *, in_use: bool, last: Version) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Version {version.number}**", width="content")
        if in_use:
            st.badge("In use", color="green")
    when = f", {words.day(version.at)}" if version.at else ""
    replayed = "" if version.replayed is None else f", {REPLAYED[version.replayed]}"
    st.caption(words.plain(f"{version.by}{when}{replayed}"))
    st.text(version.reason)
    with st.container(horizontal=True):
        with st.popover("What it says" if before is None else "What it changed"):
            st.code(version.text if before is None else _changes(before, version), language=None)
        st.download_button(
            "File",
            data=version.text,
            file_name=f"{version.rubric}-{version.number}.yaml",
            mime="application/yaml",
            on_click="ignore",
            type="tertiary",
            key=f"file-{version.number}",
            help=f"Version {version.number} as a file",
        )
        if not in_use and st.button("Go back to this", key=f"back-to-{version.number}"):
            _go_back(version, last)


def _changes(before: Version, after: Version) -> str:
    lines = unified_diff(before.text.splitlines(), after.text.splitlines(), lineterm="", n=2)
    return "\n".join(list(lines)[2:]) or "Nothing"


@st.dialog("Go back")
def _go_back(version: Version, last: Version) -> None:
    with st.form(f"back-{version.number}", border=False):
        reason = st.text_input("Why go back", max_chars=300)
        again = st.checkbox(AGAIN, value=True, help=AGAIN_HELP)
        st.caption(f"Becomes version {last.number + 1}; what came between stays on record.")
        if not data_studio.was_replayed(version.rubric, version.text):
            st.caption("Not replayed: nobody has looked at what going back changes.")
        if st.form_submit_button(f"Go back to version {version.number}", type="primary"):
            name = version.rubric
            _carry_out(
                name,
                lambda: data_studio.go_back(name, version.number, reason, last.number),
                again,
            )


def _carry_out(name: str, act: Callable[[], Version], again: bool) -> None:
    made: list[Version] = []
    if not attempt(lambda: made.append(act())):
        return
    told = f"Version {made[0].number} is in use"
    if again:
        bar = Bar()
        kept = data_studio.score_again(name, bar.tell)
        bar.close()
        if kept:
            told += f"; {kept} released review{'s' if kept > 1 else ''} stay as they were shown"
    desk.lay(name)
    st.session_state.told = told
    st.rerun()
