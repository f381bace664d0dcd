"""Removing a call while others do, and being killed in the middle of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qa import settings
from qa.accounts import audit
from qa.keeping import runner
from qa.keeping.erase import UNTIDY, erase, erasures, tidy
from qa.replay import judge_calls, score_again
from qa.rubric.load import find, load
from qa.store import Store
from tests.conftest import CALLQA, ROOT
from tests.keeping.conftest import RUBRIC, SECRET
from tests.keeping.test_erase import ROOT as KEEPER
from tests.keeping.test_erase import everything_in

# Kills itself at a moment that is named: before or after the given function is called.
KILLED = """
import os, signal, sys
from pathlib import Path
from qa.accounts.people import Role, Viewer
from qa.keeping import erase, removal, retention
from qa.store import Store

def die(*arguments, **options):
    if sys.argv[2] == "after":
        last(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[3] == "erase":
    last, erase.remove_sound = erase.remove_sound, die
    with Store(sys.argv[1]) as store:
        erase.erase(store, "summer", Viewer("root", Role.ADMIN), "request")
elif sys.argv[3] == "words":
    last, removal.remove_sound = removal.remove_sound, die
    with Store(sys.argv[1]) as store:
        removal.remove_words(store, "summer", Viewer("root", Role.ADMIN), Path(sys.argv[1]).parent)
else:
    with Store(sys.argv[1]) as store:
        erase.erase(store, "summer", Viewer("root", Role.ADMIN), "request")
        os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(store: Store, when: str, what: str = "erase") -> None:
    command = [sys.executable, "-c", KILLED, str(store.path), when, what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", ["erase", "words"])
def test_killed_around_the_deletion_the_call_is_whole_and_can_be_removed_again(
    worked_on: Store, when: str, what: str
) -> None:
    path = Path(worked_on.call("summer").recording.path)
    before = worked_on.call("summer"), worked_on.scorecards("summer")
    killed(worked_on, when, what)
    assert path.exists() == (when == "before")
    assert worked_on.check() == "ok"
    assert (worked_on.call("summer"), worked_on.scorecards("summer")) == before
    assert len(worked_on.reviews("summer")) == 1
    assert erasures(worked_on.connection) == []
    with pytest.raises(Exception, match="never"):
        worked_on.connection.run("DELETE FROM audit")

    assert erase(worked_on, "summer", KEEPER, "request").left == ()
    tidy(worked_on)
    assert not path.exists()
    assert worked_on.call_ids() == ["autumn"]
    assert SECRET.encode() not in everything_in(worked_on)


def test_killed_before_the_file_is_tidy_the_next_runner_makes_it_so(worked_on: Store) -> None:
    killed(worked_on, "", "untidy")
    assert worked_on.call_ids() == ["autumn"]
    assert settings.get(worked_on.connection, UNTIDY, False)
    runner.run(worked_on.path)
    assert not settings.get(worked_on.connection, UNTIDY, False)
    assert SECRET.encode() not in everything_in(worked_on)


def test_two_processes_that_remove_one_call_remove_it_once(worked_on: Store) -> None:
    command = [*CALLQA, "--db", str(worked_on.path), "erase", "summer", "--why", "request", "--yes"]
    both = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [running.communicate()[1] for running in both]
    assert sorted(running.returncode for running in both) == [0, 2]
    assert sum("removed, logged as" in line for line in said) == 1
    assert sum("no call 'summer' in the archive" in line for line in said) == 1
    assert len(erasures(worked_on.connection)) == 1
    assert len(audit.entries(worked_on.connection, act="call removed")) == 1
    assert worked_on.call_ids() == ["autumn"]
    assert worked_on.check() == "ok"


def test_a_replay_under_way_keeps_nothing_of_a_call_that_is_removed(kept: Store) -> None:
    """The removal comes between reading the call and keeping what was judged of it."""
    rubric = load(find(RUBRIC))
    with kept.connection.writing():
        kept.connection.run("DELETE FROM judged")
    with Store(kept.path) as other:

        def read(sql: str) -> None:
            if "finding FROM judged" in sql and "summer" in other.call_ids():
                erase(other, "summer", KEEPER, "request")

        kept.connection.db.conn.set_trace_callback(read)
        (judgements,) = judge_calls(kept, [rubric], kept.call_ids(), workers=1)
        kept.connection.db.conn.set_trace_callback(None)
    assert [one.call for one in judgements] == ["autumn", "summer"]
    contents = {row["content"] for row in kept.connection.all("SELECT content FROM judged")}
    assert contents == {next(one.content for one in judgements if one.call == "autumn")}
    assert kept.call_ids() == ["autumn"]


def test_a_replay_goes_on_when_a_call_is_removed_before_it_is_read(kept: Store) -> None:
    with kept.connection.writing():
        kept.connection.run("DELETE FROM gists")
    with Store(kept.path) as other:

        def told(what: str, done: int, total: int) -> None:
            if "summer" in other.call_ids():
                erase(other, "summer", KEEPER, "request")

        assert score_again(kept, [load(find(RUBRIC))], workers=1, tell=told).calls == 1
    assert kept.call_ids() == ["autumn"]
