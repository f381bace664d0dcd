import json

import pytest

from qa.errors import InputError
from qa.formats.metadata import compile_pattern, find_metadata


def sidecar(folder, data, name="call.json"):
    (folder / name).write_text(
        data if isinstance(data, str) else json.dumps(data), encoding="utf-8"
    )
    return folder / "call.wav"


def test_a_sidecar_beside_the_file_is_read(tmp_path):
    path = sidecar(tmp_path, {"agent": "Ana", "channels": ["customer", "agent"], "extra": 1})
    found = find_metadata(path)
    assert (found.agent, found.channels, found.origin) == ("Ana", ("customer", "agent"), "sidecar")


def test_a_manifest_of_the_folder_is_read(tmp_path):
    (tmp_path / "manifest.csv").write_text(
        "file,agent,hangup_party,started_at\ncall.wav,Ana,caller,2026-11-20 14:05\n", "utf-8"
    )
    found = find_metadata(tmp_path / "call.wav")
    assert (found.agent, found.hangup_party) == ("Ana", "customer")
    assert found.started_at == "2026-11-20T14:05:00"
    assert find_metadata(tmp_path / "other.wav").agent is None


def test_a_file_name_pattern_is_the_fallback(tmp_path):
    pattern = compile_pattern(r"-(?P<agent>\d{4})-(?P<date>\d{8})-(?P<time>\d{6})-")
    path = tmp_path / "force-0821555-3201-20250327-092517-1743042317.12206.wav"
    found = find_metadata(path, pattern)
    assert (found.agent, found.started_at) == ("3201", "2025-03-27T09:25:17")


def test_a_name_that_does_not_fit_is_reported_never_guessed_around(tmp_path):
    with pytest.raises(InputError, match="does not fit"):
        find_metadata(tmp_path / "holiday.wav", compile_pattern(r"(?P<agent>\d{4})"))


@pytest.mark.parametrize("text", ["(?P<agent", "(?P<boss>x)", "plain"])
def test_a_pattern_that_cannot_work_is_told(text):
    with pytest.raises(InputError):
        compile_pattern(text)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("{", "not JSON"),
        ([1], "not a JSON object"),
        ({"hangup_party": "the dog"}, "allowed are agent, customer, network"),
        ({"direction": "sideways"}, "allowed are inbound, outbound"),
        ({"channels": ["left", "right"]}, "allowed are agent and customer"),
        ({"started_at": "yesterday"}, "write it like"),
        ({"agent": {"first": "Ana"}}, "not text"),
        ({"language": "Greek"}, "write a code"),
    ],
)
def test_a_sidecar_with_a_mistake_is_told(tmp_path, data, what):
    with pytest.raises(InputError, match=what):
        find_metadata(sidecar(tmp_path, data))


def test_a_manifest_that_grows_is_read_again(tmp_path):
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("file,agent\na.wav,Ana\n", "utf-8")
    assert find_metadata(tmp_path / "b.wav").agent is None
    manifest.write_text("file,agent\na.wav,Ana\nb.wav,Bo\n", "utf-8")
    assert find_metadata(tmp_path / "b.wav").agent == "Bo"
