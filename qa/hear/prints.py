"""What the voice sounds like at every moment of speech: one print each 80 ms, computed once.

The embedding network (WeSpeaker's ResNet34) is a trunk over time, a pooling of its mean and spread,
and a matrix. The trunk is by far the dearest and runs over the speech of a channel once; pooling
over any stretch of it, long or short, then costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.call import Interval
from qa.hear.audio import RATE, Sound
from qa.hear.speech import open_session
from qa.hear.threads import Progress, nobody

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FEATURE_SECONDS = 0.01
STRIDE = 8  # features per print: the trunk halves time three times
PRINT_SECONDS = STRIDE * FEATURE_SECONDS
PACK = 125  # prints (10 s of speech) that the trunk looks at together
PAD = 5  # packs are filled up to a multiple of this, so that few lengths occur
NEAR = 4  # prints to each side that say who talks now: 0.7 s
WIDE, WIDE_STEP = 9, 5  # and who there is to hear: 1.5 s, each 0.4 s
LEAST_CLEAN = 2.0  # prints' worth of one voice alone, below which nothing can be told
TRUNK = "343"  # the last value of the model's graph that still has an axis of time
MATRIX, BIAS, MEAN = "model.seg_1.weight", "model.seg_1.bias", "mean_vec"


@dataclass(frozen=True)
class Prints:
    """Unit vectors of 256 with the middle of the time they tell of, in order of time.

    `seconds` is how much of one voice alone each rests on.
    """

    times: NDArray[np.float64]
    vectors: Floats
    seconds: Floats

    def since(self, time: float) -> Prints:
        """Those of what is heard after a time."""
        later = self.times >= time
        return Prints(self.times[later], self.vectors[later], self.seconds[later])


@dataclass(frozen=True)
class _Piece:
    """Features of one stretch of speech, a multiple of STRIDE of them, and when it begins."""

    start: float
    features: Floats

    @property
    def prints(self) -> int:
        return len(self.features) // STRIDE


def voice_prints(
    sound: Sound,
    channel: int | None,
    speech: Sequence[Interval],
    alone: Floats,
    alone_step: float,
    folder: Path,
    progress: Progress = nobody,
) -> tuple[Prints, Prints]:
    """Prints of what is near each moment, and of wider stretches.

    `alone` is the probability, each `alone_step` seconds, that exactly one voice is heard.
    """
    network = _network(str(folder / "wespeaker-resnet34.onnx"))
    near: list[_Row] = []
    wide: list[_Row] = []
    total, count = np.zeros(80), 0
    for pack in _packs(_pieces(sound, channel, speech)):
        features = np.concatenate([piece.features for piece in pack])
        # As the model was trained the mean is taken away; that of all speech so far is the surest.
        total, count = total + features.sum(axis=0), count + len(features)
        frames = network.trunk(features - (total / count).astype(np.float32))
        first = 0
        for piece in pack:
            own = frames[first : first + piece.prints]
            first += piece.prints
            times = piece.start + (np.arange(len(own)) + 0.5) * PRINT_SECONDS
            at = np.minimum((times / alone_step).astype(int), len(alone) - 1)
            weights = np.where(alone[at] >= 0.3, alone[at], 0)
            running = _Running(own, weights)
            near.append(_pooled(network, running, times, NEAR, 1))
            wide.append(_pooled(network, running, times, WIDE, WIDE_STEP))
        progress(pack[-1].start / sound.seconds)
    return _joined(near), _joined(wide)


def embed(samples: Floats, folder: Path) -> Floats:
    """The voice in some speech, as a unit vector of 256."""
    network = _network(str(folder / "wespeaker-resnet34.onnx"))
    features = _features(samples)
    frames = network.trunk(features - features.mean(axis=0))
    running = _Running(frames, np.ones(len(frames)))
    return network.embed(*running.moments(np.array([0]), np.array([len(frames)])))[0]


_Row = tuple["NDArray[np.float64]", "Floats", "Floats"]


def _joined(rows: Sequence[_Row]) -> Prints:
    if not rows:
        return Prints(np.zeros(0), np.zeros((0, 256), np.float32), np.zeros(0, np.float32))
    times, vectors, seconds = (np.concatenate(column) for column in zip(*rows, strict=True))
    return Prints(times, vectors, seconds)


class _Running:
    """Running sums over frames, from which the mean and spread of any stretch are differences."""

    def __init__(self, frames: Floats, weights: NDArray[np.float64]):
        rows = np.zeros((len(frames) + 1, 1 + 2 * frames.shape[1]))
        rows[1:, 0] = weights
        rows[1:, 1 : 1 + frames.shape[1]] = frames
        rows[1:, 1 + frames.shape[1] :] = frames * frames
        rows[1:, 1:] *= weights[:, None]
        self._sums = rows.cumsum(axis=0)

    def weight(self, firsts: Any, lasts: Any) -> Any:
        """The weight of frames `firsts` to `lasts` (not included)."""
        return self._sums[lasts, 0] - self._sums[firsts, 0]

    def moments(self, firsts: Any, lasts: Any) -> tuple[Any, Any]:
        """Their weighted mean and standard deviation."""
        sums = self._sums[lasts] - self._sums[firsts]
        weight = sums[:, :1]
        mean, square = np.split(sums[:, 1:] / weight, 2, axis=1)
        spread = np.maximum(square - mean**2, 0) * weight / np.maximum(weight - 1, 0.5)
        return mean, np.sqrt(spread + 1e-7)

    def __len__(self) -> int:
        return len(self._sums) - 1


def _pooled(network: _Network, running: _Running, times: Any, reach: int, step: int) -> _Row:
    """Prints over `reach` frames to each side, within the stretch; those of too little left out."""
    begin = 0 if step == 1 else min(reach, (len(running) - 1) // 2)
    middles = np.arange(begin, len(running), step)
    firsts, lasts = np.maximum(middles - reach, 0), np.minimum(middles + reach + 1, len(running))
    clean = running.weight(firsts, lasts)
    keep = clean >= LEAST_CLEAN
    vectors = network.embed(*running.moments(firsts[keep], lasts[keep]))
    return times[middles[keep]], vectors, (clean[keep] * PRINT_SECONDS).astype(np.float32)


def _pieces(sound: Sound, channel: int | None, speech: Sequence[Interval]) -> Iterator[_Piece]:
    """The features of each stretch, cut where it is longer than a pack."""
    longest = PACK * PRINT_SECONDS
    for stretch in speech:
        parts = max(1, int(np.ceil(stretch.seconds / longest - 1e-6)))
        for part in range(parts):
            start = stretch.start + stretch.seconds * part / parts
            samples = sound.slice(channel, start, start + stretch.seconds / parts)
            features = _features(samples)
            whole = -(-len(features) // STRIDE) * STRIDE
            if whole:
                yield _Piece(start, np.pad(features, ((0, whole - len(features)), (0, 0)), "edge"))


def _packs(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces together, so that the trunk sees speech without the pauses."""
    pack: list[_Piece] = []
    for piece in pieces:
        if pack and sum(p.prints for p in pack) + piece.prints > PACK:
            yield pack
            pack = []
        pack.append(piece)
    if pack:
        yield pack


