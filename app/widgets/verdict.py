"""A verdict as people see it: a colour, a word and a shape, never a colour alone."""

from __future__ import annotations

import streamlit as st

from app.data import Verdict

WORDS = {
    Verdict.PASS: "Pass",
    Verdict.FAIL: "Fail",
    Verdict.NOT_APPLICABLE: "Not applicable",
    Verdict.CANNOT_TELL: "Cannot tell",
}
_COLOURS = {
    Verdict.PASS: "green",
    Verdict.FAIL: "red",
    Verdict.NOT_APPLICABLE: "gray",
    Verdict.CANNOT_TELL: "violet",
}
_ICONS = {
    Verdict.PASS: ":material/check_circle:",
    Verdict.FAIL: ":material/cancel:",
    Verdict.NOT_APPLICABLE: ":material/do_not_disturb_on:",
    Verdict.CANNOT_TELL: ":material/help:",
}


def chip(verdict: Verdict, *, before: str = "") -> None:
    """Draw a verdict; `before` is a word in front of it."""
    text = f"{before} {WORDS[verdict].lower()}" if before else WORDS[verdict]
    st.badge(text, icon=_ICONS[verdict], color=_COLOURS[verdict])  # type: ignore[arg-type]
