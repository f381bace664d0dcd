import json

import pytest

from qa.call import AGENT, CUSTOMER_SIDE
from qa.errors import InputError
from qa.formats.whisperx import read_transcript

SEGMENTS = [
    {"start": 0.3, "end": 1.5, "text": "Good morning.", "speaker": "SPEAKER_00"},
    {
        "start": 2.0,
        "end": 4.0,
        "text": "I paid 40 pounds.",
        "speaker": "SPEAKER_01",
        "words": [
            {"word": "I", "start": 2.0, "end": 2.2, "score": 0.9},
            {"word": "paid", "start": 2.3, "end": 2.8, "score": 0.8},
            {"word": "40"},
            {"word": "pounds.", "start": 3.4, "end": 4.0, "score": 0.7},
        ],
    },
]
NAMES = {"SPEAKER_00": "agent", "SPEAKER_01": "customer"}


@pytest.fixture
def transcript(tmp_path):
    def write(data, sidecar=None):
        path = tmp_path / "c1.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        if sidecar:
            (tmp_path / "c1.sidecar.json").write_text(json.dumps(sidecar), encoding="utf-8")
        return path

    return write


def test_segments_become_turns_of_agent_and_customer(transcript):
    call = read_transcript(transcript({"language": "en", "segments": SEGMENTS}), NAMES)
    assert [(turn.speaker, turn.text) for turn in call.turns] == [
        ("agent", "Good morning."),
        ("customer", "I paid 40 pounds."),
    ]
    assert CUSTOMER_SIDE in call.provides


def test_a_word_without_times_shares_the_time_around_it(transcript):
    call = read_transcript(transcript({"segments": SEGMENTS}), NAMES)
    forty = call.turns[1].words[2]
    assert 2.8 <= forty.start < forty.end <= 3.4


def test_the_sidecar_tells_id_length_and_who_hung_up(transcript):
    path = transcript(
        {"segments": SEGMENTS},
        {"id": "h7", "duration": 9.5, "hangup_party": "agent", "direction": "outbound"},
    )
    call = read_transcript(path, NAMES)
    assert (call.id, call.seconds) == ("h7", 9.5)
    assert call.recording.metadata.hangup_party == AGENT


def test_speakers_nobody_named_provide_no_roles(transcript):
    call = read_transcript(transcript({"segments": SEGMENTS}))
    assert "roles" not in call.provides


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ([], "no `segments`"),
        ({"segments": "x"}, "no list of `segments`"),
        ({"segments": []}, "no words"),
        ({"segments": [{"start": 0, "text": "hi"}]}, "missing"),
        ({"segments": [{"start": 0, "end": "late", "text": "hi"}]}, "wrong"),
        ({"segments": [{"start": float("nan"), "end": 2, "text": "hi"}]}, "segment 1"),
        ({"segments": [{"start": 0, "end": float("inf"), "text": "hi"}]}, "segment 1"),
        ({"segments": [{"start": 4, "end": 2, "text": "hi"}]}, "segment 1"),
    ],
)
def test_what_is_no_transcript_is_told(transcript, data, what):
    with pytest.raises(InputError, match=what):
        read_transcript(transcript(data))


def test_control_characters_cannot_reach_a_terminal(transcript):
    segment = {"start": 0, "end": 2, "speaker": "SPEAKER_00", "text": "\x07\x1b[31mred"}
    call = read_transcript(transcript({"segments": [segment]}), {"SPEAKER_00": "agent"})
    assert call.turns[0].text == "[31mred"


def test_the_sidecar_tells_the_language(transcript):
    call = read_transcript(transcript({"segments": SEGMENTS}, {"language": "en-GB"}), NAMES)
    assert call.language == "en"
