"""The command line, as a user types it, on transcripts (no model is needed for them)."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from qa.cli import main
from qa.rubric.checks import KINDS
from tests.conftest import CALLQA, ROOT

SEGMENTS = [
    (0.3, 3.0, "SPEAKER_00", "Good morning, how can I help?"),
    (3.5, 7.0, "SPEAKER_01", "My fridge arrived broken and I am =angry."),
    (7.5, 12.0, "SPEAKER_00", "I am so sorry about that. I will send a new one today."),
    (12.5, 14.0, "SPEAKER_01", "Thank you, goodbye."),
    (14.5, 15.5, "SPEAKER_00", "Goodbye."),
]


@pytest.fixture
def callqa(tmp_path):
    def run(*arguments: str | Path, code: int = 0):
        result = CliRunner().invoke(
            main, ["--db", str(tmp_path / "a.db"), *map(str, arguments)], catch_exceptions=False
        )
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def transcript(tmp_path):
    path = tmp_path / "t1.json"
    segments = [
        {"start": a, "end": b, "speaker": who, "text": text} for a, b, who, text in SEGMENTS
    ]
    path.write_text(json.dumps({"language": "en", "segments": segments}), "utf-8")
    (tmp_path / "t1.sidecar.json").write_text('{"agent": "=HYPERLINK(1)"}', "utf-8")
    return path


@pytest.fixture
def archive(callqa, transcript):
    callqa(
        "import", transcript, "--speaker", "SPEAKER_00=agent", "--speaker", "SPEAKER_01=customer"
    )
    return callqa


def test_a_transcript_is_imported_scored_listed_shown_and_searched(archive):
    row = json.loads(archive("list", "--json").stdout)[0]
    assert (row["id"], row["points"], row["out_of"]) == ("t1", 100, 100)
    shown = archive("show", "t1").stdout
    assert "✓ apology_given: pass" in shown
    assert "sorry" in shown.split("apology_given")[1].splitlines()[1]
    assert json.loads(archive("search", "fridge", "--json").stdout)[0]["start"] == 3.5


def test_verdicts_are_a_line_per_finding_with_times_and_quotes(archive):
    lines = archive("verdicts", "--format", "jsonl").stdout.splitlines()
    found = {line["criterion"]: line for line in map(json.loads, lines)}
    assert set(found) == {"no_interrupting", "no_hang_up", "apology_given", "commitment_made"}
    evidence = found["apology_given"]["evidence"][0]
    assert evidence["speaker"] == "agent"
    assert 7.5 <= evidence["start"] < evidence["end"] <= 12
    assert "sorry" in evidence["quote"]


def test_scoring_again_does_not_listen_again_and_a_bar_can_be_set(archive):
    assert "100 of 100" in archive("score").stdout
    archive("score", "--fail-under", "90")


def test_a_call_below_the_bar_exits_with_one(callqa, transcript):
    data = json.loads(transcript.read_text("utf-8"))
    data["segments"][2]["text"] = "That is how it is."
    transcript.write_text(json.dumps(data), "utf-8")
    names = ("--speaker", "SPEAKER_00=agent", "--speaker", "SPEAKER_01=customer")
    callqa("import", transcript, *names)
    callqa("score", "--fail-under", "90", code=1)


def test_exports_are_json_csv_without_formulas_and_webvtt(archive):
    data = json.loads(archive("export", "t1").stdout)
    assert data["scorecards"][0]["points"] == 100
    row = next(csv.DictReader(io.StringIO(archive("export", "--all", "--format", "csv").stdout)))
    assert row["agent"] == "'=HYPERLINK(1)"
    vtt = archive("export", "t1", "--format", "vtt").stdout
    assert vtt.startswith("WEBVTT")
    assert "<v customer>My fridge arrived broken" in vtt


def test_an_import_that_is_wrong_does_not_end_the_others(callqa, transcript, tmp_path):
    (tmp_path / "bad.json").write_text("{", "utf-8")
    result = callqa("import", tmp_path / "bad.json", transcript)
    assert "1 done, 0 skipped, 1 failed" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "nobody"), "callqa process FOLDER"),
        (("process", ".ci", "--language", "Greek"), "write el, en"),
        (("process", "tests/rubric"), "no recordings here"),
        (("score", "--rubric", "nobody"), "essentials"),
        (("export",), "either a call or --all"),
        (("process", "x", "--name-pattern", "("), "name pattern"),
        (("import", "x.json", "--speaker", "who"), "SPEAKER_00=agent"),
        (("rubric", "check", "pyproject.toml"), "pyproject.toml:2:1: not YAML"),
    ],
)
def test_a_users_mistake_is_one_line_and_exit_code_two(callqa, arguments, says):
    result = callqa(*arguments, code=2)
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_archive_named_after_the_command_is_told_where_it_stands():
    result = CliRunner().invoke(main, ["list", "--db", "a.db"])
    assert result.exit_code == 2
    assert "before the command: callqa --db FILE list" in result.output


def test_every_kind_of_check_is_explained_once_with_the_parts_of_a_call(callqa):
    told = callqa("rubric", "kinds").stdout
    assert "\nwhen, in some of them: first_seconds" in told
    assert told.count("Passes when one of the phrases is said") == 1
    for kind in KINDS:
        assert re.search(rf"^(\w+, )*{kind}[,:]", told, re.M), kind


def test_what_is_not_in_the_archive_names_what_is(archive):
    assert "callqa list" in archive("show", "nobody", code=2).stderr
    assert "apology_given" in archive("list", "--failed", "nobody", code=2).stderr
    assert "essentials" in archive("list", "--rubric", "nobody", code=2).stderr
    assert "No call fits" in archive("list", "--agent", "nobody").stderr


def test_speakers_that_are_not_in_a_transcript_are_told(callqa, transcript):
    result = callqa("import", transcript, "--speaker", "NOPE=agent", code=2)
    assert "no speaker 'nope' here" in result.stderr


def test_nothing_done_at_all_is_exit_code_two(callqa, tmp_path):
    (tmp_path / "empty.wav").write_bytes(b"")
    result = callqa("process", tmp_path / "empty.wav", code=2)
    assert "the file is empty" in result.stderr


def test_the_examples_of_the_default_rubric_run_from_the_command_line(callqa):
    assert "✗" not in callqa("rubric", "test", "essentials").stdout


def commands(group: click.Group, path: tuple[str, ...] = ()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


@pytest.mark.parametrize(("path", "command"), list(commands(main)), ids=lambda x: str(x)[:40])
def test_every_command_has_help_with_an_example_and_every_option_is_explained(path, command):
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.help, parameter.name
    text = CliRunner().invoke(main, [*path, "--help"]).stdout
    assert "Example:\n  callqa " in text.replace("    callqa", "  callqa")
    assert " ".join(path) in text


def test_data_commands_all_print_json():
    for path, command in commands(main):
        if path[0] in (
            "list",
            "show",
            "search",
            "score",
            "verdicts",
            "doctor",
            "process",
            "import",
        ):
            assert any("--json" in option.opts for option in command.params), path


def test_help_loads_nothing_heavy():
    script = (
        "import sys; from qa.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = {name.split(".")[0] for name in result.stderr.split()}
    heavy = {"numpy", "av", "pydantic", "sqlite_utils", "pandas", "streamlit", "faster_whisper"}
    assert "click" in loaded
    assert not loaded & heavy


@pytest.mark.models
def test_the_doctor_finds_nothing_wrong_here(callqa):
    checks = json.loads(callqa("doctor", "--json").stdout)
    assert {check["name"] for check in checks} >= {"disk", "archive", "self-test", "model base"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_are_told_how_to_complete(callqa, shell):
    assert "_CALLQA_COMPLETE" in callqa("completion", shell).stdout


def test_a_reader_that_has_read_enough_is_no_error(archive, tmp_path):
    command = f"{' '.join(CALLQA)} --db {tmp_path / 'a.db'} export --all | head -c 10"
    result = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.stderr == ""


def test_a_persons_verdict_counts_wherever_the_call_is_shown(archive, tmp_path):
    from qa.rubric.outcome import Verdict
    from qa.store import Store

    with Store(tmp_path / "a.db") as store:
        store.add_review("t1", "essentials", "apology_given", Verdict.FAIL, note="not meant")
    assert "75 of 100" in archive("show", "t1").stdout
    assert "the machine said pass" in archive("show", "t1").stdout
    card = json.loads(archive("export", "t1").stdout)["scorecards"][0]
    assert (card["points"], card["failed"]) == (75, ["apology_given"])
    row = next(csv.DictReader(io.StringIO(archive("export", "--all", "--format", "csv").stdout)))
    assert row["failed"] == "apology_given"
