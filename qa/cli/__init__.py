"""The command line: one thin command per public function.

Data goes to stdout, progress and messages to stderr. Exit codes: 0 fine, 1 a call is below
`--fail-under`, 2 could not run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from qa import __version__
from qa.cli import archive, inspect, keeping, report, rubrics, tools, users, work
from qa.cli.common import PATHS
from qa.errors import QAError


class Main(click.Group):
    """The one place that turns a user's mistake into a line; anything else is a bug."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except QAError as error:
            click.echo(f"callqa: {error}", err=True)
            ctx.exit(2)
        except click.NoSuchOption as error:
            if error.option_name != "--db":
                raise
            told = "--db stands before the command: callqa --db FILE list"
            raise click.NoSuchOption("--db", told, ctx=error.ctx) from None
        except KeyboardInterrupt:
            click.echo("callqa: stopped; what was done is kept", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # Whoever read the output has read enough; Python would complain once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


@click.group(cls=Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="callqa")
@click.option(
    "--db",
    type=PATHS,
    envvar="CALLQA_DB",
    help="The archive file.  [default: in your data folder]",
)
@click.pass_context
def main(ctx: click.Context, db: Path | None) -> None:
    """Reviews recorded customer-service calls on this machine: transcript, measures, verdicts with
    evidence. Nothing leaves it.

    \b
    Example:
      callqa process recordings/ && callqa list && callqa dashboard
    """
    ctx.obj = db


COMMANDS = (
    *(work.process, work.watch, work.import_),
    *(archive.list_calls, archive.show, archive.search, archive.score, archive.export),
    *(archive.verdicts, inspect.inspect, tools.models, rubrics.rubric, tools.doctor),
    *(tools.dashboard, tools.completion, users.users),
    *(keeping.work, keeping.erase, keeping.retention),
    report.report,
)
for command in COMMANDS:
    main.add_command(command)
