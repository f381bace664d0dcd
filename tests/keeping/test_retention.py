"""How long things are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa.accounts import audit
from qa.cli import main
from qa.errors import InputError
from qa.keeping.office import Office
from qa.keeping.retention import Retention, carry_out, due, retention
from qa.review.desk import Desk
from qa.store import Store
from tests.keeping.conftest import RUBRIC, SECRET
from tests.keeping.test_erase import ROOT, everything_in

TODAY = date(2026, 11, 25)


def test_nothing_goes_before_somebody_sets_days(office: Office) -> None:
    assert office.retention() == Retention()
    assert office.due(office.retention(), TODAY) == []


def test_a_preview_names_the_calls_and_removes_nothing(office: Office, kept: Store) -> None:
    found = {one.kind: one for one in office.due(Retention(90, None, 365), TODAY)}
    assert found["recordings"].calls == ("summer",)
    assert found["recordings"].size == Path(kept.call("summer").recording.path).stat().st_size
    assert found["everything"].count == 0
    assert kept.call_ids() == ["autumn", "summer"]


def test_the_sound_goes_and_the_call_stays(kept: Store) -> None:
    sound = {name: Path(kept.call(name).recording.path) for name in kept.call_ids()}
    gone = carry_out(kept, Retention(recordings=90), TODAY, ROOT)
    assert gone == {"recordings": 1, "transcripts": 0, "everything": 0}
    assert not sound["summer"].exists()
    assert sound["autumn"].exists()
    assert kept.call("summer").turns
    assert due(kept.connection, Retention(recordings=90), TODAY)[0].count == 0


def test_the_words_go_with_every_quote_and_the_verdicts_stay(worked_on: Store) -> None:
    before = worked_on.summaries(rubric=RUBRIC)
    carry_out(worked_on, Retention(transcripts=90), TODAY, ROOT)
    call = worked_on.call("summer")
    assert call.turns == ()
    assert call.words_removed_at
    assert not Path(call.recording.path).exists()
    after = worked_on.summaries(rubric=RUBRIC)
    assert [(s.id, s.points, s.failed) for s in before] == [
        (s.id, s.points, s.failed) for s in after
    ]
    assert worked_on.search(SECRET) == []
    notes = worked_on.reviews("summer")[0].note
    assert SECRET in notes, "what a reviewer wrote is theirs"
    left = everything_in(worked_on)
    assert left.count(SECRET.encode()) == left.count(f"the {SECRET}".encode())


def test_a_call_without_words_is_not_judged_again(worked_on: Store) -> None:
    carry_out(worked_on, Retention(transcripts=90), TODAY, ROOT)
    points = [s.points for s in worked_on.summaries(rubric=RUBRIC)]
    result = CliRunner().invoke(main, ["--db", str(worked_on.path), "score"])
    assert result.exit_code == 0
    assert [s.points for s in worked_on.summaries(rubric=RUBRIC)] == points


def test_days_that_contradict_each_other_are_refused(office: Office) -> None:
    with pytest.raises(InputError, match="recordings would be kept"):
        office.set_retention(Retention(recordings=400, everything=365))
    with pytest.raises(InputError, match="at least one day"):
        office.set_retention(Retention(recordings=0))
    office.set_retention(Retention(30, 90, 365))
    assert office.retention() == Retention(30, 90, 365)
    assert office.audit()[0].act == "retention set"


def test_the_command_shows_first_and_asks_before_it_removes(kept: Store) -> None:
    command = ["--db", str(kept.path), "retention", "--set", "everything=90"]
    runner = CliRunner()
    shown = runner.invoke(main, [*command, "--dry-run"])
    assert "everything from before" in shown.stdout
    assert "  summer" in shown.stdout
    assert retention(kept.connection) == Retention(), "looking sets nothing"
    assert runner.invoke(main, command).exit_code == 2
    assert "summer" in kept.call_ids()
    assert runner.invoke(main, [*command, "--yes"]).exit_code == 0
    assert "summer" not in kept.call_ids()
    acts = [entry.act for entry in audit.entries(kept.connection)]
    assert acts[0] == "retention carried out"


def test_an_agents_desk_still_opens_a_call_whose_words_are_gone(worked_on: Store) -> None:
    carry_out(worked_on, Retention(transcripts=90), TODAY, ROOT)
    card = Desk(worked_on, ROOT).scorecards("summer")[0]
    assert all(not line.finding.evidence for line in card.lines)
