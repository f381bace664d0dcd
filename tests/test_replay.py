"""The archive judged again: what is run, what is taken from before, and that both say the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa import gist
from qa.accounts.people import Role, Viewer
from qa.batch import process
from qa.call import Call, Metadata, Tongue, Trouble, Unheard
from qa.formats import script
from qa.hear.listen import Options
from qa.meaning import understand
from qa.measure import measure
from qa.measures import CUSTOMER_ENDED, NORMAL
from qa.recordings import Source, identify
from qa.replay import Replayed, score_again
from qa.review.desk import Desk
from qa.rubric.form import Rubric
from qa.rubric.load import find, load, parse
from qa.rubric.outcome import Verdict
from qa.rubric.score import score
from qa.schema import IN_TWO_LANGUAGES
from qa.store import Store
from tests.conftest import ROOT, write_wav

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


def test_a_released_review_stays_as_its_agent_was_shown_it_until_it_is_opened_again(
    filled: Store,
) -> None:
    replay(filled)
    call = filled.call_ids()[0]
    shown = filled.scorecards(call)
    desk = Desk(filled, Viewer("Dana", Role.QA))
    for state in ("submitted", "released"):
        desk.move(call, state)
    other = RUBRIC.replace("thanks]", "thanks, the]").replace("weight: 2", "weight: 5")
    assert replay(filled, other) == Replayed(6, worked_out=5, known=5, written=5, released=1)
    assert filled.scorecards(call) == shown
    score_again(filled, [load(find("essentials"))], workers=1)
    assert filled.scorecards(call) == shown, "not even a scorecard that nobody has looked at"
    desk.move(call, "open")
    assert replay(filled, other).written == 1
    assert filled.scorecards(call)[0].lines[1].weight == 5


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


# Both say goodbye, the agent in words that only meaning knows.
GOODBYE = """
customer: My parcel is lost.
agent: I have sent a new one, it comes on Monday.
customer: Lovely, I have all I need from you. Cheers for the help.
agent: No bother at all. Enjoy the weekend.
"""
ENDED = RUBRIC.replace("{kind: said, phrases: greeting}", "{kind: ending, allowed: [normal]}")


def understood_before(store: Store, say: Callable[..., Call], text: str = GOODBYE) -> Call:
    """A call that something else than what understands calls now has understood: as nothing."""
    found = understand(say(text))
    assert found.meanings is not None
    before = replace(found.meanings, model="another", acts=dict.fromkeys(found.meanings.acts, ()))
    call = replace(found, meanings=before)
    store.save(call, [score(parse(ENDED), call)], "test")
    return call


def test_how_a_call_ended_is_told_anew_with_its_meanings(
    store: Store, say: Callable[..., Call]
) -> None:
    call = understood_before(store, say)
    assert store.summaries()[0].ending == CUSTOMER_ENDED
    replay(store, ENDED)
    now = store.call(call.id)
    assert now.measures == measure(understand(call)).measures
    assert now.measures is not None
    assert now.measures.ending.kind == store.summaries()[0].ending == NORMAL
    verdicts = [line.finding.verdict for line in store.scorecards(call.id)[0].lines]
    assert verdicts[0] is Verdict.PASS
    assert replay(store, ENDED) == Replayed(1)


def test_what_follows_from_an_ending_follows_the_new_one(
    store: Store, say: Callable[..., Call]
) -> None:
    call = understood_before(store, say)
    store.put_scorecard(score(parse(RUBRIC), call))
    assert "hang_up" in store.standings("manners")[call.id].why
    replay(store, ENDED.replace("id: manners", "id: ended"))
    assert "hang_up" not in store.standings("manners")[call.id].why


def test_what_is_complained_of_follows_the_meanings(store: Store, say: Callable[..., Call]) -> None:
    text = "customer: The router has been dead since Monday.\nagent: What is the serial number?"
    understood_before(store, say, text)
    sql = "SELECT term FROM remarks WHERE tone = -1 AND term = 'router'"
    assert store.connection.all(sql) == []
    replay(store, ENDED)
    assert len(store.connection.all(sql)) == 1


def test_a_call_whose_words_were_removed_is_not_understood_again(
    store: Store, say: Callable[..., Call]
) -> None:
    call = understood_before(store, say)
    kept = store.scorecards(call.id)
    bare = replace(call, turns=(), meanings=None, words_removed_at="2026-11-20")
    store.save(bare, kept, "test")
    assert replay(store, ENDED).written == 0
    assert store.call(call.id) == bare
    assert store.scorecards(call.id) == kept


def test_a_recording_given_again_is_scored_by_what_it_means_now(
    store: Store, say: Callable[..., Call], tmp_path: Path
) -> None:
    path = write_wav(tmp_path / "call.wav", np.zeros(1600))
    call = understood_before(store, say)
    recording = replace(identify(Source((path,))), seconds=call.seconds)
    store.save(replace(call, id="given", recording=recording), [], Options().key)
    report = process([path], store, [parse(ENDED)], Options())
    assert "scored again" in "".join(report.skipped.values())
    assert store.call("given").meanings == understand(call).meanings
    assert store.scorecards("given")[0].lines[0].finding.verdict is Verdict.PASS


@pytest.mark.parametrize("changed", ["qa/meaning/glosses/el.tsv", "qa/spellings/el.yaml"])
def test_another_glossary_or_spelling_is_noticed(tmp_path: Path, changed: str) -> None:
    db, program = tmp_path / "archive.db", tmp_path / "program"
    shutil.copytree(ROOT / "qa", program / "qa", ignore=shutil.ignore_patterns("__pycache__"))
    (program / "rubrics").symlink_to(ROOT / "rubrics")
    text = "# lang: el\ncustomer: Το δέμα χάθηκε.\nagent: Λυπάμαι πολύ."
    call = understand(measure(script.to_call(script.parse(text), "el")))
    with Store(db) as store:
        store.save(call, [], "test")
    with (program / changed).open("a", encoding="utf-8") as file:
        file.write("ζζζ\tzzz\n" if changed.endswith(".tsv") else "# another\n")
    command = [sys.executable, "-m", "qa.cli", "--db", str(db), "score"]
    setting = os.environ | {"PYTHONPATH": str(program)}
    done = subprocess.run(command, cwd=program, env=setting, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with Store(db) as store:
        found = store.call("el").meanings
    assert found is not None
    assert found.model != call.meanings.model
    assert found.acts == call.meanings.acts


def test_an_archive_made_before_there_were_replays_is_replayed(filled: Store) -> None:
    with filled.connection.writing():
        filled.connection.run("DELETE FROM gists")
    assert replay(filled) == Replayed(6, worked_out=12, known=0, written=6)


def test_calls_in_two_languages_are_told_from_others(
    store: Store, say: Callable[..., Call]
) -> None:
    for name, head in (("one", ""), ("two", "# agent_lang: el\n")):
        store.save(say(f"{head}customer: Hello.\nagent: Hello.", name), [], "test")
    known = Tongue("en", 0.9), Tongue("und", 0.0)
    tongues = dict(zip(("agent", "customer"), known, strict=True))
    store.save(replace(say("agent: Hi.", "three"), tongues=tongues), [], "test")
    rows = store.connection.all(IN_TWO_LANGUAGES)
    assert [row["call_id"] for row in rows] == ["two"]


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
