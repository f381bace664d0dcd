"""Keeps the finding that the keyboard judges in view."""

from __future__ import annotations

import streamlit as st

_SCRIPT = """
const shown = new WeakMap();
export default function ({ data, parentElement }) {
  const before = shown.get(parentElement);
  shown.set(parentElement, data);
  if (!before || !data.key || before.call !== data.call || before.key === data.key) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const place = document.querySelector(`.st-key-now-${CSS.escape(data.key)}`);
  if (place) place.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}
"""


def follow(call: str, key: str | None) -> None:
    """Bring the finding with this key (review.current) into view when it has become the next."""
    st.components.v2.component("callqa_follow", js=_SCRIPT)(
        key="follow", data={"call": call, "key": key or ""}
    )
