"""Whatever a recorder delivers is decoded to 16 kHz; what is not sound is told with its reason."""

from pathlib import Path

import av
import numpy as np
import pytest

from qa.errors import InputError
from qa.hear.audio import RATE, decode
from tests.conftest import write_wav

SECONDS = 2.0
TONE = 440.0
STATUS = Path("/proc/self/status")


def tone(rate: int, channels: int = 1) -> np.ndarray:
    """A tone on the first channel, silence on the second."""
    wave = 0.4 * np.sin(2 * np.pi * TONE * np.arange(round(SECONDS * rate)) / rate)
    return np.stack([wave, *[wave * 0] * (channels - 1)], axis=1)


def encode(path: Path, codec: str, rate: int, channels: int = 1) -> Path:
    layout = "mono" if channels == 1 else "stereo"
    samples = (tone(rate, channels) * 32767).astype(np.int16).reshape(1, -1)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=layout)
        frame.sample_rate = rate
        resampler = av.AudioResampler(
            stream.codec_context.format,
            layout,
            stream.codec_context.sample_rate or rate,
            stream.codec_context.frame_size or None,
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            for packet in stream.encode(piece):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)
    return path


def loudest_frequency(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * RATE / len(samples))


FORMATS = [
    ("a.wav", "pcm_u8", 8000, 1),
    ("a.wav", "pcm_s16le", 8000, 2),
    ("a.wav", "pcm_s24le", 44100, 2),
    ("a.wav", "pcm_f32le", 48000, 1),
    ("a.wav", "pcm_mulaw", 8000, 2),
    ("a.wav", "pcm_alaw", 8000, 1),
    ("a.mp3", "libmp3lame", 16000, 1),
    ("a.flac", "flac", 8000, 2),
    ("a.ogg", "libopus", 48000, 1),
    ("a.webm", "libopus", 48000, 1),
    ("a.m4a", "aac", 16000, 2),
    ("a.mkv", "aac", 16000, 1),
]


@pytest.mark.parametrize(("name", "codec", "rate", "channels"), FORMATS)
def test_a_format_is_decoded_to_its_sound(tmp_path, name, codec, rate, channels):
    sound = decode([encode(tmp_path / name, codec, rate, channels)])
    assert sound.channels == channels
    assert sound.seconds == pytest.approx(SECONDS, abs=0.15)
    assert loudest_frequency(sound.slice(0, 0.5, 1.5)) == pytest.approx(TONE, abs=3)
    if channels == 2:
        assert np.abs(sound.slice(1, 0.5, 1.5)).max() < 0.05


def test_amr_is_decoded_though_not_every_build_can_write_it():
    sound = decode([Path(__file__).with_name("tone.amr")])
    assert sound.seconds == pytest.approx(SECONDS, abs=0.15)
    assert loudest_frequency(sound.slice(0, 0.5, 1.5)) == pytest.approx(TONE, abs=3)


def test_the_sound_track_of_a_film_is_taken(tmp_path):
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as out:
        picture = out.add_stream("mpeg4", rate=10)
        picture.width = picture.height = 32
        picture.pix_fmt = "yuv420p"
        track = out.add_stream("aac", rate=16000, layout="mono")
        for number in range(20):
            still = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), "rgb24")
            still.pts = number
            for packet in picture.encode(still):
                out.mux(packet)
        samples = (tone(16000).T.astype(np.float32)).reshape(1, -1)
        for start in range(0, samples.shape[1] - 1024, 1024):
            block = np.ascontiguousarray(samples[:, start : start + 1024])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 16000, start
            for packet in track.encode(frame):
                out.mux(packet)
        for stream in (picture, track):
            for packet in stream.encode(None):
                out.mux(packet)
    sound = decode([path])
    assert loudest_frequency(sound.slice(0, 0.5, 1.5)) == pytest.approx(TONE, abs=3)


def test_a_pair_of_files_becomes_two_channels_and_the_shorter_is_filled_up(tmp_path):
    one = write_wav(tmp_path / "x.agent.wav", tone(16000))
    two = write_wav(tmp_path / "x.customer.wav", tone(16000)[:16000])
    sound = decode([one, two])
    assert (sound.channels, sound.seconds) == (2, SECONDS)
    assert np.abs(sound.slice(1, 0.2, 0.8)).max() > 0.3
    assert np.abs(sound.slice(1, 1.2, 1.8)).max() == 0


