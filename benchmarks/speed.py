"""Time per length of audio, the whole way, against plain faster-whisper in the same run.

    python benchmarks/speed.py [FILE …]

Plain is what faster-whisper's own README shows, on each channel by itself: `beam_size=5`, its
voice filter on, word times on. It gives words only: no speakers on one channel, no overlaps, no
verdicts. Models are loaded before the clock starts. Quote the ratio, not the seconds.
"""

from __future__ import annotations

import platform
import sys
import time
from pathlib import Path

import numpy as np

from qa.hear import models
from qa.hear.audio import decode
from qa.hear.listen import Options
from qa.hear.transcribe import load_whisper
from qa.pipeline import review_recording
from qa.recordings import Source, find_sources, identify
from qa.rubric.load import find, load

SAMPLES = Path(__file__).parent.parent / "recordings"


def plain(source: Source) -> tuple[float, int]:
    """Seconds and words of faster-whisper on each channel of a recording."""
    model = load_whisper(str(models.whisper_folder("base")))
    start, words = time.perf_counter(), 0
    sound = decode(source.paths)
    for channel in range(sound.channels):
        samples = np.asarray(sound.slice(channel, 0, sound.seconds))
        segments, _ = model.transcribe(samples, beam_size=5, vad_filter=True, word_timestamps=True)
        words += sum(len(segment.words or ()) for segment in segments)
    sound.close()
    return time.perf_counter() - start, words


def whole(source: Source) -> tuple[float, int, float]:
    """Seconds and words of callqa the whole way, and the length of the recording."""
    rubrics = [load(find("essentials"))]
    start = time.perf_counter()
    call = review_recording(identify(source), rubrics, Options()).call
    seconds = time.perf_counter() - start
    return seconds, sum(len(turn.words) for turn in call.turns), call.seconds


def main(paths: list[Path]) -> None:
    models.fetch(say=print)
    sources = list(find_sources(paths))
    whole(sources[0])  # models, caches
    print(f"{platform.machine()}, {platform.python_version()}; seconds, words")
    print(f"{'recording':28} {'audio':>6} {'callqa':>12} {'plain':>12} {'ratio':>6} {'x real':>6}")
    totals = np.zeros(3)
    for source in sources:
        own, own_words, length = whole(source)
        other, other_words = plain(source)
        totals += (length, own, other)
        print(
            f"{source.label[:28]:28} {length:6.0f} {own:7.1f} {own_words:4} {other:7.1f} "
            f"{other_words:4} {own / other:6.2f} {own / length:6.3f}"
        )
    length, own, other = totals
    print(
        f"{'all':28} {length:6.0f} {own:12.1f} {other:12.1f} {own / other:6.2f} {own / length:6.3f}"
    )


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [SAMPLES])