def _features(samples: Floats) -> Floats:
    """As the model was trained on: 80 mel bins of 25 ms every 10 ms, hamming window, no dither, on
    the scale of 16-bit samples."""
    import kaldi_native_fbank

    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0.0
    options.frame_opts.samp_freq = RATE
    options.frame_opts.window_type = "hamming"
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = 80
    options.mel_opts.high_freq = 0.0
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(RATE, (samples * 32768).tolist())
    bank.input_finished()
    frames = [bank.get_frame(i) for i in range(bank.num_frames_ready)]
    return np.stack(frames).astype(np.float32) if frames else np.zeros((0, 80), np.float32)


class _Network:
    """The model, opened so that its trunk can be asked for apart from its pooling."""

    def __init__(self, path: str):
        model = Path(path).read_bytes()
        self._session = open_session(_with_outputs(model, TRUNK, MATRIX, BIAS, MEAN))
        blank = {"input_features": np.zeros((1, 2 * STRIDE, 80), np.float32)}
        self._matrix, bias, mean = self._session.run([MATRIX, BIAS, MEAN], blank)
        self._shift = bias - mean

    def trunk(self, features: Floats) -> Floats:
        """Features (n, 80), their mean taken away → (⌈n ÷ STRIDE⌉, 2560)."""
        prints = -(-len(features) // STRIDE)
        padded = -(-prints // PAD) * PAD * STRIDE
        blank = np.zeros((1, padded, 80), np.float32)
        blank[0, : len(features)] = features
        found: Floats = self._session.run([TRUNK], {"input_features": blank})[0][0]
        return found.reshape(-1, found.shape[-1]).T[:prints]

    def embed(self, mean: Any, spread: Any) -> Floats:
        """Mean and standard deviation (n, 2560 each) → n unit vectors of 256."""
        pooled = np.concatenate([mean, spread], axis=1).astype(np.float32)
        vectors: Floats = pooled @ self._matrix.T + self._shift
        return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


@lru_cache(maxsize=1)
def _network(path: str) -> _Network:
    return _Network(path)


def _with_outputs(model: bytes, *names: str) -> bytes:
    """A model that also gives inner values of its graph as outputs.

    Of two protobuf messages written one after the other a reader makes one, lists joined: what is
    appended here is a ModelProto whose graph (field 7) has nothing but outputs (field 12).
    """

    def message(field: int, content: bytes) -> bytes:
        assert len(content) < 128  # a length of one byte
        return bytes([field << 3 | 2, len(content)]) + content

    outputs = b"".join(message(12, message(1, name.encode())) for name in names)
    return model + message(7, outputs)
