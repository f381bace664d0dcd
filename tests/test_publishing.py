"""Rubrics as an archive uses them: which version counts, going back, two people at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa import publishing
from qa.call import Call, Metadata
from qa.cli import main
from qa.errors import InputError, RubricError, StoreError
from qa.publishing import DraftConflictError, in_use
from qa.rehearsal import rehearse, with_words
from qa.replay import score_again
from qa.rubric.compare import difference
from qa.rubric.examples import run_examples
from qa.rubric.load import find, load, parse
from qa.rubric.outcome import Verdict
from qa.rubric.starter import starter, write_starter
from qa.store import Store

SHIPPED = find("essentials").read_text(encoding="utf-8")
FIRST = starter("greeting")
SECOND = FIRST.replace('"(hello|hi)"', '"(hello|hi|hiya)"')


def publish(store: Store, text: str = FIRST, base: int = 0, name: str = "greeting") -> int:
    made = publishing.publish(store.connection, name, text, "Quinn", "tried it", base=base)
    return made.number


# -- versions --------------------------------------------------------------------------------------


def test_a_rubric_that_comes_with_the_program_is_version_one_of_itself(store: Store) -> None:
    [version] = publishing.versions(store.connection, "essentials")
    assert (version.number, version.by, version.text) == (1, "callqa", SHIPPED)
    assert in_use(store.connection, "essentials") == load(find("essentials"))


def test_the_version_published_last_is_in_use_and_the_earlier_ones_stay(store: Store) -> None:
    publish(store)
    publish(store, SECOND, base=1)
    assert in_use(store.connection, "greeting").sha256 == parse(SECOND).sha256
    assert in_use(store.connection, "greeting@1").sha256 == parse(FIRST).sha256
    with pytest.raises(StoreError), store.connection.writing():
        store.connection.run("UPDATE rubric_versions SET text = ''")


def test_going_back_is_a_version_of_its_own(store: Store) -> None:
    publish(store)
    publish(store, SECOND, base=1)
    back = publishing.go_back(store.connection, "greeting", 1, "Quinn", "too lax", base=2)
    assert (back.number, back.text, back.reason) == (3, FIRST, "Back to version 1: too lax")
    assert [v.number for v in publishing.versions(store.connection, "greeting")] == [1, 2, 3]


def test_what_the_program_brought_stays_on_record_once_something_is_published(store: Store) -> None:
    edited = SHIPPED.replace('version: "2.0"', 'version: "2.1"', 1).rstrip() + "\n# edited\n"
    assert publish(store, edited, base=1, name="essentials") == 2
    assert publishing.versions(store.connection, "essentials")[0].text == SHIPPED


@pytest.mark.parametrize(
    ("text", "reason", "told"),
    [
        (FIRST, " ", "why"),
        (FIRST.replace("id: greeting ", "id: other "), "x", "id is 'other'"),
        (FIRST.replace("- expect: fail", "- expect: not_applicable"), "x", "no example"),
        (FIRST.replace("agent: Customer number?", "agent: Hello."), "x", "examples come out"),
    ],
)
def test_nothing_is_published_that_is_wrong_or_unexplained(
    store: Store, text: str, reason: str, told: str
) -> None:
    with pytest.raises((InputError, RubricError), match=told):
        publishing.publish(store.connection, "greeting", text, "Quinn", reason, base=0)
    assert publishing.versions(store.connection, "greeting") == []


def test_who_had_an_older_version_in_view_does_not_publish_over_a_newer(store: Store) -> None:
    publish(store)
    with pytest.raises(DraftConflictError, match="Quinn published version 1 meanwhile"):
        publish(store, SECOND)


def test_what_is_only_begun_is_on_the_shelf_and_nobody_is_judged_by_it(store: Store) -> None:
    publishing.save_draft(store.connection, "greeting", FIRST, "Quinn", seen=0)
    assert "greeting" in publishing.names(store.connection)
    assert "greeting" not in publishing.usable(store.connection)
    publish(store)
    assert {"essentials", "greeting"} <= set(publishing.usable(store.connection))


def test_recordings_that_come_in_are_judged_by_the_published_version(
    callqa, filled: Store, tmp_path: Path
) -> None:
    publish(filled)
    publish(filled, SECOND, base=1)
    turns = [{"speaker": "agent", "start": 0.2, "end": 0.9, "text": "Hiya there."}]
    turns.append({"speaker": "customer", "start": 1.2, "end": 1.9, "text": "My bill is wrong."})
    (tmp_path / "new.json").write_text(json.dumps({"language": "en", "segments": turns}))
    callqa("import", "new.json", "--rubric", "greeting")
    assert "new greeting: 10 of 10" in callqa("score", "--rubric", "greeting")


def test_an_unknown_version_is_told_with_those_there_are(store: Store) -> None:
    publish(store)
    with pytest.raises(RubricError, match="greeting@1"):
        in_use(store.connection, "greeting@7")


# -- drafts ----------------------------------------------------------------------------------------


def test_a_draft_that_somebody_kept_meanwhile_is_not_written_over(store: Store) -> None:
    seen = publishing.save_draft(store.connection, "greeting", FIRST, "Quinn", seen=0).revision
    publishing.save_draft(store.connection, "greeting", SECOND, "Rami", seen=seen)
    with pytest.raises(DraftConflictError, match="Rami"):
        publishing.save_draft(store.connection, "greeting", FIRST, "Quinn", seen=seen)
    with pytest.raises(DraftConflictError, match="Rami"):
        publishing.discard_draft(store.connection, "greeting", seen=seen)
    kept = publishing.draft(store.connection, "greeting")
    assert kept
    assert (kept.text, kept.by) == (SECOND, "Rami")


def test_a_draft_that_was_kept_meanwhile_is_not_published_away(store: Store) -> None:
    publishing.save_draft(store.connection, "greeting", SECOND, "Rami", seen=0)
    with pytest.raises(DraftConflictError, match="Rami kept another draft meanwhile"):
        publishing.publish(store.connection, "greeting", FIRST, "Quinn", "why", base=0, seen=0)
    kept = publishing.draft(store.connection, "greeting")
    assert kept
    assert kept.text == SECOND
    assert publishing.publish(store.connection, "greeting", FIRST, "Quinn", "why", base=0, seen=1)


def test_publishing_ends_the_draft(store: Store) -> None:
    publishing.save_draft(store.connection, "greeting", FIRST, "Quinn", seen=0)
    publish(store)
    assert publishing.draft(store.connection, "greeting") is None


# -- what would change -----------------------------------------------------------------------------


@pytest.fixture
def filled(store: Store, say) -> Store:
    calls = {"one": "Hiya there.", "two": "Hello there.", "three": "What is it?"}
    for name, words in calls.items():
        call: Call = say(f"agent: {words}\ncustomer: My parcel is late.\nagent: I see.", name)
        about = Metadata(agent="Alex" if name != "three" else "Sam")
        call = replace(call, recording=replace(call.recording, metadata=about))
        store.save(call, [], "test")
    score_again(store, [parse(FIRST)], workers=1)
    return store


def test_a_comparison_names_what_flips_with_its_words_and_who_moves(filled: Store) -> None:
    found = rehearse(filled, parse(FIRST), parse(SECOND), workers=1)
    [flip] = found.flips
    assert (flip.call, flip.before.verdict, flip.after.verdict) == (
        "one",
        Verdict.FAIL,
        Verdict.PASS,
    )
    [(_, (words,))] = with_words(filled, found, None)["greeting_given"]
    assert (words.speaker, words.quote) == ("agent", "Hiya")
    [move] = found.moves
    assert (move.agent, move.n, move.changed) == ("Alex", 2, 1)
    assert (move.before, move.after) == (0.5, 1.0)


def test_a_comparison_says_how_agreement_with_people_changes(filled: Store) -> None:
    for call, verdict in (("one", Verdict.PASS), ("two", Verdict.PASS), ("three", Verdict.FAIL)):
        filled.add_review(call, "greeting", "greeting_given", verdict)
    [agreed] = rehearse(filled, parse(FIRST), parse(SECOND), workers=1).agreement
    assert agreed.n == 3
    assert (agreed.before.percent.value, agreed.after.percent.value) == (pytest.approx(2 / 3), 1.0)
    assert agreed.after.kappa.value == 1.0


def test_a_comparison_leaves_the_scorecards_alone(filled: Store) -> None:
    before = {call: filled.scorecards(call) for call in filled.call_ids()}
    rehearse(filled, parse(FIRST), parse(SECOND), workers=1)
    assert {call: filled.scorecards(call) for call in filled.call_ids()} == before


def test_what_a_person_said_does_not_move_with_the_machine(filled: Store) -> None:
    filled.add_review("one", "greeting", "greeting_given", Verdict.FAIL)
    found = rehearse(filled, parse(FIRST), parse(SECOND), workers=1)
    assert found.flips[0].human is Verdict.FAIL
    assert found.moves == ()


def test_a_reworded_criterion_is_told_apart_from_one_that_judges_otherwise() -> None:
    other = FIRST.replace("Did the agent greet", "Was there a greeting of")
    assert difference(parse(FIRST), parse(other)).reworded == ("greeting_given",)
    assert difference(parse(FIRST), parse(SECOND)).rejudged == ("greeting_given",)
    assert not difference(parse(FIRST), parse(FIRST))


# -- the command line ------------------------------------------------------------------------------


@pytest.fixture
def callqa(filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, ["--db", str(filled.path), *words])
        assert result.exit_code == code, result.output
        return result.stdout

    return run


def test_a_new_rubric_file_passes_its_test_and_is_never_written_over(callqa, tmp_path) -> None:
    assert "greeting.yaml: written" in callqa("rubric", "new", "greeting")
    callqa("rubric", "test", "greeting.yaml")
    callqa("rubric", "new", "greeting", code=2)


@pytest.mark.parametrize("name", ["Our first rubric", "two-words", "ünï"])
def test_a_starter_can_be_read_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    rubric = load(write_starter(name, tmp_path))
    assert all(result.ok for result in run_examples(rubric))


def test_a_name_without_a_letter_is_told_what_to_write() -> None:
    with pytest.raises(RubricError, match="callqa rubric new greeting"):
        starter("123")


def test_diff_tells_flips_agents_and_agreement_as_text_and_as_data(callqa, tmp_path) -> None:
    (tmp_path / "a.yaml").write_text(FIRST)
    (tmp_path / "b.yaml").write_text(SECOND)
    assert callqa("rubric", "diff", "a.yaml", "b.yaml") == "judged otherwise: greeting_given\n"
    text = callqa("rubric", "diff", "a.yaml", "b.yaml", "--archive")
    assert "greeting_given: 1 of 3 calls flip (fail → pass 1)" in text
    assert "0.3 s agent: “Hiya”" in text
    assert "Alex   50.0% → 100.0% (+50.0)  n 2, 1 changed" in text
    data = json.loads(callqa("rubric", "diff", "a.yaml", "b.yaml", "--archive", "--json"))
    assert data["flips"][0]["evidence"] == [{"at": 0.3, "speaker": "agent", "quote": "Hiya"}]


def test_diff_says_how_calls_come_out_by_a_criterion_that_is_new(callqa, tmp_path) -> None:
    (tmp_path / "a.yaml").write_text(FIRST)
    (tmp_path / "b.yaml").write_text(FIRST.replace("id: greeting_given", "id: greeted"))
    text = callqa("rubric", "diff", "a.yaml", "b.yaml", "--archive")
    assert "greeted: pass 1, fail 2\n  pass: two\n  fail: one, three\n" in text
    data = json.loads(callqa("rubric", "diff", "a.yaml", "b.yaml", "--archive", "--json"))
    assert data["new"] == {"greeted": {"pass": ["two"], "fail": ["one", "three"]}}


def test_score_uses_the_published_version(callqa, filled: Store) -> None:
    publish(filled)
    assert "one greeting: 0 of 10" in callqa("score", "--rubric", "greeting")
    publish(filled, SECOND, base=1)
    assert "one greeting: 10 of 10" in callqa("score", "--rubric", "greeting")
    assert "one greeting: 0 of 10" in callqa("score", "--rubric", "greeting@1")
