"""Correcting what was heard: everything derived follows, the history stays."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from qa.errors import InputError
from qa.review.desk import Desk
from qa.rubric.outcome import Verdict
from qa.store import Store

RUBRIC = "essentials"


def verdict(desk: Desk, call: str, criterion: str) -> Verdict:
    line = desk.scorecards(call)[0].line(criterion)
    assert line is not None
    return line.finding.verdict


def place_of(desk: Desk, call: str, text: str) -> tuple[int, int]:
    return next(
        (turn.index, n)
        for turn in desk.call(call).turns
        for n, word in enumerate(turn.words)
        if word.text == text
    )


def test_a_corrected_word_is_found_judged_and_told(supervisor: Desk) -> None:
    turn, word = place_of(supervisor, "praise", "sorry")
    assert verdict(supervisor, "praise", "apology_given") is Verdict.PASS
    assert supervisor.correct_word("praise", turn, word, "glad") == []
    assert verdict(supervisor, "praise", "apology_given") is Verdict.FAIL
    assert [hit.turn for hit in supervisor.search("glad")] == [turn]
    (edit,) = supervisor.edits("praise")
    assert (edit.detail["was"], edit.detail["text"], edit.by) == ("sorry", "glad", "Dana")


def test_taking_a_correction_back_restores_what_the_machine_heard(supervisor: Desk) -> None:
    heard = supervisor.call("praise")
    turn, word = place_of(supervisor, "praise", "sorry")
    supervisor.correct_word("praise", turn, word, "glad")
    supervisor.correct_word("praise", 0, 0, "Bad")
    first, second = supervisor.edits("praise")
    supervisor.undo("praise", first.id)
    assert supervisor.call("praise").turns[turn] == heard.turns[turn]
    assert supervisor.call("praise").turns[0].words[0].text == "Bad"
    supervisor.undo("praise", second.id)
    assert supervisor.call("praise") == heard
    assert len(supervisor.history("praise")) == 4
    with pytest.raises(InputError, match="taken back already"):
        supervisor.undo("praise", first.id)


def test_swapped_speakers_change_turns_measures_and_verdicts_and_back_again(
    supervisor: Desk,
) -> None:
    before = supervisor.call("complaint")
    supervisor.correct_speakers("complaint", {"agent": "customer", "customer": "agent"})
    after = supervisor.call("complaint")
    assert [t.speaker for t in after.turns][:2] == ["customer", "agent"]
    assert after.measures is not None
    assert before.measures is not None
    assert after.measures.sides["agent"].words == before.measures.sides["customer"].words
    assert after.activity["agent"] == before.activity["customer"]
    assert after.made.role_source == "a person"
    supervisor.correct_speakers("complaint", {"agent": "customer", "customer": "agent"})
    assert supervisor.call("complaint").turns == before.turns


def test_merged_speakers_are_one_and_a_side_that_is_gone_is_not_judged(supervisor: Desk) -> None:
    supervisor.correct_speakers("complaint", {"customer": "agent"})
    call = supervisor.call("complaint")
    assert call.speakers == ("agent",)
    assert all(a.end < b.start for a, b in pairwise(call.activity["agent"]))
    assert verdict(supervisor, "complaint", "apology_given") is Verdict.CANNOT_TELL


def test_reviews_and_comments_outlive_a_correction(supervisor: Desk) -> None:
    supervisor.review("praise", RUBRIC, "apology_given", Verdict.FAIL, note="too late")
    supervisor.comment("praise", 2, "Here")
    turn, word = place_of(supervisor, "praise", "coffee.")
    supervisor.correct_word("praise", turn, word, "toffee.")
    assert [review.note for review in supervisor.reviews("praise")] == ["too late"]
    assert [comment.turn for comment in supervisor.comments("praise")] == [2]


def test_a_new_listening_is_not_corrected_by_old_corrections(
    filled: Store, supervisor: Desk
) -> None:
    fresh = filled.call("praise")
    supervisor.correct_word("praise", 0, 0, "Bad")
    made = replace(fresh.made, transcriber="another model")
    filled.save(replace(fresh, made=made), filled.scorecards("praise"), options="other")
    assert supervisor.edits("praise") == []
    assert len(supervisor.history("praise")) == 1
    supervisor.correct_word("praise", 1, 0, "Hey,")
    assert supervisor.call("praise").turns[0].words[0].text == "Good"


def test_metadata_that_was_mended_later_stays_when_a_correction_is_taken_back(
    filled: Store, supervisor: Desk
) -> None:
    supervisor.correct_word("praise", 0, 0, "Bad")
    call = filled.call("praise")
    about = replace(call.recording.metadata, queue="returns")
    moved = replace(call, recording=replace(call.recording, metadata=about))
    filled.save(moved, filled.scorecards("praise"), options="test")
    supervisor.undo("praise", supervisor.edits("praise")[0].id)
    assert supervisor.call("praise").recording.metadata.queue == "returns"


def test_a_scorecard_whose_rubric_is_gone_is_kept_and_named(
    filled: Store, supervisor: Desk
) -> None:
    (card,) = filled.scorecards("praise")
    filled.put_scorecard(replace(card, rubric="ours", rubric_title="Ours"))
    assert supervisor.correct_word("praise", 0, 0, "Bad") == ["Ours"]
    assert {kept.rubric for kept in supervisor.scorecards("praise")} == {"essentials", "ours"}


@pytest.mark.parametrize("text", ["", "  ", "two words", "x" * 61, "a\x00b"])
def test_a_correction_is_one_word(supervisor: Desk, text: str) -> None:
    with pytest.raises(InputError, match="one word"):
        supervisor.correct_word("praise", 0, 0, text)
    assert supervisor.history("praise") == []


@pytest.mark.parametrize(("turn", "word"), [(-1, 0), (99, 0), (0, 99), (0, -1)])
def test_a_correction_of_a_word_that_is_not_there_is_refused(
    supervisor: Desk, turn: int, word: int
) -> None:
    with pytest.raises(InputError, match="no such word"):
        supervisor.correct_word("praise", turn, word, "x")


@pytest.mark.parametrize("names", [{"nobody": "agent"}, {"agent": "<b>"}, {"agent": "agent"}, {}])
def test_speakers_become_only_who_is_there(supervisor: Desk, names: dict[str, str]) -> None:
    with pytest.raises(InputError):
        supervisor.correct_speakers("praise", names)
