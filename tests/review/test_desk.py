"""What an agent may see is decided where the data is read; acts and refusals are logged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.accounts.people import Role, Viewer
from qa.errors import AccessError, StoreError
from qa.listing import CallFilter
from qa.review.desk import Desk
from qa.review.own import OwnDesk
from qa.rubric.outcome import Verdict
from qa.store import Store

RUBRIC = "essentials"


def ids(desk: Desk, where: CallFilter | None = None) -> list[str]:
    rows = desk.summaries(where or CallFilter(), rubric=RUBRIC, order="newest", limit=9, offset=0)
    return [row.id for row in rows]


def test_an_agent_lists_counts_and_finds_only_their_own_calls(alex: Desk) -> None:
    assert ids(alex) == ["complaint"]
    assert alex.count(CallFilter(), rubric=RUBRIC) == 1
    assert alex.figures(CallFilter(), rubric=RUBRIC).calls == 1
    assert {hit.call for hit in alex.search("card")} == {"complaint"}
    assert alex.search("coffee") == []
    assert ids(alex, CallFilter(text="coffee")) == []
    assert alex.choices("agent") == ["Alex"]


LOOKS: list[Callable[[Desk], object]] = [
    lambda desk: desk.call("praise"),
    lambda desk: desk.recording("praise"),
    lambda desk: desk.scorecards("praise"),
    lambda desk: desk.reviews("praise"),
    lambda desk: desk.comments("praise"),
    lambda desk: desk.history("praise"),
    lambda desk: desk.place("praise"),
    lambda desk: desk.steps("praise"),
    lambda desk: desk.export("praise", "csv"),
    lambda desk: desk.call("nobody"),
    lambda desk: desk.export_list(CallFilter(agent="Sam"), rubric=RUBRIC, order="newest"),
    lambda desk: desk.summaries(
        CallFilter(agent="Sam"), rubric=RUBRIC, order="newest", limit=1, offset=0
    ),
    lambda desk: desk.count(CallFilter(assignee="Dana"), rubric=RUBRIC),
    lambda desk: desk.draws(),
    lambda desk: desk.audit(),
]


@pytest.mark.parametrize("look", LOOKS)
def test_an_agent_is_refused_what_is_not_theirs_and_the_refusal_is_logged(
    look: Callable[[Desk], object], alex: Desk, admin: Desk
) -> None:
    with pytest.raises(AccessError):
        look(alex)
    (entry,) = admin.audit()
    assert (entry.act, entry.who, entry.role) == ("refused", "alex.m", "agent")


def test_a_call_of_others_and_one_that_is_not_there_are_refused_in_the_same_words(
    alex: Desk,
) -> None:
    said = []
    for identity in ("praise", "no-such"):
        with pytest.raises(AccessError) as refused:
            alex.call(identity)
        said.append(refused.value.what.replace(identity, ""))
    assert said[0] == said[1]


ACTS: list[Callable[[Desk], object]] = [
    lambda desk: desk.review("complaint", RUBRIC, "apology_given", Verdict.PASS),
    lambda desk: desk.comment("complaint", 1, "Well done"),
    lambda desk: desk.correct_word("complaint", 1, 1, "cart"),
    lambda desk: desk.correct_speakers("complaint", {"agent": "customer", "customer": "agent"}),
    lambda desk: desk.move("complaint", "submitted"),
    lambda desk: desk.assign(["complaint"], "alex.m", None, "by hand"),
]


@pytest.mark.parametrize("act", ACTS)
def test_an_agent_reviews_nothing(act: Callable[[Desk], object], alex: Desk, admin: Desk) -> None:
    with pytest.raises(AccessError, match="you may not"):
        act(alex)
    assert [entry.act for entry in admin.audit()] == ["refused"]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_of_a_reviewer_is_logged_with_who_did_it(
    act: Callable[[Desk], object], supervisor: Desk, admin: Desk
) -> None:
    act(supervisor)
    (entry,) = admin.audit()
    assert (entry.who, entry.role) == ("Dana", "supervisor")
    assert entry.act != "refused"


def test_an_act_that_fails_leaves_no_line_in_the_log(supervisor: Desk, admin: Desk) -> None:
    with pytest.raises(StoreError):
        supervisor.review("complaint", RUBRIC, "no_such_criterion", Verdict.PASS)
    assert admin.audit() == []


def test_an_agent_sees_verdicts_once_the_review_was_released_and_they_opened_it(
    alex: Desk, supervisor: Desk, filled: Store
) -> None:
    def shown() -> tuple[object, ...]:
        (row,) = alex.summaries(CallFilter(), rubric=RUBRIC, order="newest", limit=9, offset=0)
        failed = ids(alex, CallFilter(criterion="apology_given"))
        return row.points, len(alex.scorecards("complaint")), alex.comments("complaint"), failed

    supervisor.comment("complaint", 4, "A date would have helped here")
    supervisor.review("complaint", RUBRIC, "apology_given", Verdict.FAIL, note="None heard")
    assert shown() == (None, 0, [], [])
    assert '"scorecards": []' in alex.export("complaint", "json")
    supervisor.move("complaint", "submitted")
    assert shown() == (None, 0, [], [])
    supervisor.move("complaint", "released")
    assert shown() == (None, 0, [], [])
    OwnDesk(filled, alex.viewer).open_review("complaint")
    points, cards, comments, failed = shown()
    assert points is not None
    assert (cards, len(comments), failed) == (1, 1, ["complaint"])


def test_a_review_moves_one_step_at_a_time_and_two_people_cannot_release_it_twice(
    supervisor: Desk,
) -> None:
    with pytest.raises(StoreError, match="open already"):
        supervisor.move("complaint", "released")
    supervisor.move("complaint", "submitted")
    supervisor.move("complaint", "released")
    with pytest.raises(StoreError, match="released already"):
        supervisor.move("complaint", "released")
    supervisor.move("complaint", "open", "Played the wrong call")
    assert [step.state for step in supervisor.steps("complaint")] == [
        *("submitted", "released", "open")
    ]


def test_an_export_keeps_formulas_from_running(filled: Store, supervisor: Desk) -> None:
    with filled.connection.writing():
        filled.connection.run("UPDATE calls SET queue = '=1+1', agent = '@SUM(1)'")
    text = supervisor.export_list(CallFilter(), rubric=RUBRIC, order="newest")
    assert "'=1+1" in text
    assert "'@SUM(1)" in text


def test_an_agent_without_a_name_of_their_own_sees_the_calls_of_their_account_name(
    filled: Store,
) -> None:
    assert ids(Desk(filled, Viewer("Sam", Role.AGENT))) == ["praise"]
    assert ids(Desk(filled, Viewer("", Role.AGENT, ""))) == []
