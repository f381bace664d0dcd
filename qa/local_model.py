"""A language model on this machine or in this network, by the OpenAI protocol; off by default."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 120.0


class ModelError(RuntimeError):
    """The model cannot be asked; the message says why, in the user's words."""


@dataclass(frozen=True)
class LocalModel:
    """An endpoint (`…/v1`) and the name of a model there."""

    url: str
    name: str

    @classmethod
    def from_settings(cls) -> LocalModel:
        """From CALLQA_MODEL_URL and CALLQA_MODEL. Raises ModelError when they do not do."""
        url = os.environ.get("CALLQA_MODEL_URL", "").rstrip("/")
        name = os.environ.get("CALLQA_MODEL", "")
        if not name:
            raise ModelError("CALLQA_MODEL names no model")
        _hold_to_own_network(url)
        return cls(url, name)

    def answer(self, task: str, request: str) -> str:
        """What the model says. Raises ModelError."""
        body = {
            "model": self.name,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": task},
                {"role": "user", "content": request},
            ],
        }
        call = urllib.request.Request(
            f"{self.url}/chat/completions",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        # No proxy: a request for this machine must not take a way through another one.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())
        try:
            with opener.open(call, timeout=TIMEOUT_SECONDS) as reply:
                data = json.load(reply)
            return str(data["choices"][0]["message"]["content"])
        except OSError as error:  # a refusal, a timeout, an HTTP status that is no success
            raise ModelError(f"{self.url} cannot be reached: {error}") from None
        except (KeyError, IndexError, TypeError, ValueError, RecursionError, HTTPException):
            raise ModelError(f"{self.url} does not answer as expected") from None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """A redirect could lead out of the network that the address was checked for."""


def _hold_to_own_network(url: str) -> None:
    host = _host(url)
    try:
        found = {item[4][0] for item in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        raise ModelError(f"{host} is not known") from None
    for address in found:
        ip = ipaddress.ip_address(str(address).split("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if not (ip.is_loopback or ip.is_private):
            raise ModelError(f"{host} is outside your own network; transcripts stay here")


def _host(url: str) -> str:
    """The host of an address. Raises ModelError."""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("http", "https") and parts.port != 0 else None
    except ValueError:  # a port that is no number, a bracket that is not closed
        host = None
    if not host:
        raise ModelError(f"{url!r} is not an address; write http://localhost:11434/v1")
    return host
