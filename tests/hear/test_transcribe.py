"""Where the recogniser runs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import ctranslate2
import numpy as np
import pytest

from qa.hear import models, transcribe
from qa.hear.audio import RATE
from qa.hear.transcribe import Whisper, load_whisper, open_whisper


@pytest.fixture
def recogniser() -> Iterator[None]:
    load_whisper.cache_clear()
    yield
    load_whisper.cache_clear()


@pytest.mark.models
@pytest.mark.usefixtures("recogniser")
@pytest.mark.parametrize("broken", ["asking", "opening"])
def test_a_gpu_that_does_not_work_is_told_and_done_without(
    broken: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def opened(folder: str, device: str, numbers: str) -> Any:
        if device == "cuda":
            raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")
        return open_whisper(folder, device, numbers)

    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 1)
    if broken == "opening":
        monkeypatch.setattr(ctranslate2, "get_supported_compute_types", lambda device: {"float16"})
        monkeypatch.setattr(transcribe, "open_whisper", opened)
    with caplog.at_level(logging.WARNING):
        whisper = Whisper(models.whisper_folder("base"), "base")
    assert caplog.text.count("the GPU cannot be used") == 1
    quiet = np.random.default_rng(1).normal(0, 0.01, RATE).astype(np.float32)
    assert len(whisper.take_in([quiet])) == 1
