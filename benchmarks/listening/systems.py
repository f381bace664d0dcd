"""The systems: callqa, and what people run today. Each: paths, seconds of words and speech out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from qa.call import SIDES
from qa.errors import InputError
from qa.hear import models
from qa.hear.audio import RATE, decode

Found = dict[str, Any]  # words and speech per speaker; roles, interruptions where there are some
THREADS = 2


@cache
def _whisper() -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(models.whisper_folder("base")), device="cpu", compute_type="int8")


def _channels(paths: Sequence[Path]) -> list[np.ndarray]:
    """The channels as float samples; decoding is inside every system's time."""
    sound = decode(paths)
    try:
        return [np.array(sound.slice(c, 0, sound.seconds)) for c in range(sound.channels)]
    finally:
        sound.close()


def _plain_words(segments: Any) -> list[list[Any]]:
    return [[w.word.strip(), w.start, w.end] for s in segments for w in s.words or ()]


def plain(paths: Sequence[Path]) -> Found:
    """(a) faster-whisper as its README shows it, with its voice filter, on each channel."""
    words = {}
    for i, samples in enumerate(_channels(paths)):
        segments, _ = _whisper().transcribe(
            samples, beam_size=5, vad_filter=True, word_timestamps=True
        )
        words[str(i)] = _plain_words(segments)
    return {"words": words}


def segments_only(paths: Sequence[Path]) -> Found:
    """(a) without word times: what the first lines of the README do. For its time only."""
    for samples in _channels(paths):
        segments, _ = _whisper().transcribe(samples, beam_size=5, vad_filter=True)
        list(segments)
    return {}


def batched(paths: Sequence[Path]) -> Found:
    """(b) faster-whisper's batched pipeline, as its README shows it, on each channel."""
    from faster_whisper import BatchedInferencePipeline

    pipeline, words = BatchedInferencePipeline(_whisper()), {}
    for i, samples in enumerate(_channels(paths)):
        segments, _ = pipeline.transcribe(samples, batch_size=16, word_timestamps=True)
        words[str(i)] = _plain_words(segments)
    return {"words": words}


def diarized(paths: Sequence[Path]) -> Found:
    """(c) on one channel: (a), and sherpa-onnx told that there are two speakers; every segment
    gets the speaker who talks most in it."""
    samples = np.mean(_channels(paths), axis=0, dtype=np.float32)
    segments, _ = _whisper().transcribe(samples, beam_size=5, vad_filter=True, word_timestamps=True)
    talk = [
        (s.start, s.end, str(s.speaker)) for s in _sherpa().process(samples).sort_by_start_time()
    ]
    words: dict[str, list[list[Any]]] = {}
    for segment in segments:
        shares: dict[str, float] = {}
        for start, end, speaker in talk:
            both = min(end, segment.end) - max(start, segment.start)
            shares[speaker] = shares.get(speaker, 0.0) + max(both, 0.0)
        label = max(shares, key=lambda s: shares[s], default="0")
        words.setdefault(label, []).extend(_plain_words([segment]))
    speech: dict[str, list[list[float]]] = {}
    for start, end, speaker in talk:
        speech.setdefault(speaker, []).append([start, end])
    return {"words": words, "speech": speech}


@cache
def _sherpa() -> Any:
    import sherpa_onnx as so

    folder = Path(tempfile.mkdtemp(prefix="callqa-sherpa-"))
    segmentation = _with_metadata(
        models.folder_of("segmentation") / "segmentation-3.0.onnx",
        folder,
        model_type="pyannote-segmentation-3.0",
        num_speakers=3,
        powerset_max_classes=2,
        num_classes=7,
        sample_rate=RATE,
        window_size=160000,
        receptive_field_size=991,
        receptive_field_shift=270,
    )
    embedding = _with_metadata(
        models.folder_of("voices") / "wespeaker-resnet34.onnx",
        folder,
        framework="wespeaker",
        output_dim=256,
        sample_rate=RATE,
        normalize_samples=0,
        feature_normalize_type="global-mean",
        language="English",
    )
    return so.OfflineSpeakerDiarization(
        so.OfflineSpeakerDiarizationConfig(
            segmentation=so.OfflineSpeakerSegmentationModelConfig(
                pyannote=so.OfflineSpeakerSegmentationPyannoteModelConfig(model=segmentation),
                num_threads=THREADS,
            ),
            embedding=so.SpeakerEmbeddingExtractorConfig(model=embedding, num_threads=THREADS),
            clustering=so.FastClusteringConfig(num_clusters=2),
        )
    )


def _with_metadata(path: Path, folder: Path, **metadata: Any) -> str:
    """A copy of a model that says of itself what sherpa-onnx wants to read there."""
    import onnx

    model = onnx.load(str(path))
    for key, value in metadata.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, str(value)
    target = folder / path.name
    onnx.save(model, str(target))
    return str(target)


def callqa(paths: Sequence[Path]) -> Found:
    """The whole of `callqa process`: decode, hear, measure, score, keep."""
    from qa.batch import process
    from qa.rubric.load import find, load
    from qa.store import Store

    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "a.db") as store:
        report = process(list(paths), store, [load(find("essentials"))])
        identities = store.call_ids()
        if not identities:
            reason = "; ".join(report.failed.values())
            if "nobody speaks" in reason or "silent" in reason:
                return {"words": {}, "speech": {}}
            raise InputError(reason)
        call = store.call(identities[0])
    words: dict[str, list[list[Any]]] = {}
    for turn in call.turns:
        words.setdefault(turn.speaker, []).extend([w.text, w.start, w.end] for w in turn.words)
    overlaps = call.measures.overlaps if call.measures else ()
    return {
        "words": words,
        "speech": {s: [[i.start, i.end] for i in own] for s, own in call.activity.items()},
        "roles": set(SIDES) <= set(words) and "roles" in call.provides,
        "interruptions": [
            [o.by, o.start] for o in overlaps if o.kind == "interruption" and o.certain
        ],
        "unheard": [[u.speaker, u.start, u.end] for u in call.unheard],
        "stages": dict(call.made.stages),
    }


SYSTEMS = {
    "callqa": callqa,
    "plain": plain,
    "segments": segments_only,
    "batched": batched,
    "diarized": diarized,
}
