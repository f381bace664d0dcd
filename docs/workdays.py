"""Made-up days of work for the pictures: accounts, reviews, comments, calls handed out.

Nobody of these exists.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from qa.accounts import users
from qa.accounts.people import Role, Viewer
from qa.review.calibrators import CalibrationDesk
from qa.review.coaches import CoachingDesk
from qa.review.desk import Desk
from qa.review.own import OwnDesk
from qa.rubric.outcome import Verdict
from qa.store import Store

PASSWORD = "only for pictures"
AGENT = "Alex Marin"  # an agent of the sample calls
PEOPLE = {"pat": Role.SUPERVISOR, "quinn": Role.QA, "alex": Role.AGENT, "root": Role.ADMIN}
REVIEWED = {
    "01-handled-by-the-book": "released",
    "07-hollow-promise": "released",
    "13-split-pair": "released",
    "05-customer-hangs-up": "submitted",
}
GIVEN = {"04-agent-hangs-up": 2, "02-agent-interrupts": 4, "06-no-apology": 6}
OPENED = ("07-hollow-promise", "13-split-pair")  # of the released calls, by their agent
COMPARED = (
    *("01-handled-by-the-book", "02-agent-interrupts", "03-back-channels"),
    *("06-no-apology", "07-hollow-promise", "08-long-hold", "09-no-complaint"),
)
TODAY = date.today()


def add(db: Path) -> None:
    """Write the accounts and the work into an archive of the sample calls."""
    with Store(db) as store:
        for name, role in PEOPLE.items():
            agent = AGENT if role is Role.AGENT else None
            users.add(store.connection, name, role, PASSWORD, agent=agent)
        known = set(store.call_ids())
        desk = Desk(store, Viewer("pat", Role.SUPERVISOR))
        for call, state in REVIEWED.items():
            if call in known:
                _review(desk, call, state)
        for call, days in GIVEN.items():
            if call in known:
                desk.assign([call], "pat", TODAY + timedelta(days=days), "risk")
        if {*OPENED, *COMPARED} <= known:
            _answered(store)
            _compared(store)


def _review(desk: Desk, call: str, state: str) -> None:
    for card in desk.scorecards(call):
        for line in card.lines[:3]:
            if line.finding.verdict in (Verdict.PASS, Verdict.FAIL):
                desk.review(call, card.rubric, line.finding.criterion, line.finding.verdict)
    desk.comment(call, 0, "A clear opening: name, company, and an offer to help.")
    desk.move(call, "submitted")
    if state == "released":
        desk.move(call, "released")


def _answered(store: Store) -> None:
    """The agent opens reviews, scores themselves, asks for another look; a coach writes."""
    own = OwnDesk(store, Viewer("alex", Role.AGENT, AGENT))
    coach = CoachingDesk(store, Viewer("quinn", Role.QA))
    hollow, _ = OPENED
    note = coach.coach(
        hollow,
        "You stayed friendly throughout. One thing to try: say who does what until when, so that "
        "the promise can be kept.",
        rubric="essentials",
        criterion="commitment_made",
        moment=20.0,
        follow_up=TODAY + timedelta(days=5),
    )
    for call in OPENED:
        own.open_review(call)
    own.score_myself(hollow, {("essentials", "commitment_made"): Verdict.CANNOT_TELL})
    own.keep_lesson(note, "Who, what, until when.")
    own.acknowledge(OPENED[1], "Thank you, that helps.")
    failed = [c for card in store.scorecards(hollow) for c in card.failed]
    if failed:
        reason = "I gave the customer a time at the end; listen to my last sentences."
        own.dispute(hollow, "essentials", failed[0], Verdict.PASS, reason)


def _compared(store: Store) -> None:
    """Two people score the same calls blind, not always alike."""
    people = ("pat", "quinn")
    first = CalibrationDesk(store, Viewer("pat", Role.SUPERVISOR))
    number = first.begin("Sample calls", "essentials", COMPARED, people)
    chance = random.Random(7)
    for person in people:
        desk = CalibrationDesk(store, Viewer(person, Role.SUPERVISOR))
        for call in COMPARED:
            (card,) = [c for c in store.scorecards(call) if c.rubric == "essentials"]
            said = {line.finding.criterion: line.finding.verdict for line in card.lines}
            if chance.random() < 0.4:
                said["apology_given"] = chance.choice([Verdict.PASS, Verdict.FAIL])
            desk.score(number, call, said)
        desk.submit(number)
