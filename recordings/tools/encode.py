"""Write a rendered call in the formats that recorders deliver."""

from __future__ import annotations

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

from tools.mix import LINE_RATE, Call

QUIET = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y"]
EXACT = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"]
STEREO = {
    "ogg": ["-c:a", "libopus", "-b:a", "20k", "-application", "voip", "-mapping_family", "255"],
    "m4a": ["-c:a", "aac", "-b:a", "24k", "-aac_ms", "0", "-aac_is", "0"],
    "wav": ["-c:a", "pcm_mulaw"],
    "flac": ["-c:a", "flac", "-compression_level", "12"],
}
MONO = {
    "ogg": ["-c:a", "libopus", "-b:a", "18k", "-application", "voip"],
    "mp3": ["-c:a", "libmp3lame", "-b:a", "16k"],
    "flac": STEREO["flac"],
}


def encode(call: Call, folder: Path) -> list[Path]:
    """Write the audio file of a call (two files for a split pair); return what was written."""
    kind = call.script.head["format"]
    if kind == "pair":
        return [
            _encode([samples], folder / f"{call.script.name}.{speaker}.flac", MONO["flac"])
            for speaker, samples in call.channels.items()
        ]
    options = (STEREO if call.script.stereo else MONO)[kind]
    path = _encode(list(call.channels.values()), folder / f"{call.script.name}.{kind}", options)
    if kind == "ogg" and call.script.stereo:
        name_mapping(path)
    return [path]


def _encode(channels: list[np.ndarray], path: Path, options: list[str]) -> Path:
    """Encode 16 bit channels with ffmpeg."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "call.wav"
        with wave.open(str(source), "wb") as file:
            file.setnchannels(len(channels))
            file.setsampwidth(2)
            file.setframerate(LINE_RATE)
            file.writeframes(np.stack(channels, axis=1).astype("<i2").tobytes())
        subprocess.run([*QUIET, "-i", str(source), *options, *EXACT, str(path)], check=True)
    return path


def decode(path: Path) -> np.ndarray:
    """Samples of a file as floats, one row per channel, at the line's rate."""
    probe = ["ffprobe", "-v", "error", "-show_entries", "stream=channels", "-of", "csv=p=0"]
    shown = subprocess.run([*probe, str(path)], capture_output=True, check=True, text=True)
    raw = subprocess.run(
        [*QUIET, "-i", str(path), "-f", "s16le", "-ar", str(LINE_RATE), "-"],
        capture_output=True,
        check=True,
    ).stdout
    channels = int(shown.stdout.strip().strip(","))
    return np.frombuffer(raw, "<i2").reshape(-1, channels).T / 32768


def name_mapping(path: Path) -> None:
    """Call the two uncoupled Opus streams left and right.

    Two streams that share nothing are what keeps one speaker out of the other's channel. ffmpeg
    only writes them as unnamed channels (mapping family 255); family 1 means the same two streams
    as left and right, which every player knows.
    """
    data = bytearray(path.read_bytes())
    head = data.index(b"OpusHead")
    family, streams, coupled = data[head + 18 : head + 21]
    if (family, streams, coupled) != (255, 2, 0):
        raise ValueError(f"{path.name}: not two uncoupled streams: {family} {streams} {coupled}")
    data[head + 18] = 1
    size = 27 + data[26] + sum(data[27 : 27 + data[26]])
    data[22:26] = bytes(4)
    data[22:26] = _ogg_checksum(data[:size]).to_bytes(4, "little")
    path.write_bytes(data)


def _ogg_checksum(page: bytes) -> int:
    """The checksum of an Ogg page whose checksum field is zero."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        value &= 0xFFFFFFFF
    return value
