"""A report's content as HTML or PDF. What people said is data in both: never markup, never code.

The HTML is one file that loads nothing. The PDF is set by Typst, which shapes every script and runs
it its own way; fonts are those of the machine, with Typst's own where there is none.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from qa.errors import InputError

FORMS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


def write(content: dict[str, Any], form: str) -> bytes:
    """A report in one of FORMS. Raises InputError for another."""
    if form == "html":
        return _html(content)
    if form == "pdf":
        return _pdf(content)
    raise InputError(f"a report is {' or '.join(FORMS)}, not {form!r}")


def form_of(path: Path) -> str:
    """The form that a file's name asks for. Raises InputError for another."""
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise InputError(
            "a report is an .html or a .pdf file", where=str(path), next_step="name it so"
        )
    return form


def _html(content: dict[str, Any]) -> bytes:
    from markupsafe import Markup

    chart = Markup(content["chart"])  # drawn by us, with every text in it escaped
    page = _templates().get_template("report.html").render({**content, "chart": chart})
    return page.encode()


def _pdf(content: dict[str, Any]) -> bytes:
    import typst

    source = resources.files(__package__).joinpath("report.typ").read_bytes()
    made = typst.compile(source, sys_inputs={"content": json.dumps(content, ensure_ascii=False)})
    return bytes(made)


@cache
def _templates() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("qa.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
