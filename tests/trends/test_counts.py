"""Counting over time and by group, for those who may see it."""

from __future__ import annotations

import pytest

from qa.accounts.people import Role, Viewer
from qa.errors import AccessError
from qa.keeping.erase import erase
from qa.review import openings
from qa.review.desk import Desk
from qa.rubric.outcome import Verdict
from qa.store import Store
from qa.trends import counts
from qa.trends.board import Board, compared, moves
from qa.trends.counts import MONTH, WEEK, Slice
from tests.trends.conftest import BAD, GOOD, RUBRIC, Keep

ROOT = Viewer("root", Role.ADMIN)
AUTUMN = Slice("2026-10-01", "2026-12-01")


@pytest.fixture
def filled(store: Store, keep: Keep) -> Store:
    for number, (text, day, agent) in enumerate(
        [
            (GOOD, "2026-11-02", "Alex"),  # a Monday
            (GOOD, "2026-11-08", "Alex"),  # the Sunday of its week
            (BAD, "2026-11-09", "Alex"),
            (BAD, "2026-10-31", "Sam"),
            (GOOD, "2026-07-01", "Sam"),
        ]
    ):
        keep(f"call-{number}", text, day, agent=agent)
    return store


def test_weeks_begin_on_monday_and_months_on_the_first(filled: Store) -> None:
    weeks = counts.over_time(filled.connection, RUBRIC, AUTUMN, WEEK)
    assert [(t.start, t.calls) for t in weeks] == [
        ("2026-10-26", 1),
        ("2026-11-02", 2),
        ("2026-11-09", 1),
    ]
    months = counts.over_time(filled.connection, RUBRIC, AUTUMN, MONTH)
    assert [(t.start, t.calls) for t in months] == [("2026-10-01", 1), ("2026-11-01", 3)]
    assert counts.end_of("2026-12-01", MONTH) == "2027-01-01"
    assert counts.span(filled.connection, RUBRIC) == ("2026-07-01", "2026-11-09")


def test_a_share_is_of_what_was_judged_pass_or_fail(filled: Store) -> None:
    whole = counts.whole(filled.connection, RUBRIC, AUTUMN)
    cards = [c for i in filled.call_ids() for c in filled.scorecards(i) if i != "call-4"]
    for name, rate in whole.passed.items():
        verdicts = [line.finding.verdict for card in cards if (line := card.line(name))]
        assert rate.count == verdicts.count(Verdict.PASS)
        assert rate.n == rate.count + verdicts.count(Verdict.FAIL)
    assert whole.passed["commitment_made"].n == 4
    assert whole.passed["commitment_made"].count == 2


def test_a_review_moves_the_numbers_at_once(filled: Store) -> None:
    before = counts.whole(filled.connection, RUBRIC, AUTUMN).passed["commitment_made"]
    filled.add_review("call-2", RUBRIC, "commitment_made", Verdict.PASS)
    after = counts.whole(filled.connection, RUBRIC, AUTUMN).passed["commitment_made"]
    assert (after.count, after.n) == (before.count + 1, before.n)


def test_removed_calls_are_counted_no_more(filled: Store) -> None:
    erase(filled, "call-0", ROOT, "request", sound=False)
    assert counts.whole(filled.connection, RUBRIC, AUTUMN).calls == 3


def test_the_time_before_is_as_long_and_ends_where_this_one_begins() -> None:
    assert Slice("2026-11-01", "2026-11-15", agent="A").before() == Slice(
        "2026-10-18", "2026-11-01", agent="A"
    )


def test_few_calls_are_not_ranked(filled: Store) -> None:
    tallies = Board(filled, ROOT).by_group(RUBRIC, AUTUMN, "agent")
    enough, few = compared(tallies, 2)
    assert [t.name for t in enough] == ["Alex"]
    assert [t.name for t in few] == ["Sam"]
    board = Board(filled, ROOT)
    assert board.least() == 10
    board.set_least(3)
    assert board.least() == 3
    assert board.audit()[0].act == "least to compare set"


def test_a_move_is_sure_only_beyond_chance(store: Store, keep: Keep) -> None:
    for number in range(12):
        keep(f"old-{number}", BAD, "2026-09-10")
        keep(f"new-{number}", GOOD, "2026-11-10")
    now, before = Board(store, ROOT).whole(RUBRIC, Slice("2026-10-10", "2026-12-01"))
    changes = dict(moves(now, before))
    assert changes["commitment_made"].sure
    assert changes["commitment_made"].by == 1.0
    assert not changes["no_hang_up"].sure


def test_an_agent_counts_only_their_own_released_calls(filled: Store) -> None:
    alex = Board(filled, Viewer("alex", Role.AGENT, "Alex"))
    assert alex.whole(RUBRIC, AUTUMN)[0].calls == 0
    dana = Desk(filled, Viewer("Dana", Role.SUPERVISOR))
    for call in ("call-0", "call-3"):
        dana.move(call, "submitted")
        dana.move(call, "released")
    assert alex.whole(RUBRIC, AUTUMN)[0].calls == 0, "the score is shown when they opened it"
    openings.open_(filled.connection, "call-0")
    assert alex.whole(RUBRIC, AUTUMN)[0].calls == 1
    with pytest.raises(AccessError):
        alex.whole(RUBRIC, Slice("2026-10-01", "2026-12-01", agent="Sam"))
    with pytest.raises(AccessError):
        alex.by_group(RUBRIC, AUTUMN, "agent")
    with pytest.raises(AccessError):
        alex.teams()
    refused = [entry for entry in Board(filled, ROOT).audit() if entry.act == "refused"]
    assert len(refused) == 3


def test_a_call_keeps_the_team_of_its_day(filled: Store, keep: Keep) -> None:
    board = Board(filled, ROOT)
    assert board.teams() == {"Alex": None, "Sam": None}
    board.set_team("Alex", "North", past=False)
    board.set_team("Alex", "South", past=False)
    keep("later", GOOD, "2026-11-20")
    keep("told", GOOD, "2026-11-20", team="Night shift")
    teams = {t.name: t.calls for t in board.by_group(RUBRIC, AUTUMN, "team")}
    assert teams == {"North": 3, "South": 1, "Night shift": 1}
    board.set_team("Alex", "South", past=True)
    assert {t.name for t in board.by_group(RUBRIC, AUTUMN, "team")} == {"South"}
    assert filled.choices("team") == ["South"]
