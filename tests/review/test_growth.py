"""An agent beside their own past, and what went well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from qa.accounts.people import Role, Viewer
from qa.call import Call
from qa.review import growth
from qa.review.desk import Desk
from qa.review.growth import ABOUT_AS_BEFORE, BETTER, LESS_OFTEN, TOO_FEW, Judged
from qa.review.own import OwnDesk
from qa.rubric.outcome import Verdict
from qa.shares import Share, difference
from qa.store import Store

TODAY = date(2026, 11, 25)


def judged(letters: str, days_ago: int, criterion: str = "a") -> list[Judged]:
    day = TODAY - timedelta(days=days_ago)
    return [Judged(f"{days_ago}-{i}", day, criterion, x == "p") for i, x in enumerate(letters)]


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ("ffffffffff", "pppppppppp", BETTER),
        ("pppppppppp", "ffffffffff", LESS_OFTEN),
        ("ppppppffff", "pppppppfff", ABOUT_AS_BEFORE),
        ("ffff", "pppppppppp", TOO_FEW),
        ("", "pppppppppp", TOO_FEW),
    ],
)
def test_a_change_is_called_one_only_where_chance_hardly_makes_it(
    before: str, now: str, change: str
) -> None:
    (one,) = growth.growth(judged(before, 60) + judged(now, 3), ["a"])
    assert one.change == change
    assert (one.recent.n, one.earlier.n) == (len(now), len(before))


def test_four_weeks_up_to_the_latest_call_are_recent() -> None:
    (one,) = growth.growth(judged("p", 28) + judged("p", 27) + judged("f", 0), ["a"])
    assert (one.earlier.n, one.recent.n, one.recent.part) == (1, 2, 1)
    assert [share.n for _, share in one.weeks] == [2, 1]
    assert one.weeks[0][0].weekday() == 0


def test_the_intervals_are_those_of_the_sources() -> None:
    """Newcombe (1998), table II: 56/70 and 48/80, method 10 gives 0.0524 to 0.3339."""
    low, high = difference(Share(56, 70), Share(48, 80))
    assert (low, high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))
    low, high = Share(15, 148).interval  # his companion paper: 0.0624 to 0.1605
    assert (low, high) == (pytest.approx(0.0624, abs=5e-5), pytest.approx(0.1605, abs=5e-5))


def test_what_went_well_shows_the_words_and_nothing_that_failed(filled: Store) -> None:
    own = OwnDesk(filled, Viewer("Sam", Role.AGENT))
    desk = Desk(filled, Viewer("Dana", Role.SUPERVISOR))
    assert own.praise() == []
    desk.move("praise", "submitted")
    desk.move("praise", "released")
    assert own.praise() == [], "not before the agent has opened it"
    own.open_review("praise")
    praised = {one.criterion: one for one in own.praise()}
    assert "sorry" in praised["apology_given"].quote
    assert praised["apology_given"].at is not None
    failed = {c for card in desk.scorecards("praise") for c in card.failed}
    assert not failed & set(praised)


def test_the_words_of_an_overturned_fail_are_not_shown_as_what_went_well(filled: Store) -> None:
    desk = Desk(filled, Viewer("Dana", Role.SUPERVISOR))
    desk.review("complaint", "essentials", "commitment_made", Verdict.PASS, note="At the end")
    desk.move("complaint", "submitted")
    desk.move("complaint", "released")
    own = OwnDesk(filled, Viewer("alex.m", Role.AGENT, "Alex"))
    own.open_review("complaint")
    praised = {one.criterion: one for one in own.praise()}
    assert (praised["commitment_made"].quote, praised["commitment_made"].at) == ("", None)


def test_own_progress_counts_opened_calls_alone(filled: Store) -> None:
    own = OwnDesk(filled, Viewer("Sam", Role.AGENT))
    desk = Desk(filled, Viewer("Dana", Role.SUPERVISOR))
    desk.move("praise", "submitted")
    desk.move("praise", "released")
    assert own.growth("essentials") == []
    own.open_review("praise")
    found = {one.criterion: one for one in own.growth("essentials")}
    assert (found["apology_given"].recent.part, found["apology_given"].recent.n) == (1, 1)


def test_a_customer_whose_mood_turned_is_told_first(say: Callable[..., Call]) -> None:
    call = say(
        "customer: This is terrible and I am furious.\nagent: I see.\n"
        "customer: It is awful, I hate this.\nagent: I will do it now.\n"
        "customer: That is bad news.\nagent: Done.\n"
        "customer: Okay.\nagent: Anything else?\n"
        "customer: That is great, thank you.\nagent: Sure.\n"
        "customer: You were wonderful, I am happy now.\nagent: Bye.\n"
        "customer: Excellent, lovely, goodbye.\n"
    )
    (one,) = growth.praise([(call, [])])
    assert one.criterion == ""
    assert one.quote.startswith(("You were wonderful", "Excellent"))


def test_less_unhappy_at_the_end_is_not_called_happy(say: Callable[..., Call]) -> None:
    call = say(
        "customer: This is terrible and I hate it.\nagent: I see.\n"
        "customer: It is awful and horrible.\nagent: I see.\n"
        "customer: That is bad.\nagent: Yes.\n"
        "customer: No.\nagent: Right.\ncustomer: No.\nagent: Right.\n"
        "customer: No. Goodbye.\nagent: Goodbye.\n"
    )
    assert call.measures is not None
    assert growth.praise([(call, [])]) == []
