"""The sample recordings, the whole way with the real models, against their labels and scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.formats import script
from qa.store import Store
from tests.conftest import RECORDINGS

pytestmark = pytest.mark.models

SCRIPTS = sorted((RECORDINGS / "scripts").glob("*.call"))
NAMES = [path.stem for path in SCRIPTS]
SHORT = {"pass": "pass", "fail": "fail", "not_applicable": "na", "cannot_tell": "cannot_tell"}


@pytest.fixture(scope="module")
def archive(heard):
    with Store(heard) as opened:
        yield opened


@pytest.mark.parametrize("path", SCRIPTS, ids=NAMES)
def test_the_verdicts_are_those_of_the_labels(archive, path: Path):
    labels = script.parse(path.read_text(encoding="utf-8"), str(path)).labels
    card = archive.scorecards(path.stem)[0]
    got = {line.finding.criterion: SHORT[line.finding.verdict] for line in card.lines}
    assert got == {criterion: labels[criterion] for criterion in got}


@pytest.mark.parametrize("name", NAMES)
def test_the_agent_is_found_and_speech_is_given_to_who_said_it(archive, name):
    call = archive.call(name)
    truth = json.loads((RECORDINGS / "reference" / f"{name}.json").read_text(encoding="utf-8"))
    assert call.made.role_confidence > 0.65
    for speaker in ("agent", "customer"):
        spoken = sum(t["end"] - t["start"] for t in truth["turns"] if t["speaker"] == speaker)
        found = call.measures.sides[speaker].talk_seconds
        assert found == pytest.approx(spoken, rel=0.25)


@pytest.mark.parametrize("name", NAMES)
def test_words_lie_in_order_inside_the_recording_and_their_turn(archive, name):
    call = archive.call(name)
    for turn in call.turns:
        assert all(0 <= w.start < w.end <= call.seconds + 0.2 for w in turn.words)
        assert all(a.start <= b.start for a, b in zip(turn.words, turn.words[1:], strict=False))


@pytest.mark.parametrize("name", NAMES)
def test_next_to_nothing_that_was_said_is_unheard(archive, name):
    call = archive.call(name)
    talked = sum(side.talk_seconds for side in call.measures.sides.values())
    assert sum(u.end - u.start for u in call.unheard) <= 0.03 * talked


def test_the_interruptions_are_found_when_they_happen(archive):
    truth = json.loads((RECORDINGS / "reference/02-agent-interrupts.json").read_text("utf-8"))
    scripted = [t["start"] for t in truth["turns"] if t.get("overlap") == "interruption"]
    overlaps = archive.call("02-agent-interrupts").measures.overlaps
    found = [o.start for o in overlaps if o.kind == "interruption" and o.by == "agent"]
    assert found == pytest.approx(scripted, abs=0.25)


def test_the_hold_is_a_hold_and_not_dead_air(archive):
    silences = archive.call("08-long-hold").measures.silences
    holds = [silence for silence in silences if silence.kind == "hold"]
    assert len(holds) == 1
    assert holds[0].seconds > 24
    assert not [s for s in silences if s.kind == "dead_air" and s.seconds > 10]


def test_the_greek_call_is_heard_as_greek(archive):
    assert archive.call("10-greek-complaint").language == "el"


def test_the_samples_say_that_they_are_synthesised():
    for path in RECORDINGS.glob("[0-9]*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["synthesised"] is True


def test_mixed_down_to_one_channel_an_interrupting_agent_is_not_passed_for_certain(tmp_path):
    from qa.call import Recording
    from qa.hear.audio import RATE, decode
    from qa.hear.listen import hear
    from qa.measure import measure
    from tests.conftest import write_wav

    sound = decode([RECORDINGS / "02-agent-interrupts.ogg"])
    mixed = write_wav(tmp_path / "mono.wav", sound.slice(None, 0, sound.seconds), RATE)
    call = measure(hear(Recording((str(mixed),), "x", 0, 0)))
    interruptions = call.measures.sides["agent"].interruptions
    assert interruptions.low == 0
    assert interruptions.high >= 1
