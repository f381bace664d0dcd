"""Who gets in: the sign-in page, its cookie, and what an agent is refused at every door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import archives
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app import server, signin
from qa.accounts import audit, users
from qa.call import Metadata
from qa.errors import QAError
from qa.store import Store

PASSWORD = archives.PASSWORD
ALEX, SAM = Metadata(agent="Alex Marin"), Metadata(agent="Sam Lee")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archives.with_accounts(tmp_path_factory.mktemp("accounts"))


@pytest.fixture(scope="module")
def served(db: Path) -> Iterator[TestClient]:
    with archives.served(db) as client:
        yield client


@pytest.fixture
def client(served: TestClient) -> Iterator[TestClient]:
    served.cookies.clear()
    served.follow_redirects = False
    yield served
    served.cookies.clear()


def enter(client: TestClient, name: str, password: str = PASSWORD, target: str = "/") -> object:
    form = {"name": name, "password": password, "next": target}
    return client.post("/login", data=form)


def acts(db: Path) -> list[str]:
    with Store(db) as store:
        return [entry.act for entry in audit.entries(store.connection)]


@pytest.mark.parametrize("path", ["/", "/call?call=hers&at=3", "/queue"])
def test_pages_send_strangers_to_the_sign_in_page_and_back(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 303
    form = client.get(answer.headers["location"])
    assert form.status_code == 200
    hidden = re.search(r'name="next" value="([^"]*)"', form.text)
    assert hidden
    assert hidden[1].replace("&amp;", "&") == path


def test_strangers_get_no_sound_no_export_and_no_websocket(client: TestClient) -> None:
    assert client.get("/api/audio/hers").status_code == 401
    assert client.get("/api/export/csv/hers").status_code == 401
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    answer = enter(client, "alex", target="/call?call=hers")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/call?call=hers"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/api/audio/hers").status_code == 200


def test_a_wrong_password_is_told_on_the_page_and_the_name_stays(client: TestClient) -> None:
    answer = enter(client, 'al"><script>', "wrong")
    assert answer.status_code == 401
    assert "do not fit together" in answer.text
    assert "<script>" not in answer.text
    assert "al&quot;&gt;" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "x"],
)
def test_signing_in_never_leads_to_another_site(client: TestClient, target: str) -> None:
    assert enter(client, "dana", target=target).headers["location"] == "/"


@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_forms_of_other_sites_are_refused(client: TestClient, path: str) -> None:
    form = {"name": "dana", "password": PASSWORD}
    answer = client.post(path, data=form, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_another_sites_script_gets_no_websocket(client: TestClient) -> None:
    enter(client, "dana")
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream", headers={"origin": "https://evil.example"}),
    ):
        pass


def test_an_agent_is_refused_a_colleagues_sound_and_export_and_it_is_logged(
    client: TestClient, db: Path
) -> None:
    enter(client, "alex")
    for path in ("/api/audio/his", "/api/export/json/his", "/api/export/vtt/his"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert acts(db)[0] == "refused"
    assert client.get("/api/audio/nobody").status_code == 403
    enter(client, "dana")
    assert client.get("/api/audio/his").status_code == 200


def test_an_agents_export_of_their_own_call_holds_no_verdict_before_its_release(
    client: TestClient,
) -> None:
    enter(client, "alex")
    answer = client.get("/api/export/json/hers")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.json()["scorecards"] == []
    assert client.get("/api/export/xml/hers").status_code == 404


def test_signing_out_shuts_the_door(client: TestClient, db: Path) -> None:
    enter(client, "alex")
    kept = dict(client.cookies)
    assert client.post("/logout").headers["location"] == "/login"
    client.cookies.update(kept)
    assert client.get("/api/audio/hers").status_code == 401
    assert acts(db)[0] == "signed out"


def test_a_disabled_account_is_out_at_once(client: TestClient, db: Path) -> None:
    enter(client, "alex")
    with Store(db) as store:
        users.set_disabled(store.connection, "alex", True)
    try:
        assert client.get("/api/audio/hers").status_code == 401
        assert enter(client, "alex").status_code == 401
    finally:
        with Store(db) as store:
            users.set_disabled(store.connection, "alex", False)


def test_a_form_that_is_far_too_large_is_refused(client: TestClient) -> None:
    assert enter(client, "x" * 20_000).status_code == 403


def test_a_ticket_of_a_sign_in_provider_is_good_once(client: TestClient) -> None:
    assert client.get("/api/ticket?ticket=guess").headers["location"] == signin.SIGN_IN


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "callqa.example.org", "::"])
def test_an_archive_without_accounts_is_served_to_this_machine_alone(
    tmp_path: Path, host: str
) -> None:
    with pytest.raises(QAError, match="no accounts") as told:
        server.serve(tmp_path / "new.db", host=host, open_browser=False)
    assert "\n" not in str(told.value)
    assert "callqa users add" in str(told.value)
