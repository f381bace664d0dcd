"""A language model on this machine or in this network, by the OpenAI protocol; off by default."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
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
        except (urllib.error.URLError, TimeoutError, OSError) as error:
            raise ModelError(f"{self.url} cannot be reached: {error}") from None
        except (KeyError, IndexError, TypeError, ValueError):
            raise ModelError(f"{self.url} does not answer as expected") from None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """A redirect could lead out of the network that the address was checked for."""


def _hold_to_own_network(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ModelError(f"{url!r} is not an address; write http://localhost:11434/v1")
    try:
        found = {item[4][0] for item in socket.getaddrinfo(parts.hostname, None)}
    except OSError:
        raise ModelError(f"{parts.hostname} is not known") from None
    for address in found:
        ip = ipaddress.ip_address(str(address).split("%")[0])
        if not (ip.is_loopback or ip.is_private):
            raise ModelError(f"{parts.hostname} is outside your own network; transcripts stay here")
