"""An agent's own desk: scoring oneself comes first and stays private; the agent has their say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from qa.accounts import audit
from qa.accounts.people import Role, Viewer
from qa.errors import AccessError, InputError, StoreError
from qa.keeping.erase import acts, erase
from qa.listing import CallFilter
from qa.review import disputes
from qa.review.coaches import CoachingDesk, Work
from qa.review.desk import Desk
from qa.review.own import Inbox, OwnDesk
from qa.rubric.outcome import Verdict
from qa.store import Store

RUBRIC = "essentials"
APOLOGY = (RUBRIC, "apology_given")
REASON = "I said sorry before the recording began, at the transfer."


@pytest.fixture
def own(filled: Store) -> OwnDesk:
    return OwnDesk(filled, Viewer("alex.m", Role.AGENT, "Alex"))


@pytest.fixture
def coach(filled: Store) -> CoachingDesk:
    return CoachingDesk(filled, Viewer("Dana", Role.SUPERVISOR))


def release(desk: Desk, call: str = "complaint") -> None:
    desk.move(call, "submitted")
    desk.move(call, "released")


def refusals(store: Store) -> list[audit.Entry]:
    return audit.entries(store.connection, act=audit.REFUSED)


# -- refused and logged -------------------------------------------------------------------------

TRIES: dict[str, Callable[[OwnDesk, str], object]] = {
    "questions": lambda desk, call: desk.questions(call),
    "score": lambda desk, call: desk.score_myself(call, {APOLOGY: Verdict.PASS}),
    "scores": lambda desk, call: desk.self_scores(call),
    "open": lambda desk, call: desk.open_review(call),
    "opened": lambda desk, call: desk.opened(call),
    "released": lambda desk, call: desk.released(call),
    "acknowledge": lambda desk, call: desk.acknowledge(call),
    "acknowledgements": lambda desk, call: desk.acknowledgements(call),
    "dispute": lambda desk, call: desk.dispute(call, *APOLOGY, Verdict.PASS, REASON),
    "disputes": lambda desk, call: desk.disputes(call),
    "deadline": lambda desk, call: desk.deadline(call),
    "may dispute": lambda desk, call: desk.may_dispute(call),
    "heard": lambda desk, call: desk.heard(call),
}


@pytest.mark.parametrize("name", TRIES)
def test_an_agent_who_tries_a_colleagues_call_is_refused_and_it_is_logged(
    name: str, own: OwnDesk, filled: Store
) -> None:
    with pytest.raises(AccessError):
        TRIES[name](own, "praise")
    (entry,) = refusals(filled)
    assert (entry.who, entry.call) == ("alex.m", "praise")


@pytest.mark.parametrize("name", TRIES)
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.QA, Role.ADMIN])
def test_nobody_else_sees_or_uses_an_agents_own_desk_and_trying_is_logged(
    name: str, role: Role, own: OwnDesk, filled: Store
) -> None:
    own.score_myself("complaint", {APOLOGY: Verdict.FAIL})
    with pytest.raises(AccessError, match="nobody else's"):
        TRIES[name](OwnDesk(filled, Viewer("root", role)), "complaint")
    (entry,) = refusals(filled)
    assert entry.who == "root"


MINE: list[Callable[[OwnDesk], object]] = [
    lambda desk: desk.inbox(),
    lambda desk: desk.praise(),
    lambda desk: desk.growth(RUBRIC),
    lambda desk: desk.notes(),
    lambda desk: desk.lessons(),
    lambda desk: desk.disputes(),
]


@pytest.mark.parametrize("look", MINE)
def test_an_agents_own_page_is_for_agents(look: Callable[[OwnDesk], object], filled: Store) -> None:
    with pytest.raises(AccessError):
        look(OwnDesk(filled, Viewer("root", Role.ADMIN)))
    assert len(refusals(filled)) == 1


def test_a_colleagues_coaching_note_cannot_be_read_or_kept(
    own: OwnDesk, coach: CoachingDesk, supervisor: Desk, filled: Store
) -> None:
    release(supervisor, "praise")
    number = coach.coach("praise", "For Sam alone")
    assert own.notes() == []
    with pytest.raises(AccessError):
        own.keep_lesson(number, "mine now")
    with pytest.raises(AccessError):
        own.drop_lesson(number)
    assert [entry.call for entry in refusals(filled)] == ["praise", "praise"]


COACHES: list[Callable[[CoachingDesk], object]] = [
    lambda desk: desk.waiting(),
    lambda desk: desk.work(date(2026, 11, 25)),
    lambda desk: desk.dispute_days(),
    lambda desk: desk.disputes(),
    lambda desk: desk.answer(1, "upheld", "You are right about this one."),
    lambda desk: desk.acknowledgements("complaint"),
    lambda desk: desk.script("complaint"),
    lambda desk: desk.keep_golden("complaint", *APOLOGY, Verdict.FAIL, "x", "agent: Hello"),
    lambda desk: desk.golden(),
    lambda desk: desk.golden_yaml(RUBRIC),
    lambda desk: desk.drop_golden(1),
    lambda desk: desk.coach("complaint", "Well done"),
    lambda desk: desk.notes(),
    lambda desk: desk.mark(1, True),
]


@pytest.mark.parametrize("act", COACHES)
def test_an_agent_coaches_nobody_and_answers_no_dispute(
    act: Callable[[CoachingDesk], object], filled: Store
) -> None:
    with pytest.raises(AccessError, match="you may not"):
        act(CoachingDesk(filled, Viewer("alex.m", Role.AGENT, "Alex")))
    assert len(refusals(filled)) == 1


# -- scoring oneself ----------------------------------------------------------------------------


def test_self_scores_are_kept_apart_from_everything_that_others_see(
    own: OwnDesk, supervisor: Desk, admin: Desk, filled: Store
) -> None:
    own.score_myself("complaint", {APOLOGY: Verdict.PASS})
    own.score_myself("complaint", {APOLOGY: Verdict.FAIL})
    assert own.self_scores("complaint") == {APOLOGY: Verdict.FAIL}
    assert supervisor.reviews("complaint") == []
    assert admin.audit() == []
    for form in ("json", "csv"):
        before = supervisor.export("complaint", form)
        own.score_myself("complaint", {APOLOGY: Verdict.PASS})
        assert supervisor.export("complaint", form) == before
    second = OwnDesk(filled, Viewer("alex.second", Role.AGENT, "Alex"))
    assert second.self_scores("complaint") == {}, "another account of the same agent"


def test_the_questions_come_without_their_answers(own: OwnDesk) -> None:
    asked = own.questions("complaint")
    assert APOLOGY in [(one.rubric, one.criterion) for one in asked]
    assert not any(hasattr(one, "verdict") for one in asked)


def test_an_empty_or_foreign_self_score_is_not_kept(own: OwnDesk) -> None:
    with pytest.raises(InputError, match="nothing is scored"):
        own.score_myself("complaint", {})
    with pytest.raises(InputError, match="no such question"):
        own.score_myself("complaint", {(RUBRIC, "dance"): Verdict.PASS})


def test_the_list_and_the_figures_hide_the_score_until_the_agent_opens_the_review(
    own: OwnDesk, alex: Desk, supervisor: Desk
) -> None:
    with pytest.raises(InputError, match="not reviewed yet"):
        own.open_review("complaint")
    release(supervisor)
    assert own.inbox().to_open == ("complaint",)
    assert alex.figures(CallFilter(), rubric=RUBRIC).scored == 0
    assert alex.count(CallFilter(lowest=0.0), rubric=RUBRIC) == 0
    own.open_review("complaint")
    assert alex.figures(CallFilter(), rubric=RUBRIC).scored == 1
    assert own.inbox() == Inbox((), ("complaint",), opened=1)
    own.acknowledge("complaint", "Thank you, the third note helps")
    assert own.inbox() == Inbox((), (), opened=1)


# -- disputes -----------------------------------------------------------------------------------


@pytest.fixture
def opened(own: OwnDesk, supervisor: Desk) -> OwnDesk:
    release(supervisor)
    own.open_review("complaint")
    return own


def test_a_dispute_waits_for_the_review_to_be_opened(own: OwnDesk, supervisor: Desk) -> None:
    release(supervisor)
    with pytest.raises(InputError, match="open the review first"):
        own.dispute("complaint", *APOLOGY, Verdict.PASS, REASON)


def test_an_upheld_dispute_overturns_the_finding_in_the_reviewers_name(
    opened: OwnDesk, coach: CoachingDesk, supervisor: Desk, admin: Desk
) -> None:
    number = opened.dispute("complaint", *APOLOGY, Verdict.PASS, REASON)
    (waiting,) = coach.disputes(answered=False)
    assert (waiting.id, waiting.agent, waiting.reviewer) == (number, "Alex", "Dana")
    answer = coach.answer(number, "upheld", "The transfer is on the other recording, I heard it.")
    (review,) = supervisor.reviews("complaint")
    assert (review.verdict, review.reviewer, review.reason) == (Verdict.PASS, "Dana", "dispute")
    assert review.note == answer.words
    (told,) = opened.disputes("complaint")
    assert told.answer == answer
    assert [e.act for e in admin.audit("complaint")][:2] == ["answered a dispute", "disputed"]


def test_a_declined_dispute_leaves_the_finding_and_has_words(
    opened: OwnDesk, coach: CoachingDesk, supervisor: Desk
) -> None:
    number = opened.dispute("complaint", *APOLOGY, Verdict.PASS, REASON)
    with pytest.raises(InputError, match="an answer has"):
        coach.answer(number, "declined", " ")
    coach.answer(number, "declined", "Listened twice, there is no apology.")
    assert supervisor.reviews("complaint") == []
    with pytest.raises(StoreError, match="has an answer already"):
        coach.answer(number, "upheld", "On second thoughts, yes.")


def test_partly_may_change_the_verdict_to_something_else(
    opened: OwnDesk, coach: CoachingDesk, supervisor: Desk
) -> None:
    number = opened.dispute("complaint", *APOLOGY, Verdict.PASS, REASON)
    words = "It is not on this recording, so nobody can tell."
    coach.answer(number, "partly", words, Verdict.CANNOT_TELL)
    assert [r.verdict for r in supervisor.reviews("complaint")] == [Verdict.CANNOT_TELL]


def test_a_dispute_needs_a_reason_a_difference_and_comes_once(opened: OwnDesk) -> None:
    with pytest.raises(InputError, match="a reason has"):
        opened.dispute("complaint", *APOLOGY, Verdict.PASS, "no")
    with pytest.raises(InputError, match="how the finding stands"):
        opened.dispute("complaint", *APOLOGY, Verdict.FAIL, REASON)
    opened.dispute("complaint", *APOLOGY, Verdict.PASS, REASON)
    with pytest.raises(StoreError, match="disputed before"):
        opened.dispute("complaint", *APOLOGY, Verdict.PASS, REASON)


def test_the_time_to_dispute_ends(opened: OwnDesk, filled: Store) -> None:
    assert opened.may_dispute("complaint")
    with filled.connection.writing():
        filled.connection.run("UPDATE places SET at = '2020-01-01T00:00:00+00:00'")
    assert not opened.may_dispute("complaint")
    with pytest.raises(InputError, match="ended on 15 Jan 2020"):
        opened.dispute("complaint", *APOLOGY, Verdict.PASS, REASON)


def test_the_set_days_are_a_choice_of_whoever_runs_the_archive(
    opened: OwnDesk, coach: CoachingDesk, filled: Store
) -> None:
    with pytest.raises(AccessError):
        coach.set_dispute_days(99)
    before = opened.deadline("complaint")
    CoachingDesk(filled, Viewer("root", Role.ADMIN)).set_dispute_days(21)
    after = opened.deadline("complaint")
    assert before is not None
    assert after is not None
    assert (after - before).days == 7


def test_the_last_moment_of_the_set_days_still_counts() -> None:
    released = "2026-11-01T10:00:00+00:00"
    last = disputes.deadline(released, 14)
    assert last.isoformat() == "2026-11-15T10:00:00+00:00"
    assert disputes.in_time(released, 14, last)


def test_a_call_that_is_removed_takes_words_and_self_scores_along(
    opened: OwnDesk, coach: CoachingDesk, filled: Store
) -> None:
    opened.score_myself("complaint", {APOLOGY: Verdict.PASS})
    number = opened.dispute("complaint", *APOLOGY, Verdict.PASS, REASON)
    coach.answer(number, "upheld", "The transfer is on the other recording.")
    coach.keep_golden("complaint", *APOLOGY, Verdict.PASS, "x", coach.script("complaint"))
    opened.keep_lesson(coach.coach("complaint", "Name the feeling first"), "Feeling first")
    root = Viewer("root", Role.ADMIN)
    made = erase(filled, "complaint", root, "request", sound=False)
    for table in ("self_scores", "disputes", "answers", "golden_examples", "coaching_notes"):
        assert filled.connection.all(f"SELECT * FROM {table}") == [], table
    assert filled.connection.all("SELECT * FROM lessons") == []
    kept = acts(filled.connection, made.id)
    assert {"disputes", "answers", "coaching_notes"} <= {kind for kind, _ in kept}
    assert "self_scores" not in {kind for kind, _ in kept}
    assert REASON not in str(kept)


# -- coaching -----------------------------------------------------------------------------------


def test_a_coaching_note_reaches_the_agent_once_the_review_is_open_to_them(
    own: OwnDesk, coach: CoachingDesk, supervisor: Desk
) -> None:
    number = coach.coach(
        "complaint", "Name the feeling first", rubric=RUBRIC, criterion="apology_given", moment=4.0
    )
    assert own.notes() == []
    release(supervisor)
    assert own.notes() == []
    own.open_review("complaint")
    (note,) = own.notes()
    assert (note.id, note.moment, note.done) == (number, 4.0, False)
    own.keep_lesson(number, "First the feeling, then the number")
    (lesson,) = own.lessons()
    assert lesson.words == "First the feeling, then the number"
    own.drop_lesson(number)
    assert own.lessons() == []


def test_a_note_is_done_and_not_done_after_all(coach: CoachingDesk, admin: Desk) -> None:
    number = coach.coach("complaint", "Listen to the opening together")
    coach.mark(number, True, "Done on Monday")
    assert [(n.done, n.outcome) for n in coach.notes()] == [(True, "Done on Monday")]
    coach.mark(number, False)
    assert coach.notes(done=True) == []
    assert [e.act for e in admin.audit()] == [
        *("marked a coaching note", "marked a coaching note", "wrote a coaching note")
    ]


def test_a_note_is_about_a_moment_that_the_call_has(coach: CoachingDesk) -> None:
    with pytest.raises(InputError, match="no moment"):
        coach.coach("complaint", "Here", moment=1e6)
    with pytest.raises(InputError, match="1 to 2000"):
        coach.coach("complaint", "  ")


def test_the_work_of_coaches_is_counted(opened: OwnDesk, coach: CoachingDesk) -> None:
    today = date(2026, 11, 25)
    first = coach.coach("complaint", "One", follow_up=today)
    coach.coach("complaint", "Two", follow_up=today - timedelta(days=1))
    coach.mark(first, True)
    opened.dispute("complaint", *APOLOGY, Verdict.PASS, REASON)
    assert coach.waiting() == 1
    assert coach.work(today) == Work(1, 0, 0, 0, open_notes=1, late_notes=1, done_notes=1)
    coach.answer(1, "declined", "Listened twice, there is none.")
    assert coach.work(today).declined == 1


# -- golden examples ----------------------------------------------------------------------------


def test_a_golden_example_has_the_form_of_a_rubrics_examples_and_runs(
    coach: CoachingDesk, filled: Store
) -> None:
    from qa.rubric.examples import run_examples
    from qa.rubric.form import Example
    from qa.rubric.load import find, load

    text = coach.script("complaint")
    coach.keep_golden("complaint", *APOLOGY, Verdict.FAIL, "blocked card, no apology", text)
    written = coach.golden_yaml(RUBRIC)
    import yaml

    (entry,) = yaml.safe_load(written)["apology_given"]
    assert entry["call"].startswith("# lang: en\nagent: Good morning")
    rubric = load(find(RUBRIC))
    section = next(s for s in rubric.sections if any(c.id == APOLOGY[1] for c in s.criteria))
    criterion = next(c for c in section.criteria if c.id == APOLOGY[1])
    with_it = criterion.model_copy(update={"examples": (Example(**entry),)})
    only = rubric.model_copy(
        update={"sections": (section.model_copy(update={"criteria": (with_it,)}),)}
    )
    (result,) = run_examples(only)
    assert result.ok


def test_a_golden_example_that_cannot_be_read_or_is_of_no_finding_is_not_kept(
    coach: CoachingDesk,
) -> None:
    with pytest.raises(InputError, match="not a turn"):
        coach.keep_golden("complaint", *APOLOGY, Verdict.FAIL, "x", "hello there")
    with pytest.raises(StoreError, match="no finding"):
        coach.keep_golden("complaint", RUBRIC, "dance", Verdict.FAIL, "x", "agent: Hello")
    assert coach.golden() == []
