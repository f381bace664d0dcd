"""Who is audible when: speech activity from the segmentation model, never from the recogniser.

pyannote segmentation-3.0 looks at windows of 10 s and tells, per frame of about 17 ms, which of
up to three speakers talk, at most two at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.hear.condensed import condense
from qa.hear.levels import Levels
from qa.hear.threads import Progress, cores, jobs, nobody, side_by_side
from qa.intervals import merge

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW = 160_000  # samples the model was made for: 10 s
FRAME_STEP = 270  # samples from frame to frame
RECEPTIVE_FIELD = 991  # samples a frame looks at
FRAMES = 589  # frames in a window
HOP_FRAMES = 296  # half a window: every frame is seen by two windows
LOCAL_SPEAKERS = 3
# The model's seven classes as the speakers they stand for: nobody, one of three, two of three.
CLASSES = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.float32
)
ON, OFF = 0.5, 0.35  # speech begins above the first and lasts until below the second
SHORTEST_SECONDS = 0.1
GAP_SECONDS = 0.12  # a closed mouth within a word


@dataclass(frozen=True)
class Window:
    """What the model says of one window; `first` counts frames from the start of the sound.

    `speakers` is the probability, per frame and local speaker, that they talk: shape (frames, 3).
    """

    first: int
    speakers: NDArray[np.float32]
    alone: NDArray[np.float32]


def frame_time(frame: int | float) -> float:
    """The middle of a frame, in seconds."""
    return (frame * FRAME_STEP + RECEPTIVE_FIELD / 2) / RATE


def frames_in(seconds: float) -> int:
    return max(1, int(np.ceil(seconds * RATE / FRAME_STEP)))


def windows(
    sound: Sound, channel: int | None, folder: Path, progress: Progress = nobody
) -> Iterator[Window]:
    """The model over a channel (None: all channels mixed), half a window at a time."""
    return look(partial(sound.slice, channel), sound.seconds, folder, progress)


def look(
    read: Callable[[float, float], NDArray[np.float32]],
    seconds: float,
    folder: Path,
    progress: Progress = nobody,
) -> Iterator[Window]:
    """The model over whatever `read` gives for two times, half a window at a time."""
    session = _session(str(folder / "segmentation-3.0.onnx"))

    def see(first: int) -> Window:
        # One at a time is as fast as a batch on a CPU and needs a fraction of the memory.
        start = first * FRAME_STEP
        samples = np.zeros((1, 1, WINDOW), np.float32)
        part = read(start / RATE, (start + WINDOW) / RATE)
        samples[0, 0, : len(part)] = part
        classes = np.exp(session.run(None, {"input": samples})[0][0])
        return Window(first, classes @ CLASSES, classes[:, 1:4])

    last = max(1, round(seconds * RATE) - WINDOW // 4)
    firsts = range(0, -(-last // FRAME_STEP), HOP_FRAMES)
    for number, window in enumerate(side_by_side(see, firsts), 1):
        progress(number / len(firsts))
        yield window


def activity(
    sound: Sound, channel: int, levels: Levels, folder: Path, progress: Progress = nobody
) -> tuple[Interval, ...]:
    """When somebody talks on a channel."""
    left = condense(sound, channel, levels)
    heard = anybody(look(left.read, left.seconds, folder, progress), left.seconds)
    return left.to_recording(heard)


def anybody(seen: Iterable[Window], seconds: float) -> tuple[Interval, ...]:
    """When any of the speakers of overlapping windows talks."""
    frames = frames_in(seconds)
    summed, count = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
    for window in seen:
        talking = np.minimum(window.speakers.sum(axis=1), 1.0)
        length = min(FRAMES, frames - window.first)
        summed[window.first : window.first + length] += talking[:length]
        count[window.first : window.first + length] += 1
    return stretches(summed / np.maximum(count, 1), seconds)


def stretches(probability: NDArray[np.floating[Any]], seconds: float) -> tuple[Interval, ...]:
    """Frames above the threshold as intervals, with hysteresis, tiny gaps closed."""
    found, start = [], None
    for frame, value in enumerate(probability.tolist()):
        if start is None and value >= ON:
            start = frame
        elif start is not None and value < OFF:
            found.append((start, frame))
            start = None
    if start is not None:
        found.append((start, len(probability)))
    intervals = [
        Interval(max(0.0, frame_time(a - 0.5)), min(seconds, frame_time(b - 0.5))) for a, b in found
    ]
    return tuple(
        Interval(round(item.start, 3), round(item.end, 3))
        for item in merge(intervals, gap=GAP_SECONDS)
        if item.seconds >= SHORTEST_SECONDS
    )


@lru_cache(maxsize=2)
def _session(path: str) -> Any:
    return open_session(path, max(1, cores() // jobs()))  # windows are looked at side by side


def open_session(model: str | bytes, threads: int | None = None) -> Any:
    """An onnxruntime session on the CPU, quietly; `threads` None: as many as there are cores."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads or cores()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
