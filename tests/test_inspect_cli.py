import json

import numpy as np
from click.testing import CliRunner

from qa.cli import main
from tests.conftest import write_wav
from tests.hear.sounds import later, talk

LEFT = talk(20, [(1, 8), (14, 19)], 1)
RIGHT = talk(20, [(8.5, 13)], 2)


def run(*arguments):
    return CliRunner().invoke(main, ["inspect", *map(str, arguments)])


def test_a_recording_with_bleed_is_described_with_the_figures(tmp_path):
    path = write_wav(tmp_path / "call.wav", np.stack([LEFT, RIGHT + 0.2 * later(LEFT, 0.05)], 1))
    result = run(path)
    assert result.exit_code == 0, result.output
    assert "a side on each channel" in result.output
    assert "-14 dB, 50 ms later" in result.output
    (row,) = json.loads(run(path, "--json").stdout)
    assert [own["kind"] for own in row["troubles"]] == ["bleed"]
    assert row["overlap"] == "estimated"
    assert len(row["channels"]) == 2


def test_a_file_that_is_no_recording_is_told_and_the_others_are_described(tmp_path):
    write_wav(tmp_path / "a.wav", LEFT)
    (tmp_path / "b.wav").write_bytes(b"no sound at all" * 100)
    result = run(tmp_path)
    assert result.exit_code == 0
    assert "one channel that all share" in result.output
    assert "✗ b.wav" in result.output
    assert run(tmp_path / "b.wav").exit_code == 2


def test_an_empty_folder_is_a_mistake_told_in_one_line(tmp_path):
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "no recordings here" in result.output
