"""The archive as the pages see it: cached reads, plain writes; only here is qa imported.

Everything goes through a Desk, which knows who looks. Nothing in app opens the archive past it.
"""

from __future__ import annotations

import getpass
import os
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from qa.accounts import sessions, users
from qa.accounts.audit import Entry
from qa.accounts.people import Power, Role, Viewer
from qa.accounts.people import viewer_of as as_viewer
from qa.call import AGENT, CUSTOMER, SIDES, Call, Interval, Recording, Span, Turn
from qa.errors import AccessError, InputError, QAError, StoreError
from qa.formats.listening import cache_folder, listening_copy, media_type
from qa.intervals import invert, merge
from qa.listing import ORDERS, CallFilter, CallSummary, Figures, Hit
from qa.measures import BACK_CHANNEL, INTERRUPTION, Measures, Overlap, Range, Trajectory
from qa.review.comments import Comment
from qa.review.desk import Desk
from qa.review.edits import Edit
from qa.review.place import OPEN, RELEASED, SUBMITTED, Place, Step
from qa.review.sample import Draw
from qa.rubric.outcome import Finding, Line, Review, Scorecard, Verdict
from qa.standing import RISKS
from qa.store import Failure, Store

__all__ = [
    "AGENT",
    "BACK_CHANNEL",
    "CUSTOMER",
    "INTERRUPTION",
    "OPEN",
    "ORDERS",
    "RELEASED",
    "RISKS",
    "SIDES",
    "SUBMITTED",
    "AccessError",
    "Call",
    "CallFilter",
    "CallSummary",
    "Comment",
    "Draw",
    "Edit",
    "Entry",
    "Failure",
    "Figures",
    "Finding",
    "Hit",
    "InputError",
    "Line",
    "Measures",
    "Overlap",
    "Place",
    "Power",
    "QAError",
    "Range",
    "Recording",
    "Review",
    "Role",
    "Scorecard",
    "Span",
    "Step",
    "StoreError",
    "Trajectory",
    "Turn",
    "Verdict",
    "Viewer",
]

Version = tuple[tuple[int, int], ...]


def archive() -> Path:
    """The archive that is shown."""
    return Path(os.environ["CALLQA_DB"])


def version(db: Path) -> Version:
    """Changes whenever the archive does, without opening it."""
    stamps = []
    for path in (db, db.with_name(db.name + "-wal")):
        try:
            found = path.stat()
        except OSError:
            found = None
        # A reader makes and removes an empty log; only one with something in it is a change.
        stamps.append((found.st_mtime_ns, found.st_size) if found and found.st_size else (0, 0))
    return tuple(stamps)


# -- the open archive ------------------------------------------------------------------------------


@contextmanager
def one_connection() -> Iterator[None]:
    """Within it this thread opens each archive once: a page asks dozens of times, and opening
    takes longer than most answers. What is read is what the archive holds at that moment."""
    if getattr(_open, "stores", None) is not None:
        yield
        return
    _open.stores = {}
    try:
        yield
    finally:
        stores, _open.stores = _open.stores, None
        for store in stores.values():
            store.close()


@contextmanager
def opened(db: Path) -> Iterator[Store]:
    """The archive, closed again unless it is to stay open (see one_connection)."""
    stores = getattr(_open, "stores", None)
    if stores is None:
        with Store(db) as store:
            yield store
        return
    if db not in stores:
        stores[db] = Store(db)
    yield stores[db]


_open = threading.local()

# -- who looks ------------------------------------------------------------------------------------


def has_accounts(db: Path) -> bool:
    """Whether the archive has accounts; a file that is not there yet has none."""
    if not db.exists():
        return False
    with opened(db) as store:
        return users.exist(store.connection)


def viewer() -> Viewer:
    """Who looks at the page now. Raises AccessError when nobody is signed in."""
    from app.signin import cookie_name

    db = archive()
    found, without_accounts = _found_lately(db, st.context.cookies.get(cookie_name(db)))
    if found is None:
        raise AccessError("you are not signed in", next_step="sign in again")
    return _played(found) if without_accounts else found


def is_signed_in() -> bool:
    """Whether somebody is signed in still, or nobody has to."""
    try:
        viewer()
    except AccessError:
        return False
    return True


