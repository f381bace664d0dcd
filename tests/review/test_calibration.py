"""Calibration: nobody sees what others or the machine say until all have scored."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa import publishing
from qa.accounts import audit
from qa.accounts.people import Role, Viewer
from qa.errors import AccessError, InputError, StoreError
from qa.listing import CallFilter
from qa.review import compare, golden, trials
from qa.review.calibration import MACHINE, Score, session
from qa.review.calibrators import CalibrationDesk
from qa.review.coaches import CoachingDesk
from qa.review.desk import Desk
from qa.review.own import OwnDesk
from qa.review.studio import Studio
from qa.rubric.outcome import Verdict
from qa.rubric.starter import starter
from qa.store import Store

RUBRIC = "essentials"
CALLS = ["complaint", "praise"]


def desk(store: Store, name: str, role: Role = Role.SUPERVISOR) -> CalibrationDesk:
    return CalibrationDesk(store, Viewer(name, role))


def looking(store: Store, name: str) -> Desk:
    return Desk(store, Viewer(name, Role.SUPERVISOR))


@pytest.fixture
def number(filled: Store) -> int:
    return desk(filled, "Dana").begin("November", RUBRIC, CALLS, ["Dana", "Jo"])


def fill(store: Store, number: int, name: str, verdict: Verdict = Verdict.PASS) -> None:
    own = desk(store, name)
    for call in CALLS:
        asked = own.questions(number, call)
        own.score(number, call, {q.criterion: verdict for q in asked})


def refusals(store: Store) -> list[audit.Entry]:
    return audit.entries(store.connection, act=audit.REFUSED)


def test_while_people_score_nobody_sees_others_scores_and_trying_is_logged(
    filled: Store, number: int
) -> None:
    fill(filled, number, "Jo")
    dana = desk(filled, "Dana")
    for look in (
        lambda: dana.scores_of(number, "Jo"),
        lambda: dana.scores_of(number, MACHINE),
        lambda: dana.results(number),
        lambda: desk(filled, "root", Role.ADMIN).scores_of(number, "Jo"),
    ):
        with pytest.raises(AccessError, match="scored blind"):
            look()
    assert [entry.who for entry in refusals(filled)] == ["root", "Dana", "Dana", "Dana"]
    assert dana.own_scores(number) == []


def test_while_people_score_the_machines_verdicts_are_hidden_from_them_everywhere(
    filled: Store, number: int
) -> None:
    jo, other = looking(filled, "Jo"), looking(filled, "Kim")
    for one, seen in ((jo, 0), (other, 1)):
        assert len(one.scorecards("complaint")) == seen
        assert one.figures(CallFilter(), rubric=RUBRIC).scored == 2 * seen
        rows = one.summaries(CallFilter(), rubric=RUBRIC, order="newest", limit=9, offset=0)
        assert {row.points is not None for row in rows} == {bool(seen)}
        fails = CallFilter(criterion="apology_given")
        assert one.count(fails, rubric=RUBRIC) == seen
        assert one.count(CallFilter(scored=True), rubric=RUBRIC) == 2 * seen
        exported = one.export("complaint", "json")
        assert ('"scorecards": []' in exported) is not bool(seen)
    assert jo.reviews("complaint") == jo.comments("complaint") == jo.steps("complaint") == []


def test_while_somebody_scores_blind_the_log_notes_and_disputes_tell_them_nothing(
    filled: Store, number: int
) -> None:
    looking(filled, "Kim").review("complaint", RUBRIC, "apology_given", Verdict.FAIL)
    coach = CoachingDesk(filled, Viewer("Kim", Role.SUPERVISOR))
    coach.coach("complaint", "No apology here", rubric=RUBRIC, criterion="apology_given")
    dana = Viewer("Dana", Role.ADMIN)
    assert CoachingDesk(filled, dana).notes() == []
    assert not [e for e in Desk(filled, dana).audit() if e.call == "complaint"]
    assert len(coach.notes()) == 1


def test_a_replay_leaves_out_what_one_scores_blind(filled: Store) -> None:
    desk(filled, "Dana").begin("November", RUBRIC, ["complaint"], ["Dana", "Jo"])
    golden.add(
        filled.connection,
        *("complaint", "greeting", "greeting_given", Verdict.PASS, "a", "agent: Hiya.", "Kim"),
    )
    for name, calls in (("Dana", {"praise"}), ("Kim", {"complaint", "praise"})):
        studio = Studio(filled, Viewer(name, Role.QA))
        publishing.publish(
            *(filled.connection, name.casefold(), starter(name), name, "a first version"), base=0
        )
        silent = starter(name).replace("good (morning|afternoon|evening)", "salutations")
        replayed = studio.rehearse(name.casefold(), silent, limit=5, workers=1)
        assert replayed.comparison.calls == len(calls)
        assert {flip.call for flip in replayed.comparison.flips} == calls
        assert {flip.call for own in replayed.shown.values() for flip, _ in own} == calls
        tried = studio.try_phrases("good morning", silent, language="en", who=None)
        assert {one.call for one in (*tried.hits, *tried.near)} <= calls
        assert len(studio.golden("greeting", starter("greeting"))) == len(calls) - 1


def test_an_older_calibration_says_nothing_of_a_call_that_is_scored_blind_again(
    filled: Store, number: int
) -> None:
    for name in ("Dana", "Jo"):
        fill(filled, number, name)
        desk(filled, name).submit(number)
    desk(filled, "Dana").begin("December", RUBRIC, ["praise"], ["Dana", "Kim"])
    dana, jo = desk(filled, "Dana"), desk(filled, "Jo")
    assert (dana.results(number).left_out, jo.results(number).left_out) == (("praise",), ())
    for one, calls in ((dana, {"complaint"}), (jo, set(CALLS))):
        assert {call for row in one.results(number).criteria for call in row.sheet} == calls
        assert {score.call for score in one.scores_of(number, MACHINE)} == calls
    assert {score.call for score in dana.own_scores(number)} == set(CALLS), "their own"


def test_whoever_scores_a_call_blind_neither_reviews_it_nor_answers_its_disputes(
    filled: Store,
) -> None:
    kim, alex = looking(filled, "Kim"), Viewer("Alex", Role.AGENT, "Alex")
    for state in ("submitted", "released"):
        kim.move("complaint", state)
    own = OwnDesk(filled, alex)
    own.open_review("complaint")
    own.acknowledge("complaint", "I did apologise")
    dispute = own.dispute("complaint", RUBRIC, "apology_given", Verdict.PASS, "I did say sorry")
    coach = CoachingDesk(filled, Viewer("Dana", Role.SUPERVISOR))
    assert (coach.waiting(), len(coach.acknowledgements("complaint"))) == (1, 1)
    desk(filled, "Dana").begin("November", RUBRIC, CALLS, ["Dana", "Jo"])
    coach = CoachingDesk(filled, Viewer("Dana", Role.SUPERVISOR))
    assert (coach.waiting(), coach.acknowledgements("complaint")) == (0, [])
    for act in (
        lambda: coach.answer(dispute, "declined", "Nobody said sorry"),
        lambda: looking(filled, "Dana").review("praise", RUBRIC, "no_hang_up", Verdict.PASS),
    ):
        with pytest.raises(AccessError, match="blind at present"):
            act()


def test_the_last_to_submit_closes_the_session_and_all_is_shown(filled: Store, number: int) -> None:
    fill(filled, number, "Dana")
    fill(filled, number, "jo", Verdict.FAIL)
    assert desk(filled, "DANA").waiting() == 1
    desk(filled, "Dana").submit(number)
    assert desk(filled, "Dana").waiting() == 0
    assert session(filled.connection, number).open
    desk(filled, "jo").submit(number)
    results = desk(filled, "Dana").results(number)
    assert results.session.closed_by == "jo"
    sheet = results.criteria[0].sheet["complaint"]
    assert (sheet["Dana"], sheet["Jo"]) == (Verdict.PASS, Verdict.FAIL)
    assert MACHINE in sheet
    assert [s.person for s in results.strictness] == ["Jo", "Dana"]
    assert len(looking(filled, "Jo").scorecards("complaint")) == 1


def test_scores_are_complete_before_they_are_handed_in_and_stay_as_they_were(
    filled: Store, number: int
) -> None:
    jo = desk(filled, "Jo")
    with pytest.raises(InputError, match="2 of 2 calls"):
        jo.submit(number)
    fill(filled, number, "Jo")
    jo.score(number, "complaint", {"apology_given": Verdict.FAIL}, {"apology_given": "None heard"})
    assert jo.left(number) == []
    jo.submit(number)
    with pytest.raises(StoreError, match="are submitted"):
        jo.score(number, "complaint", {"apology_given": Verdict.PASS})
    assert Score("complaint", "apology_given", "Jo", Verdict.FAIL, "None heard") in jo.own_scores(
        number
    )


def test_a_session_is_closed_early_with_what_there_is(filled: Store, number: int) -> None:
    fill(filled, number, "Jo")
    dana = desk(filled, "Dana")
    dana.close(number)
    with pytest.raises(StoreError, match="closed already"):
        dana.close(number)
    (first, *_) = dana.results(number).criteria
    assert first.people is None, "one person cannot agree with anybody"
    assert first.machine is not None
    with pytest.raises(StoreError, match="is closed"):
        dana.score(number, "complaint", {"apology_given": Verdict.PASS})


TRIES: list[Callable[[CalibrationDesk, int], object]] = [
    lambda own, n: own.begin("x", RUBRIC, CALLS, ["a", "b"]),
    lambda own, n: own.sessions(),
    lambda own, n: own.session(n),
    lambda own, n: own.questions(n, "complaint"),
    lambda own, n: own.score(n, "complaint", {"apology_given": Verdict.PASS}),
    lambda own, n: own.own_scores(n),
    lambda own, n: own.scores_of(n, "Jo"),
    lambda own, n: own.left(n),
    lambda own, n: own.submit(n),
    lambda own, n: own.close(n),
    lambda own, n: own.results(n),
    lambda own, n: own.trials(),
    lambda own, n: own.waiting(),
    lambda own, n: own.pick(RUBRIC, 1, "a"),
]


@pytest.mark.parametrize("act", TRIES)
def test_an_agent_has_no_part_in_calibration(
    act: Callable[[CalibrationDesk, int], object], filled: Store, number: int
) -> None:
    with pytest.raises(AccessError, match="you may not"):
        act(CalibrationDesk(filled, Viewer("Jo", Role.AGENT, "Alex")), number)
    assert len(refusals(filled)) == 1


def test_whoever_was_not_asked_does_not_score(filled: Store, number: int) -> None:
    with pytest.raises(AccessError, match="not part of this"):
        desk(filled, "Kim").score(number, "complaint", {"apology_given": Verdict.PASS})
    assert [entry.who for entry in refusals(filled)] == ["Kim"]


def test_the_log_tells_that_somebody_scored_and_not_what(
    filled: Store, number: int, admin: Desk
) -> None:
    fill(filled, number, "Jo")
    entries = [e for e in admin.audit() if e.act == "scored blind"]
    assert len(entries) == 2
    assert all(set(entry.detail) == {"calibration"} for entry in entries)


def test_a_session_wants_calls_that_were_scored_and_two_people(filled: Store) -> None:
    dana = desk(filled, "Dana")
    for calls, people, said in (
        (CALLS, ["Dana"], "2 to 20 people"),
        (CALLS, ["Dana", "dana "], "2 to 20 people"),
        ([], ["Dana", "Jo"], "1 to 50 calls"),
        (["nothing"], ["Dana", "Jo"], "was not scored"),
    ):
        with pytest.raises(InputError, match=said):
            dana.begin("x", RUBRIC, calls, people)


# -- the figures --------------------------------------------------------------------------------


def rows(criterion: str, **said: str) -> list[Score]:
    """Scores from a letter per call: p, f, n, - for none; `machine` is the machine."""
    kinds = {"p": Verdict.PASS, "f": Verdict.FAIL, "n": Verdict.NOT_APPLICABLE}
    return [
        Score(f"call{i}", criterion, MACHINE if who == "machine" else who, kinds[letter], "")
        for who, letters in said.items()
        for i, letter in enumerate(letters)
        if letter != "-"
    ]


def test_a_criterion_passes_where_people_agree_and_the_machine_with_them() -> None:
    scores = rows("a", Dana="ppffpp", Jo="ppffpp", machine="ppffpp")
    (one,) = compare.compare(scores, ["a"], ["Dana", "Jo"], bar=0.6)
    assert (one.n, one.weakest, one.passed) == (6, 1.0, True)
    assert one.f1 is not None
    assert one.f1.value == 1.0


def test_a_machine_that_differs_from_people_who_agree_does_not_pass() -> None:
    scores = rows("a", Dana="ppffpp", Jo="ppffpp", machine="ffpppf")
    (one,) = compare.compare(scores, ["a"], ["Dana", "Jo"], bar=0.6)
    assert one.people is not None
    assert one.people.ac1.value == 1.0
    assert one.passed is False


def test_people_who_do_not_agree_leave_ties_out_of_the_machines_figure() -> None:
    scores = rows("a", Dana="ppffpp", Jo="fpfpfp", machine="ppffpp")
    (one,) = compare.compare(scores, ["a"], ["Dana", "Jo"], bar=0.6)
    assert one.machine is not None
    assert one.machine.n == 3
    assert one.passed is None, "three calls are too few to say anything"


def test_strictness_is_beside_others_on_the_same_questions() -> None:
    scores = rows("a", Dana="ffp-", Jo="pfpp", Kim="-ppf")
    strict = {one.person: one for one in compare.strictness(scores, ["Dana", "Jo", "Kim"])}
    assert (strict["Dana"].own.part, strict["Dana"].own.n) == (2, 3)
    assert (strict["Dana"].others.part, strict["Dana"].others.n) == (1, 5)


def test_a_criterion_below_the_bar_needs_a_person_until_it_passes_again(
    filled: Store, number: int, supervisor: Desk
) -> None:
    found = session(filled.connection, number)
    apart = rows("apology_given", Dana="ppffpp", Jo="fpfpfp", machine="ppfppf")
    apart += rows("no_hang_up", Dana="pppppp", Jo="pppppp", machine="pppppp")
    names = ["apology_given", "no_hang_up"]
    people = ["Dana", "Jo"]
    low = compare.compare(apart + rows("x", Dana="p"), names, people, bar=0.6)
    assert low[0].passed is None
    more = rows("apology_given", Dana="ppffpp", Jo="ppffpp", machine="ffpppf")
    trials.keep(filled.connection, found, compare.compare(more, names[:1], people, bar=0.6))
    trials.keep(filled.connection, found, low)
    assert supervisor.need_a_person() == {(RUBRIC, "apology_given")}
    assert '"needs_person": true' in looking(filled, "Kim").export("complaint", "json")
    assert looking(filled, "Kim").export("complaint", "csv").count("apology_given") == 2
    listed = looking(filled, "Kim").export_list(CallFilter(), rubric=RUBRIC, order="newest")
    assert [line.rsplit(",", 1)[1] for line in listed.splitlines()] == [
        *("needs_person", "apology_given", "apology_given")
    ]
    good = rows("apology_given", Dana="ppffpp", Jo="ppffpp", machine="ppffpp")
    trials.keep(filled.connection, found, compare.compare(good, names[:1], people, bar=0.6))
    assert supervisor.need_a_person() == frozenset()
    assert 'needs_person": true' not in looking(filled, "Kim").export("complaint", "json")
