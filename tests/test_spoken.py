"""A labelled script that is spoken aloud becomes the recording that it describes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.aloud import cast, sidecar
from qa.formats.metadata import find_metadata
from qa.formats.script import parse, to_call

SCRIPT = """\
# lang: en
# end: agent_hung_up
customer: And what I really want to know is why -
agent <0.6: One moment.
customer >2.0: I am still here.
"""
RATE = 24000


class Hum:
    """Reads a turn as a tone of 0.3 s per word."""

    def say(self, text: str, tail: str, lang: str, voice: object, seed: int):
        from tools.voices import Utterance

        times = np.arange(round(len(text.split()) * 0.3 * RATE)) / RATE
        return Utterance(0.3 * np.sin(2 * np.pi * 440 * times), [])


@pytest.fixture
def script(tmp_path: Path):
    path = tmp_path / "s.call"
    path.write_text(SCRIPT, encoding="utf-8")
    return cast(path)


def test_turns_are_spoken_when_the_script_says(script) -> None:
    from tools.timeline import LEAD_IN, place

    first, second, third = place(script, [Hum().say(t.text, "", "", None, 0) for t in script.turns])
    assert (first.start, first.end) == pytest.approx((LEAD_IN, LEAD_IN + 9 * 0.3))
    assert second.start == pytest.approx(first.end - 0.6)
    assert third.start == pytest.approx(second.end + 2.0, abs=0.001)


def test_a_script_becomes_a_stereo_sound_with_each_side_on_its_channel(script) -> None:
    pytest.importorskip("scipy", reason="the telephone line needs the extra train")
    from tools.mix import LINE_RATE, render

    call = render(script, Hum())

    def speaking(second: float) -> set[str]:
        begin = round(second * LINE_RATE)
        parts = {side: own[begin : begin + LINE_RATE // 10] for side, own in call.channels.items()}
        return {side for side, part in parts.items() if np.abs(part / 32768).max() > 0.02}

    one, two, three = call.placed
    assert list(call.channels) == ["agent", "customer"]
    assert speaking(one.start + 0.5) == {"customer"}
    assert speaking(two.start + 0.2) == {"agent", "customer"}
    assert speaking(two.end + 1.0) == set()
    assert speaking(three.start + 0.2) == {"customer"}
    assert call.seconds == pytest.approx(three.end + 0.6, abs=0.01)


def test_the_recorder_says_of_the_sound_what_is_known_of_the_text(tmp_path: Path) -> None:
    text = to_call(parse(SCRIPT))
    (tmp_path / "s.json").write_text(json.dumps(sidecar(text)), encoding="utf-8")
    told, known = find_metadata(tmp_path / "s.wav"), text.recording.metadata
    assert told.hangup_party == known.hangup_party == "agent"
    assert (told.direction, told.language) == (known.direction, text.language)
    assert told.channels == ("agent", "customer")
