"""Commands on rubric files: new, check, test, diff, kinds, schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa.cli.common import data_option, db_path, example, open_store, print_json

if TYPE_CHECKING:
    from pydantic import BaseModel

    from qa.rubric.form import Rubric


@click.group()
def rubric() -> None:
    """Rubric files: begin one, check it, run its examples, see what it would change."""


@rubric.command("new")
@click.argument("name")
@example("callqa rubric new greeting && callqa rubric test greeting.yaml")
def rubric_new(name: str) -> None:
    """Write a small rubric, explained line by line, into a file of this name to begin from."""
    from qa.rubric.starter import write_starter

    path = write_starter(name, Path())
    click.echo(f"{path}: written; change it, then run `callqa rubric test {path}`")


@rubric.command("check")
@click.argument("file")
@example("callqa rubric check my-rubric.yaml")
def rubric_check(file: str) -> None:
    """Read a rubric and say where it is wrong."""
    from qa.rubric.load import find, load

    found = load(find(file))
    criteria = list(found.criteria)
    points = sum(criterion.weight for criterion in criteria)
    count = "1 criterion" if len(criteria) == 1 else f"{len(criteria)} criteria"
    worth = "1 point" if points == 1 else f"{points:g} points"
    click.echo(f"{found.id} {found.version}: {count}, {worth}, fine")


@rubric.command("test")
@click.argument("file")
@data_option
@example("callqa rubric test essentials")
def rubric_test(file: str, as_json: bool) -> None:
    """Run the examples of a rubric; exits with 1 when one comes out otherwise than expected."""
    from qa.rubric.examples import run_examples
    from qa.rubric.load import find, load

    results = run_examples(load(find(file)))
    rows = [
        {
            "criterion": result.criterion,
            "example": result.example,
            "expected": result.expected,
            "verdict": result.finding.verdict,
            "reason": result.finding.reason,
            "ok": result.ok,
        }
        for result in results
    ]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            got = "" if row["ok"] else f": {row['verdict']}, not {row['expected']}. {row['reason']}"
            click.echo(f"{'✓' if row['ok'] else '✗'} {row['criterion']}, {row['example']}{got}")
    sys.exit(0 if all(result.ok for result in results) else 1)


@rubric.command("kinds")
@click.option("--meanings", is_flag=True, help="The meanings that a check can name.")
@example("callqa rubric kinds")
def rubric_kinds(meanings: bool) -> None:
    """The kinds of check there are, with their keys."""
    from qa.meaning.model import load as learned
    from qa.rubric.checks import KINDS, When

    if meanings:
        for speaker, detector in learned().detectors.items():
            click.echo(f"{speaker}: {', '.join(sorted(detector.acts))}")
        return
    for check in dict.fromkeys(KINDS.values()):
        _explain(", ".join(kind for kind, form in KINDS.items() if form is check), check)
    _explain("when, in some of them", When)
    click.echo(
        "A check stands below the `check` of a criterion. One below `applies_when`, beside it,"
    )
    click.echo("says what calls the question is about: any other call is not_applicable.")


def _explain(name: str, form: type[BaseModel]) -> None:
    """The keys of a form and what it is for."""
    from inspect import cleandoc

    keys = [field.alias or key for key, field in form.model_fields.items() if key != "kind"]
    click.echo(f"{name}: {', '.join(keys)}")
    click.echo("".join(f"  {line}\n" for line in cleandoc(form.__doc__ or "").splitlines()))


@rubric.command("schema")
@example("callqa rubric schema > rubric.schema.json")
def rubric_schema() -> None:
    """The JSON Schema of a rubric file, for editors that complete and check."""
    from qa.rubric.form import Rubric

    schema = Rubric.model_json_schema(by_alias=True)
    schema["properties"].pop("sha256", None)
    print_json(schema)


@rubric.command("diff")
@click.argument("before")
@click.argument("after")
@click.option(
    "--archive", "on_archive", is_flag=True, help="Judge the calls in the archive by both."
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=5,
    show_default=True,
    help="Flips shown of each criterion.",
)
@click.option(
    "--workers", type=click.IntRange(1), help="Processes that judge.  [default: one per core]"
)
@data_option
@click.pass_obj
@example("callqa rubric diff essentials my-essentials.yaml --archive")
def rubric_diff(
    db: Path | None,
    before: str,
    after: str,
    on_archive: bool,
    limit: int,
    workers: int | None,
    as_json: bool,
) -> None:
    """What is different between two rubrics, by file, name, or name@version; with --archive which
    calls flip, which agents move, and how agreement with people's reviews changes. Nothing is
    changed by it."""
    from qa import comparing
    from qa.progress import Bar
    from qa.publishing import in_use
    from qa.rehearsal import rehearse, with_words
    from qa.rubric.compare import difference

    if not on_archive:
        found = difference(_loaded(db, before), _loaded(db, after))
        if as_json:
            print_json(comparing.difference_data(found))
        else:
            click.echo(comparing.difference_text(found))
        return
    with open_store(db) as store, Bar(quiet=as_json) as bar:
        old, new = (in_use(store.connection, name) for name in (before, after))
        whole = rehearse(store, old, new, workers=workers, tell=bar.tell)
        shown = with_words(store, whole, None if as_json else limit)
    if as_json:
        print_json(comparing.data(whole, shown))
    else:
        click.echo(comparing.text(whole, shown))


def _loaded(db: Path | None, name: str) -> Rubric:
    """A rubric by file or name; the archive is looked at only where there is one."""
    from qa.publishing import in_use
    from qa.rubric.load import find, load

    if db_path(db).exists():
        with open_store(db) as store:
            return in_use(store.connection, name)
    return load(find(name))
