"""Signing in and out: our own pages and cookie, in front of everything that Streamlit serves."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app import palette

SIGN_IN, SIGN_OUT, TICKET = "/login", "/logout", "/api/ticket"
OPEN_PREFIXES = ("/static/", "/_stcore/", "/auth/", "/oauth2callback", "/favicon", "/component/")
MOST_FORM_BYTES = 8192
PROVIDERS_COOKIE = "_streamlit_user"


def cookie_name(db: Path) -> str:
    """The cookie of an archive's dashboard; those on other ports of this machine share cookies."""
    return f"callqa_{hashlib.sha256(str(db).encode()).hexdigest()[:8]}"


def routes(db: Path) -> list[Route]:
    """The sign-in page, what it sends to, and the way in for who proved themselves elsewhere."""

    def show(request: Request) -> Response:
        return _page(db, _safe_target(request.query_params.get("next")))

    async def enter(request: Request) -> Response:
        if not same_origin(request.headers) or _too_large(request.headers):
            return PlainTextResponse("this form is not ours\n", status_code=403)
        form = await request.form(max_files=0, max_fields=4)
        name, password = str(form.get("name", "")), str(form.get("password", ""))
        target = _safe_target(str(form.get("next", "/")))
        address = request.client.host if request.client else ""
        return await run_in_threadpool(_enter, db, request, name, password, address, target)

    async def leave(request: Request) -> Response:
        if not same_origin(request.headers):
            return PlainTextResponse("this form is not ours\n", status_code=403)
        from app import data

        await run_in_threadpool(data.sign_out, db, request.cookies.get(cookie_name(db)))
        target = "/auth/logout" if data.sso_name() else SIGN_IN
        answer = RedirectResponse(target, status_code=303)
        answer.delete_cookie(cookie_name(db), path="/", httponly=True, samesite="lax")
        return answer

    def redeem(request: Request) -> Response:
        from app import data

        identity = data.redeem(request.query_params.get("ticket", ""))
        if identity is None:
            return RedirectResponse(SIGN_IN, status_code=303)
        return _welcome(db, request, identity, "/")

    return [
        Route(SIGN_IN, show, methods=["GET"]),
        Route(SIGN_IN, enter, methods=["POST"]),
        Route(SIGN_OUT, leave, methods=["POST"]),
        Route(TICKET, redeem, methods=["GET"]),
    ]


class SignedIn:
    """Lets nobody in who is not signed in, once the archive has accounts.

    Pages send to the sign-in page and a websocket is closed. Streamlit's own files are public:
    they hold nothing of the archive.
    """

    def __init__(self, app: ASGIApp, db: Path):
        self.app, self.db = app, db

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not same_origin(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "lifespan" or await run_in_threadpool(self._may_pass, scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            query = scope.get("query_string", b"").decode("latin-1")
            wanted = scope["path"] + (f"?{query}" if query else "")
            answer = RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", status_code=303)
            await answer(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        from app import data

        path = scope["path"]
        socket = scope["type"] == "websocket"
        if not socket and (
            path.startswith(("/api/", *OPEN_PREFIXES)) or path in (SIGN_IN, SIGN_OUT)
        ):
            return True  # our own routes ask for themselves
        cookies = HTTPConnection(scope).cookies
        if data.sso_name() and (socket or _on_the_way(scope, cookies)):
            return True  # Streamlit talks to the provider; main.py lets nobody further
        cookie = cookies.get(cookie_name(self.db))
        return data.viewer_of(self.db, cookie) is not None


def _on_the_way(scope: Scope, cookies: Mapping[str, str]) -> bool:
    """Whether this is the start page, going to the sign-in provider or coming back from it."""
    going = b"sso=1" in scope.get("query_string", b"")
    return scope["path"] == "/" and (going or PROVIDERS_COOKIE in cookies)


def _enter(
    db: Path, request: Request, name: str, password: str, address: str, target: str
) -> Response:
    from app import data

    try:
        identity = data.sign_in(db, name, password, address)
    except data.QAError as error:
        return _page(db, target, error=error.what, name=name, status=401)
    return _welcome(db, request, identity, target)


def _welcome(db: Path, request: Request, identity: str, target: str) -> Response:
    answer = RedirectResponse(target, status_code=303)
    secure = request.url.scheme == "https"
    # No expiry: the cookie goes with the browser, and the session ends by the archive's clock.
    answer.set_cookie(
        cookie_name(db), identity, path="/", httponly=True, samesite="lax", secure=secure
    )
    return answer


def _safe_target(wanted: str | None) -> str:
    """An address on this server, or the start page: never another site."""
    text = wanted or "/"
    parts = urlsplit(text)
    plain = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if plain and not parts.netloc and not parts.scheme else "/"


def same_origin(headers: Headers) -> bool:
    """Whether a request comes from a page of ours; other programs send no origin."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _too_large(headers: Headers) -> bool:
    length = headers.get("content-length", "")
    return not length.isdigit() or int(length) > MOST_FORM_BYTES


def _page(db: Path, target: str, *, error: str = "", name: str = "", status: int = 200) -> Response:
    from app import data

    if not data.has_accounts(db):
        return RedirectResponse("/", status_code=303)
    sso = data.sso_name()
    values = {
        "error": f'<p class="error" role="alert">{html.escape(_sentence(error))}</p>'
        if error
        else "",
        "name": html.escape(name, quote=True),
        "next": html.escape(target, quote=True),
        "sso": f'<p class="or"><a href="/?sso=1">Sign in with {html.escape(sso)}</a></p>'
        if sso
        else "",
    }
    return HTMLResponse(
        Template(_template()).substitute(values),
        status_code=status,
        headers={"cache-control": "no-store"},
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


@cache
def _template() -> str:
    """The page without its values; the colours are those of the dashboard."""
    text = resources.files("app").joinpath("signin.html").read_text(encoding="utf-8")
    for name, look in (("light", palette.LIGHT), ("dark", palette.DARK)):
        colours = "".join(f"--{key}: {value};" for key, value in vars(look).items())
        text = text.replace(f"/* {name} */", colours)
    mark = resources.files("app").joinpath("mark.svg").read_text(encoding="utf-8")
    return text.replace("<!-- mark -->", mark)
