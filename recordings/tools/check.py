"""Measure finished recordings: length, peaks, delay, leakage between channels, word errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.signal import correlate, resample_poly

from tools.encode import decode
from tools.mix import LINE_RATE, Call
from tools.words import plain_words


def word_errors(said: list[str], heard: list[str]) -> int:
    """Edit distance in words."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1]


def leakage(source: np.ndarray, own: np.ndarray, decoded: np.ndarray) -> float:
    """Level (dB) at which ``source`` of another channel is found in ``decoded``.

    ``own`` is what belongs there; only what it does not explain counts.
    """
    lags = slice(len(source) - 1 - 400, len(source) + 400)
    before = correlate(own, source, method="fft")[lags]
    after = correlate(decoded, source, method="fft")[lags]
    worst = np.abs(after - before).max() / (source**2).sum()
    return float(20 * np.log10(max(worst, 1e-9)))


class Checker:
    """Compares files with what was rendered, and listens with Whisper."""

    def __init__(self, model: Path) -> None:
        """Load a Whisper model from a folder."""
        from faster_whisper import WhisperModel

        self._whisper = WhisperModel(str(model), compute_type="int8", cpu_threads=2)

    def hear(self, samples: np.ndarray, lang: str) -> str:
        """Transcript of one channel."""
        wide = resample_poly(samples, 2, 1).astype(np.float32)
        segments, _ = self._whisper.transcribe(
            wide, language=lang, vad_filter=True, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)

    def check(self, call: Call, paths: list[Path]) -> dict[str, object]:
        """All measurements of one call."""
        decoded = [channel for path in paths for channel in decode(path)]
        rendered = [channel / 32768 for channel in call.channels.values()]
        lengths = [len(channel) / LINE_RATE for channel in decoded]
        length = min(map(len, [*decoded, *rendered]))
        first, second = decoded[0][:length], rendered[0][:length]
        delay = int(correlate(first, second, method="fft").argmax()) - length + 1
        result: dict[str, object] = {
            "call": call.script.name,
            "seconds": [round(value, 2) for value in lengths],
            "bytes": sum(path.stat().st_size for path in paths),
            "peak_db": [round(float(20 * np.log10(np.abs(c).max())), 1) for c in decoded],
            "delay_ms": round(1000 * delay / LINE_RATE, 1),
        }
        if len(decoded) == 2:
            shifted = [np.roll(channel[:length], -delay) for channel in decoded]
            result["leakage_db"] = [
                round(leakage(rendered[1 - i][:length], rendered[i][:length], shifted[i]), 1)
                for i in (0, 1)
            ]
        wrong = total = 0
        for speaker, samples in zip(call.script.layout, decoded, strict=True):
            turns = [t for t in call.script.turns if speaker in (t.speaker, "mixed")]
            said = plain_words(" ".join(t.text for t in turns))
            heard = self.hear(samples, call.script.head["lang"])
            wrong += word_errors(said, plain_words(heard))
            total += len(said)
            result[f"heard_{speaker}"] = heard
        result["wer"] = round(wrong / total, 3)
        return result
