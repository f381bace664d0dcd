"""Signing in and staying signed in: random session ids, of which only digests are kept."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable

from qa.accounts import audit, users
from qa.accounts.people import Role, User, Viewer
from qa.connection import Connection
from qa.errors import AccessError

IDLE_SECONDS = 2 * 3600.0  # signed out after so long without a click
LONGEST_SECONDS = 12 * 3600.0  # a working day
SEEN_EVERY_SECONDS = 300.0  # a click is noted at most so often, so that looking writes little
WINDOW_SECONDS = 15 * 60.0
TRIES_HERE, TRIES_PER_NAME, TRIES_PER_ADDRESS = 5, 25, 50  # of a name from an address, of each
UNKNOWN = "unknown"

Clock = Callable[[], float]


def sign_in(
    connection: Connection, name: str, password: str, address: str, clock: Clock = time.time
) -> str:
    """A new session's id. Raises AccessError when it is refused, in the same words whatever the
    cause, or when there were too many failed tries of this name or from this address."""
    moment = clock()
    # The try is counted before it is looked at, so that many at once are not more than a few.
    with connection.writing():
        refused = _too_many(connection, name, address, moment)
        if refused:
            audit.note(connection, _as(connection, name), "sign-in refused", why="too many tries")
        else:
            connection.insert("failed_sign_ins", name=name.strip(), address=address, at=moment)
            connection.run("DELETE FROM failed_sign_ins WHERE at < ?", [moment - WINDOW_SECONDS])
    if refused:
        raise AccessError(f"too many failed tries; wait {round(WINDOW_SECONDS / 60)} minutes")
    if not users.password_fits(connection, name, password):
        audit.note(connection, _as(connection, name), "sign-in failed")
        raise AccessError("this name and password do not fit together")
    return begin(connection, name, clock)


def begin(connection: Connection, name: str, clock: Clock = time.time) -> str:
    """A session for somebody who has proved who they are; gives its id."""
    identity = secrets.token_urlsafe(32)
    moment = clock()
    with connection.writing():
        connection.run("DELETE FROM sessions WHERE begun < ?", [moment - LONGEST_SECONDS])
        connection.run("DELETE FROM failed_sign_ins WHERE name = ?", [name.strip()])
        connection.insert(
            "sessions", digest=_digest(identity), user=name.strip(), begun=moment, seen=moment
        )
        audit.note(connection, _as(connection, name), "signed in")
    return identity


def user_of(connection: Connection, identity: str | None, clock: Clock = time.time) -> User | None:
    """Whose session this is; None when it is unknown, over, or its user was disabled."""
    if not identity:
        return None
    digest, moment = _digest(identity), clock()
    row = connection.one("SELECT user, begun, seen FROM sessions WHERE digest = ?", [digest])
    if row is None:
        return None
    if moment - row["begun"] > LONGEST_SECONDS or moment - row["seen"] > IDLE_SECONDS:
        return None
    if moment - row["seen"] > SEEN_EVERY_SECONDS:
        with connection.writing():
            connection.run("UPDATE sessions SET seen = ? WHERE digest = ?", [moment, digest])
    user = users.find(connection, row["user"])
    return user if user and not user.disabled else None


def sign_out(connection: Connection, identity: str | None) -> None:
    """End a session; nothing happens when it is over already."""
    user = user_of(connection, identity)
    if user is None or identity is None:
        return
    with connection.writing():
        connection.run("DELETE FROM sessions WHERE digest = ?", [_digest(identity)])
        audit.note(connection, Viewer(user.name, user.role), "signed out")


def _too_many(connection: Connection, name: str, address: str, moment: float) -> bool:
    since = moment - WINDOW_SECONDS
    row = connection.one(
        "SELECT coalesce(sum(name = ?1), 0) AS named, coalesce(sum(address = ?2), 0) AS there,"
        " coalesce(sum(name = ?1 AND address = ?2), 0) AS here FROM failed_sign_ins WHERE at > ?3",
        [name.strip(), address, since],
    )
    return row is not None and (
        row["here"] >= TRIES_HERE
        or row["named"] >= TRIES_PER_NAME
        or row["there"] >= TRIES_PER_ADDRESS
    )


def _as(connection: Connection, name: str) -> Viewer:
    """Who tries to sign in, for the log; what was typed is kept only when it is a user's name.

    Somebody may type a password into the wrong field.
    """
    user = users.find(connection, name)
    return Viewer(user.name, user.role) if user else Viewer(UNKNOWN, Role.AGENT)


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()
