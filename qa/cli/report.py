"""The command that writes reports."""

from __future__ import annotations

from pathlib import Path

import click

from qa.cli.common import PATHS, example, open_store, say
from qa.errors import InputError


@click.command()
@click.argument("call", required=False)
@click.option("--agent", help="An agent's month instead of one call.")
@click.option("--month", help="Which month, like 2026-11.")
@click.option(
    "--rubric", default="essentials", show_default=True, help="Whose scores, for a month."
)
@click.option("--output", "-o", type=PATHS, required=True, help="The file to write, .html or .pdf.")
@click.pass_obj
@example('callqa report --agent "Alex Marin" --month 2026-11 -o alex.pdf')
def report(
    db: Path | None,
    call: str | None,
    agent: str | None,
    month: str | None,
    rubric: str,
    output: Path,
) -> None:
    """One call or an agent's month on paper: scorecard, evidence, chart, reviewers' words. The file
    holds everything it shows and loads nothing."""
    from qa.accounts.users import CONSOLE
    from qa.report.desk import Reporter
    from qa.report.write import form_of

    if bool(call) == bool(agent):
        raise InputError("give either a call or --agent")
    if agent and not month:
        raise InputError("which month?", next_step="add --month 2026-11")
    form = form_of(output)
    with open_store(db) as store:
        reporter = Reporter(store, CONSOLE)
        if agent:
            made = reporter.month_report(agent, str(month), form, rubric)
        else:
            made = reporter.call_report(str(call), form)
    try:
        output.write_bytes(made)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(output)) from None
    say(f"{output}: {len(made) / 1000:.0f} kB")
