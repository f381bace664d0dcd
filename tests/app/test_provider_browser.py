"""Signing in through an OpenID Connect provider: a real one, on this machine, that asks nobody
for a password."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import archives
import browsing
import oidc_provider_mock
import pytest
from oidc_provider_mock import User
from playwright.sync_api import Browser, Page, expect

from app import data
from qa.accounts import users
from qa.accounts.people import Role
from qa.store import Store

pytestmark = pytest.mark.browser

PEOPLE = {
    "dana@example.org": True,
    "mallory@example.org": False,  # says that she is, and her provider has not looked
    "nobody@example.org": True,
    "rita@example.org": None,  # her provider does not say whether it has looked
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archives.with_accounts(tmp_path_factory.mktemp("provider"))
    with Store(path) as store:
        for name in ("dana@example.org", "mallory@example.org", "rita@example.org"):
            users.add(store.connection, name, Role.SUPERVISOR, None)
    return path


@pytest.fixture(scope="module")
def address(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    claims = [
        User(
            sub=name,
            claims={"email": name, "email_verified": proved}
            if proved is not None
            else {"email": name},
        )
        for name, proved in PEOPLE.items()
    ]
    folder = tmp_path_factory.mktemp("secrets")
    port = _free_port()
    with oidc_provider_mock.run_server_in_thread(user_claims=claims) as provider:
        secrets = folder / ".streamlit" / "secrets.toml"
        secrets.parent.mkdir()
        secrets.write_text(
            f"""
[auth]
name = "Example"
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "{"x" * 32}"
client_id = "callqa"
client_secret = "any"
server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"
"""
        )
        with browsing.serving(db, folder, port):
            yield f"http://localhost:{port}"


def _free_port() -> int:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return int(own.getsockname()[1])


def through_provider(browser: Browser, address: str, name: str) -> Page:
    """The page that somebody comes to who signs in through the provider."""
    page = browsing.opened(browser)
    here = {"localhost", "127.0.0.1"}
    page.route(lambda url: urlsplit(url).hostname not in here, lambda route: route.abort())
    page.goto(f"{address}/login")
    page.get_by_role("link", name="Sign in with Example").click()
    page.get_by_role("button", name=name).click()
    return page


def test_whom_the_provider_has_proved_comes_in_with_their_own_account(
    browser: Browser, address: str
) -> None:
    page = through_provider(browser, address, "dana@example.org")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    expect(page.get_by_text("dana@example.org").first).to_be_visible()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nobody@example.org", "There is no account for you here"),
        ("mallory@example.org", "This address is not proved to be yours"),
        ("rita@example.org", "This address is not proved to be yours"),
    ],
)
def test_nobody_else_does(browser: Browser, address: str, name: str, why: str) -> None:
    page = through_provider(browser, address, name)
    expect(page.get_by_role("heading", name=why)).to_be_visible()


@pytest.mark.parametrize(
    ("told", "trusted", "proved"),
    [
        (True, False, True),
        ("true", False, True),
        (False, True, False),
        ("false", True, False),
        (None, False, False),
        (None, True, True),
        (None, "no", False),
    ],
)
def test_an_address_is_proved_by_the_provider_or_trusted_by_who_runs_this(
    monkeypatch: pytest.MonkeyPatch, told: object, trusted: object, proved: bool
) -> None:
    monkeypatch.setattr(data.st, "secrets", {"auth": {"trust_email": trusted}})
    claims = {"email": "x@example.org"} | ({} if told is None else {"email_verified": told})
    assert data.sso_proves(claims) is proved


def test_who_signs_out_is_signed_out_of_the_dashboard(browser: Browser, address: str) -> None:
    page = through_provider(browser, address, "dana@example.org")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/calls")
    expect(page.get_by_role("link", name="Sign in with Example")).to_be_visible()
