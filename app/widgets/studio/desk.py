"""What lies on the desk: the rubric that is written, the text as it is, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from app import data_calibration, data_studio
from app.data_studio import Rehearsed


@dataclass(frozen=True)
class Sheet:
    """A rubric being written.

    `base` is the version it began from (0: none), `seen` the revision of the draft (0: none),
    `kept` the text as it is kept, `number` counts how often another text was laid here.
    """

    name: str
    text: str
    kept: str
    base: int
    seen: int
    number: int = 0

    @property
    def document(self) -> str:
        """What the editor knows this text by."""
        return f"{self.name} {self.number}"

    @property
    def changed(self) -> bool:
        return self.text != self.kept


def sheet(name: str) -> Sheet:
    """What is on the desk of this rubric; laid there at the first look in a session."""
    kept: dict[str, Sheet] = st.session_state.setdefault("studio-sheets", {})
    if name not in kept:
        kept[name] = _fresh(name, 0)
    return kept[name]


def put(found: Sheet) -> Sheet:
    """Keep what is on the desk for the next run."""
    st.session_state["studio-sheets"][found.name] = found
    return found


def lay(name: str) -> None:
    """Lay the text as it is kept now on the desk, over what is there."""
    put(_fresh(name, sheet(name).number + 1))


def typed(found: Sheet, text: str) -> Sheet:
    """The sheet with what was typed."""
    return found if text == found.text else put(replace(found, text=text))


def rehearsed(sheet: Sheet) -> Rehearsed | None:
    """What this very text would change against the version that it is to follow, if that was asked
    in this session, and not of calls that whoever asked has been told to score blind since."""
    before = st.session_state.get("studio-rehearsed")
    if (
        not before
        or before[0] != (sheet.name, sheet.base, sheet.text)
        or data_calibration.blind() - {*before[1].blind}
    ):
        return None
    return before[1]


def keep_rehearsed(sheet: Sheet, found: Rehearsed) -> None:
    st.session_state["studio-rehearsed"] = ((sheet.name, sheet.base, sheet.text), found)


def _fresh(name: str, number: int) -> Sheet:
    entry = data_studio.entry(name)
    base = entry.version.number if entry.version else 0
    text = entry.draft.text if entry.draft else entry.version.text if entry.version else ""
    seen = entry.draft.revision if entry.draft else 0
    return Sheet(name, text, text, base, seen, number)
