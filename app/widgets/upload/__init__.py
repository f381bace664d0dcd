"""Choosing recordings and sending them up, each as a stream of its own that is never held whole.

Streamlit's own uploader keeps every file in the server's memory, which a morning of calls fills.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import streamlit as st


def upload(batch: str) -> None:
    """Draw the place to drop recordings; the page is run again when some have arrived."""
    html, css, js = _files()
    component = st.components.v2.component("callqa_upload", html=html, css=css, js=js)
    component(
        key=f"upload-{batch}",
        data={"address": f"/api/upload/{batch}"},
        on_arrived_change=_nothing,
    )


def _nothing() -> None:
    """Components want something to call; the page looks at what has arrived itself."""


@cache
def _files() -> tuple[str, str, str]:
    folder = resources.files(__name__)
    read: Any = [folder.joinpath(f"upload.{kind}") for kind in ("html", "css", "js")]
    html, css, js = (file.read_text(encoding="utf-8") for file in read)
    return html, css, js
