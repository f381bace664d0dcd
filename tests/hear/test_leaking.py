"""Channels that leak, the whole way with the real models."""

import numpy as np
import pytest

from qa.call import OVERLAP, OVERLAP_ESTIMATE, Recording
from qa.hear.audio import decode
from qa.hear.listen import hear
from tests.conftest import RECORDINGS, write_wav
from tests.hear.sounds import later

pytestmark = pytest.mark.models


def test_what_leaks_into_the_other_channel_is_not_written_twice(tmp_path):
    sound = decode([RECORDINGS / "04-agent-hangs-up.wav"])
    left, right = (sound.slice(c, 0, sound.seconds) for c in (0, 1))
    sound.close()
    leaking = np.stack([left + 0.15 * later(right, 0.04), right + 0.15 * later(left, 0.04)], 1)
    path = write_wav(tmp_path / "leaking.wav", leaking)
    clean = hear(Recording((str(RECORDINGS / "04-agent-hangs-up.wav"),), "x", 0, 0))
    call = hear(Recording((str(path),), "y", 0, 0))
    assert {own.kind for own in call.troubles} == {"bleed"}
    assert OVERLAP not in call.provides
    assert OVERLAP_ESTIMATE in call.provides
    for who in ("agent", "customer"):
        said, heard = (
            [word.text for turn in one.turns_of(who) for word in turn.words]
            for one in (clean, call)
        )
        assert len(heard) == pytest.approx(len(said), abs=0.1 * len(said))
        talked = [sum(i.seconds for i in one.activity[who]) for one in (clean, call)]
        assert talked[1] == pytest.approx(talked[0], rel=0.1)
