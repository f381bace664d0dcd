"""Where the recogniser runs."""

from __future__ import annotations

import logging

import ctranslate2
import numpy as np
import pytest

from qa.hear import models
from qa.hear.audio import RATE
from qa.hear.transcribe import Whisper, load_whisper


@pytest.mark.models
@pytest.mark.skipif(ctranslate2.get_cuda_device_count() > 0, reason="there is a GPU that may work")
def test_a_gpu_that_does_not_work_is_told_and_done_without(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 1)
    load_whisper.cache_clear()
    with caplog.at_level(logging.WARNING):
        whisper = Whisper(models.whisper_folder("base"), "base")
    assert "the GPU cannot be used" in caplog.text
    quiet = np.random.default_rng(1).normal(0, 0.01, RATE).astype(np.float32)
    assert len(whisper.take_in([quiet])) == 1
    load_whisper.cache_clear()
