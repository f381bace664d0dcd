"""Makes an archive of many written calls with generated sound, to measure the dashboard on.

    python benchmarks/make_archive.py big.db --calls 100000

The conversations are put together from phrases and scored with `essentials`; nobody in them exists.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import wave
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from tqdm import tqdm

from qa.call import AGENT, CUSTOMER, Call, Metadata, Recording, Turn, Unheard
from qa.formats.script import parse, to_call
from qa.measure import measure
from qa.rubric.load import find, load
from qa.rubric.outcome import Scorecard
from qa.rubric.score import score
from qa.store import Store

RATE, PEAK_SECONDS = 8000, 0.1
CONVERSATIONS, AGENTS, TOGETHER = 60, 200, 500
QUEUES = ("billing", "cards", "delivery", "internet", "mobile", "repairs", "returns", "sales")
LAST_DAY = datetime(2026, 11, 20, 18)
GREETINGS = (
    "Good morning, thank you for calling, how can I help you today?",
    "Hello, you're through to customer service, what can I do for you?",
    "Hi there, can I take your account number?",
)
PROBLEMS = (
    "Hello, my THING has not arrived and it is already SOMETIME, I am really upset.",
    "I was charged twice for the THING in CITY and nobody called me back.",
    "The THING stopped working SOMETIME and I want a refund.",
    "I just want to know when the THING will be in CITY.",
)
APOLOGIES = (
    "I'm so sorry about that, let me look into the THING for you.",
    "Okay, one moment.",
    "I do apologise for the trouble with the THING.",
)
STEPS = (
    "customer: I have explained this already SOMETIME, it is ridiculous.",
    "customer: I ordered the THING from CITY because my brother has one.",
    "agent: Which THING is it, the one that we sent to CITY?",
    "agent: I can see the order here, it left CITY SOMETIME.",
    "customer: That is terrible, nobody listens to me here.",
    "customer: All right, that sounds good.",
    "agent: Mm-hm.",
    "agent <1.3: Yes but I need the number of the THING first.",
    "customer >4.5: Sorry, I had to look for the paper from CITY.",
)
PROMISES = (
    "I will send a new THING today and call you back tomorrow.",
    "Hopefully somebody looks at it at some point.",
    "I will refund the THING by Friday.",
)
ENDS = (
    ("customer: Thank you, that is great. Goodbye.\nagent: Goodbye.", "normal"),
    ("customer: This is useless, I am leaving.", "customer_hung_up"),
    ("agent: I am ending this call now.", "agent_hung_up"),
    ("customer: Thanks. Goodbye.\nagent: Have a nice day, goodbye.", "normal"),
)
THINGS = tuple(
    "lamp router kettle invoice parcel sofa phone charger ticket heater printer blender mattress "
    "camera bicycle voucher statement wardrobe drill speaker".split()
)
CITIES = tuple("Leeds Porto Ghent Turin Bergen Cork Malmo Graz Lyon Brno Split Oulu".split())
TIMES = ("on Monday", "last week", "since March", "yesterday", "two days ago", "this morning")


def main() -> None:
    """Make the archive and its sounds beside it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("db", type=Path)
    options.add_argument("--calls", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    make(chosen.db, chosen.calls, chosen.seed)


def make(db: Path, calls: int, seed: int = 7) -> None:
    """Write `calls` calls into the archive `db`; the same seed gives the same calls."""
    dice = random.Random(seed)
    sounds = db.with_suffix(".sounds")
    sounds.mkdir(parents=True, exist_ok=True)
    rubric = load(find("essentials"))
    templates = [(call, score(rubric, call)) for call in _conversations(dice, sounds)]
    with Store(db) as store:
        for first in tqdm(range(0, calls, TOGETHER), unit_scale=TOGETHER, unit="call"):
            with store.connection.writing():
                for number in range(first, min(calls, first + TOGETHER)):
                    call, card = _variation(dice, number, *dice.choice(templates))
                    store.save(call, [card], options="made")


def _conversations(dice: random.Random, sounds: Path) -> Iterator[Call]:
    for number in range(CONVERSATIONS):
        last, end = dice.choice(ENDS)
        steps = "\n".join(dice.sample(STEPS, dice.randint(2, 7)))
        text = (
            f"# end: {end}\nagent: {dice.choice(GREETINGS)}\ncustomer: {dice.choice(PROBLEMS)}\n"
            f"agent: {dice.choice(APOLOGIES)}\n{steps}\nagent: {dice.choice(PROMISES)}\n{last}\n"
        )
        call = measure(to_call(parse(text), f"conversation-{number}"))
        path = sounds / f"{number:02}.wav"
        peaks = _write_sound(path, call)
        recording = replace(call.recording, paths=(str(path.resolve()),), channels=2)
        yield replace(call, recording=recording, peaks=peaks, peak_seconds=PEAK_SECONDS)


def _variation(
    dice: random.Random, number: int, call: Call, card: Scorecard
) -> tuple[Call, Scorecard]:
    """The same conversation about other things, on another day, by somebody else."""
    about = Metadata(
        agent=f"Agent {dice.randint(1, AGENTS):03}",
        queue=dice.choice(QUEUES),
        direction="inbound",
        started_at=(LAST_DAY - timedelta(minutes=dice.randint(0, 525_600))).isoformat(),
    )
    digest = hashlib.sha256(f"{number}".encode()).hexdigest()
    recording: Recording = replace(call.recording, sha256=digest, metadata=about)
    names = {"THING": dice.choice(THINGS), "CITY": dice.choice(CITIES)}
    names["SOMETIME"] = dice.choice(TIMES)
    missed = (Unheard(CUSTOMER, 3.0, 4.2),) if dice.random() < 0.05 else ()
    made = replace(
        call,
        id=f"call-{number:06}",
        recording=recording,
        turns=tuple(_renamed(turn, names) for turn in call.turns),
        unheard=missed,
    )
    return made, replace(card, call=made.id)


def _renamed(turn: Turn, names: dict[str, str]) -> Turn:
    words = []
    for word in turn.words:
        bare = word.text.rstrip(".,?")
        text = names.get(bare)
        words.append(replace(word, text=text + word.text[len(bare) :]) if text else word)
    return replace(turn, words=tuple(words))


def _write_sound(path: Path, call: Call) -> dict[str, tuple[float, ...]]:
    """A tone wherever somebody speaks, the agent's on the left; gives the outline per side."""
    times = np.arange(int(call.seconds * RATE)) / RATE
    sides = {}
    for speaker, pitch in ((AGENT, 180.0), (CUSTOMER, 260.0)):
        loud = np.zeros_like(times)
        for part in call.activity.get(speaker, ()):
            loud[(times >= part.start) & (times < part.end)] = 0.35
        swell = 0.55 + 0.45 * np.sin(2 * np.pi * times * 2.7)
        sides[speaker] = loud * swell * np.sin(2 * np.pi * times * pitch)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        both = np.stack([sides[AGENT], sides[CUSTOMER]], axis=1)
        file.writeframes((both * 32767).astype("<i2").tobytes())
    size = int(RATE * PEAK_SECONDS)
    return {
        name: tuple(
            round(float(np.abs(side[i : i + size]).max()), 3) for i in range(0, len(side), size)
        )
        for name, side in sides.items()
    }


if __name__ == "__main__":
    main()
