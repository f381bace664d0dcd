import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from qa import connection as connection_module
from qa import scorecards
from qa.errors import StoreError
from qa.listing import CallFilter
from qa.rubric.load import find, load
from qa.rubric.outcome import Verdict
from qa.rubric.score import score
from qa.store import Store
from qa.trends.teams import set_team

RUBRIC = load(find("essentials"))
TALK = """
customer: My fridge arrived broken.
agent: I am so sorry about that, I will send a new one today.
customer: Thank you, goodbye.
agent: Goodbye.
"""


@pytest.fixture
def keep(say, store):
    def save(text=TALK, name="call", **metadata):
        call = say(text, name)
        told = replace(call.recording.metadata, **metadata)
        call = replace(call, recording=replace(call.recording, metadata=told))
        store.save(call, [score(RUBRIC, call)], "options")
        return call

    return save


def test_a_call_comes_back_as_it_was_kept(keep, store):
    call = keep()
    assert store.call("call") == call
    assert store.scorecards("call") == [score(RUBRIC, call)]


def test_the_same_recording_again_stays_one_call(keep, store):
    keep()
    keep()
    assert store.call_ids() == ["call"]


def test_a_call_keeps_the_time_of_its_first_listening(keep, store):
    keep()
    with store.connection.writing():
        store.connection.run("UPDATE calls SET listened_at = '2026-01-01T00:00:00+00:00'")
    keep()
    assert store.connection.one("SELECT listened_at FROM calls") == {
        "listened_at": "2026-01-01T00:00:00+00:00"
    }


def test_a_call_that_is_saved_again_keeps_the_team_of_its_day(keep, store):
    set_team(store.connection, "Ana", "North", past=False)
    keep(agent="Ana")
    set_team(store.connection, "Ana", "South", past=False)
    keep(agent="Ana")
    assert store.choices("team") == ["North"]


def test_a_team_that_was_set_for_past_calls_outlives_a_correction(keep, store):
    keep(agent="Ana", team="Night shift")
    set_team(store.connection, "Ana", "North", past=True)
    keep(agent="Ana", team="Night shift")
    assert store.choices("team") == ["North"]


@pytest.mark.parametrize(
    ("told", "team"),
    [
        ({"agent": "Ana", "team": "Night shift"}, ["Night shift"]),
        ({"agent": "Bo"}, ["West"]),
        ({"agent": "Cy"}, []),
    ],
)
def test_metadata_that_says_otherwise_moves_a_call_to_another_team(keep, store, told, team):
    set_team(store.connection, "Ana", "North", past=False)
    set_team(store.connection, "Bo", "West", past=False)
    keep(agent="Ana")
    keep(**told)
    assert store.choices("team") == team


def test_another_recording_of_the_same_name_gets_a_name_of_its_own(keep, store):
    keep()
    keep(TALK + "agent: Bye.")
    assert store.call_ids() == ["call", "call-2"]
    assert store.scorecards("call-2")[0].call == "call-2"


@pytest.mark.parametrize(
    ("said", "looked_for"),
    [
        ("Καλησπέρα σας", "καλησπερα"),
        ("Το ΨΥΓΕΊΟ χάλασε", "ψυγειο"),
        ("Işık söndü", "ISIK"),
        ("İyi günler", "iyi gunler"),
        ("السَّلامُ عليكم", "سلام"),
        ("می‌خواهم", "میخواهم"),
        ("I will re-book it", "rebook"),
    ],
)
def test_words_are_found_without_their_marks(keep, store, said, looked_for):
    keep(f"customer: {said}")
    assert [hit.call for hit in store.search(looked_for)] == ["call"]


@pytest.mark.parametrize("typed", ['"', "fridge OR", "NEAR(", "a* -b", "'; DROP TABLE calls;--"])
def test_nothing_typed_into_the_search_has_a_special_meaning(keep, store, typed):
    keep()
    store.search(typed)
    store.summaries(CallFilter(text=typed))
    assert store.count() == 1


def test_a_search_for_an_unfinished_word_finds_it(keep, store):
    keep()
    assert store.search("frid")[0].speaker == "customer"


def test_filters_and_order_work_on_the_list(keep, store):
    keep(name="one", agent="Ana", started_at="2026-11-01T10:00:00")
    keep(
        TALK.replace("so sorry", "well aware"), "two", agent="Bo", started_at="2026-11-02T10:00:00"
    )
    assert [row.id for row in store.summaries()] == ["two", "one"]
    assert [row.id for row in store.summaries(CallFilter(agent="Ana"))] == ["one"]
    assert [row.id for row in store.summaries(CallFilter(criterion="apology_given"))] == ["two"]
    assert [row.id for row in store.summaries(CallFilter(since="2026-11-02"))] == ["two"]
    assert [row.id for row in store.summaries(limit=1, offset=1)] == ["one"]
    assert store.count(CallFilter(text="fridge")) == 2
    assert store.choices("agent") == ["Ana", "Bo"]


