"""Archives for the dashboard's tests: written calls with generated sound, no speech models."""

from __future__ import annotations

import hashlib
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from starlette.testclient import TestClient
from streamlit.runtime import Runtime

from app import web
from qa.accounts import users
from qa.accounts.people import Role
from qa.call import AGENT, CUSTOMER, Call, Metadata, Recording
from qa.formats.script import parse, to_call
from qa.measure import measure
from qa.rubric.load import find, load
from qa.rubric.score import score
from qa.store import Store

RATE = 8000
PEAK_SECONDS = 0.1
PASSWORD = "correct horse battery"

COMPLAINT = """
agent: Good morning, Silverdale Bank, you're speaking to Alex. How can I help?
customer: Hello. I have a problem, my card has been blocked since last night and nobody called me.
agent: And what's your account number?
customer: I was just explaining that I was charged twice and -
agent <1.2: Yes yes, but I need your account number first, so please give me that now.
customer: Nobody listens to me here. This is ridiculous, I am really angry about it.
agent: Mm-hm.
customer >4.2: It is four four one two. I want my money back.
agent: Right. Someone should look at it at some point.
customer: That is not good enough. I want to complain about this.
agent: Hopefully it gets picked up soon. Is there anything else?
customer: No. Goodbye.
agent: Goodbye.
"""
PRAISE = """
agent: Good morning, Silverdale Bank, you're speaking to Sam. How can I help?
customer: Hi, my card was charged twice for the same coffee. That is annoying.
agent: I'm so sorry about that. I will refund the second payment today.
customer: Oh, great, thank you.
agent: It will be on your account by tomorrow at noon. Anything else?
customer: No, that's lovely. Thanks, goodbye.
agent: Goodbye.
"""
HOSTILE_WORDS = (
    "<script>alert(1)</script> **bold** :red[x] $x$ [a](javascript:alert(1)) "
    "=HYPERLINK() :smile: <img src=x onerror=alert(2)>"
)
HOSTILE = f"""
agent: Hello, how can I help?
customer: My problem is {HOSTILE_WORDS} and it never arrived.
agent: Goodbye.
"""


@contextmanager
def served(db: Path) -> Iterator[TestClient]:
    """The dashboard of an archive without a browser; Streamlit allows one app at a time."""
    with TestClient(web.create_app(db), base_url="http://localhost:8501") as client:
        yield client
    Runtime._instance = None


def build(folder: Path, scripts: dict[str, str], **metadata: Metadata) -> Path:
    """An archive in `folder` of these scripts, judged by the essentials, with sound to play."""
    rubric = load(find("essentials"))
    path = folder / "archive.db"
    with Store(path) as store:
        for name, text in scripts.items():
            call = heard(folder, name, text, metadata.get(name, Metadata(agent="Alex Marin")))
            store.save(call, [score(rubric, call)], options="test")
    return path


def with_accounts(folder: Path) -> Path:
    """Two agents' calls, with accounts for one of them and for a supervisor."""
    path = build(
        folder,
        {"hers": COMPLAINT, "his": PRAISE},
        hers=Metadata(agent="Alex Marin"),
        his=Metadata(agent="Sam Lee"),
    )
    with Store(path) as store:
        users.add(store.connection, "dana", Role.SUPERVISOR, PASSWORD)
        users.add(store.connection, "alex", Role.AGENT, PASSWORD, agent="Alex Marin")
    return path


def heard(folder: Path, name: str, text: str, about: Metadata) -> Call:
    """A script as a measured call with a stereo recording, the agent's tone on the left."""
    call = to_call(parse(text, name), name)
    path = folder / f"{hashlib.sha256(name.encode()).hexdigest()[:8]}.wav"
    levels = _write(path, call)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    recording = Recording((str(path),), digest, call.seconds, 2, about)
    return measure(replace(call, recording=recording, peaks=levels, peak_seconds=PEAK_SECONDS))


def _write(path: Path, call: Call) -> dict[str, tuple[float, ...]]:
    """Write a tone wherever somebody speaks; gives the outline of each side."""
    times = np.arange(int(call.seconds * RATE)) / RATE
    sides = {}
    for speaker, pitch in ((AGENT, 180.0), (CUSTOMER, 260.0)):
        loud = np.zeros_like(times)
        for part in call.activity.get(speaker, ()):
            loud[(times >= part.start) & (times < part.end)] = 0.35
        swell = 0.55 + 0.45 * np.sin(2 * np.pi * times * 2.7)
        sides[speaker] = loud * swell * np.sin(2 * np.pi * times * pitch)
    both = np.stack([sides[AGENT], sides[CUSTOMER]], axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((both * 32767).astype("<i2").tobytes())
    size = int(RATE * PEAK_SECONDS)
    return {
        name: tuple(
            round(float(np.abs(side[i : i + size]).max()), 3) for i in range(0, len(side), size)
        )
        for name, side in sides.items()
    }
