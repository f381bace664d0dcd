"""The documentation says what is true: its commands exist, its files are there."""

from __future__ import annotations

import re
import shlex
import tomllib

import click
import pytest

from qa.cli import main
from qa.measures import MEASURE_NAMES
from qa.rubric.load import parse
from tests.conftest import RECORDINGS, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.S)
COMMANDS = sorted(
    {
        line.split("#")[0].strip()
        for kind, text in BLOCKS
        if kind in ("sh", "bash")
        for line in text.replace("\\\n", " ").splitlines()
        if line.startswith("callqa ")
    }
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_in_the_readme_exists_with_its_options(command):
    words = shlex.split(command.split(">")[0].split("|")[0])[1:]
    group: click.Command = main
    while isinstance(group, click.Group):
        options = {option for p in group.params for option in p.opts}
        while words and words[0].split("=")[0] in options:
            words = words[2:]
        if not words:
            return
        assert words[0] in group.commands, command
        group = group.commands[words.pop(0)]
    options = {option for p in group.params for option in (*p.opts, *p.secondary_opts)}
    for word in words:
        if word.startswith("--"):
            assert word.split("=")[0] in options, f"{word} in {command}"


def test_every_command_is_in_the_readme():
    for name in main.commands:
        assert f"callqa {name}" in README, name


def test_every_link_and_picture_in_the_readme_leads_to_a_file():
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_the_rubric_in_the_readme_can_be_read():
    rubrics = [text for kind, text in BLOCKS if kind == "yaml"]
    assert rubrics
    for text in rubrics:
        parse(text, "README.md")


def test_the_measures_the_readme_names_exist():
    named = re.search(r"Measures to use in a rubric:(.*?)\n\n", README, re.S)
    assert named
    for name in re.findall(r"`(\w+)`", named[1]):
        assert name in MEASURE_NAMES, name


def test_the_changelog_tells_of_this_version():
    from qa import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_required_packages_are_those_the_project_promises():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=\[; ]", line)[0].lower() for line in project["dependencies"]}
    assert {"faster-whisper", "streamlit", "vadersentiment", "sqlite-utils"} <= names
    assert not names & {"torch", "torchaudio", "tensorflow", "jax"}


@pytest.mark.models
def test_the_readme_shows_what_the_program_really_says(heard):
    from click.testing import CliRunner

    shown = next(text for _, text in BLOCKS if "callqa show 04-agent-hangs-up" in text)
    real = CliRunner().invoke(main, ["--db", str(heard), "show", "04-agent-hangs-up"]).stdout
    verdicts = [line for line in shown.splitlines() if re.match(r" [✓✗–?] ", line)]
    assert len(verdicts) == 4
    for line in verdicts:
        assert line in real


def test_every_sample_has_its_script_its_truth_and_its_licence():
    for script in (RECORDINGS / "scripts").glob("*.call"):
        assert (RECORDINGS / "reference" / f"{script.stem}.json").exists()
        assert list(RECORDINGS.glob(f"{script.stem}.*"))
    assert "MIT" in (RECORDINGS / "README.md").read_text(encoding="utf-8")


def test_everything_the_package_offers_is_there():
    import qa

    for name in qa.__all__:
        assert getattr(qa, name), name
    with pytest.raises(AttributeError):
        _ = qa.no_such_thing
