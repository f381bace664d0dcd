"""Copies that browsers can play."""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
import pytest

from qa.call import Recording
from qa.errors import InputError
from qa.formats.listening import listening_copy, media_type


def write_wav(path: Path, seconds: float, pitch: float) -> Path:
    times = np.arange(int(8000 * seconds)) / 8000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((8000 * np.sin(2 * np.pi * pitch * times)).astype("<i2").tobytes())
    return path


def write_alaw(path: Path) -> Path:
    with av.open(str(path), "w", format="wav") as output:
        stream = output.add_stream("pcm_alaw", rate=8000, layout="mono")
        samples = (6000 * np.sin(np.arange(16000) / 5)).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = 8000
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def decoded(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", rate=48000)
        frames = [part for f in container.decode(audio=0) for part in resampler.resample(f)]
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1)


def recording(*paths: Path) -> Recording:
    return Recording(tuple(map(str, paths)), "abc", 2.0, 2)


def test_a_file_that_browsers_play_is_served_as_it_is(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "call.bin", 1, 300)
    assert listening_copy(recording(path), tmp_path / "cache") == path
    assert media_type(path) == "audio/wav"
    assert not (tmp_path / "cache").exists()


def test_a_coding_that_browsers_cannot_play_is_copied_once(tmp_path: Path) -> None:
    path = write_alaw(tmp_path / "call.wav")
    copy = listening_copy(recording(path), tmp_path / "cache")
    assert copy == tmp_path / "cache" / "abc.ogg"
    assert media_type(copy) == "audio/ogg"
    assert decoded(copy).shape[1] == pytest.approx(2 * 48000, rel=0.02)
    made = copy.stat().st_mtime_ns
    assert listening_copy(recording(path), tmp_path / "cache").stat().st_mtime_ns == made
    assert [item.name for item in copy.parent.iterdir()] == ["abc.ogg"]


def test_a_pair_becomes_stereo_with_the_first_file_on_the_left(tmp_path: Path) -> None:
    agent = write_wav(tmp_path / "agent.wav", 1.0, 300)
    customer = write_wav(tmp_path / "customer.wav", 2.5, 900)
    sound = decoded(listening_copy(recording(agent, customer), tmp_path / "cache"))
    assert sound.shape[0] == 2
    assert sound.shape[1] == pytest.approx(2.5 * 48000, rel=0.02)
    late = slice(72000, 96000)
    assert np.abs(sound[0, late]).max() < 0.02
    assert np.abs(sound[1, late]).max() > 0.15


def test_a_file_that_is_gone_or_silent_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not where it was"):
        listening_copy(recording(tmp_path / "gone.wav"), tmp_path)
    (tmp_path / "notes.txt").write_text("no sound at all\n" * 50)
    with pytest.raises(InputError, match="no sound"):
        listening_copy(recording(tmp_path / "notes.txt"), tmp_path)
