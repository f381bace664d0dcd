"""What all commands share: where the archive is, options that recur, how things are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from qa.batch import Report
    from qa.rubric.form import Rubric
    from qa.rubric.outcome import Totals
    from qa.store import Store

F = TypeVar("F", bound=Callable[..., Any])
PATHS = click.Path(path_type=Path)


def example(text: str) -> Callable[[F], F]:
    """Adds an example to a command's help."""

    def add(function: F) -> F:
        function.__doc__ = f"{cleandoc(function.__doc__ or '')}\n\n\b\nExample:\n  {text}"
        return function

    return add


def data_option(function: F) -> F:
    """`--json`, on everything that prints data."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def rubric_option(function: F) -> F:
    """`--rubric`, as often as wanted."""
    return click.option(
        "--rubric",
        "rubrics",
        multiple=True,
        default=["essentials"],
        show_default=True,
        help="A rubric's name or file.",
    )(function)


def fail_under_option(function: F) -> F:
    """`--fail-under`, for scripts that want to know."""
    return click.option(
        "--fail-under",
        type=click.FloatRange(0, 100),
        help="Exit with 1 when a call has less than this share of its points, in percent.",
    )(function)


def told_language(text: str) -> str | None:
    """The value of --language: a code, or None for finding it out. Raises InputError."""
    from qa.errors import InputError
    from qa.language import is_language_code, language_code

    if text == "auto":
        return None
    code = language_code(text)
    if not is_language_code(code):
        raise InputError(
            f"--language {text!r} is not a language code", next_step="write el, en, …, or auto"
        )
    return code


def db_path(chosen: Path | None) -> Path:
    """The archive that was chosen, or the one in the user's data folder."""
    if chosen is not None:
        return chosen.expanduser()
    from platformdirs import user_data_path

    return user_data_path("callqa", appauthor=False) / "archive.db"


def open_store(chosen: Path | None, *, new: bool = False) -> Store:
    """The archive; with `new` it is made if it is not there yet. Raises StoreError."""
    from qa.errors import StoreError
    from qa.store import Store

    path = db_path(chosen)
    if not new and not path.exists():
        raise StoreError(
            "no archive here", where=str(path), next_step="`callqa process FOLDER` makes one"
        )
    return Store(path)


def check_rubrics(names: Iterable[str], chosen: Path | None) -> None:
    """Raises RubricError for rubrics that cannot be, before an archive is made for them."""
    from qa.rubric.load import find, load

    if not db_path(chosen).exists():
        for name in names:
            load(find(name))


def load_rubrics(names: Iterable[str], store: Store) -> list[Rubric]:
    """Rubrics by file, or by name as they are in use in an archive."""
    from qa.publishing import in_use

    return [in_use(store.connection, name) for name in names]


def say(line: str) -> None:
    """A message, on stderr."""
    click.echo(line, err=True)


def print_json(data: Any) -> None:
    """Data, on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def print_report(report: Report, as_json: bool) -> None:
    """What was done, skipped and failed, with reasons."""
    if as_json:
        print_json({"done": report.done, "skipped": report.skipped, "failed": report.failed})
        return
    click.echo(
        f"{len(report.done)} done, {len(report.skipped)} skipped, {len(report.failed)} failed",
        err=True,
    )
    for path, reason in report.failed.items():
        click.echo(f"  ✗ {path}: {reason}", err=True)


def hold_to_bar(scores: Iterable[tuple[str, Totals]], percent: float | None) -> None:
    """Exit with 1 when a call is below the bar, or fails what fails a whole call.

    `scores` are ids of calls with a scorecard or standing of each.
    """
    if percent is None:
        return
    low = [
        (call, card)
        for call, card in scores
        if card.auto_failed or (card.out_of and card.points * 100 < percent * card.out_of)
    ]
    for call, card in low:
        click.echo(f"below the bar: {call} {card.score_text()}", err=True)
    if low:
        sys.exit(1)
