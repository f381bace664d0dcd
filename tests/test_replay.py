"""The archive judged again: what is run, what is taken from before, and that both say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa import gist
from qa.accounts.people import Role, Viewer
from qa.call import Call, Metadata, Trouble, Unheard
from qa.formats import script
from qa.meaning import understand
from qa.measure import measure
from qa.replay import Replayed, score_again
from qa.review.desk import Desk
from qa.rubric.form import Rubric
from qa.rubric.load import find, load, parse
from qa.rubric.outcome import Verdict
from qa.rubric.score import score
from qa.store import Store
from tests.conftest import ROOT

SCRIPTS = sorted((ROOT / "benchmarks" / "calls" / "dev").glob("*.call"))[:6]
RUBRIC = """
id: manners
title: Manners
version: "1"
languages: [en]
phrases:
  greeting: ["good morning", "hello"]
sections:
  - title: All
    criteria:
      - id: greeted
        ask: Greeting?
        check: {kind: said, phrases: greeting}
        examples: [{expect: pass, call: "agent: Hello."}, {expect: fail, call: "agent: What?"}]
      - id: thanked
        ask: Thanks?
        weight: 2
        check: {kind: said, phrases: [thank you, thanks]}
        examples: [{expect: pass, call: "agent: Thanks."}, {expect: fail, call: "agent: What?"}]
"""


def heard(path: Path) -> Call:
    return measure(script.to_call(script.parse(path.read_text("utf-8"), path.stem), path.stem))


@pytest.fixture
def filled(store: Store) -> Store:
    for path in SCRIPTS:
        store.save(understand(heard(path)), [], "test")
    return store


def replay(store: Store, text: str = RUBRIC, workers: int = 1) -> Replayed:
    return score_again(store, [parse(text)], workers=workers)


def cards(store: Store) -> dict[str, list]:
    return {call: store.scorecards(call) for call in store.call_ids()}


def test_what_is_kept_of_a_call_is_all_that_a_check_may_see_of_it() -> None:
    for path in SCRIPTS:
        call = replace(
            understand(heard(path)),
            unheard=(Unheard("agent", 1.0, 2.5),),
            troubles=(Trouble("cut_start", "begins late"), Trouble("clipping", "loud", 1, 0.2)),
        )
        assert gist.unpack(gist.pack(call)) == gist.bare(call)


def test_names_and_the_recording_leave_no_trace_in_what_is_judged(say: Callable[..., Call]) -> None:
    call = say("agent: Hello.\ncustomer: Hi.")
    about = Metadata(agent="Dana", customer="Ruth", name="secret", note="secret", queue="cards")
    named = replace(call, recording=replace(call.recording, metadata=about, paths=("/x/Dana.wav",)))
    assert gist.pack(named) == gist.pack(replace(call, id="other", recording=named.recording))
    assert b"Dana" not in gist.pack(named)
    assert b"secret" not in gist.pack(named)


def test_a_replay_says_what_judging_each_call_by_itself_says(filled: Store) -> None:
    rubric = load(find("essentials"))
    score_again(filled, [rubric], workers=1)
    for call in filled.call_ids():
        assert filled.scorecards(call) == [score(rubric, filled.call(call))]


def test_one_process_and_four_give_the_same_verdicts(filled: Store, tmp_path: Path) -> None:
    rubric = load(find("essentials"))
    copy = tmp_path / "copy.db"
    filled.connection.db.conn.execute("VACUUM INTO ?", [str(copy)])
    score_again(filled, [rubric], workers=1)
    with Store(copy) as other:
        score_again(other, [rubric], workers=4)
        assert cards(other) == cards(filled)


def test_nothing_is_run_where_nothing_changed(filled: Store) -> None:
    assert replay(filled) == Replayed(6, worked_out=12, known=0, written=6)
    assert replay(filled) == Replayed(6, worked_out=0, known=0, written=0)


def test_only_the_criterion_that_changed_is_run(filled: Store) -> None:
    replay(filled)
    edited = RUBRIC.replace("[thank you, thanks]", "[thank you, thanks, cheers]")
    assert replay(filled, edited) == Replayed(6, worked_out=6, known=6, written=6)
    assert replay(filled) == Replayed(6, worked_out=0, known=12, written=6)


def test_a_changed_phrase_list_runs_the_criteria_that_use_it(filled: Store) -> None:
    replay(filled)
    assert replay(filled, RUBRIC.replace('"hello"', '"hi there"')).worked_out == 6


def test_a_changed_weight_runs_nothing_and_still_changes_the_points(filled: Store) -> None:
    replay(filled)
    before = {call: own.points for call, own in filled.standings("manners").items()}
    assert replay(filled, RUBRIC.replace("weight: 2", "weight: 5")).worked_out == 0
    after = {call: own.points for call, own in filled.standings("manners").items()}
    assert before != after


def test_a_call_that_was_corrected_is_judged_anew(filled: Store, say: Callable[..., Call]) -> None:
    replay(filled)
    call = filled.call(filled.call_ids()[0])
    words = tuple(replace(word, text="cheers") for word in call.turns[0].words)
    turns = (replace(call.turns[0], words=words), *call.turns[1:])
    filled.save(replace(call, turns=turns), [], "test")
    assert replay(filled) == Replayed(6, worked_out=2, known=0, written=1)


def test_what_people_said_stands_after_a_replay(filled: Store) -> None:
    replay(filled)
    call = filled.call_ids()[0]
    Desk(filled, Viewer("Dana", Role.QA)).review(call, "manners", "thanked", Verdict.PASS)
    replay(filled, RUBRIC.replace("thanks]", "thanks, cheers]"))
    standing = filled.standings("manners")[call]
    assert "thanked" not in standing.failed


def test_a_criterion_that_is_gone_leaves_no_finding(filled: Store) -> None:
    replay(filled)
    replay(filled, RUBRIC[: RUBRIC.index("      - id: thanked")])
    rows = filled.connection.all("SELECT DISTINCT criterion FROM findings")
    assert [row["criterion"] for row in rows] == ["greeted"]


def test_calls_that_were_never_understood_are_before_they_are_judged(store: Store) -> None:
    call = heard(SCRIPTS[0])
    store.save(call, [], "test")
    rubric: Rubric = load(find("essentials"))
    told: list[str] = []
    score_again(store, [rubric], workers=1, tell=lambda what, *_: told.append(what))
    assert told == ["understanding", "judging"]
    assert store.call(call.id).meanings == understand(call).meanings
    assert store.scorecards(call.id) == [score(rubric, call)]


def test_an_archive_made_before_there_were_replays_is_replayed(filled: Store) -> None:
    with filled.connection.writing():
        filled.connection.run("DELETE FROM gists")
    assert replay(filled) == Replayed(6, worked_out=12, known=0, written=6)


def test_a_call_that_goes_away_takes_along_what_was_judged_of_it(filled: Store) -> None:
    replay(filled)
    with filled.connection.writing():
        filled.connection.run("DELETE FROM bodies")
        filled.connection.run("DELETE FROM gists")
    assert filled.connection.all("SELECT * FROM judged") == []


def test_a_call_whose_words_were_removed_keeps_its_verdicts_as_they_are(filled: Store) -> None:
    replay(filled)
    call = filled.call(filled.call_ids()[0])
    kept = filled.scorecards(call.id)
    filled.save(replace(call, turns=(), words_removed_at="2026-11-20"), kept, "test")
    assert replay(filled, RUBRIC.replace('"hello"', '"hi there"')).written == 5
    assert filled.scorecards(call.id) == kept
