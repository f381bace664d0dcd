"""Accounts in the archive: made, listed, disabled, given another password."""

from __future__ import annotations

import threading
import unicodedata
from typing import Any

from qa.accounts import audit
from qa.accounts.people import Role, User, Viewer
from qa.connection import Connection, now
from qa.errors import AccessError

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1024  # a longer one only makes the server work
LONGEST_NAME = 80
CONSOLE = Viewer("command line", Role.ADMIN)


def exist(connection: Connection) -> bool:
    """Whether there is any account; disabled ones count, so disabling all opens nothing."""
    return connection.one("SELECT 1 AS x FROM users LIMIT 1") is not None


def users(connection: Connection) -> list[User]:
    return [_user(row) for row in connection.all("SELECT * FROM users ORDER BY name")]


def find(connection: Connection, name: str) -> User | None:
    """The user of this name, capitals aside; None when there is none."""
    row = connection.one("SELECT * FROM users WHERE name = ?", [name.strip()])
    return _user(row) if row else None


def add(
    connection: Connection,
    name: str,
    role: Role,
    password: str | None,
    *,
    agent: str | None = None,
    by: Viewer = CONSOLE,
) -> User:
    """Make an account; without a password only OpenID Connect signs it in.

    Raises AccessError for a name that is taken or unusable and for a weak password.
    """
    name = _good_name(name)
    if agent and role is not Role.AGENT:
        raise AccessError(f"a {role} sees every call", next_step="name an agent for agents alone")
    kept = None if password is None else _hashed(_good_password(password, name))
    with connection.writing():
        if find(connection, name):
            raise AccessError(f"there is a user {name!r} already")
        connection.insert("users", name=name, role=role, agent=agent, password=kept, made_at=now())
        audit.note(connection, by, "user added", user=name, given_role=role)
    return _known(connection, name)


def set_role(
    connection: Connection,
    name: str,
    role: Role,
    *,
    agent: str | None = None,
    by: Viewer = CONSOLE,
) -> None:
    """Give another role, or another agent's calls to an agent, and end every session.

    Raises AccessError where nobody would be left to run the archive.
    """
    user = _known(connection, name)
    with connection.writing():
        if role is not Role.ADMIN:
            _check_not_last(connection, user)
        kept = agent if role is Role.AGENT else None
        sql = "UPDATE users SET role = ?, agent = ? WHERE name = ?"
        connection.run(sql, [role, kept, user.name])
        connection.run("DELETE FROM sessions WHERE user = ?", [user.name])
        audit.note(connection, by, "role changed", user=user.name, given_role=role)


def set_password(connection: Connection, name: str, password: str, *, by: Viewer = CONSOLE) -> None:
    """Give another password and end every session of this user."""
    user = _known(connection, name)
    kept = _hashed(_good_password(password, user.name))
    with connection.writing():
        connection.run("UPDATE users SET password = ? WHERE name = ?", [kept, user.name])
        connection.run("DELETE FROM sessions WHERE user = ?", [user.name])
        audit.note(connection, by, "password changed", user=user.name)


def set_disabled(
    connection: Connection, name: str, disabled: bool, *, by: Viewer = CONSOLE
) -> None:
    """Shut an account, which ends its sessions, or open it again.

    In the dashboard the last administrator cannot be shut out; on the command line anybody can.
    """
    user = _known(connection, name)
    with connection.writing():
        if disabled and by is not CONSOLE:
            _check_not_last(connection, user)
        connection.run("UPDATE users SET disabled = ? WHERE name = ?", [disabled, user.name])
        connection.run("DELETE FROM sessions WHERE user = ?", [user.name])
        act = "user disabled" if disabled else "user enabled"
        audit.note(connection, by, act, user=user.name)


def password_fits(connection: Connection, name: str, password: str) -> bool:
    """Whether this is the user's password; takes as long when there is no such user."""
    from argon2.exceptions import VerificationError

    row = connection.one("SELECT password, disabled FROM users WHERE name = ?", [name.strip()])
    kept = row["password"] if row else None
    try:
        with _VERIFYING:
            _hasher().verify(kept or _nobodys(), password[: LONGEST_PASSWORD + 1])
    except VerificationError:
        return False
    return bool(row and kept and not row["disabled"])


def _check_not_last(connection: Connection, user: User) -> None:
    others = [u for u in users(connection) if u.role is Role.ADMIN and not u.disabled]
    if [u.name for u in others] == [user.name]:
        raise AccessError(
            f"{user.name} is the last administrator", next_step="make another one first"
        )


def _known(connection: Connection, name: str) -> User:
    user = find(connection, name)
    if user is None:
        raise AccessError(f"no user {name!r}", next_step="`callqa users list` shows them")
    return user


def _user(row: dict[str, Any]) -> User:
    return User(
        row["name"],
        Role(row["role"]),
        row["agent"],
        row["password"] is not None,
        bool(row["disabled"]),
        row["made_at"],
    )


def _good_name(name: str) -> str:
    name = unicodedata.normalize("NFC", name.strip())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccessError(
            f"{name!r} cannot be a user's name", next_step=f"1 to {LONGEST_NAME} letters"
        )
    return name


def _good_password(password: str, name: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccessError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if len(set(password)) < 4 or password.casefold() == name.casefold():
        raise AccessError("this password is too easy to guess", next_step="choose another")
    return password


def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher()


def _hashed(password: str) -> str:
    return str(_hasher().hash(password))


def _nobodys() -> str:
    """A hash that no password fits, to spend the same time on."""
    global _NOBODYS
    if not _NOBODYS:
        import secrets

        _NOBODYS = _hashed(secrets.token_hex(16))
    return _NOBODYS


_NOBODYS = ""
_VERIFYING = threading.BoundedSemaphore(2)  # each takes 64 MB, and anybody may ask