def viewer_of(db: Path, cookie: str | None) -> Viewer | None:
    """Whose session a cookie names; without accounts everybody on this machine is let in."""
    return _found(db, cookie)[0]


def _found(db: Path, cookie: str | None) -> tuple[Viewer | None, bool]:
    """Who looks, and whether the archive has no accounts."""
    with opened(db) as store:
        if not users.exist(store.connection):
            open_here = os.environ.get("CALLQA_LOCAL", "1") == "1"
            return (Viewer(system_user(), Role.ADMIN) if open_here else None), True
        user = sessions.user_of(store.connection, cookie)
    return (as_viewer(user) if user else None), False


def _found_lately(db: Path, cookie: str | None) -> tuple[Viewer | None, bool]:
    """The same, from memory while the archive stands as it stood and some seconds at most.

    A page asks a dozen times; ending a session or an account changes the archive at once.
    """
    key, moment = (db, version(db), cookie), time.monotonic()
    found, until = _lately.get(key, (None, 0.0))
    if found is None or until < moment:
        found = _found(db, cookie)
        for old in [k for k, (_, end) in list(_lately.items()) if end < moment]:
            _lately.pop(old, None)
        _lately[(db, version(db), cookie)] = found, moment + LATELY_SECONDS
    return found


LATELY_SECONDS = 5.0
_lately: dict[tuple[Path, Version, str | None], tuple[tuple[Viewer | None, bool], float]] = {}


def is_open() -> bool:
    """Whether the archive has no accounts, so that whoever sits here may take any role."""
    return not has_accounts(archive())


def _played(found: Viewer) -> Viewer:
    """The role and name that were chosen in the sidebar of an archive without accounts."""
    role = Role(st.session_state.get("role") or Role.SUPERVISOR)
    name = str(st.session_state.get("reviewer") or "").strip() or found.name
    agent = st.session_state.get("as_agent") if role is Role.AGENT else None
    return Viewer(agent or name, role, (agent or "") if role is Role.AGENT else None)


def system_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"


def sign_in(db: Path, name: str, password: str, address: str) -> str:
    """A new session's id. Raises AccessError."""
    with opened(db) as store:
        return sessions.sign_in(store.connection, name, password, address)


def sign_out(db: Path, cookie: str | None) -> None:
    with opened(db) as store:
        sessions.sign_out(store.connection, cookie)


def sso_name() -> str | None:
    """What the OpenID Connect provider of Streamlit's secrets is called; None without one."""
    try:
        auth = st.secrets.get("auth")
    except (FileNotFoundError, st.errors.StreamlitAPIException):
        return None
    return str(auth.get("name", "your organisation")) if auth else None


def sso_proves(claims: Mapping[str, Any]) -> bool:
    """Whether the provider has looked whether the address is that person's.

    One that never says so is believed when `trust_email` is set beside its address.
    """
    told = claims.get("email_verified")
    if told is None:
        told = st.secrets["auth"].get("trust_email", False)
    return str(told).lower() == "true"  # some write it as text


def sso_ticket(email: str) -> str | None:
    """A ticket to a session for the account named by a proved address; None without one.

    It is good once and for a minute: the browser brings it to our own route, which sets the cookie.
    """
    with opened(archive()) as store:
        user = users.find(store.connection, email)
        if user is None or user.disabled:
            return None
        identity = sessions.begin(store.connection, user.name)
    ticket = secrets.token_urlsafe(32)
    _tickets[ticket] = (identity, time.monotonic() + TICKET_SECONDS)
    return ticket


def redeem(ticket: str) -> str | None:
    """The session that a ticket stands for; None when it is unknown, used or too old."""
    identity, until = _tickets.pop(ticket, ("", 0.0))
    for other, (_, end) in list(_tickets.items()):
        if end < time.monotonic():
            _tickets.pop(other, None)
    return identity if time.monotonic() < until else None


TICKET_SECONDS = 60.0
_tickets: dict[str, tuple[str, float]] = {}


def people() -> list[str]:
    """Whom calls can be given to: those who review, and oneself."""
    with opened(archive()) as store:
        known = users.users(store.connection)
    names = {u.name for u in known if not u.disabled and as_viewer(u).may(Power.REVIEW)}
    return sorted(names | {viewer().name})


