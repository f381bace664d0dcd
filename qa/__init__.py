"""callqa: recorded service calls reviewed on your own machine.

>>> import qa
>>> recording = qa.identify(qa.Source((Path("call.wav"),)))
>>> reviewed = qa.review_recording(recording, [qa.load(qa.find("essentials"))])
>>> reviewed.scorecards[0].score_text()
'75 of 100'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from qa.batch import process
    from qa.call import Call
    from qa.errors import QAError
    from qa.hear.listen import Options
    from qa.pipeline import review_recording
    from qa.recordings import Source, identify
    from qa.rubric.load import find, load
    from qa.rubric.outcome import Scorecard, Verdict
    from qa.store import Store

__all__ = [
    "Call",
    "Options",
    "QAError",
    "Scorecard",
    "Source",
    "Store",
    "Verdict",
    "find",
    "identify",
    "load",
    "process",
    "review_recording",
]

_HOMES = {
    "Call": "qa.call",
    "Options": "qa.hear.listen",
    "QAError": "qa.errors",
    "Scorecard": "qa.rubric.outcome",
    "Source": "qa.recordings",
    "Store": "qa.store",
    "Verdict": "qa.rubric.outcome",
    "find": "qa.rubric.load",
    "identify": "qa.recordings",
    "load": "qa.rubric.load",
    "process": "qa.batch",
    "review_recording": "qa.pipeline",
}


def __getattr__(name: str) -> Any:
    # Looked up when first used, so that `import qa` and `callqa --help` stay instant.
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
