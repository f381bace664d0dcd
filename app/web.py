"""What the server adds to Streamlit: the recordings, and what keeps other sites out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import signin

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
    "frame-ancestors 'none'; object-src 'none'; base-uri 'self'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # "no-referrer" would take the origin off our own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def create_app(db: Path, host: str = "127.0.0.1") -> st.App:
    """The dashboard of one archive as an ASGI app."""
    guards = [
        Middleware(SafeHeaders),
        Middleware(signin.SignedIn, db=db),
    ]
    if host in LOCAL_NAMES:
        guards.insert(0, Middleware(OnlyFrom, names=LOCAL_NAMES))
    return st.App(
        Path(__file__).with_name("main.py"),
        routes=[
            Route("/api/audio/{call_id:path}", _for_viewer(db, _audio)),
            Route("/api/export/{form}/{call_id:path}", _for_viewer(db, _export)),
            Route("/api/report/{form}/month/{month}/{agent:path}", _for_viewer(db, _month)),
            Route("/api/report/{form}/call/{call_id:path}", _for_viewer(db, _report)),
            Route("/api/upload/{batch}", _uploading(db), methods=["POST"]),
            *signin.routes(db),
        ],
        middleware=guards,
    )


Answer = Callable[[Path, Any, Request], Response]


def _for_viewer(db: Path, answer: Answer) -> Callable[[Request], Response]:
    """A route that answers only who is signed in, with what is theirs."""

    def route(request: Request) -> Response:
        from app import data  # its caches want Streamlit's runtime, which is there by now

        cookie = request.cookies.get(signin.cookie_name(db))
        try:
            who = data.viewer_of(db, cookie)
            if who is None:
                return PlainTextResponse("you are not signed in\n", status_code=401)
            return answer(db, who, request)
        except data.AccessError as error:
            return PlainTextResponse(f"{error.what}\n", status_code=403)
        except data.QAError as error:
            return PlainTextResponse(f"{error.what}\n", status_code=404)

    return route


def _audio(db: Path, who: Any, request: Request) -> Response:
    from app import data

    path, kind = data.listening_file(db, who, request.path_params["call_id"])
    return FileResponse(path, media_type=kind, headers={"cache-control": "private, no-cache"})


def _uploading(db: Path) -> Callable[[Request], Awaitable[Response]]:
    """Takes one recording as the body of a request and writes it to disk as it comes."""

    async def route(request: Request) -> Response:
        from app import data

        if not signin.same_origin(request.headers):
            return PlainTextResponse("this upload is not ours\n", status_code=403)
        cookie = request.cookies.get(signin.cookie_name(db))
        who = await run_in_threadpool(data.viewer_of, db, cookie)
        if who is None:
            return PlainTextResponse("you are not signed in\n", status_code=401)
        try:
            return PlainTextResponse(f"{await _received(db, who, request)}\n")
        except data.AccessError as error:
            return PlainTextResponse(f"{error.what}\n", status_code=403)
        except data.QAError as error:
            step = f"; {error.next_step}" if error.next_step else ""
            return PlainTextResponse(f"{error.what}{step}\n", status_code=400)

    return route


async def _received(db: Path, who: Any, request: Request) -> str:
    from app import data_archive

    name = unquote(request.headers.get("x-callqa-name", ""))
    length = request.headers.get("content-length", "")
    size = int(length) if length.isdigit() else 0
    batch = request.path_params["batch"]
    upload = await run_in_threadpool(data_archive.Upload, db, who, batch, name, size)
    try:
        async for block in request.stream():
            await run_in_threadpool(upload.write, block)
    except BaseException:  # a connection that breaks leaves nothing behind either
        upload.abandon()
        raise
    return await run_in_threadpool(upload.finish)


EXPORT_TYPES = {"json": "application/json", "csv": "text/csv", "vtt": "text/vtt"}


def _export(db: Path, who: Any, request: Request) -> Response:
    from app import data

    call, form = request.path_params["call_id"], request.path_params["form"]
    text = data.export(db, who, call, form)
    name = quote(f"{call}.{form}", safe="")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "cache-control": "private, no-store",
    }
    return Response(text, media_type=EXPORT_TYPES[form], headers=headers)


def _report(db: Path, who: Any, request: Request) -> Response:
    from app import data_report

    call, form = request.path_params["call_id"], request.path_params["form"]
    return _download(data_report.call_report(db, who, call, form), call, form)


def _month(db: Path, who: Any, request: Request) -> Response:
    from app import data_report

    given = request.path_params
    agent, month, form = given["agent"], given["month"], given["form"]
    rubric = request.query_params.get("rubric", "essentials")
    made = data_report.month_report(db, who, agent, month, form, rubric)
    return _download(made, f"{agent} {month}", form)


def _download(body: bytes, name: str, form: str) -> Response:
    """A file to keep: never shown in the dashboard's own place."""
    from app import data_report

    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{form}', safe='')}",
        "cache-control": "private, no-store",
    }
    return Response(body, media_type=data_report.FORMS[form], headers=headers)


class SafeHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, _with_headers(send))


class OnlyFrom:
    """Refuses requests made under another host name, so no web page can reach in by rebinding."""

    def __init__(self, app: ASGIApp, names: Iterable[str]):
        self.app, self.names = app, frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _host(scope) in self.names:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            answer = PlainTextResponse("this address is not served here\n", status_code=421)
            await answer(scope, receive, _with_headers(send))


def _host(scope: Scope) -> str:
    """The host name a request was made under, without port and brackets."""
    header = next((value for key, value in scope["headers"] if key == b"host"), b"")
    name = header.decode("latin-1").lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.rpartition(":")[0] if ":" in name else name


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [(k, v) for k, v in message["headers"] if k.decode().lower() not in HEADERS]
            ours = [(key.encode(), value.encode()) for key, value in HEADERS.items()]
            message = {**message, "headers": [*given, *ours]}
        await send(message)

    return sending
