"""Made-up days of work for the pictures: accounts, reviews, a dispute, coaching, a calibration.

Nobody of these exists. What is written here is written through the desks that the pages use.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from qa.accounts import users
from qa.accounts.people import Role, Viewer
from qa.call import Call
from qa.review.calibrators import CalibrationDesk
from qa.review.coaches import CoachingDesk
from qa.review.desk import Desk
from qa.review.own import OwnDesk
from qa.rubric.outcome import Verdict
from qa.store import Store

PASSWORD = "only for pictures"
PEOPLE = {"pat": Role.SUPERVISOR, "quinn": Role.QA, "alex": Role.AGENT, "root": Role.ADMIN}
AGENT, RUBRIC = "Alex Marin", "essentials"  # an agent of the sample calls, and what judges them
RELEASED = ("01-handled-by-the-book", "07-hollow-promise", "10-greek-complaint", "13-split-pair")
SUBMITTED = ("05-customer-hangs-up", "03-back-channels")
GIVEN = {"04-agent-hangs-up": 2, "02-agent-interrupts": 4, "06-no-apology": 6}
CALIBRATED = ("02-agent-interrupts", "06-no-apology", "08-long-hold", "12-mono-complaint")
TODAY = date.today()


def add(db: Path) -> None:
    """Write accounts and work into an archive of the sample calls."""
    with Store(db) as store:
        for name, role in PEOPLE.items():
            agent = AGENT if role is Role.AGENT else None
            users.add(store.connection, name, role, PASSWORD, agent=agent)
        _review(Desk(store, _viewer("pat")))
        _coach(CoachingDesk(store, _viewer("pat")), store.call("07-hollow-promise"))
        _answer_back(store)
        _calibrate(store)


def _viewer(name: str) -> Viewer:
    return Viewer(name, PEOPLE[name], AGENT if PEOPLE[name] is Role.AGENT else None)


def _review(desk: Desk) -> None:
    for call in (*RELEASED, *SUBMITTED):
        for card in desk.scorecards(call):
            for line in card.lines:
                if line.finding.verdict in (Verdict.PASS, Verdict.FAIL):
                    desk.review(call, card.rubric, line.finding.criterion, line.finding.verdict)
        desk.move(call, "submitted")
        if call in RELEASED:
            desk.move(call, "released")
    desk.comment("07-hollow-promise", 0, "A clear opening: name, company, and an offer to help.")
    for call, days in GIVEN.items():
        desk.assign([call], "pat", TODAY + timedelta(days=days), "risk")


def _coach(desk: CoachingDesk, call: Call) -> None:
    vague = next(turn for turn in call.turns if "hopefully" in turn.text.lower())
    desk.coach(
        call.id,
        "“Hopefully” leaves the customer waiting. Say who does it, and by when.",
        rubric=RUBRIC,
        criterion="commitment_made",
        moment=vague.start,
        follow_up=TODAY + timedelta(days=7),
    )
    praised = "Calm and complete, although the customer began upset. Keep doing this."
    desk.coach("13-split-pair", praised, rubric=RUBRIC, criterion="apology_given")
    desk.mark(desk.notes(call="13-split-pair")[0].id, True, "Talked through on Monday.")


def _answer_back(store: Store) -> None:
    """The agent scores a call before seeing its review, disputes a finding, keeps a lesson."""
    own = OwnDesk(store, _viewer("alex"))
    answers = {(q.rubric, q.criterion): Verdict.PASS for q in own.questions("07-hollow-promise")}
    own.score_myself("07-hollow-promise", answers)
    for call in ("07-hollow-promise", "13-split-pair"):
        own.open_review(call)
    own.acknowledge("13-split-pair", "Thank you, that helps.")
    reason = "I did say that the engineer would be told. It was at the end, rather quickly."
    own.dispute("07-hollow-promise", RUBRIC, "commitment_made", Verdict.PASS, reason)
    note = next(note for note in own.notes() if note.call == "07-hollow-promise")
    own.keep_lesson(note.id, "A name and a day instead of “hopefully”.")


def _calibrate(store: Store) -> None:
    people = {name: CalibrationDesk(store, _viewer(name)) for name in ("pat", "quinn")}
    number = people["pat"].begin("November", RUBRIC, CALIBRATED, list(people))
    for name, desk in people.items():
        for call in CALIBRATED:
            (card,) = store.scorecards(call)
            verdicts = {line.finding.criterion: line.finding.verdict for line in card.lines}
            if name == "quinn" and call == "06-no-apology":  # one of them hears an apology in it
                verdicts["apology_given"] = Verdict.PASS
            desk.score(number, call, verdicts)
        desk.submit(number)