@contextmanager
def _desk(db: Path | None = None, who: Viewer | None = None) -> Iterator[Desk]:
    with opened(db or archive()) as store:
        yield Desk(store, who or viewer())


# -- reads, cached until the archive changes ----------------------------------------------------


def _now() -> tuple[Path, Version, Viewer]:
    return archive(), version(archive()), viewer()


def rubrics() -> list[str]:
    return _rubrics(*_now())


def criteria(rubric: str) -> list[str]:
    return _criteria(*_now(), rubric)


def choices(column: str) -> list[str]:
    return _choices(*_now(), column)


def every_agent() -> list[str]:
    """Every agent's name, for an archive without accounts, where any role may be taken."""
    return _choices(archive(), version(archive()), Viewer(system_user(), Role.ADMIN), "agent")


def figures(where: CallFilter, rubric: str) -> Figures:
    return _figures(*_now(), where, rubric)


def is_empty() -> bool:
    """Whether there is no call that this person may see."""
    return not summaries(CallFilter(), "", "newest", 1, 0)


def count(where: CallFilter, rubric: str) -> int:
    return _count(*_now(), where, rubric)


def summaries(
    where: CallFilter, rubric: str, order: str, limit: int, offset: int
) -> list[CallSummary]:
    return _summaries(*_now(), where, rubric, order, limit, offset)


def search(text: str, limit: int = 20) -> list[Hit]:
    return _search(*_now(), text, limit)


def failures() -> list[Failure]:
    return _failures(*_now())


def call(identity: str) -> Call:
    """The call with this id. Raises StoreError when there is none, AccessError for another's."""
    return _call(*_now(), identity)


def scorecards(identity: str) -> list[Scorecard]:
    return _scorecards(*_now(), identity)


def reviews(identity: str) -> list[Review]:
    return _reviews(*_now(), identity)


def comments(identity: str) -> list[Comment]:
    with _desk() as desk:
        return desk.comments(identity)


def place(identity: str) -> Place:
    with _desk() as desk:
        return desk.place(identity)


def need_a_person() -> frozenset[tuple[str, str]]:
    """The criteria (rubric, criterion) that are below the bar of calibration."""
    with _desk() as desk:
        return desk.need_a_person()


def steps(identity: str) -> list[Step]:
    with _desk() as desk:
        return desk.steps(identity)


def edits(identity: str) -> tuple[list[Edit], list[Edit]]:
    """The corrections in force, and the whole history."""
    with _desk() as desk:
        return desk.edits(identity), desk.history(identity)


def draws() -> list[Draw]:
    with _desk() as desk:
        return desk.draws()


def saved_filters() -> dict[str, CallFilter]:
    with _desk() as desk:
        return desk.saved_filters()


def audit(identity: str | None = None, limit: int = 200) -> list[Entry]:
    with _desk() as desk:
        return desk.audit(identity, limit)


_cached = st.cache_data(show_spinner=False, max_entries=256)


@_cached
def _rubrics(db: Path, version: Version, who: Viewer) -> list[str]:
    with _desk(db, who) as desk:
        return desk.rubrics()


@_cached
def _criteria(db: Path, version: Version, who: Viewer, rubric: str) -> list[str]:
    with _desk(db, who) as desk:
        return desk.criteria(rubric)


@_cached
def _choices(db: Path, version: Version, who: Viewer, column: str) -> list[str]:
    with _desk(db, who) as desk:
        return desk.choices(column)


@_cached
def _figures(db: Path, version: Version, who: Viewer, where: CallFilter, rubric: str) -> Figures:
    with _desk(db, who) as desk:
        return desk.figures(where, rubric=rubric)


@_cached
def _count(db: Path, version: Version, who: Viewer, where: CallFilter, rubric: str) -> int:
    with _desk(db, who) as desk:
        return desk.count(where, rubric=rubric)


@_cached
def _summaries(
    db: Path,
    version: Version,
    who: Viewer,
    where: CallFilter,
    rubric: str,
    order: str,
    limit: int,
    offset: int,
) -> list[CallSummary]:
    with _desk(db, who) as desk:
        return desk.summaries(where, rubric=rubric, order=order, limit=limit, offset=offset)


