"""Commands that keep an archive: work, erase, retention."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from qa.cli.common import data_option, db_path, example, open_store, print_json, say
from qa.errors import InputError

REASONS = ("request", "mistake", "retention")
KINDS = ("recordings", "transcripts", "everything")


@click.command()
@click.pass_obj
@example("callqa work")
def work(db: Path | None) -> None:
    """Do the jobs that were asked for in the dashboard, then end. The dashboard starts this by
    itself; only one at a time works on an archive."""
    from qa.keeping.runner import run

    say(f"{run(db_path(db))} jobs done")


@click.command()
@click.argument("calls", nargs=-1, required=True)
@click.option(
    "--why", type=click.Choice(REASONS), required=True, help="Kept in the log; no other words are."
)
@click.option("--keep-files", is_flag=True, help="Leave the recordings' files where they are.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
@example("callqa erase 04-agent-hangs-up --why request")
def erase(db: Path | None, calls: tuple[str, ...], why: str, keep_files: bool, yes: bool) -> None:
    """Remove calls for good: recording, words, verdicts, notes and the call's name. The log keeps
    that a call was removed and who had worked on it, under a made-up name."""
    from qa.accounts.users import CONSOLE
    from qa.keeping import erase as erasing

    with open_store(db) as store:
        for call in calls:
            store.call(call)  # a mistyped name stops before anything is removed
        _agreed(f"Remove {len(calls)} call{'s' if len(calls) > 1 else ''} for good?", yes)
        try:
            for call in calls:
                made = erasing.erase(store, call, CONSOLE, why, sound=not keep_files)
                say(f"{call}: removed, logged as {made.id}")
                for sentence in made.left:
                    say(f"  {sentence}")
        finally:
            erasing.tidy(store)


@click.command()
@click.option(
    "--set", "choices", multiple=True, metavar="KIND=DAYS", help="How long to keep; DAYS or never."
)
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
@click.pass_obj
@example("callqa retention --set recordings=90 --set everything=730 --dry-run")
def retention(
    db: Path | None, choices: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Remove what was kept long enough: recordings, transcripts, everything. Shows what would go
    and asks; with --dry-run it only shows. Calls with an open dispute, review or calibration are
    spared."""
    from dataclasses import asdict, replace

    from tqdm import tqdm

    from qa.accounts.users import CONSOLE
    from qa.keeping import retention as keeping
    from qa.keeping import spared

    today = date.today()
    with open_store(db) as store:
        chosen = replace(keeping.retention(store.connection), **_days(choices))
        if choices and not dry_run:
            keeping.set_retention(store.connection, chosen, CONSOLE)
        found = keeping.due(store.connection, chosen, today)
        if as_json:
            print_json({"days": asdict(chosen), "due": [asdict(one) for one in found]})
        else:
            for kind in KINDS:
                days = getattr(chosen, kind)
                click.echo(f"{kind}: {'never' if days is None else f'after {days} days'}", err=True)
            for one in found:
                size = f", {one.size / 1e6:.0f} MB of sound" if one.size else ""
                click.echo(f"{one.kind} from before {one.before}: {one.count} calls{size}")
                for call in one.calls:
                    click.echo(f"  {call}")
                if one.spared:
                    click.echo(f"  {spared.in_words(one.spared)}")
        if dry_run or not any(one.count for one in found):
            return
        _agreed("Remove all this for good?", yes)
        with tqdm(desc="removing", file=sys.stderr, disable=None) as bar:

            def tell(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            removed = keeping.carry_out(store, chosen, today, CONSOLE, tell)
    say(keeping.in_words(removed))
    for left in removed.left:
        say(f"  ✗ {left.call}: {left.why}" if left.call else f"  {left.why}")
    if removed.left and not any(removed.gone.values()):
        sys.exit(2)


def _days(choices: tuple[str, ...]) -> dict[str, int | None]:
    days: dict[str, int | None] = {}
    for choice in choices:
        kind, _, value = choice.partition("=")
        if kind not in KINDS or not (value == "never" or value.isdecimal()):
            raise InputError(
                f"--set {choice!r}", next_step=f"write {KINDS[0]}=90; kinds are {', '.join(KINDS)}"
            )
        days[kind] = None if value == "never" else int(value)
    return days


def _agreed(question: str, yes: bool) -> None:
    """Ask, where somebody can answer. Raises InputError where nobody agreed."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError("this cannot be taken back", next_step="add --yes")
    if not click.confirm(question, err=True):
        raise InputError("nothing was removed")
