"""Audio files → samples at 16 kHz, decoded once, in bounded memory, through PyAV.

Samples go to a scratch file on disk and are read from there piece by piece, so a recording of
four hours needs no more memory than one of four minutes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import InputError
from qa.hear.wav import promised_seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
FULL_SCALE = 32768.0
SHORTEST_SECONDS = 0.5
MISSING_SHARE = 0.05  # a file with less than 95 % of the promised sound is cut short
HOLE_SECONDS = 0.25  # a jump in the file's own clock that is filled with silence
LONGEST_HOLE_SECONDS = 12 * 3600.0  # a longer one is a broken clock
# Containers whose header states the length; elsewhere it is estimated from the bit rate.
EXACT_LENGTH = ("flac", "aiff", "caf")


@dataclass(frozen=True)
class OnDisk:
    """16-bit samples in a file, shape (frames, channels); a part of them is an array.

    Each part is mapped when it is asked for, so that what has been read does not stay in memory.
    """

    file: Any
    shape: tuple[int, int]

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, span: slice) -> NDArray[np.int16]:
        first, last, _ = span.indices(len(self))
        if last <= first:
            return np.zeros((0, self.shape[1]), np.int16)
        shape = (last - first, self.shape[1])
        offset = first * self.shape[1] * np.dtype(np.int16).itemsize
        return np.memmap(self.file, np.int16, mode="r", offset=offset, shape=shape)


@dataclass
class Sound:
    """Decoded sound: `samples` is int16, shape (frames, channels), at 16 kHz, backed by a file.

    `claimed_seconds` is what the file's header promises, None where it does not say; `side_cut`
    that one file of a pair holds less than that, whose place is filled up with silence.
    """

    samples: NDArray[np.int16] | OnDisk
    claimed_seconds: float | None = None
    side_cut: bool = False
    _scratch: Any = field(default=None, repr=False)

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE

    @property
    def truncated(self) -> bool:
        """Whether clearly less is there than the header promises."""
        claimed = self.claimed_seconds
        return self.side_cut or (
            claimed is not None and self.seconds < claimed * (1 - MISSING_SHARE)
        )

    def slice(self, channel: int | None, start: float, end: float) -> NDArray[np.float32]:
        """Samples of one channel (None: the mean of all) between two times, −1 to 1."""
        block = self.samples[max(0, round(start * RATE)) : round(end * RATE)]
        return (
            _mono(block) if channel is None else block[:, channel].astype(np.float32) / FULL_SCALE
        )

    def blocks(self, seconds: float = 60.0) -> Iterator[NDArray[np.float32]]:
        """The whole sound in order, shape (frames, channels), −1 to 1."""
        step = round(seconds * RATE)
        for start in range(0, len(self.samples), step):
            yield self.samples[start : start + step].astype(np.float32) / FULL_SCALE

    def close(self) -> None:
        """Give the scratch file back; the samples cannot be read any more."""
        if self._scratch is not None:
            self.samples = np.zeros((0, self.channels), np.int16)
            self._scratch.close()


def _mono(block: NDArray[np.int16]) -> NDArray[np.float32]:
    return block.mean(axis=1, dtype=np.float32) / FULL_SCALE


def decode(paths: Sequence[str | Path], *, allow_truncated: bool = False) -> Sound:
    """Decode one file, or a pair of files as two channels.

    Raises InputError, with the reason, for anything that is not sound.
    """
    sounds = [_decode_one(Path(path), allow_truncated) for path in paths]
    if len(sounds) == 1:
        return sounds[0]
    return _paired(sounds)


def _decode_one(path: Path, allow_truncated: bool) -> Sound:
    import av

    where = str(path)
    _check_file(path, where)
    scratch = tempfile.TemporaryFile(prefix="callqa-sound-")  # noqa: SIM115 - lives in Sound
    try:
        with av.open(where) as container:
            if not container.streams.audio:
                raise InputError("no sound in this file", where=where)
            stream = container.streams.audio[0]
            claimed = promised_seconds(path) or _claimed(container, stream)
            channels = _write(container, stream, scratch)
    except (av.error.FFmpegError, ValueError, UnicodeError) as error:
        scratch.close()
        raise InputError(f"not readable as audio: {_reason(error)}", where=where) from error
    except BaseException:
        scratch.close()
        raise
    return _checked(_open(scratch, channels, claimed), where, allow_truncated)


def _check_file(path: Path, where: str) -> None:
    try:
        if path.is_dir():
            raise InputError("a folder, not a file", where=where, next_step="use --recursive")
        if path.stat().st_size == 0:
            raise InputError("the file is empty", where=where)
        path.open("rb").close()
    except OSError as error:
        raise InputError(f"cannot be opened: {error.strerror}", where=where) from error


def _claimed(container: Any, stream: Any) -> float | None:
    names = container.format.name.split(",")
    if stream.duration is None or not any(name in EXACT_LENGTH for name in names):
        return None
    return float(stream.duration * stream.time_base)


def _write(container: Any, stream: Any, scratch: Any) -> int:
    """Decode, resample and write interleaved 16-bit samples; gives the number of channels."""
    import av

    # More than two channels are a film's sound; a telephone call has its sides in one or two.
    layout = "stereo" if stream.channels == 2 else "mono"
    channels = 2 if layout == "stereo" else 1
    resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE)
    written, first = 0, None

    def put(frames: Any) -> None:
        nonlocal written
        for frame in frames:
            data = frame.to_ndarray().tobytes()
            scratch.write(data)
            written += len(data) // (2 * channels)

    def put_silence(seconds: float) -> None:
        nonlocal written
        left = round(seconds * RATE)
        while left > 0:
            part = min(left, 60 * RATE)
            scratch.write(bytes(2 * channels * part))
            written, left = written + part, left - part

    for frame in _frames(container, stream):
        if frame.time is not None:
            first = frame.time if first is None else first
            hole = frame.time - first - written / RATE
            if HOLE_SECONDS < hole < LONGEST_HOLE_SECONDS:
                put_silence(hole)
        put(resampler.resample(frame))
    if written:
        put(resampler.resample(None))
    return channels


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Every frame that can be decoded: a damaged packet loses itself, not what follows it.

    Raises what the decoder said when there is not a single good frame.
    """
    import av

    trouble, good = None, False
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.FFmpegError as error:
            trouble = error
            continue
        good = good or bool(frames)
        yield from frames
    if trouble is not None and not good:
        raise trouble


