"""Words with times and probabilities: the Transcriber protocol, and Whisper behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from qa.call import Word
from qa.errors import ModelError
from qa.hear.audio import RATE

GRID_SECONDS = 30  # pieces are laid out this far apart, so their clocks stay exact
LOOP_RATIO = 2.4  # text that compresses better than this repeats itself (Whisper's own limit)
UNSPACED = ("zh", "ja", "th", "lo", "my", "km", "yue")
NOT_SPOKEN = ("la", "sa")  # Whisper takes foreign accents for Latin; nobody calls in it
LEAST_ASKED, MOST_ASKED = 2, 4  # pieces asked for their language
DETECT_SHARE = 0.5  # with a language more likely than this no further piece is asked


class Transcriber(Protocol):
    """Anything that turns pieces of speech, at most 30 s of 16 kHz samples each, into words."""

    name: str
    languages: frozenset[str]

    def detect(self, pieces: Sequence[Any]) -> tuple[str, float]:
        """The language spoken (ISO 639-1) and its probability, 0 to 1."""

    def transcribe(self, pieces: Sequence[Any], language: str) -> list[list[Word]]:
        """The words of each piece, with times in the piece."""


class Whisper:
    """faster-whisper: int8 on the CPU, float16 on a GPU when there is one."""

    def __init__(self, folder: Path, name: str, beam: int = 5):
        self._model, self._pipeline = load_whisper(str(folder))
        self.name, self._beam = name, beam
        self.languages = frozenset(self._model.supported_languages)

    def detect(self, pieces: Sequence[Any]) -> tuple[str, float]:
        votes: dict[str, float] = {}
        for asked, piece in enumerate(pieces[:MOST_ASKED], 1):
            _, _, every = self._model.detect_language(audio=piece)
            for code, share in every:
                if code not in NOT_SPOKEN:
                    votes[code] = votes.get(code, 0.0) + float(share)
            if asked >= LEAST_ASKED and max(votes.values()) > DETECT_SHARE * asked:
                break
        if not votes:
            return "und", 0.0
        code = max(votes, key=lambda c: votes[c])
        return code, round(votes[code] / sum(votes.values()), 3)

    def transcribe(self, pieces: Sequence[Any], language: str) -> list[list[Word]]:
        found, loops = self._run(pieces, language)
        for index in sorted(loops):
            # A decoder caught in a loop gets out of it when it may not repeat itself.
            again, _ = self._run([pieces[index]], language, no_repeat_ngram_size=3)
            found[index] = again[0]
        return found

    def _run(
        self, batch: Sequence[Any], language: str, **options: Any
    ) -> tuple[list[list[Word]], set[int]]:
        grid = np.zeros(len(batch) * GRID_SECONDS * RATE, np.float32)
        clips = []
        for i, piece in enumerate(batch):
            first = i * GRID_SECONDS
            grid[first * RATE : first * RATE + len(piece)] = piece
            clips.append({"start": first, "end": first + len(piece) / RATE})
        segments, _ = self._pipeline.transcribe(
            grid,
            language=language,
            beam_size=self._beam,
            word_timestamps=True,
            clip_timestamps=clips,
            batch_size=len(batch),
            vad_filter=False,
            **options,
        )
        found: list[list[Word]] = [[] for _ in batch]
        loops = set()
        for segment in segments:
            index = min(len(batch) - 1, int(segment.seek // (GRID_SECONDS * 100)))
            if segment.compression_ratio > LOOP_RATIO:
                loops.add(index)
            found[index] += _words(segment.words or (), index * GRID_SECONDS, language)
        return found, loops


def _words(words: Sequence[Any], offset: float, language: str) -> list[Word]:
    """The recogniser's words with times in the piece, without empty ones.

    What the recogniser writes without a space before it belongs to the word before ("high-end",
    "8 a.m."), except in languages that are written without spaces.
    """
    found: list[Word] = []
    for w in words:
        text = w.word.strip()
        start, end = max(0.0, float(w.start) - offset), float(w.end) - offset
        probability = round(float(w.probability), 3)
        if not text:
            continue
        if found and language not in UNSPACED and not w.word.startswith(" "):
            before = found.pop()
            lower = min(before.probability, probability)
            found.append(Word(before.text + text, before.start, end, lower))
        else:
            found.append(Word(text, start, end, probability))
    return found


@lru_cache(maxsize=1)
def load_whisper(folder: str) -> tuple[Any, Any]:
    """The model and its batched pipeline, one per process."""
    import ctranslate2
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    gpu = ctranslate2.get_cuda_device_count() > 0
    try:
        model = WhisperModel(
            folder, device="cuda" if gpu else "cpu", compute_type="float16" if gpu else "int8"
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"the model cannot be loaded: {error}",
            where=folder,
            next_step="fetch it again, or use --model base",
        ) from error
    return model, BatchedInferencePipeline(model)
