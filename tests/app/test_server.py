"""The server around the pages: recordings by range, safe headers, no foreign hosts."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import archives
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app import server, web
from qa.errors import QAError
from qa.store import Store


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("served")
    db = archives.build(folder, {"complaint": archives.COMPLAINT, "lost": archives.PRAISE})
    with Store(db) as store:
        Path(store.call("lost").recording.path).unlink()
    with archives.served(db) as client:
        yield client


def test_a_recording_is_answered_by_range(client: TestClient) -> None:
    answer = client.get("/api/audio/complaint", headers={"range": "bytes=100-199"})
    assert answer.status_code == 206
    assert len(answer.content) == 100
    assert answer.headers["content-range"].startswith("bytes 100-199/")
    assert answer.headers["content-type"] == "audio/wav"


def test_an_unknown_call_has_no_recording(client: TestClient) -> None:
    answer = client.get("/api/audio/nobody")
    assert answer.status_code == 404
    assert answer.text == "no call 'nobody' in the archive\n"


def test_a_recording_that_was_deleted_is_not_found(client: TestClient) -> None:
    answer = client.get("/api/audio/lost")
    assert answer.status_code == 404
    assert answer.text == "the recording is not where it was\n"


@pytest.mark.parametrize("path", ["/", "/call", "/api/audio/complaint", "/api/audio/x", "/x.js"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    for name, value in web.HEADERS.items():
        assert headers[name] == value


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8501", "", "10.0.0.1"])
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/api/audio/complaint", headers={"host": host})
    assert answer.status_code == 421
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_foreign_host_name_gets_no_websocket(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream", headers={"host": "evil.example"}),
    ):
        pass


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:1"])
def test_local_host_names_are_served(client: TestClient, host: str) -> None:
    assert client.get("/_stcore/health", headers={"host": host}).status_code == 200


def test_the_default_port_gives_way_and_a_chosen_one_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(QAError, match="is taken"):
            server._free_port("127.0.0.1", port)
        monkeypatch.setattr(server, "DEFAULT_PORT", port)
        assert server._free_port("127.0.0.1", port) > port
