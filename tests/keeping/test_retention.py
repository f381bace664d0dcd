"""How long things are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa.accounts import audit
from qa.cli import main
from qa.errors import InputError
from qa.keeping import jobs, runner
from qa.keeping.erase import erase
from qa.keeping.office import Office
from qa.keeping.retention import Retention, carry_out, due, retention
from qa.review import calibration, disputes, place
from qa.review.desk import Desk
from qa.rubric.outcome import Verdict
from qa.store import Store
from tests.keeping.conftest import RUBRIC, SECRET
from tests.keeping.test_erase import ROOT, everything_in

TODAY = date(2026, 11, 25)
Work = Callable[[Store], None]


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
    removed = carry_out(kept, Retention(recordings=90), TODAY, ROOT)
    assert removed.gone == {"recordings": 1, "transcripts": 0, "everything": 0}
    assert (removed.left, removed.spared) == ((), {})
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


def locked(kept: Store, call: str) -> Path:
    """A folder lies where the recording was, which cannot be deleted like a file."""
    path = Path(kept.call(call).recording.path)
    path.unlink()
    (path / "inside").mkdir(parents=True)
    return path


def test_a_file_that_cannot_be_deleted_stops_only_its_own_call(kept: Store) -> None:
    path = locked(kept, "summer")
    chosen = Retention(1, 1, 1)
    removed = carry_out(kept, chosen, TODAY, ROOT)
    assert removed.gone == {"recordings": 0, "transcripts": 0, "everything": 1}
    (left,) = removed.left
    assert (left.kind, left.call) == ("everything", "summer")
    assert str(path) in left.why
    assert kept.call_ids() == ["summer"]
    assert audit.entries(kept.connection)[0].detail["left"] == 1

    (path / "inside").rmdir()
    path.rmdir()
    again = carry_out(kept, chosen, TODAY, ROOT)
    assert (again.gone["everything"], again.left) == (1, ())
    assert kept.call_ids() == []


def test_what_a_failed_deletion_had_begun_is_taken_back(worked_on: Store) -> None:
    locked(worked_on, "summer")
    before = worked_on.call("summer"), worked_on.scorecards("summer")
    removed = carry_out(worked_on, Retention(30, 90, None), TODAY, ROOT)
    assert [one.kind for one in removed.left] == ["recordings"]
    assert (worked_on.call("summer"), worked_on.scorecards("summer")) == before
    assert len(Desk(worked_on, ROOT).edits("summer")) == 1
    assert due(worked_on.connection, Retention(30, 90, None), TODAY)[0].count == 1


def test_a_job_tells_what_was_left_with_the_reason_until_the_call_is_gone(
    kept: Store, office: Office
) -> None:
    path = locked(kept, "summer")
    detail = {"days": {"everything": 1}, "today": TODAY.isoformat()}
    number = jobs.add(kept.connection, jobs.RETENTION, detail, ROOT)
    runner.run(kept.path)
    (job,) = office.jobs()
    assert (job.state, job.done, job.failed) == (jobs.DONE, 1, 1)
    assert job.message.startswith("everything of 1 calls removed; 1 calls are left")
    (left,) = office.outcomes(number)
    assert left.call == "summer"
    assert str(path) in left.text
    office.erase("summer", "request", sound=False)
    assert office.outcomes(number) == []


def test_the_command_tells_what_was_left(kept: Store) -> None:
    path = locked(kept, "summer")
    command = ["--db", str(kept.path), "retention", "--set", "recordings=90", "--yes"]
    result = CliRunner().invoke(main, command)
    assert "nothing was removed; 1 calls are left" in result.stderr
    assert f"summer: {path}: this file cannot be deleted" in result.stderr
    assert result.exit_code == 2


def disputed(store: Store) -> None:
    criterion = store.criteria(RUBRIC)[0]
    wanted = next(v for v in (Verdict.PASS, Verdict.FAIL) if v is not current(store, criterion))
    disputes.add(store.connection, "summer", RUBRIC, criterion, wanted, "I did ask her.", "alex")


def current(store: Store, criterion: str) -> Verdict:
    sql = "SELECT current FROM findings WHERE call_id = 'summer' AND criterion = ?"
    return Verdict((store.connection.one(sql, [criterion]) or {})["current"])


def answered(store: Store) -> None:
    (found,) = disputes.disputes(store.connection)
    declined = (disputes.DECLINED, found.verdict, "Listened again: no.", "Dana")
    disputes.answer(store.connection, found, *declined)


def calibrated(store: Store) -> None:
    calibration.begin(store.connection, "June", RUBRIC, ["summer"], ["Dana", "Quinn"], "Dana")


def closed(store: Store) -> None:
    calibration.close(store.connection, calibration.session(store.connection, 1), "Dana")


def handed_out(store: Store) -> None:
    place.assign(store.connection, ["summer"], "Dana", None, place.BY_HAND)


def released(store: Store) -> None:
    for state in (place.SUBMITTED, place.RELEASED):
        place.move(store.connection, "summer", state, "Dana")


def opened_again(store: Store) -> None:
    for state in (place.SUBMITTED, place.OPEN):
        place.move(store.connection, "summer", state, "Dana")


@pytest.mark.parametrize(
    ("why", "begin", "end"),
    [
        ("dispute", disputed, answered),
        ("calibration", calibrated, closed),
        ("review", handed_out, released),
        ("review", opened_again, released),
    ],
)
@pytest.mark.parametrize("kind", ["recordings", "transcripts", "everything"])
def test_what_is_not_settled_is_spared_and_told_and_goes_afterwards(
    kept: Store, kind: str, why: str, begin: Work, end: Work
) -> None:
    begin(kept)
    chosen = Retention(**{kind: 90})
    (found,) = due(kept.connection, chosen, TODAY)
    assert (found.count, found.calls, found.spared) == (0, (), {why: 1})
    removed = carry_out(kept, chosen, TODAY, ROOT)
    assert (removed.gone[kind], removed.spared) == (0, {why: 1})
    assert kept.call("summer").turns
    assert Path(kept.call("summer").recording.path).exists()
    end(kept)
    assert carry_out(kept, chosen, TODAY, ROOT).gone[kind] == 1


def test_a_dispute_that_comes_in_the_middle_of_a_run_is_in_time(kept: Store) -> None:
    """`tell` is called before each call, which is when somebody else writes."""
    with Store(kept.path) as other:

        def told(done: int, total: int) -> None:
            if done == 0:
                disputed(other)

        removed = carry_out(kept, Retention(everything=1), TODAY, ROOT, told)
    assert removed.gone["everything"] == 1
    assert kept.call_ids() == ["summer"]


@pytest.mark.parametrize("kind", ["recordings", "transcripts", "everything"])
def test_a_call_that_somebody_else_removed_first_stops_nothing(kept: Store, kind: str) -> None:
    with Store(kept.path) as other:

        def told(done: int, total: int) -> None:
            if done == 0:
                erase(other, "summer", ROOT, "request")

        removed = carry_out(kept, Retention(**{kind: 1}), TODAY, ROOT, told)
    assert (removed.gone[kind], removed.left) == (1, ())


def test_the_command_says_how_many_are_spared_and_why(kept: Store) -> None:
    disputed(kept)
    command = ["--db", str(kept.path), "retention", "--set", "everything=1", "--yes"]
    result = CliRunner().invoke(main, command)
    spared = "1 call is spared: 1 with a dispute that has no answer yet"
    assert f"  {spared}\n" in result.stdout
    assert f"everything of 1 calls removed; {spared}\n" in result.stderr


def test_sound_that_was_removed_is_not_over_again_after_a_correction(kept: Store) -> None:
    carry_out(kept, Retention(recordings=90), TODAY, ROOT)
    Desk(kept, ROOT).correct_word("summer", 1, 0, "Our")
    assert due(kept.connection, Retention(recordings=90), TODAY)[0].count == 0


def test_sound_that_came_back_goes_again(kept: Store) -> None:
    path = Path(kept.call("summer").recording.path)
    backup = path.read_bytes()
    carry_out(kept, Retention(transcripts=90), TODAY, ROOT)
    path.write_bytes(backup)
    kept.add_files("summer", [str(path)])
    removed_at = kept.call("summer").words_removed_at
    assert carry_out(kept, Retention(transcripts=90), TODAY, ROOT).gone["transcripts"] == 1
    assert not path.exists()
    assert kept.call("summer").words_removed_at == removed_at


def test_an_agents_desk_still_opens_a_call_whose_words_are_gone(worked_on: Store) -> None:
    carry_out(worked_on, Retention(transcripts=90), TODAY, ROOT)
    card = Desk(worked_on, ROOT).scorecards("summer")[0]
    assert all(not line.finding.evidence for line in card.lines)
