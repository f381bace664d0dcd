"""Commands on what is kept: list, show, search, score, export, verdicts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa.cli.common import (
    check_rubrics,
    data_option,
    example,
    fail_under_option,
    hold_to_bar,
    load_rubrics,
    open_store,
    print_json,
    rubric_option,
    say,
)
from qa.errors import InputError

if TYPE_CHECKING:
    from qa.store import Store


@click.command("list")
@click.option("--agent", help="Only this agent's calls.")
@click.option("--failed", help="Only calls that fail this criterion.")
@click.option("--search", "text", default="", help="Only calls in which these words are said.")
@click.option("--rubric", default="essentials", show_default=True, help="Whose scores to show.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@data_option
@click.pass_obj
@example("callqa list --failed apology_given")
def list_calls(
    db: Path | None,
    agent: str | None,
    failed: str | None,
    text: str,
    rubric: str,
    limit: int | None,
    as_json: bool,
) -> None:
    """The calls in the archive, newest first, and the files that could not be processed."""
    from dataclasses import asdict

    from qa import render
    from qa.listing import CallFilter

    with open_store(db) as store:
        _check_names(store, rubric, failed)
        where = CallFilter(agent=agent, criterion=failed, text=text)
        rows = store.summaries(where, rubric=rubric, limit=limit or -1)
        every = store.count()
        failures = store.failures()
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    if rows:
        click.echo(render.summaries(rows))
    else:
        click.echo("No call fits." if every else "No calls yet.", err=True)
    for failure in failures:
        click.echo(f"✗ {failure.path}: {failure.reason}", err=True)


@click.command()
@click.argument("call")
@data_option
@click.pass_obj
@example("callqa show 04-agent-hangs-up")
def show(db: Path | None, call: str, as_json: bool) -> None:
    """One call: verdicts with evidence, measures, transcript."""
    from qa import render
    from qa.formats import export
    from qa.review.trials import need_a_person

    with open_store(db) as store:
        found, cards, reviews = store.call(call), store.scorecards(call), store.reviews(call)
        doubtful = need_a_person(store.connection)
    if as_json:
        print_json(export.as_json(found, cards, reviews, doubtful))
    else:
        click.echo(render.call(found, cards, reviews))


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many."
)
@data_option
@click.pass_obj
@example('callqa search "call back tomorrow"')
def search(db: Path | None, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """The turns in which all these words are said, with or without accents and other marks."""
    from dataclasses import asdict

    from qa.render import clock

    with open_store(db) as store:
        hits = store.search(" ".join(words), limit=limit)
    if as_json:
        print_json([asdict(hit) for hit in hits])
        return
    for hit in hits:
        click.echo(f"{hit.call} {clock(hit.start)} {hit.speaker}: {hit.text}")
    if not hits:
        click.echo("Nobody said that.", err=True)


@click.command()
@rubric_option
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Processes that judge.  [default: one per core, where there is enough to do]",
)
@fail_under_option
@data_option
@click.pass_obj
@example("callqa score --rubric my-rubric.yaml --fail-under 75")
def score(
    db: Path | None,
    rubrics: tuple[str, ...],
    workers: int | None,
    fail_under: float | None,
    as_json: bool,
) -> None:
    """Score every call in the archive again, without listening again. Only what changed is judged:
    the other findings are kept with the calls."""
    from qa.formats.export import totals
    from qa.progress import Bar
    from qa.replay import score_again

    check_rubrics(rubrics, db)
    with open_store(db) as store:
        loaded = load_rubrics(rubrics, store)
        with Bar(quiet=as_json) as bar:
            done = score_again(store, loaded, workers=workers, tell=bar.tell)
        stood = {rubric.id: store.standings(rubric.id) for rubric in loaded}
    rows = [(c, r, s) for r, own in stood.items() for c, s in own.items()]
    rows.sort(key=lambda row: row[0])
    if as_json:
        print_json([{"call": call, "rubric": name, **totals(own)} for call, name, own in rows])
    else:
        click.echo("".join(f"{c} {name}: {own.score_text()}\n" for c, name, own in rows), nl=False)
        say(
            f"{done.calls} calls: {done.worked_out} findings worked out, {done.known} known,"
            f" {done.written} scorecards written"
            + (f"; {done.released} released reviews stay as they are" if done.released else "")
        )
    hold_to_bar([(call, own) for call, _, own in rows], fail_under)


@click.command()
@click.argument("call", required=False)
@click.option("--all", "every", is_flag=True, help="Every call in the archive.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "vtt"]),
    default="json",
    show_default=True,
    help="What to write.",
)
@click.pass_obj
@example("callqa export --all --format csv > calls.csv")
def export(db: Path | None, call: str | None, every: bool, form: str) -> None:
    """Calls for other programs, on stdout: everything as JSON (a line per call with --all), a
    table as CSV, or the transcript as WebVTT."""
    from qa.formats import export as formats
    from qa.review.trials import need_a_person

    if bool(call) == every:
        raise InputError("give either a call or --all")
    if every and form == "vtt":
        raise InputError("WebVTT is of one call", next_step="give its id instead of --all")
    with open_store(db) as store:
        identities = store.call_ids() if every else [str(call)]
        doubtful = need_a_person(store.connection)
        if form == "csv":
            rows = [
                row
                for identity in identities
                for row in formats.csv_rows(
                    store.call(identity),
                    store.scorecards(identity),
                    store.reviews(identity),
                    doubtful,
                )
            ]
            click.echo(formats.as_csv(rows), nl=False)
            return
        for identity in identities:
            found = store.call(identity)
            if form == "vtt":
                click.echo(formats.as_vtt(found), nl=False)
                continue
            cards, reviews = store.scorecards(identity), store.reviews(identity)
            data = formats.as_json(found, cards, reviews, doubtful)
            click.echo(json.dumps(data, ensure_ascii=False))


@click.command()
@click.argument("call", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "text"]),
    default="text",
    show_default=True,
    help="Lines to read, or lines for other programs.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@click.pass_obj
@example("callqa verdicts --format jsonl > verdicts.jsonl")
def verdicts(db: Path | None, call: str | None, form: str, as_json: bool) -> None:
    """A line per finding: call, criterion, verdict, reason, evidence with times and quotes."""
    from qa.formats import export as formats
    from qa.render import MARKS
    from qa.review.trials import need_a_person

    with open_store(db) as store:
        doubtful = need_a_person(store.connection)
        for identity in [call] if call else store.call_ids():
            found, cards = store.call(identity), store.scorecards(identity)
            for record in formats.verdicts(found, cards, store.reviews(identity), doubtful):
                if as_json or form == "jsonl":
                    click.echo(json.dumps(record, ensure_ascii=False))
                    continue
                quotes = "; ".join(f"{e['start']:.1f} s “{e['quote']}”" for e in record["evidence"])
                mark = MARKS[record["verdict"]]
                ask = " (needs a person)" if record.get("needs_person") else ""
                about = f"{identity} {record['criterion']}{ask}"
                click.echo(f"{mark} {about}: {record['reason']}. {quotes}")


def _check_names(store: Store, rubric: str, criterion: str | None) -> None:
    """Raises InputError for a rubric or criterion that no call was scored with."""
    known = store.rubrics()
    if known and rubric not in known:
        raise InputError(f"no call was scored with {rubric!r}", next_step=f"there is {known}")
    criteria = store.criteria(rubric)
    if criterion and criterion not in criteria:
        raise InputError(f"unknown criterion {criterion!r}", next_step=f"there are {criteria}")
