"""A language model on this machine is asked over HTTP, and has to prove what it says by a quote."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from qa import local_model
from qa.call import Call, Metadata
from qa.meaning import understand
from qa.replay import score_again
from qa.rubric.examples import run_examples
from qa.rubric.load import parse
from qa.rubric.outcome import Finding, Verdict
from qa.rubric.score import score
from qa.store import Store

RUBRIC = """
id: asked
title: Asked
version: "1"
languages: [en]
sections:
  - title: All
    criteria:
      - id: warm
        ask: Was the agent warm?
        check: {kind: ask_model, question: Is the agent warm?}
        examples: [{expect: pass, call: "agent: Hello."}, {expect: fail, call: "agent: What?"}]
"""
ELSEWHERE = RUBRIC.replace(
    "{kind: ask_model, question: Is the agent warm?}",
    "{kind: first, checks: [{kind: ask_model, question: Warm?}, {kind: said, phrases: [hello]}]}",
)
CALL = "customer: My parcel is lost, you rascals.\nagent: Hello, let me find it for you."
GOOD = {"verdict": "pass", "turn": 2, "quote": "let me find it", "reason": "helpful"}


class Model:
    """A server of the OpenAI kind: `reply` is the body of its answers, `asked` what came in."""

    def __init__(self) -> None:
        self.reply, self.status = "", 200
        self.asked: list[tuple[str, dict[str, Any], str]] = []
        self.hold: threading.Event | None = None
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                model.asked.append((self.path, json.loads(body), f"{self.headers}{body}"))
                if model.hold:
                    model.hold.wait()
                self.send_response(model.status)
                if model.status == 302:
                    self.send_header("Location", "http://8.8.8.8/v1/chat/completions")
                self.end_headers()
                self.wfile.write(model.reply.encode())

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def says(self, answer: object) -> None:
        content = answer if isinstance(answer, str) else json.dumps(answer)
        self.reply = json.dumps({"choices": [{"message": {"content": content}}]})


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    found = Model()
    monkeypatch.setenv("CALLQA_MODEL_URL", found.url)
    monkeypatch.setenv("CALLQA_MODEL", "small")
    yield found
    if found.hold:
        found.hold.set()
    found.server.shutdown()
    found.server.server_close()


def asked(call: Call, text: str = RUBRIC) -> Finding:
    return score(parse(text), call).lines[0].finding


def test_a_quote_that_stands_in_the_transcript_proves_the_verdict(
    say: Callable[..., Call], model: Model
) -> None:
    call = say(CALL)
    for verdict in (Verdict.PASS, Verdict.FAIL):
        model.says(GOOD | {"verdict": verdict, "quote": "LET ME find it"})
        found = asked(call)
        assert found.verdict is verdict
        assert [call.quote(span) for span in found.evidence] == ["let me find it"]
        assert found.reason == "The language model: helpful"


def test_it_is_asked_by_the_openai_protocol_with_the_question_and_the_transcript(
    say: Callable[..., Call], model: Model
) -> None:
    model.says(GOOD)
    asked(say(CALL))
    path, body, _ = model.asked[0]
    assert path == "/v1/chat/completions"
    assert (body["model"], body["temperature"]) == ("small", 0)
    request = body["messages"][1]["content"]
    assert "Is the agent warm?" in request
    assert "1 customer: My parcel is lost" in request
    assert "2 agent: Hello, let me find it" in request


def test_the_request_holds_nobodys_name_and_no_trace_of_the_recording(
    say: Callable[..., Call], model: Model
) -> None:
    model.says(GOOD)
    call = say(CALL)
    about = Metadata(
        agent="Oluwaseun", customer="Marigold", team="Nightjars", queue="Cards", name="call-77"
    )
    recording = replace(call.recording, metadata=about, paths=("/calls/Oluwaseun.wav",))
    asked(replace(call, id="call-77", recording=recording))
    sent = model.asked[0][2]
    for word in ("Oluwaseun", "Marigold", "Nightjars", "Cards", "call-77", ".wav"):
        assert word not in sent


@pytest.mark.parametrize(
    "quote",
    ["I am sorry for that", "you rascals", "find it let me", "", None],
    ids=["invented", "by the other speaker", "in another order", "empty", "none"],
)
def test_a_verdict_without_a_quote_of_that_speaker_is_cannot_tell(
    say: Callable[..., Call], model: Model, quote: str | None
) -> None:
    model.says(GOOD | {"verdict": "fail", "quote": quote})
    found = asked(say(CALL))
    assert (found.verdict, found.evidence) == (Verdict.CANNOT_TELL, ())
    assert not found.unanswered


def test_an_answer_that_nothing_can_be_told_is_taken_as_it_is(
    say: Callable[..., Call], model: Model
) -> None:
    model.says("Here you are: " + json.dumps({"verdict": "not_applicable", "reason": "no call"}))
    found = asked(say(CALL))
    assert (found.verdict, found.unanswered) == (Verdict.NOT_APPLICABLE, False)


@pytest.mark.parametrize(
    ("status", "reply"),
    [
        (200, "<html>not a model</html>"),
        (200, '{"choices": []}'),
        (200, '{"choices": [{"message": {"content": null}}]}'),
        (200, '{"choices": [{"message": {"content": "I think it passes."}}]}'),
        (200, '{"choices": [{"message": {"content": "{\\"verdict\\": \\"maybe\\"}"}}]}'),
        (200, "[" * 100_000),
        (200, ""),
        (500, "out of memory"),
        (302, ""),
    ],
)
def test_garbage_is_no_answer(
    say: Callable[..., Call], model: Model, status: int, reply: str
) -> None:
    model.status, model.reply = status, reply
    found = asked(say(CALL))
    assert (found.verdict, found.unanswered) == (Verdict.CANNOT_TELL, True)
    assert found.reason.startswith("The language model did not answer: ")
    assert "\n" not in found.reason


def test_a_server_that_does_not_speak_http_gives_no_answer(
    say: Callable[..., Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hiss() -> None:
            with listening.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(b"\x00\x01\x02 hiss \r\n\r\n")

        talking = threading.Thread(target=hiss)
        talking.start()
        monkeypatch.setenv("CALLQA_MODEL_URL", f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
        monkeypatch.setenv("CALLQA_MODEL", "small")
        found = asked(say(CALL))
        talking.join()
    assert (found.verdict, found.unanswered) == (Verdict.CANNOT_TELL, True)
    assert "does not answer as expected" in found.reason


def test_a_server_that_is_down_gives_no_answer(say: Callable[..., Call], model: Model) -> None:
    model.server.shutdown()
    model.server.server_close()
    found = asked(say(CALL))
    assert (found.verdict, found.unanswered) == (Verdict.CANNOT_TELL, True)
    assert f"{model.url} cannot be reached" in found.reason


def test_a_server_that_takes_too_long_gives_no_answer(
    say: Callable[..., Call], model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.hold = threading.Event()
    monkeypatch.setattr(local_model, "TIMEOUT_SECONDS", 0.2)
    found = asked(say(CALL))
    assert (found.verdict, found.unanswered) == (Verdict.CANNOT_TELL, True)
    assert "timed out" in found.reason


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://8.8.8.8/v1", "outside your own network"),
        ("http://[::ffff:8.8.8.8]/v1", "outside your own network"),
        ("http://[2001:4860:4860::8888]/v1", "outside your own network"),
        ("ftp://127.0.0.1/v1", "is not an address"),
        ("http://127.0.0.1:port/v1", "is not an address"),
        ("http://[::1/v1", "is not an address"),
        ("localhost:11434", "is not an address"),
        ("http://" + "a" * 70 + ".example/v1", "is not known"),
    ],
)
def test_an_address_outside_ones_own_network_is_refused(
    say: Callable[..., Call], model: Model, monkeypatch: pytest.MonkeyPatch, url: str, why: str
) -> None:
    monkeypatch.setenv("CALLQA_MODEL_URL", url)
    found = asked(say(CALL))
    assert (found.verdict, model.asked) == (Verdict.CANNOT_TELL, [])
    assert why in found.reason


def test_without_a_setting_nobody_is_asked(
    say: Callable[..., Call], model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CALLQA_MODEL_URL")
    found = asked(say(CALL))
    assert (found.verdict, found.unanswered, model.asked) == (Verdict.CANNOT_TELL, False, [])


@pytest.mark.parametrize("text", [RUBRIC, ELSEWHERE], ids=["alone", "with another check"])
def test_a_model_that_did_not_answer_is_asked_again_at_the_next_scoring(
    store: Store, say: Callable[..., Call], model: Model, text: str
) -> None:
    call, rubric = understand(say(CALL)), parse(text)
    model.status = 503
    store.save(call, [score(rubric, call)], "test")  # judged as a batch does
    assert score_again(store, [rubric], workers=1).written == 1
    assert len(model.asked) == 2
    model.status = 200
    model.says(GOOD)
    assert score_again(store, [rubric], workers=1).written == 1
    card = store.scorecards(call.id)[0]
    assert card.lines[0].finding.reason == "The language model: helpful"
    assert score_again(store, [rubric], workers=1).written == 0
    assert len(model.asked) == 3


def test_what_a_model_answered_is_not_asked_again(
    store: Store, say: Callable[..., Call], model: Model
) -> None:
    model.says({"verdict": "cannot_tell", "reason": "too short"})
    store.save(understand(say(CALL)), [], "test")
    for _ in range(2):
        score_again(store, [parse(RUBRIC)], workers=1)
    assert len(model.asked) == 1


def test_examples_that_got_no_answer_are_run_again(model: Model) -> None:
    known: dict = {}
    model.status = 503
    run_examples(parse(RUBRIC), known)
    assert known == {}
    model.status = 200
    model.says({"verdict": "pass", "quote": "Hello", "reason": "greets"})
    assert [result.finding.verdict for result in run_examples(parse(RUBRIC), known)] == [
        Verdict.PASS,
        Verdict.CANNOT_TELL,
    ]
