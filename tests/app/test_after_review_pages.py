"""My calls, coaching and calibration, launched without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from qa.accounts.people import Role, Viewer
from qa.review.calibrators import CalibrationDesk
from qa.review.coaches import CoachingDesk
from qa.review.desk import Desk
from qa.review.own import OwnDesk
from qa.rubric.outcome import Verdict
from qa.store import Store

Page = Callable[..., AppTest]
RUBRIC = "essentials"
REASON = "I said sorry before the recording began."
SAM = Viewer("Sam Lee", Role.AGENT, "Sam Lee")
ALEX = Viewer("Alex Marin", Role.AGENT, "Alex Marin")
JO = Viewer("Jo", Role.SUPERVISOR)


def said(test: AppTest) -> str:
    kinds = (test.title, test.subheader, test.markdown, test.text, test.caption, test.button)
    found = [
        str(getattr(element, "label", None) or element.value) for kind in kinds for element in kind
    ]
    return "\n".join(found).replace("\\", "")


def as_agent(test: AppTest, name: str) -> AppTest:
    test.selectbox(key="role").set_value("agent").run()
    return test.selectbox(key="as_agent").set_value(name).run()


def release(db: Path, *calls: str, opened: bool = False) -> None:
    with Store(db) as store:
        for call, viewer in (("complaint", ALEX), ("praise", SAM)):
            if call in calls:
                desk = Desk(store, JO)
                desk.move(call, "submitted")
                desk.move(call, "released")
                if opened:
                    OwnDesk(store, viewer).open_review(call)


def test_an_agents_page_without_reviews_says_what_will_come(page: Page, archive: Path) -> None:
    test = as_agent(page(archive), "Sam Lee").switch_page("views/mine.py").run()
    assert not test.exception
    assert "as soon as you have opened a first review" in said(test)
    assert "Reviews that are released to you appear here" in said(test)


def test_an_agents_page_starts_with_what_went_well(page: Page, archive: Path) -> None:
    release(archive, "praise", opened=True)
    test = as_agent(page(archive), "Sam Lee").switch_page("views/mine.py").run()
    assert not test.exception
    assert test.subheader[0].value == "What went well"
    assert "Commitment made" in said(test)
    assert "1 of 1" in said(test)
    assert "Too few to compare yet" in said(test)


def test_the_review_is_hidden_until_the_agent_has_scored_themselves(
    page: Page, archive: Path
) -> None:
    release(archive, "complaint")
    test = as_agent(page(archive, call="complaint"), "Alex Marin")
    assert not test.exception
    assert "How do you see this call?" in said(test)
    assert "Did the agent let the customer finish?" not in said(test), "asked, not answered"
    assert not [word for word in ("Searched", "points", "-badge[") if word in said(test)]
    test.radio(key="self-essentials-apology_given").set_value("fail")
    next(b for b in test.button if b.label == "Keep, and show the review").click().run()
    assert not test.exception
    assert "You: could go better" in said(test)
    assert "I have read it" in said(test)


def test_an_agent_may_see_the_review_without_answering(page: Page, archive: Path) -> None:
    release(archive, "complaint")
    test = as_agent(page(archive, call="complaint"), "Alex Marin")
    next(b for b in test.button if b.label == "Show the review without answering").click().run()
    assert not test.exception
    assert "Ask for another look" in said(test)


def test_a_dispute_goes_to_the_inbox_and_its_answer_comes_back(page: Page, archive: Path) -> None:
    release(archive, "complaint", opened=True)
    test = as_agent(page(archive, call="complaint"), "Alex Marin")
    test.button(key="dispute-on-essentials-apology_given").click().run()
    test.radio(key="wanted-essentials-apology_given").set_value("pass")
    test.text_area(key="why-essentials-apology_given").set_value(REASON)
    next(b for b in test.button if b.label == "Send").click().run()
    assert not test.exception
    assert "Waiting for an answer" in said(test)

    test = page(archive).switch_page("views/coaching.py").run()
    assert not test.exception
    assert REASON in said(test)
    test.radio(key="outcome-1").set_value("upheld")
    test.text_area(key="words-1").set_value("You are right, it is on the other recording.")
    next(b for b in test.button if b.label == "Send the answer").click().run()
    assert not test.exception
    assert "Upheld" in said(test)
    with Store(archive) as store:
        assert [r.verdict for r in store.reviews("complaint")] == ["pass"]

    next(t for t in test.text_input if t.label == "Name").set_value("apology at the transfer")
    next(b for b in test.button if b.label == "Keep").click().run()
    assert not test.exception
    assert "Kept as a golden example" in said(test)
    test.button_group(key="coaching-view").set_value("Golden examples").run()
    assert not test.exception
    assert any("apology at the transfer" in e.label for e in test.expander)

    test = as_agent(page(archive), "Alex Marin").switch_page("views/mine.py").run()
    assert "You are right, it is on the other recording." in said(test)


def test_a_coaching_note_is_listed_until_it_is_done(page: Page, archive: Path) -> None:
    with Store(archive) as store:
        CoachingDesk(store, JO).coach("praise", "Say the name of the *customer*", moment=3.0)
    test = page(archive).switch_page("views/coaching.py").run()
    assert "No disputes" in said(test)
    test.button_group(key="coaching-view").set_value("Coaching notes").run()
    assert not test.exception
    assert "Say the name of the *customer*" in said(test)
    next(b for b in test.button if b.label == "Mark as done").click().run()
    assert "None of these" in said(test)
    test.button_group(key="which-notes").set_value("Done").run()
    next(b for b in test.button if b.label == "Not done after all").click().run()
    assert not test.exception
    with Store(archive) as store:
        assert [n.done for n in CoachingDesk(store, JO).notes()] == [False]


def test_a_coaching_note_becomes_a_lesson_in_the_agents_own_words(
    page: Page, archive: Path
) -> None:
    release(archive, "praise", opened=True)
    with Store(archive) as store:
        CoachingDesk(store, JO).coach("praise", "Say the name of the customer")
    test = as_agent(page(archive), "Sam Lee").switch_page("views/mine.py").run()
    assert "Say the name of the customer" in said(test)
    next(t for t in test.text_area if t.label == "In your own words").set_value("Use names")
    next(b for b in test.button if b.label == "Keep").click().run()
    assert not test.exception
    assert "Use names" in said(test)
    assert "This archive has none yet" in said(test), "an open archive says that it is not private"


def test_words_that_may_help_are_offered_in_every_language(page: Page, archive: Path) -> None:
    test = as_agent(page(archive), "Sam Lee").switch_page("views/mine.py").run()
    for code, title in (("en", "waited too long"), ("fa", "منتظر"), ("tr", "bekledi")):
        test.selectbox(key="wording-language").set_value(code).run()
        test.selectbox(key=f"wording-kind-{code}").set_value("slow_response").run()
        assert not test.exception
        assert title in said(test)


def begun(db: Path) -> int:
    with Store(db) as store:
        calls = ["complaint", "praise"]
        return CalibrationDesk(store, JO).begin("November", RUBRIC, calls, ["Jo", "Kim"])


def test_whoever_scores_blind_sees_no_verdict_on_any_page(page: Page, archive: Path) -> None:
    begun(archive)
    test = page(archive, call="complaint")
    test.text_input(key="reviewer").set_value("Jo").run()
    assert not test.exception
    assert "You score this call blind" in said(test)
    assert "Fails the whole call" not in said(test)


def test_a_calibration_is_begun_scored_and_compared(page: Page, archive: Path) -> None:
    number = begun(archive)
    with Store(archive) as store:
        kim = CalibrationDesk(store, Viewer("Kim", Role.SUPERVISOR))
        for call in ("complaint", "praise"):
            kim.score(
                number, call, {q.criterion: Verdict.FAIL for q in kim.questions(number, call)}
            )
        kim.submit(number)
    test = page(archive)
    test.text_input(key="reviewer").set_value("Jo").run()
    test.switch_page("views/calibration.py").run()
    assert not test.exception
    assert "1 of 2 people have handed in" in said(test)
    for call in ("complaint", "praise"):
        for radio in [r for r in test.radio if r.key and r.key.startswith(f"blind-{call}")]:
            radio.set_value("pass")
        next(b for b in test.button if b.label == "Keep scores").click().run()
        assert not test.exception
    next(b for b in test.button if b.label == "Hand in").click().run()
    assert not test.exception
    assert "Question by question" in said(test)
    assert "Too few calls to say" in said(test)
    assert [m.value for m in test.metric][:2] == ["2", "2"]


def test_the_page_of_calibration_begins_with_what_it_is(page: Page, archive: Path) -> None:
    test = page(archive).switch_page("views/calibration.py").run()
    assert not test.exception
    assert "Several people score the same calls" in said(test)
    next(t for t in test.text_input if t.label == "Title").set_value("November")
    next(b for b in test.button if b.label == "Begin").click().run()
    assert "choose 1 to 50 calls" in test.error[0].value.lower()


def test_a_calibration_begins_with_calls_drawn_by_lot(page: Page, archive: Path) -> None:
    test = page(archive)
    test.text_input(key="reviewer").set_value("Jo").run()
    test.switch_page("views/calibration.py").run()
    next(g for g in test.button_group if g.label == "Which calls").set_value(
        "Draw them by lot"
    ).run()
    next(t for t in test.text_input if t.label == "Title").set_value("By lot").run()
    next(m for m in test.multiselect if m.label == "People").set_value(["Jo", "Kim"]).run()
    next(b for b in test.button if b.label == "Begin").click().run()
    assert not test.exception
    assert "0 of 2 people have handed in" in said(test)
    with Store(archive) as store:
        (session,) = CalibrationDesk(store, JO).sessions()
    assert (session.title, sorted(session.calls)) == ("By lot", ["complaint", "praise"])


def test_a_question_below_the_bar_is_marked_on_the_call_page(page: Page, archive: Path) -> None:
    with Store(archive) as store:
        CalibrationDesk(store, JO).begin("x", RUBRIC, ["complaint"], ["Dana", "Kim"])
        with store.connection.writing():
            store.connection.insert(
                "trials",
                calibration=1,
                rubric_id=RUBRIC,
                criterion="apology_given",
                passed=0,
                value=0.2,
                n=8,
                at="2026-11-20T10:00:00+00:00",
            )
    test = page(archive, call="complaint")
    assert not test.exception
    assert said(test).count("Needs a person") == 1


@pytest.mark.parametrize("view", ["coaching", "calibration"])
def test_an_agent_is_sent_to_their_calls(page: Page, archive: Path, view: str) -> None:
    test = as_agent(page(archive), "Sam Lee").switch_page(f"views/{view}.py").run()
    assert not test.exception
    assert test.title[0].value == "Calls"
