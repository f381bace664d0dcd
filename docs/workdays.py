"""Made-up days of work for the pictures: accounts, reviews, comments, calls handed out.

Nobody of these exists.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from qa.accounts import users
from qa.accounts.people import Role, Viewer
from qa.review.desk import Desk
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


def _review(desk: Desk, call: str, state: str) -> None:
    for card in desk.scorecards(call):
        for line in card.lines[:3]:
            if line.finding.verdict in (Verdict.PASS, Verdict.FAIL):
                desk.review(call, card.rubric, line.finding.criterion, line.finding.verdict)
    desk.comment(call, 0, "A clear opening: name, company, and an offer to help.")
    desk.move(call, "submitted")
    if state == "released":
        desk.move(call, "released")