@_cached
def _search(db: Path, version: Version, who: Viewer, text: str, limit: int) -> list[Hit]:
    with _desk(db, who) as desk:
        return desk.search(text, limit=limit)


@_cached
def _failures(db: Path, version: Version, who: Viewer) -> list[Failure]:
    with _desk(db, who) as desk:
        return desk.failures()


@st.cache_data(show_spinner=False, max_entries=16)
def _call(db: Path, version: Version, who: Viewer, identity: str) -> Call:
    with _desk(db, who) as desk:
        return desk.call(identity)


@_cached
def _scorecards(db: Path, version: Version, who: Viewer, identity: str) -> list[Scorecard]:
    with _desk(db, who) as desk:
        return desk.scorecards(identity)


@_cached
def _reviews(db: Path, version: Version, who: Viewer, identity: str) -> list[Review]:
    with _desk(db, who) as desk:
        return desk.reviews(identity)


# -- writes --------------------------------------------------------------------------------------


def add_review(
    card: Scorecard, criterion: str, verdict: Verdict, note: str, reason: str = ""
) -> Review:
    """Keep what a person says of a finding."""
    with _desk() as desk:
        return desk.review(card.call, card.rubric, criterion, verdict, note=note, reason=reason)


def comment(identity: str, turn: int, text: str) -> Comment:
    with _desk() as desk:
        return desk.comment(identity, turn, text)


def correct_word(identity: str, turn: int, word: int, text: str) -> list[str]:
    """Gives the rubrics that could not be applied again."""
    with _desk() as desk:
        return desk.correct_word(identity, turn, word, text)


def correct_speakers(identity: str, names: Mapping[str, str]) -> list[str]:
    """Gives the rubrics that could not be applied again."""
    with _desk() as desk:
        return desk.correct_speakers(identity, names)


def undo(identity: str, edit: int) -> list[str]:
    with _desk() as desk:
        return desk.undo(identity, edit)


def move(identity: str, state: str, note: str = "") -> None:
    with _desk() as desk:
        desk.move(identity, state, note)


def assign(calls: Sequence[str], assignee: str | None, due: date | None, source: str) -> None:
    with _desk() as desk:
        desk.assign(calls, assignee, due, source)


def draw(day: date, per_agent: int, seed: str, due: date | None) -> Draw:
    with _desk() as desk:
        return desk.draw(day, per_agent, seed, due)


def save_filter(name: str, where: CallFilter) -> None:
    with _desk() as desk:
        desk.save_filter(name, where)


def forget_filter(name: str) -> None:
    with _desk() as desk:
        desk.forget_filter(name)


# -- recordings and exports ----------------------------------------------------------------------


def listening_file(db: Path, who: Viewer, identity: str) -> tuple[Path, str]:
    """A file that the browser plays for a call, and its media type.

    Raises StoreError for an unknown call, AccessError for another's, InputError when there is
    nothing to hear.
    """
    with _desk(db, who) as desk:
        recording = desk.recording(identity)
    if not recording.channels:
        raise InputError("this call is a transcript without a recording")
    path = listening_copy(recording, cache_folder())
    return path, media_type(path) or "application/octet-stream"


def export(db: Path, who: Viewer, identity: str, form: str) -> str:
    """A call as json, csv or vtt."""
    with _desk(db, who) as desk:
        return desk.export(identity, form)


def export_list(where: CallFilter, rubric: str, order: str) -> str:
    """The calls that fit, as CSV."""
    with _desk() as desk:
        return desk.export_list(where, rubric=rubric, order=order)


def silent(call: Call) -> tuple[Interval, ...]:
    """The stretches in which nobody is audible."""
    return invert(merge(part for side in call.activity.values() for part in side), call.seconds)


def missing_sound(call: Call) -> str | None:
    """Why there is nothing to hear, in words for the page; None when the recording is there."""
    if not call.recording.channels:
        return "This call is a transcript: there is no recording to play."
    gone = [path for path in call.recording.paths if not Path(path).is_file()]
    if not gone:
        return None
    return (
        f"The recording is not where it was ({', '.join(gone)}). It may have been moved or "
        "deleted; everything else is shown from the archive."
    )
