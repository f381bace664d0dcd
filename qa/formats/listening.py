"""A copy of a recording that every browser can play, made only where the file itself cannot be."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.call import Recording
from qa.errors import InputError

if TYPE_CHECKING:
    import numpy as np

RATE = 48_000  # what Opus works in
BITRATE_PER_CHANNEL = 32_000
BLOCK = RATE  # one second: enough for the encoder, little enough for any length of call

# Containers and codecs that Chromium, Firefox and Safari all play, with their media type.
_PLAYABLE = {
    "ogg": ("audio/ogg", ("opus", "vorbis")),
    "mp3": ("audio/mpeg", ("mp3",)),
    "mp4": ("audio/mp4", ("aac",)),
    "flac": ("audio/flac", ("flac",)),
    "wav": ("audio/wav", ("pcm_s16le", "pcm_u8")),
    "webm": ("audio/webm", ("opus", "vorbis")),
}
_making = threading.Lock()


def cache_folder() -> Path:
    """Where copies for listening are kept; CALLQA_CACHE chooses another place."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("CALLQA_CACHE")
    return Path(chosen) if chosen else user_cache_path("callqa") / "listening"


def listening_copy(recording: Recording, cache: Path) -> Path:
    """A file of the recording that browsers play: itself, or an Ogg Opus copy kept in `cache`.

    A pair of files becomes one in stereo, the first on the left. Raises InputError when a file is
    gone or holds no sound.
    """
    sources = [Path(path) for path in recording.paths]
    for source in sources:
        if not source.is_file():
            raise InputError("the recording is not where it was", where=str(source))
    if len(sources) == 1 and media_type(sources[0]):
        return sources[0]
    copy = cache / f"{recording.sha256}.ogg"
    with _making:  # the browser asks twice at once; the second waits for the first
        if not copy.exists():
            _write(sources, copy)
    return copy


def media_type(path: Path) -> str | None:
    """The media type of a file that browsers play as it is; None for any other sound.

    Read from the file, not from its name. Raises InputError when it holds no sound.
    """
    with _opened(path) as container:
        names = container.format.name.split(",")
        codec = container.streams.audio[0].codec_context.name
    for name in names:
        kind, codecs = _PLAYABLE.get(name, ("", ()))
        if codec.removesuffix("float") in codecs:
            return kind
    return None


def _opened(path: Path) -> Any:
    import av

    try:
        container = av.open(str(path))
    except (av.error.FFmpegError, OSError) as error:
        raise InputError("this file holds no sound that can be read", where=str(path)) from error
    if not container.streams.audio:
        container.close()
        raise InputError("this file holds no sound", where=str(path))
    return container


def _write(sources: list[Path], copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=copy.parent, suffix=".part")
    os.close(handle)
    try:
        _encode(sources, name)
        Path(name).replace(copy)
    finally:
        Path(name).unlink(missing_ok=True)


def _encode(sources: list[Path], target: str) -> None:
    import av

    channels = 2 if len(sources) == 2 else _channels(sources[0])
    layout = "stereo" if channels == 2 else "mono"
    with av.open(target, "w", format="ogg") as output:
        stream: Any = output.add_stream("libopus", rate=RATE, layout=layout)
        stream.bit_rate = BITRATE_PER_CHANNEL * channels
        done = 0
        for block in _stereo(sources) if len(sources) == 2 else _blocks(sources[0], channels):
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout=layout)
            frame.sample_rate, frame.pts = RATE, done
            done += len(block)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def _channels(path: Path) -> int:
    with _opened(path) as container:
        return min(2, container.streams.audio[0].codec_context.channels)


def _stereo(sources: list[Path]) -> Iterator[np.ndarray]:
    """Two files side by side; the shorter one ends in silence."""
    import numpy as np

    nothing = np.zeros((0, 1), np.int16)
    left, right = (_blocks(path, 1) for path in sources)
    for one, other in zip_longest(left, right, fillvalue=nothing):
        block = np.zeros((max(len(one), len(other)), 2), np.int16)
        block[: len(one), 0], block[: len(other), 1] = one[:, 0], other[:, 0]
        yield block


def _blocks(path: Path, channels: int) -> Iterator[np.ndarray]:
    """The sound in blocks of one second, each of shape (samples, channels); the last is shorter."""
    import av
    import numpy as np

    resampler = av.AudioResampler(
        format="s16", layout="mono" if channels == 1 else "stereo", rate=RATE
    )
    kept = np.zeros((0, channels), np.int16)
    with _opened(path) as container:
        for frame in _frames(container):
            for part in resampler.resample(frame):
                kept = np.concatenate([kept, part.to_ndarray().reshape(-1, channels)])
            while len(kept) >= BLOCK:
                yield kept[:BLOCK]
                kept = kept[BLOCK:]
    if len(kept):
        yield kept


def _frames(container: Any) -> Iterator[Any]:
    """Every frame that can be decoded, then None, which empties the resampler."""
    import av

    for packet in container.demux(audio=0):
        with suppress(av.error.FFmpegError):  # a damaged packet loses only itself
            yield from packet.decode()
    yield None