def test_an_overturned_finding_counts_as_the_person_says_and_the_machines_verdict_stays(
    keep, store
):
    keep(TALK.replace("so sorry", "well aware"))
    before = store.summaries()[0]
    store.add_review("call", "essentials", "apology_given", Verdict.PASS, note="said later")
    after = store.summaries()[0]
    assert (before.points, after.points) == (75, 100)
    assert (before.failed, after.failed) == (("apology_given",), ())
    review = store.reviews("call")[0]
    assert review.overturned
    assert review.machine_verdict is Verdict.FAIL
    assert store.scorecards("call")[0].line("apology_given").finding.verdict is Verdict.FAIL


def test_reviews_outlive_a_new_scoring_and_a_new_listening(keep, store):
    call = keep()
    store.add_review("call", "essentials", "no_hang_up", Verdict.FAIL)
    store.put_scorecard(score(RUBRIC, call))
    keep()
    assert store.summaries()[0].failed == ("no_hang_up",)


@pytest.mark.parametrize("sql", ["DELETE FROM reviews", "UPDATE reviews SET verdict = 'fail'"])
def test_reviews_are_added_never_changed_or_removed(keep, store, sql):
    keep()
    store.add_review("call", "essentials", "no_hang_up", Verdict.PASS)
    with sqlite3.connect(store.path) as raw, pytest.raises(sqlite3.DatabaseError, match="never"):
        raw.execute(sql)


def test_a_review_of_a_finding_that_is_not_there_is_refused(keep, store):
    keep()
    with pytest.raises(StoreError, match="no finding"):
        store.add_review("call", "essentials", "no_such", Verdict.PASS)


def test_a_call_appears_whole_or_not_at_all(say, store, monkeypatch):
    call = say(TALK)
    monkeypatch.setattr(scorecards, "put", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.save(call, [score(RUBRIC, call)], "options")
    assert store.call_ids() == []
    assert store.search("fridge") == []


def test_a_locked_archive_is_told_in_one_line(keep, tmp_path, monkeypatch, say):
    monkeypatch.setattr(connection_module, "BUSY_SECONDS", 0.05)
    with Store(tmp_path / "busy.db") as mine, sqlite3.connect(mine.path) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked by another program"):
            mine.save(say(TALK), [], "options")


def test_a_full_disk_is_told_in_one_line_and_what_was_there_stays(keep, store, say):
    keep()
    store._db.execute("PRAGMA max_page_count = 1")
    call = say(TALK * 400)
    with pytest.raises(StoreError, match="disk is full"):
        store.save(call, [], "options")
    assert store.call("call")
    assert store.check() == "ok"


def test_a_file_that_is_no_archive_is_told_in_one_line(tmp_path):
    path = tmp_path / "notes.db"
    path.write_text("these are notes, not a database; " * 40, encoding="utf-8")
    with pytest.raises(StoreError, match="not a callqa archive"):
        Store(path)


def test_a_claim_holds_against_another_living_process_only(store, tmp_path):
    with Store(store.path) as other:
        assert store.claim("a")
        assert other.claim("a")  # the same process
        other._db.execute("UPDATE claims SET pid = 1, born = ''")
        assert not store.claim("a")
        other._db.execute("UPDATE claims SET pid = 2147483647")
        assert store.claim("a")


def test_the_figures_of_the_list_follow_its_filter(keep, store):
    keep(name="one", agent="Ana")
    keep(TALK.replace("so sorry", "well aware"), "two", agent="Bo")
    every, ana = store.figures(), store.figures(CallFilter(agent="Ana"))
    assert (every.calls, ana.calls) == (2, 1)
    assert store.criteria("essentials")[0] == "no_interrupting"
    assert store.rubrics() == ["essentials"]


def test_a_new_listening_takes_the_scorecards_of_the_old_words_with_it(keep, store, say):
    keep()
    other = RUBRIC.model_copy(update={"id": "other"})
    store.put_scorecard(score(other, store.call("call")))
    keep()
    assert [card.rubric for card in store.scorecards("call")] == ["essentials"]


def test_what_another_process_has_just_finished_is_not_claimed_again(keep, store):
    call = keep()
    assert not store.claim(call.recording.sha256, "options")
    assert store.claim(call.recording.sha256, "other options")


def test_a_new_archive_can_be_opened_by_many_at_once(tmp_path):
    together = threading.Barrier(8)

    def opened(path):
        together.wait()
        with Store(path) as store:
            return store.check()

    with ThreadPoolExecutor(8) as pool:
        for number in range(20):
            path = tmp_path / f"{number}.db"
            assert list(pool.map(opened, [path] * 8)) == ["ok"] * 8