def _open(scratch: Any, channels: int, claimed: float | None) -> Sound:
    scratch.flush()
    size = scratch.tell() // (2 * channels)
    if size == 0:
        return Sound(np.zeros((0, channels), np.int16), claimed, _scratch=scratch)
    return Sound(OnDisk(scratch, (size, channels)), claimed, _scratch=scratch)


def _checked(sound: Sound, where: str, allow_truncated: bool) -> Sound:
    if sound.seconds < SHORTEST_SECONDS:
        found = f"{sound.seconds:.2f} s of sound" if sound.seconds else "no sound"
        sound.close()
        raise InputError(f"{found}, nothing to review", where=where)
    if sound.truncated and not allow_truncated:
        message = (
            f"cut short: it should last {sound.claimed_seconds:.1f} s "
            f"and {sound.seconds:.1f} s are there"
        )
        sound.close()
        raise InputError(
            message, where=where, next_step="copy it again, or accept it with --allow-truncated"
        )
    return sound


def _paired(sounds: Sequence[Sound]) -> Sound:
    """Two files as two channels, the shorter one filled up with silence; the rest is mixed down."""
    longest = max(len(sound.samples) for sound in sounds)
    scratch = tempfile.TemporaryFile(prefix="callqa-sound-")  # noqa: SIM115 - lives in Sound
    step = 60 * RATE
    for start in range(0, longest, step):
        length = min(step, longest - start)
        block = np.zeros((length, len(sounds)), np.int16)
        for channel, sound in enumerate(sounds):
            part = sound.samples[start : start + length]
            block[: len(part), channel] = part.mean(axis=1) if len(part) else 0
        scratch.write(block.tobytes())
    cut = any(sound.truncated for sound in sounds)
    claimed = max(sound.claimed_seconds or sound.seconds for sound in sounds) if cut else None
    for sound in sounds:
        sound.close()
    whole = _open(scratch, len(sounds), claimed)
    whole.side_cut = cut
    return whole


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return text[0].lower() + text[1:] if text else type(error).__name__
