"""The command line: one thin command per public function.

Data goes to stdout, progress and messages to stderr. Exit codes: 0 fine, 1 a call is below
`--fail-under`, 2 could not run.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qa import __version__
from qa.errors import InputError, QAError

if TYPE_CHECKING:
    from qa.batch import Report
    from qa.rubric.form import Rubric
    from qa.rubric.outcome import Scorecard
    from qa.store import Store

F = TypeVar("F", bound=Callable[..., Any])
PATHS = click.Path(path_type=Path)


class Main(click.Group):
    """The one place that turns a user's mistake into a line; anything else is a bug."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except QAError as error:
            click.echo(f"callqa: {error}", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("callqa: stopped; what was done is kept", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # Whoever read the output has read enough; Python would complain once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


def example(text: str) -> Callable[[F], F]:
    """Adds an example to a command's help."""

    def add(function: F) -> F:
        function.__doc__ = f"{function.__doc__}\n\n\b\nExample:\n  {text}"
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


@main.command()
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option("--recursive", is_flag=True, help="Look into folders inside folders.")
@click.option(
    "--model", default="base", show_default=True, help="Whisper model, by name or folder."
)
@click.option("--language", default="auto", show_default=True, help="ISO 639-1 code, or auto.")
@click.option(
    "--speakers",
    type=click.IntRange(1, 4),
    help="How many people share one channel.  [default: find out]",
)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
@click.option("--name-pattern", help="Regular expression with named groups over file names.")
@click.option("--allow-truncated", is_flag=True, help="Take files that are cut short.")
@rubric_option
@fail_under_option
@data_option
@click.pass_obj
@example("callqa process calls/ --recursive --language el")
def process(
    db: Path | None,
    paths: tuple[Path, ...],
    recursive: bool,
    model: str,
    language: str,
    speakers: int | None,
    workers: int,
    name_pattern: str | None,
    allow_truncated: bool,
    rubrics: tuple[str, ...],
    fail_under: float | None,
    as_json: bool,
) -> None:
    """Listen to recordings, score them and keep the result. What is in the archive already is not
    listened to again."""
    from qa import batch
    from qa.formats.metadata import compile_pattern
    from qa.hear.listen import Options
    from qa.progress import Progress

    options = Options(
        model, None if language == "auto" else language, speakers, allow_truncated=allow_truncated
    )
    pattern = compile_pattern(name_pattern) if name_pattern else None
    loaded = _rubrics(rubrics)
    with _store(db) as store, Progress(quiet=as_json) as progress:
        report = batch.process(
            paths,
            store,
            loaded,
            options,
            recursive=recursive,
            workers=workers,
            pattern=pattern,
            tell=progress.tell,
        )
        cards = [card for call in report.done for card in store.scorecards(call)]
    _report(report, as_json)
    if report.nothing_could_be_done:
        sys.exit(2)
    _bar(cards, fail_under)


@main.command()
@click.argument("folder", type=PATHS)
@click.option("--recursive", is_flag=True, help="Look into folders inside it.")
@click.option("--model", default="base", show_default=True)
@click.option("--language", default="auto", show_default=True)
@click.option(
    "--every", type=click.FloatRange(0.1), default=5.0, show_default=True, help="Seconds."
)
@rubric_option
@click.pass_obj
@example("callqa watch /var/spool/recordings")
def watch(
    db: Path | None,
    folder: Path,
    recursive: bool,
    model: str,
    language: str,
    every: float,
    rubrics: tuple[str, ...],
) -> None:
    """Process recordings as they arrive in a folder, until stopped with Ctrl-C. A file that still
    grows is left until it is whole."""
    from qa.hear.listen import Options
    from qa.progress import Progress
    from qa.watch import watch as watch_folder

    options = Options(model, None if language == "auto" else language)
    loaded = _rubrics(rubrics)
    click.echo(f"watching {folder}; stop with Ctrl-C", err=True)
    with _store(db) as store, Progress() as progress:
        watch_folder(folder, store, loaded, options, progress.tell, every, recursive=recursive)


@main.command("list")
@click.option("--agent")
@click.option("--failed", help="Only calls that fail this criterion.")
@click.option("--search", "text", default="", help="Only calls in which these words are said.")
@click.option("--limit", type=int, default=-1, help="At most so many.")
@data_option
@click.pass_obj
@example("callqa list --failed apology_given")
def list_calls(
    db: Path | None, agent: str | None, failed: str | None, text: str, limit: int, as_json: bool
) -> None:
    """The calls in the archive, newest first, and the files that could not be processed."""
    from dataclasses import asdict

    from qa import render
    from qa.listing import CallFilter

    with _store(db) as store:
        rows = store.summaries(CallFilter(agent=agent, failed=failed, text=text), limit=limit)
        failures = store.failures()
    if as_json:
        _print_json([asdict(row) for row in rows])
        return
    click.echo(render.summaries(rows))
    for failure in failures:
        click.echo(f"✗ {failure.path}: {failure.reason}", err=True)


@main.command()
@click.argument("call")
@data_option
@click.pass_obj
@example("callqa show 04-agent-hangs-up")
def show(db: Path | None, call: str, as_json: bool) -> None:
    """One call: verdicts with evidence, measures, transcript."""
    from qa import render
    from qa.formats import export

    with _store(db) as store:
        found, cards, reviews = store.call(call), store.scorecards(call), store.reviews(call)
    if as_json:
        _print_json(export.as_json(found, cards, reviews))
    else:
        click.echo(render.call(found, cards, reviews))


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=int, default=50, show_default=True)
@data_option
@click.pass_obj
@example('callqa search "call back tomorrow"')
def search(db: Path | None, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """The turns in which all these words are said, with or without accents and other marks."""
    from dataclasses import asdict

    from qa.render import clock

    with _store(db) as store:
        hits = store.search(" ".join(words), limit=limit)
    if as_json:
        _print_json([asdict(hit) for hit in hits])
        return
    for hit in hits:
        click.echo(f"{hit.call} {clock(hit.start)} {hit.speaker}: {hit.text}")
    if not hits:
        click.echo("Nobody said that.", err=True)


@main.command()
@rubric_option
@fail_under_option
@data_option
@click.pass_obj
@example("callqa score --rubric my-rubric.yaml --fail-under 75")
def score(
    db: Path | None, rubrics: tuple[str, ...], fail_under: float | None, as_json: bool
) -> None:
    """Score every call in the archive again, without listening again."""
    from tqdm import tqdm

    from qa.rubric.score import score as fill_in

    loaded = _rubrics(rubrics)
    cards = []
    with _store(db) as store:
        identities = store.call_ids()
        for identity in tqdm(identities, desc="scoring", file=sys.stderr, disable=None):
            call = store.call(identity)
            for rubric in loaded:
                card = fill_in(rubric, call)
                store.put_scorecard(card)
                cards.append(card)
    if as_json:
        _print_json([_card(card) for card in cards])
    else:
        for card in cards:
            click.echo(f"{card.call} {card.rubric}: {card.score_text()}")
    _bar(cards, fail_under)


@main.command()
@click.argument("call", required=False)
@click.option("--all", "every", is_flag=True, help="Every call in the archive.")
@click.option(
    "--format", "form", type=click.Choice(["json", "csv", "vtt"]), default="json", show_default=True
)
@click.pass_obj
@example("callqa export --all --format csv > calls.csv")
def export(db: Path | None, call: str | None, every: bool, form: str) -> None:
    """Calls for other programs, on stdout: everything as JSON (a line per call with --all), a
    table as CSV, or the transcript as WebVTT."""
    from qa.formats import export as formats

    if bool(call) == every:
        raise InputError("give either a call or --all")
    if every and form == "vtt":
        raise InputError("WebVTT is of one call", next_step="give its id instead of --all")
    with _store(db) as store:
        identities = store.call_ids() if every else [str(call)]
        if form == "csv":
            rows = [
                row
                for identity in identities
                for row in formats.csv_rows(store.call(identity), store.scorecards(identity))
            ]
            click.echo(formats.as_csv(rows), nl=False)
            return
        for identity in identities:
            found = store.call(identity)
            if form == "vtt":
                click.echo(formats.as_vtt(found), nl=False)
                continue
            data = formats.as_json(found, store.scorecards(identity), store.reviews(identity))
            click.echo(json.dumps(data, ensure_ascii=False))


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=PATHS)
@click.option("--speaker", "speakers", multiple=True, help="NAME=agent or NAME=customer.")
@rubric_option
@data_option
@click.pass_obj
@example("callqa import transcripts/*.json --speaker SPEAKER_00=agent")
def import_(
    db: Path | None,
    files: tuple[Path, ...],
    speakers: tuple[str, ...],
    rubrics: tuple[str, ...],
    as_json: bool,
) -> None:
    """Take in transcripts made elsewhere (WhisperX-style JSON), measure and score them. A sidecar
    <name>.sidecar.json may tell direction, duration and hangup_party."""
    from qa.batch import Report
    from qa.formats.whisperx import read_transcript
    from qa.pipeline import review_heard

    names = _speaker_names(speakers)
    loaded = _rubrics(rubrics)
    report = Report()
    with _store(db) as store:
        for file in _transcripts(files):
            try:
                reviewed = review_heard(read_transcript(file, names), loaded)
                report.done.append(store.save(reviewed.call, reviewed.scorecards, "import"))
            except InputError as error:
                report.failed[str(file)] = error.what
    _report(report, as_json)
    if report.nothing_could_be_done:
        sys.exit(2)


@main.command()
@click.argument("call", required=False)
@click.option("--format", "form", type=click.Choice(["jsonl", "text"]), default="text")
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@click.pass_obj
@example("callqa verdicts --format jsonl > verdicts.jsonl")
def verdicts(db: Path | None, call: str | None, form: str, as_json: bool) -> None:
    """A line per finding: call, criterion, verdict, reason, evidence with times and quotes."""
    from qa.formats import export as formats
    from qa.render import MARKS

    with _store(db) as store:
        for identity in [call] if call else store.call_ids():
            found, cards = store.call(identity), store.scorecards(identity)
            for record in formats.verdicts(found, cards, store.reviews(identity)):
                if as_json or form == "jsonl":
                    click.echo(json.dumps(record, ensure_ascii=False))
                    continue
                quotes = "; ".join(f"{e['start']:.1f} s “{e['quote']}”" for e in record["evidence"])
                mark = MARKS[record["verdict"]]
                click.echo(f"{mark} {identity} {record['criterion']}: {record['reason']}. {quotes}")


@main.group()
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
        _print_json(rows)
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
        folder = files.whisper_folder(name, _say) if name not in files.MODELS else None
        click.echo(f"{name}: {folder or files.folder_of(name, _say)}")


@main.group()
def rubric() -> None:
    """Rubric files: check them, run their examples."""


@rubric.command("check")
@click.argument("file")
@example("callqa rubric check my-rubric.yaml")
def rubric_check(file: str) -> None:
    """Read a rubric and say where it is wrong."""
    from qa.rubric.load import find, load

    found = load(find(file))
    criteria = list(found.criteria)
    points = sum(criterion.weight for criterion in criteria)
    click.echo(f"{found.id} {found.version}: {len(criteria)} criteria, {points:g} points, fine")


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
        _print_json(rows)
    else:
        for row in rows:
            got = "" if row["ok"] else f": {row['verdict']}, not {row['expected']}. {row['reason']}"
            click.echo(f"{'✓' if row['ok'] else '✗'} {row['criterion']}, {row['example']}{got}")
    sys.exit(0 if all(result.ok for result in results) else 1)


@main.command()
@data_option
@click.pass_obj
@example("callqa doctor")
def doctor(db: Path | None, as_json: bool) -> None:
    """What is installed, which models are here, how much disk is free, and whether it works."""
    from dataclasses import asdict

    from qa.doctor import examine

    checks = []
    for check in examine(_db(db)):
        checks.append(check)
        if not as_json:
            click.echo(f"{'✓' if check.ok else '✗'} {check.name}: {check.text}")
    if as_json:
        _print_json([asdict(check) for check in checks])
    sys.exit(0 if all(check.ok for check in checks) else 2)


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8501,
    help="[default: 8501 or the next free one]",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.pass_obj
@example("callqa dashboard --port 8600")
def dashboard(db: Path | None, port: int, no_browser: bool) -> None:
    """Open the dashboard on this machine, and only for it."""
    from app.server import serve

    serve(_db(db), port=port, open_browser=not no_browser)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@example("callqa completion bash >> ~/.bashrc")
def completion(shell: str) -> None:
    """Print the lines that make a shell complete callqa's commands."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise InputError(f"no completion for {shell}")
    click.echo(found(main, {}, "callqa", "_CALLQA_COMPLETE").source())


def _db(chosen: Path | None) -> Path:
    if chosen is not None:
        return chosen.expanduser()
    from platformdirs import user_data_path

    return user_data_path("callqa", appauthor=False) / "archive.db"


def _store(chosen: Path | None) -> Store:
    from qa.store import Store

    return Store(_db(chosen))


def _rubrics(names: Iterable[str]) -> list[Rubric]:
    from qa.rubric.load import find, load

    return [load(find(name)) for name in names]


def _say(line: str) -> None:
    click.echo(line, err=True)


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _card(card: Scorecard) -> dict[str, Any]:
    return {
        "call": card.call,
        "rubric": card.rubric,
        "points": card.points,
        "out_of": card.out_of,
        "not_judged": card.not_judged,
        "failed": list(card.failed),
        "auto_failed": list(card.auto_failed),
    }


def _report(report: Report, as_json: bool) -> None:
    """What was done, skipped and failed, with reasons."""
    if as_json:
        _print_json({"done": report.done, "skipped": report.skipped, "failed": report.failed})
        return
    click.echo(
        f"{len(report.done)} done, {len(report.skipped)} skipped, {len(report.failed)} failed",
        err=True,
    )
    for path, reason in report.failed.items():
        click.echo(f"  ✗ {path}: {reason}", err=True)


def _bar(cards: Sequence[Scorecard], percent: float | None) -> None:
    """Exit with 1 when a call is below the bar, or fails what fails a whole call."""
    if percent is None:
        return
    low = [c for c in cards if c.auto_failed or (c.out_of and c.points * 100 < percent * c.out_of)]
    for card in low:
        click.echo(f"below the bar: {card.call} {card.score_text()}", err=True)
    if low:
        sys.exit(1)


def _transcripts(files: Iterable[Path]) -> list[Path]:
    """The transcripts in files and folders; a sidecar is not one."""
    found: list[Path] = []
    for file in files:
        found += sorted(file.glob("*.json")) if file.is_dir() else [file]
    return [file for file in found if not file.name.endswith(".sidecar.json")]


def _speaker_names(pairs: Iterable[str]) -> dict[str, str]:
    names = {}
    for pair in pairs:
        name, _, role = pair.rpartition("=")
        if not name or role not in ("agent", "customer"):
            raise InputError(f"--speaker {pair!r}", next_step="write SPEAKER_00=agent")
        names[name] = role
    return names


if __name__ == "__main__":
    main()
