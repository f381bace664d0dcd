"""Every page, launched without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import archives
import pytest
from streamlit.testing.v1 import AppTest

from app import words
from qa.accounts.audit import entries
from qa.accounts.people import Role, Viewer
from qa.call import Metadata
from qa.formats.script import parse, to_call
from qa.measure import measure
from qa.review.desk import Desk
from qa.rubric.outcome import Verdict
from qa.store import Store

Page = Callable[..., AppTest]


def texts(test: AppTest) -> str:
    """Everything a page says, as it is sent to the browser."""
    kinds = (test.title, test.subheader, test.markdown, test.text, test.caption, test.button)
    return "\n".join(
        str(getattr(element, "label", None) or element.value) for kind in kinds for element in kind
    )


def listed(test: AppTest) -> list[str]:
    return list(test.dataframe[0].value["call"])


def test_an_empty_archive_says_what_to_do_first(page: Page, empty_archive: Path) -> None:
    test = page(empty_archive)
    assert not test.exception
    assert test.title[0].value == "No calls yet"
    assert test.code[0].value == "callqa process FOLDER"


def test_the_list_shows_every_call_newest_first(page: Page, archive: Path) -> None:
    test = page(archive)
    assert not test.exception
    assert listed(test) == ["praise", "complaint"]
    assert [metric.label for metric in test.metric][:2] == ["Calls", "Nothing failed"]
    assert test.metric[0].value == "2"


def test_a_call_page_shows_its_scorecard(page: Page, archive: Path) -> None:
    test = page(archive, call="complaint")
    assert not test.exception
    said = texts(test)
    assert "Did the agent let the customer finish?" in said.replace("\\", "")
    assert "Measures" in said
    assert "Silences and interruptions" in said


def test_an_unknown_call_is_told_kindly(page: Page, archive: Path) -> None:
    test = page(archive, call="nobody")
    assert not test.exception
    assert test.title[0].value == "This call is not in the archive"
    assert any("nobody" in text.value for text in test.text)


def test_a_damaged_archive_is_one_line_and_not_a_traceback(page: Page, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"this is not a database, and long enough to be taken for one" * 40)
    test = page(damaged)
    assert not test.exception
    assert "not a callqa archive" in test.error[0].value


def test_the_agent_filter_leaves_only_that_agents_calls(page: Page, archive: Path) -> None:
    test = page(archive)
    test.selectbox(key="agent").set_value("Sam Lee").run()
    assert listed(test) == ["praise"]
    assert test.metric[0].value == "1"


def test_the_failed_filter_leaves_only_calls_that_fail_it(page: Page, archive: Path) -> None:
    test = page(archive)
    test.selectbox(key="failed").set_value("apology_given").run()
    assert listed(test) == ["complaint"]


def test_searching_lists_quotes_and_their_calls(page: Page, archive: Path) -> None:
    test = page(archive)
    test.text_input(key="text").set_value("charged twice").run()
    assert sorted(listed(test)) == ["complaint", "praise"]
    test.text_input(key="text").set_value("coffee").run()
    assert listed(test) == ["praise"]
    assert test.subheader[0].value == "Said in these calls"


def test_filters_that_fit_nothing_say_so(page: Page, archive: Path) -> None:
    test = page(archive)
    test.text_input(key="text").set_value("zeppelin").run()
    assert not test.exception
    assert "No call fits these filters." in [text.value for text in test.markdown]


def test_clicking_a_row_opens_the_call(page: Page, archive: Path) -> None:
    test = page(archive)
    cell = {"selection": {"rows": [], "columns": [], "cells": [(1, "agent")]}}
    test.session_state["calls"] = cell
    test.run()
    assert not test.exception
    assert test.title[0].value == "complaint"


def test_an_overturned_verdict_is_shown_beside_the_machines(page: Page, archive: Path) -> None:
    with Store(archive) as store:
        Desk(store, Viewer("Jo", Role.SUPERVISOR)).review(
            "complaint",
            "essentials",
            "apology_given",
            Verdict.NOT_APPLICABLE,
            note="no fault of *theirs*",
        )
    test = page(archive, call="complaint")
    assert not test.exception
    assert "no fault of *theirs*" in [text.value for text in test.text]
    assert "machine: fail" in texts(test)
    assert "The machine's score was" in texts(test).replace("\\", "")


def test_the_agents_coaching_line_stands_with_its_verdict(page: Page, archive: Path) -> None:
    with Store(archive) as store:
        (card,) = store.scorecards("complaint")
        lines = [replace(line, coach="Try *this*") for line in card.lines[-1:]]
        store.put_scorecard(replace(card, lines=(*card.lines[:-1], *lines)))
    test = page(archive, call="complaint")
    assert "To say to the agent: Try *this*" in [text.value for text in test.text]


def test_a_confirmed_verdict_is_stored(page: Page, archive: Path) -> None:
    test = page(archive, call="complaint")
    test.button(key="confirm-essentials-no_interrupting").click().run()
    with Store(archive) as store:
        (review,) = store.reviews("complaint")
    assert not review.overturned


def test_evidence_asks_the_player_to_go_there_and_play(page: Page, archive: Path) -> None:
    test = page(archive, call="complaint", at="3.5")
    first = test.session_state["seek"]
    assert (first["at"], first["play"]) == (3.5, False)
    with Store(archive) as store:
        call = store.call("complaint")
        line = store.scorecards("complaint")[0].line("no_interrupting")
    assert line is not None
    test.button(key="at-essentials-no_interrupting-0").click().run()
    asked = test.session_state["seek"]
    assert asked["at"] == call.time_of(line.finding.evidence[0]).start
    assert asked["play"] is True
    assert asked["nonce"] > first["nonce"]


def test_a_lost_recording_is_told_and_the_rest_still_shown(page: Page, tmp_path: Path) -> None:
    db = archives.build(tmp_path, {"complaint": archives.COMPLAINT})
    for path in tmp_path.glob("*.wav"):
        path.unlink()
    test = page(db, call="complaint")
    assert not test.exception
    assert any("not where it was" in text.value for text in test.text)
    assert "Did the agent let the customer finish?" in texts(test).replace("\\", "")


def test_a_written_call_is_shown_without_sound(page: Page, empty_archive: Path) -> None:
    with Store(empty_archive) as store:
        store.save(measure(to_call(parse(archives.PRAISE), "written")), [], options="test")
    test = page(empty_archive, call="written")
    assert not test.exception
    assert any("there is no recording" in text.value for text in test.text)
    assert "Not scored yet" in texts(test)


def test_failed_files_are_listed_with_reasons(page: Page, empty_archive: Path) -> None:
    with Store(empty_archive) as store:
        store.put_failure("/in/**bold**.wav", "this file holds no sound")
    test = page(empty_archive)
    assert list(test.dataframe[0].value["File"]) == ["/in/**bold**.wav"]
    assert list(test.dataframe[0].value["Why"]) == ["this file holds no sound"]


def test_hostile_words_reach_no_markdown(page: Page, tmp_path: Path) -> None:
    about = Metadata(agent=archives.HOSTILE_WORDS, name=archives.HOSTILE_WORDS)
    db = archives.build(tmp_path, {"bad": archives.HOSTILE}, bad=about)
    for test in (page(db), page(db, call="bad")):
        assert not test.exception
        markdown = [e.value for kind in (test.markdown, test.caption, test.title) for e in kind]
        labels = [button.label for button in test.button]
        for said in (*markdown, *labels):
            if "alert" in said:
                assert not re.search(r"[<>*$`\[\]:]", re.sub(r"\\.|\*\*\d+:\d+\*\*", "", said))


def test_the_queue_puts_the_call_that_wants_an_ear_first(
    queue: Callable[..., AppTest], archive: Path
) -> None:
    test = queue(archive)
    assert not test.exception
    assert listed(test) == ["complaint", "praise"]
    assert "Points lost" in str(list(test.dataframe[0].value["why"]))


def test_calls_are_handed_out_and_found_under_assigned_to_me(
    queue: Callable[..., AppTest], archive: Path
) -> None:
    test = queue(archive)
    test.text_input(key="reviewer").set_value("Jo").run()
    test.session_state["queue-table"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    test.run()
    next(b for b in test.button if b.label == "Assign").click().run()
    assert not test.exception
    test.button_group(key="view").set_value("Assigned to me").run()
    assert listed(test) == ["praise"]
    assert list(test.dataframe[0].value["with"]) == ["Jo"]


def test_a_random_sample_is_drawn_and_shown(queue: Callable[..., AppTest], archive: Path) -> None:
    test = queue(archive)
    test.button_group(key="view").set_value("Random sample").run()
    assert any("Draw a sample above" in text.value for text in test.markdown)
    next(b for b in test.button if b.label == "Draw").click().run()
    assert not test.exception
    assert sorted(listed(test)) == ["complaint", "praise"]
    assert set(test.dataframe[0].value["source"]) == {"random"}
    with Store(archive) as store:
        (entry,) = entries(store.connection, act="drew a sample")
    assert entry.detail["seed"]


def test_a_filter_that_was_saved_comes_back(queue: Callable[..., AppTest], archive: Path) -> None:
    test = queue(archive)
    test.selectbox(key="failed").set_value("apology_given").run()
    test.selectbox(key="shape").set_value("too-short").run()
    name = next(t for t in test.text_input if t.label == "Name")
    name.set_value("No *apology*")
    next(b for b in test.button if b.label == "Save these filters").click().run()
    next(b for b in test.button if b.label == "Clear all filters").click().run()
    assert test.selectbox(key="failed").value is None
    test.button(key="use-filter-0").click().run()
    assert test.selectbox(key="failed").value == "apology_given"
    assert test.selectbox(key="shape").value == "too-short"


def test_an_agent_of_an_open_archive_sees_that_agents_calls_without_verdicts(
    page: Page, archive: Path
) -> None:
    test = page(archive)
    test.selectbox(key="role").set_value("agent").run()
    assert any("nobody chosen yet" in text.value for text in test.text)
    test.selectbox(key="as_agent").set_value("Sam Lee").run()
    assert listed(test) == ["praise"]
    assert list(test.dataframe[0].value["points"]) == ["not reviewed yet"]


def test_a_review_is_submitted_released_and_then_the_agent_sees_it(
    page: Page, archive: Path
) -> None:
    test = page(archive, call="praise")
    test.button(key="to-submitted").click().run()
    test.button(key="to-released").click().run()
    assert not test.exception
    test.selectbox(key="role").set_value("agent").run()
    test.selectbox(key="as_agent").set_value("Sam Lee").run()
    assert not test.exception
    next(b for b in test.button if b.label == "Show the review without answering").click().run()
    assert not test.exception
    assert "Did the agent let the customer finish?" in texts(test).replace("\\", "")
    assert not [button for button in test.button if button.label in ("Confirm", "Note")]


def test_a_corrected_word_is_judged_and_its_history_told(page: Page, archive: Path) -> None:
    with Store(archive) as store:
        desk = Desk(store, Viewer("Jo", Role.SUPERVISOR))
        desk.correct_word("praise", 0, 0, "Bad")
    test = page(archive, call="praise")
    assert any("“\u2068Good\u2069” became “\u2068Bad\u2069”" in t.value for t in test.text)
    next(b for b in test.button if b.label == "Take back").click().run()
    assert not test.exception
    with Store(archive) as store:
        assert store.call("praise").turns[0].words[0].text == "Good"


@pytest.mark.parametrize(
    "hostile",
    ["**bold**", "<b>x</b>", ":red[x]", "$x$", "[a](b)", ":smile:", "`x`", "# x", "www.x.org"],
)
def test_plain_text_keeps_every_visible_letter(hostile: str) -> None:
    shown = words.plain(hostile)
    assert shown.replace("\\", "").replace(words.JOINER, "") == hostile
    assert shown != hostile
