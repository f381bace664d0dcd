"""Accounts: made, signed in, shut; passwords are never kept as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.accounts import audit, sessions, users
from qa.accounts.people import Role
from qa.connection import Connection
from qa.errors import AccessError, StoreError
from qa.store import Store

PASSWORD = "correct horse battery"


@pytest.fixture
def archive(store: Store) -> Connection:
    users.add(store.connection, "Dana", Role.SUPERVISOR, PASSWORD)
    return store.connection


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_the_password_is_kept_only_as_an_argon2_hash(archive: Connection, store: Store) -> None:
    row = archive.one("SELECT * FROM users")
    assert row is not None
    assert row["password"].startswith("$argon2id$")
    assert PASSWORD.encode() not in Path(store.path).read_bytes()


def test_signing_in_gives_a_session_of_which_only_a_digest_is_kept(archive: Connection) -> None:
    identity = sessions.sign_in(archive, "dana", PASSWORD, "here")
    user = sessions.user_of(archive, identity)
    assert user is not None
    assert (user.name, user.role) == ("Dana", Role.SUPERVISOR)
    row = archive.one("SELECT digest FROM sessions")
    assert row is not None
    assert row["digest"] != identity


@pytest.mark.parametrize(("name", "password"), [("Dana", "wrong"), ("Nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(
    archive: Connection, name: str, password: str
) -> None:
    with pytest.raises(AccessError, match="do not fit together"):
        sessions.sign_in(archive, name, password, "here")
    assert audit.entries(archive)[0].act == "sign-in failed"


def test_what_was_typed_as_a_name_is_not_logged(archive: Connection) -> None:
    with pytest.raises(AccessError):
        sessions.sign_in(archive, PASSWORD, "Dana", "here")
    assert all(PASSWORD not in repr(entry) for entry in audit.entries(archive))


def test_a_session_ends_after_two_idle_hours_and_after_a_working_day(archive: Connection) -> None:
    clock = Clock()
    idle = sessions.sign_in(archive, "Dana", PASSWORD, "here", clock)
    clock.now += sessions.IDLE_SECONDS - 1
    assert sessions.user_of(archive, idle, clock)
    clock.now += sessions.IDLE_SECONDS + 1
    assert sessions.user_of(archive, idle, clock) is None
    busy = sessions.sign_in(archive, "Dana", PASSWORD, "here", clock)
    for _ in range(int(sessions.LONGEST_SECONDS / 3600)):
        assert sessions.user_of(archive, busy, clock)
        clock.now += 3600
    clock.now += 1
    assert sessions.user_of(archive, busy, clock) is None


def test_signing_out_ends_the_session(archive: Connection) -> None:
    identity = sessions.sign_in(archive, "Dana", PASSWORD, "here")
    sessions.sign_out(archive, identity)
    assert sessions.user_of(archive, identity) is None
    sessions.sign_out(archive, identity)
    assert [entry.act for entry in audit.entries(archive)][:2] == ["signed out", "signed in"]


def test_too_many_wrong_passwords_shut_the_door_for_a_while(archive: Connection) -> None:
    clock = Clock()
    for _ in range(sessions.TRIES_HERE):
        with pytest.raises(AccessError, match="do not fit"):
            sessions.sign_in(archive, "Dana", "wrong", "here", clock)
    with pytest.raises(AccessError, match="too many"):
        sessions.sign_in(archive, "Dana", PASSWORD, "here", clock)
    assert sessions.sign_in(archive, "Dana", PASSWORD, "elsewhere", clock)
    clock.now += sessions.WINDOW_SECONDS + 1
    assert sessions.sign_in(archive, "Dana", PASSWORD, "here", clock)


@pytest.mark.parametrize("change", ["disable", "password"])
def test_shutting_an_account_or_changing_its_password_ends_its_sessions(
    archive: Connection, change: str
) -> None:
    identity = sessions.sign_in(archive, "Dana", PASSWORD, "here")
    if change == "disable":
        users.set_disabled(archive, "Dana", True)
    else:
        users.set_password(archive, "Dana", "another long one")
    assert sessions.user_of(archive, identity) is None
    with pytest.raises(AccessError):
        sessions.sign_in(archive, "Dana", PASSWORD, "here")


def test_an_account_without_password_cannot_be_signed_in_to_with_one(archive: Connection) -> None:
    users.add(archive, "dana@example.org", Role.QA, None)
    with pytest.raises(AccessError):
        sessions.sign_in(archive, "dana@example.org", "", "here")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "x" * 2000, "Dana Dana Dana"])
def test_weak_passwords_are_refused(archive: Connection, password: str) -> None:
    with pytest.raises(AccessError):
        users.add(archive, "Dana Dana Dana", Role.QA, password)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 81, "DANA"])
def test_unusable_names_and_names_that_are_taken_are_refused(
    archive: Connection, name: str
) -> None:
    with pytest.raises(AccessError):
        users.add(archive, name, Role.QA, PASSWORD)


@pytest.mark.parametrize("sql", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
def test_the_log_can_only_be_added_to(archive: Connection, sql: str) -> None:
    def tried() -> None:
        with archive.writing():
            archive.run(sql)

    _refused(tried)
    assert audit.entries(archive)[0].act == "user added"


def _refused(act: Callable[[], None]) -> None:
    with pytest.raises(StoreError, match="audit log is added to"):
        act()
