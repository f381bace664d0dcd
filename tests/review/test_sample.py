"""Random samples can be drawn again by anybody, and say of themselves that they are random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from qa.call import Call, Metadata
from qa.errors import InputError
from qa.listing import CallFilter
from qa.review.desk import Desk
from qa.store import Store

WEEK = date(2026, 11, 18)  # a Wednesday
LINE = "agent: Good morning number {}.\ncustomer: Hello.\n"


@pytest.fixture
def many(filled: Store, say: Callable[..., Call]) -> Store:
    for number in range(12):
        call = say(LINE.format(number), f"n{number:02}")
        day = f"2026-11-{16 + number % 7}T10:00:00" if number < 10 else "2026-11-23T00:00:00"
        about = Metadata(agent=("Alex", "Sam")[number % 2], started_at=day)
        call = replace(call, recording=replace(call.recording, metadata=about))
        filled.save(call, [], options="test")
    return filled


def test_the_same_seed_draws_the_same_calls_and_another_draws_others(
    many: Store, supervisor: Desk
) -> None:
    first = supervisor.draw(WEEK, 2, "seed")
    assert supervisor.draw(WEEK, 2, "seed").calls == first.calls
    others = {supervisor.draw(WEEK, 2, f"seed {n}").calls for n in range(5)}
    assert len(others | {first.calls}) > 1


def test_every_agent_gets_as_many_as_asked_for_out_of_that_week_alone(
    many: Store, supervisor: Desk
) -> None:
    drawn = supervisor.draw(WEEK, 3, "x")
    agents = [many.call(call).recording.metadata.agent for call in drawn.calls]
    assert sorted(agents) == ["Alex"] * 3 + ["Sam"] * 3
    assert drawn.week == "2026-11-16"
    everything = supervisor.draw(WEEK, 50, "x")
    assert not {"n10", "n11"} & set(everything.calls)


def test_a_sample_is_kept_with_its_seed_and_its_calls_say_that_they_are_random(
    many: Store, supervisor: Desk
) -> None:
    drawn = supervisor.draw(WEEK, 1, "lottery", due=date(2026, 11, 30))
    (kept,) = supervisor.draws()
    assert (kept.seed, kept.per_agent, kept.by, kept.calls) == ("lottery", 1, "Dana", drawn.calls)
    rows = supervisor.summaries(
        CallFilter(draw=drawn.id), rubric="essentials", order="newest", limit=9, offset=0
    )
    assert sorted(row.id for row in rows) == sorted(drawn.calls)
    assert {(row.source, row.due) for row in rows} == {("random", "2026-11-30")}


def test_drawing_leaves_a_call_with_whom_it_was(many: Store, supervisor: Desk) -> None:
    supervisor.assign(["complaint", "praise"], "Kim", date(2026, 11, 20), "by hand")
    supervisor.draw(WEEK, 50, "x", due=date(2026, 12, 1))
    place = supervisor.place("complaint")
    assert (place.assignee, place.due, place.source) == ("Kim", "2026-11-20", "random")


def test_a_week_without_calls_is_told(supervisor: Desk) -> None:
    with pytest.raises(InputError, match="no call"):
        supervisor.draw(date(2020, 1, 1), 2, "x")
    with pytest.raises(InputError, match="1 to"):
        supervisor.draw(WEEK, 0, "x")


def test_saved_filters_belong_to_one_person(supervisor: Desk, admin: Desk) -> None:
    where = CallFilter(queue="cards", lowest=0.5, unheard=True)
    supervisor.save_filter("Cards", where)
    assert supervisor.saved_filters() == {"Cards": where}
    assert admin.saved_filters() == {}
    supervisor.forget_filter("Cards")
    assert supervisor.saved_filters() == {}
