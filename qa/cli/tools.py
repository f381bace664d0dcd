"""Commands around the calls: models, rubrics, the doctor, the dashboard, completion."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qa.cli.common import (
    data_option,
    db_path,
    example,
    print_json,
    say,
)
from qa.errors import InputError


@click.group()
def models() -> None:
    """The model files: which there are, and fetching them."""


@models.command("list")
@data_option
@example("callqa models list")
def models_list(as_json: bool) -> None:
    """Which model files are here, and where."""
    from qa.hear import models as files

    rows = [
        {
            "model": file.model,
            "file": file.name,
            "megabytes": round(file.size / 1e6, 1),
            "path": str(files.present(file) or ""),
        }
        for file in files.FILES
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        place = row["path"] or "missing"
        click.echo(f"{row['model']:13} {row['file']:24} {row['megabytes']:7} MB  {place}")


@models.command("fetch")
@click.argument("names", nargs=-1)
@example("callqa models fetch")
def models_fetch(names: tuple[str, ...]) -> None:
    """Fetch what is missing and check everything against the published SHA-256."""
    from qa.hear import models as files

    wanted = names or files.MODELS
    for name in wanted:
        folder = files.whisper_folder(name, say) if name not in files.MODELS else None
        click.echo(f"{name}: {folder or files.folder_of(name, say)}")


@click.command()
@data_option
@click.pass_obj
@example("callqa doctor")
def doctor(db: Path | None, as_json: bool) -> None:
    """What is installed, which models are here, how much disk is free, and whether it works."""
    from dataclasses import asdict

    from qa.doctor import examine

    checks = []
    for check in examine(db_path(db)):
        checks.append(check)
        if not as_json:
            click.echo(f"{'✓' if check.ok else '✗'} {check.name}: {check.text}")
    if as_json:
        print_json([asdict(check) for check in checks])
    sys.exit(0 if all(check.ok for check in checks) else 2)


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8501,
    help="[default: 8501 or the next free one]",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to answer on; any other needs accounts.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.pass_obj
@example("callqa dashboard --port 8600")
def dashboard(db: Path | None, port: int, host: str, no_browser: bool) -> None:
    """Open the dashboard, on this machine or, once there are accounts, for others too."""
    from app.server import serve

    serve(db_path(db), port=port, host=host, open_browser=not no_browser)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
@example("callqa completion bash >> ~/.bashrc")
def completion(context: click.Context, shell: str) -> None:
    """Print the lines that make a shell complete callqa's commands."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise InputError(f"no completion for {shell}")
    click.echo(found(context.find_root().command, {}, "callqa", "_CALLQA_COMPLETE").source())
