"""Starts the dashboard of an archive on this machine."""

from __future__ import annotations

import os
import socket
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path
from typing import Any

DEFAULT_PORT = 8501
PORTS_TO_TRY = 50
START_SECONDS = 60.0


def serve(
    db: Path, *, port: int = DEFAULT_PORT, host: str = "127.0.0.1", open_browser: bool = True
) -> None:
    """Serve the archive `db` until interrupted; prints the address once it answers.

    Where the default port is taken the next free one is used; 0 means any. Raises QAError when
    another port that was asked for is taken, and for an address other than this machine's own
    while the archive has no accounts.
    """
    from app import palette, web

    local = host in web.LOCAL_NAMES
    if not local and not _has_accounts(db):
        raise _mistake(
            f"{host} can be reached from other machines and this archive has no accounts",
            "make one with `callqa users add NAME --role admin`, or leave --host out",
        )
    port = _free_port(host, port)
    # Pages run in Streamlit's threads, which know nothing of our arguments.
    os.environ["CALLQA_DB"] = str(db.expanduser().resolve())
    os.environ["CALLQA_LOCAL"] = "1" if local else ""
    address = f"http://{_bracketed(host)}:{port}"
    threading.Thread(target=_announce, args=(address, open_browser), daemon=True).start()
    options = {**_OPTIONS, **palette.theme(), "server.address": host, "server.port": port}
    web.create_app(Path(os.environ["CALLQA_DB"]), host).run(config=options)


_OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.showSidebarNavigation": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
    "runner.magicEnabled": False,
    # A full collection after each run takes longer than the run, and nothing else runs meanwhile;
    # Python's own comes when there is something to collect.
    "runner.postScriptGC": False,
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.runOnSave": False,
    "server.showEmailPrompt": False,
}


def _free_port(host: str, port: int) -> int:
    if port == 0:
        return _bound(host, 0) or DEFAULT_PORT
    for candidate in range(port, port + (PORTS_TO_TRY if port == DEFAULT_PORT else 1)):
        if _bound(host, candidate):
            return candidate
    raise _mistake(f"port {port} is taken", "choose another one with --port")


def _has_accounts(db: Path) -> bool:
    from streamlit.logger import set_log_level

    set_log_level("error")
    from app.data import has_accounts

    return has_accounts(db.expanduser())


def _mistake(what: str, next_step: str) -> Exception:
    from streamlit.logger import set_log_level

    set_log_level("error")  # the caches of app.data would complain that no server runs yet
    from app.data import QAError

    return QAError(what, next_step=next_step)


def _bound(host: str, port: int) -> int | None:
    """The port, if it can be bound now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # elsewhere this would allow taking a port that is in use
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return None
        return probe.getsockname()[1]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _announce(address: str, open_browser: bool) -> None:
    deadline = time.monotonic() + START_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        try:
            with opener.open(f"{address}/_stcore/health", timeout=2):
                break
        except OSError:
            time.sleep(0.1)
    else:
        return
    print(f"callqa is at {address} (Ctrl-C ends it)", flush=True)
    if open_browser:
        webbrowser.open(address)
