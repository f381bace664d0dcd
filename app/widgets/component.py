"""Components of our own: HTML, CSS and JavaScript that lie beside the module that draws them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import streamlit as st


def component(package: str, name: str, *scripts: str) -> Any:
    """The component whose `name`.html, .css and .js lie in `package`, with more scripts of it."""
    html, css, js = _files(package, name, scripts)
    return st.components.v2.component(f"callqa_{name}", html=html, css=css, js=js)


@cache
def _files(package: str, name: str, scripts: tuple[str, ...]) -> tuple[str, str, str]:
    folder = resources.files(package)
    html, css, *js = (
        folder.joinpath(file).read_text(encoding="utf-8")
        for file in (f"{name}.html", f"{name}.css", f"{name}.js", *scripts)
    )
    return html, css, "".join(js)