@pytest.mark.skipif(not STATUS.exists(), reason="tells its memory elsewhere")
def test_memory_does_not_hold_the_recording_not_even_what_was_read(tmp_path):
    sound = decode([write_wav(tmp_path / "a.wav", np.tile(tone(16000), (300, 1)))])
    before = _resident()
    for _ in sound.blocks():
        assert _resident() - before < 0.5 * sound.seconds * 2 * RATE
    sound.close()


def _resident() -> int:
    """Bytes of files in memory, on a disk or in a file system that is memory itself."""
    lines = STATUS.read_text().splitlines()
    own = [line for line in lines if line.startswith(("RssFile", "RssShmem"))]
    return sum(int(line.split()[1]) for line in own) * 1024


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b"This is a letter, not a recording.\n" * 50, "not readable as audio"),
        (bytes(range(256)) * 40, "not readable as audio"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "not readable as audio"),
    ],
)
def test_what_is_not_sound_is_told(tmp_path, content, what):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(InputError, match=what):
        decode([path])


def test_a_file_that_is_cut_short_is_told_and_can_be_accepted(tmp_path):
    path = write_wav(tmp_path / "a.wav", tone(16000))
    path.write_bytes(path.read_bytes()[:30_000])
    with pytest.raises(InputError, match=r"cut short: it should last 2\.0 s and 0\.9 s are there"):
        decode([path])
    assert decode([path], allow_truncated=True).seconds == pytest.approx(0.94, abs=0.02)


def test_a_recording_without_length_is_told(tmp_path):
    with pytest.raises(InputError, match="nothing to review"):
        decode([write_wav(tmp_path / "a.wav", np.zeros(0))])
    with pytest.raises(InputError, match="nothing to review"):
        decode([write_wav(tmp_path / "b.wav", np.zeros(1600))])


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(InputError, match="cannot be opened"):
        decode([tmp_path / "none.wav"])
    with pytest.raises(InputError, match="a folder"):
        decode([tmp_path])


@pytest.mark.parametrize(("name", "codec"), [("a.mp3", "libmp3lame"), ("a.m4a", "aac")])
def test_a_damaged_packet_loses_itself_and_not_what_follows(tmp_path, name, codec):
    path = encode(tmp_path / name, codec, 16000)
    whole = bytearray(path.read_bytes())
    quarter = len(whole) // 4
    whole[quarter : quarter + 200] = b"\xff" * 200
    path.write_bytes(whole)
    assert decode([path], allow_truncated=True).seconds == pytest.approx(SECONDS, abs=0.5)


def test_a_pair_of_which_one_side_is_cut_short_is_cut_short(tmp_path):
    one = write_wav(tmp_path / "x.agent.wav", np.tile(tone(16000), (2, 1)))
    two = write_wav(tmp_path / "x.customer.wav", tone(16000))
    two.write_bytes(two.read_bytes()[:30_000])
    sound = decode([one, two], allow_truncated=True)
    assert sound.truncated
    assert sound.claimed_seconds == 2 * SECONDS


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_streamed_file_that_does_not_say_its_length_is_whole(tmp_path, size):
    path = write_wav(tmp_path / "a.wav", tone(16000))
    content = bytearray(path.read_bytes())
    content[40:44] = size.to_bytes(4, "little")
    path.write_bytes(content)
    sound = decode([path])
    assert (sound.seconds, sound.truncated) == (pytest.approx(SECONDS), False)


def test_a_long_file_that_is_cut_short_is_told_too(tmp_path):
    path = write_wav(tmp_path / "a.wav", tone(16000))
    content = bytearray(path.read_bytes())
    content[40:44] = (0x90000000).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(InputError, match="cut short"):
        decode([path])


def test_a_shortened_file_knows_that_it_is(tmp_path):
    path = write_wav(tmp_path / "a.wav", tone(16000))
    assert not decode([path]).truncated
    path.write_bytes(path.read_bytes()[:30_000])
    assert decode([path], allow_truncated=True).truncated
