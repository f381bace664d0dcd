"""Commands that take calls in: process, watch, import."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from qa.cli.common import (
    PATHS,
    check_rubrics,
    data_option,
    example,
    fail_under_option,
    hold_to_bar,
    load_rubrics,
    open_store,
    print_report,
    rubric_option,
    told_language,
)
from qa.errors import InputError


@click.command()
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
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Recordings listened to at once, each in a process of its own.",
)
@click.option("--name-pattern", help="Regular expression with named groups over file names.")
@click.option(
    "--translate",
    is_flag=True,
    help="Keep an English translation beside the original (model small or larger).",
)
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
    translate: bool,
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
        model,
        told_language(language),
        speakers,
        allow_truncated=allow_truncated,
        translate=translate,
    )
    pattern = compile_pattern(name_pattern) if name_pattern else None
    check_rubrics(rubrics, db)
    with open_store(db, new=True) as store, Progress(quiet=as_json) as progress:
        loaded = load_rubrics(rubrics, store)
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
        cards = [
            card.with_reviews(store.reviews(call))
            for call in (*report.done, *report.known)
            for card in store.scorecards(call)
        ]
    if not report.total:
        raise InputError("no recordings here", where=str(paths[0]), next_step=_deeper(paths))
    print_report(report, as_json)
    if report.nothing_could_be_done:
        sys.exit(2)
    hold_to_bar([(card.call, card) for card in cards], fail_under)


@click.command()
@click.argument("folder", type=PATHS)
@click.option("--recursive", is_flag=True, help="Look into folders inside it.")
@click.option(
    "--model", default="base", show_default=True, help="Whisper model, by name or folder."
)
@click.option("--language", default="auto", show_default=True, help="ISO 639-1 code, or auto.")
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

    options = Options(model, told_language(language))
    if not folder.is_dir():
        raise InputError("not a folder", where=str(folder))
    check_rubrics(rubrics, db)
    click.echo(f"watching {folder}; stop with Ctrl-C", err=True)
    with open_store(db, new=True) as store, Progress() as progress:
        loaded = load_rubrics(rubrics, store)
        watch_folder(folder, store, loaded, options, progress.tell, every, recursive=recursive)


@click.command("import")
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
    report = Report()
    check_rubrics(rubrics, db)
    with open_store(db, new=True) as store:
        loaded = load_rubrics(rubrics, store)
        for file in _transcripts(files):
            try:
                heard = read_transcript(file, names)
                if why := store.removed(heard.recording.sha256):
                    report.skipped[str(file)] = why
                    continue
                reviewed = review_heard(heard, loaded)
                report.done.append(store.save(reviewed.call, reviewed.scorecards, "import"))
            except InputError as error:
                report.failed[str(file)] = error.what
    print_report(report, as_json)
    if report.nothing_could_be_done:
        sys.exit(2)


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


def _deeper(paths: Iterable[Path]) -> str:
    """What to try when a folder holds no recordings."""
    from qa.recordings import find_sources

    found = sum(1 for _ in find_sources(paths, recursive=True))
    return f"{found} in folders inside it; add --recursive" if found else "give a file or a folder"
