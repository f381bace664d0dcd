"""Recorded announcements. `announcement.ogg` is synthesised (espeak-ng), like the recordings."""

from pathlib import Path

import numpy as np
import pytest

from qa.call import AGENT, ANNOUNCEMENT, CUSTOMER, Interval, Recording, Word
from qa.hear.audio import RATE, decode
from qa.hear.listen import hear
from qa.hear.opening import announcer, is_scripted, opening_end
from qa.measure import measure
from tests.conftest import write_wav
from tests.hear.test_voices import prints

HERE = Path(__file__).parent
RECORDINGS = HERE.parents[1] / "recordings"

MENU = "Thank you for calling Northwind. This call may be recorded. For billing, press one."


def spoken(text, start):
    return [Word(t, start + i * 0.3, start + i * 0.3 + 0.25) for i, t in enumerate(text.split())]


def speech(words):
    return (Interval(words[0].start, words[-1].end),)


def test_a_voice_heard_at_the_start_only_is_an_opening():
    assert opening_end(prints(20, 60)) == pytest.approx(20 * 0.4, abs=0.5)


def test_a_voice_that_comes_back_is_no_opening():
    given = prints(20, 60)
    given.vectors[50:60] = given.vectors[:10]
    assert opening_end(given) is None


@pytest.mark.parametrize(
    ("text", "scripted"),
    [
        (MENU, True),
        ("All our advisers are busy, please stay on the line.", True),
        ("Hi, my parcel never came and I want my money back.", False),
    ],
)
def test_what_sounds_scripted(text, scripted):
    assert is_scripted(spoken(text, 0), "en") == scripted


def test_a_third_voice_with_a_menu_before_everybody_is_an_announcement():
    words = {
        "1": spoken(MENU, 0),
        "2": spoken("Good morning, this is Dana, how can I help?", 8),
        "3": spoken("Hi, my parcel never came.", 12),
    }
    assert announcer(words, {s: speech(own) for s, own in words.items()}, "en") == "1"


def test_an_agent_who_says_that_calls_are_recorded_is_no_announcement():
    words = {
        "1": [*spoken(MENU, 0), *spoken("I will look into it.", 20)],
        "2": spoken("Hi, my parcel never came.", 8),
        "3": spoken("I am her husband.", 14),
    }
    assert announcer(words, {s: speech(own) for s, own in words.items()}, "en") is None


@pytest.mark.models
@pytest.mark.parametrize(("channels", "times"), [(1, 1), (2, 1), (1, 3), (2, 3)])
def test_an_announcement_before_a_call_is_nobodys_side(tmp_path, channels, times):
    path = _announced("06-no-apology.ogg", tmp_path / "call.wav", channels, times)
    call = measure(hear(Recording((str(path),), "0" * 64, 0.0, 0)))
    said = {s: " ".join(t.text for t in call.turns_of(s)).lower() for s in call.speakers}
    assert set(said) == {AGENT, CUSTOMER, ANNOUNCEMENT}
    assert "press" in said[ANNOUNCEMENT]
    assert "press" not in said[AGENT] + said[CUSTOMER]
    assert 15 < call.begins - (times - 1) * 17.05 < 19
    assert call.measures.silences[0].start > call.begins


def _announced(source, target, channels, times):
    """A recorded menu on the agent's side, so many times with a second of nothing after it, and
    40 s of a call."""
    parts = []
    for path in (*[HERE / "announcement.ogg"] * times, RECORDINGS / source):
        sound = decode([path])
        sides = [np.array(sound.slice(c, 0, 40)) for c in range(sound.channels)]
        sound.close()
        if len(sides) == 1:
            sides = [np.append(sides[0], np.zeros(RATE)), np.zeros(len(sides[0]) + RATE)]
        parts.append(np.stack(sides, axis=1))
    whole = np.concatenate(parts) + np.random.default_rng(0).normal(0, 0.001, (1, 2))
    whole += np.random.default_rng(0).normal(0, 0.001, whole.shape)
    return write_wav(target, whole if channels == 2 else whole.mean(axis=1, keepdims=True))
