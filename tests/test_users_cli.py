"""Accounts from the command line: passwords come from standard input, never from the arguments."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa.accounts import users
from qa.cli import main
from qa.store import Store

PASSWORD = "correct horse battery\n"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def callqa(db: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["--db", str(db), "users", *words], input=typed)


def test_an_account_is_made_listed_shut_and_opened(db: Path) -> None:
    made = callqa(db, "add", "alex", "--role", "agent", "--agent", "Alex Marin", typed=PASSWORD)
    assert made.exit_code == 0
    assert "calls of Alex Marin" in callqa(db, "list").stdout
    assert callqa(db, "disable", "alex").exit_code == 0
    (user,) = json.loads(callqa(db, "list", "--json").stdout)
    assert user["disabled"] is True
    assert user["password"] is True
    assert callqa(db, "enable", "alex").exit_code == 0
    with Store(db) as store:
        assert users.password_fits(store.connection, "alex", PASSWORD.strip())


def test_another_password_takes_the_place_of_the_first(db: Path) -> None:
    callqa(db, "add", "kim", "--role", "qa", typed=PASSWORD)
    assert callqa(db, "passwd", "kim", typed="something else\n").exit_code == 0
    with Store(db) as store:
        assert users.password_fits(store.connection, "kim", "something else")
        assert not users.password_fits(store.connection, "kim", PASSWORD.strip())


def test_a_mistake_is_one_line(db: Path) -> None:
    weak = callqa(db, "add", "kim", "--role", "qa", typed="short\n")
    assert weak.exit_code == 2
    assert weak.stderr.count("\n") == 1
    assert callqa(db, "disable", "nobody").exit_code == 2


def test_there_is_no_option_for_a_password() -> None:
    for command in main.commands["users"].commands.values():  # type: ignore[attr-defined]
        names = [option for p in command.params for option in p.opts]
        assert "--password" not in names


def test_the_log_tells_what_was_done_from_the_command_line(db: Path) -> None:
    callqa(db, "add", "kim", "--role", "qa", "--no-password")
    (entry,) = json.loads(callqa(db, "log", "--json").stdout)
    assert (entry["act"], entry["detail"]["user"]) == ("user added", "kim")
    assert "user added user=kim" in callqa(db, "log").stdout
