"""Memory that is free again, handed back to the system.

glibc keeps what was freed for later, for every thread apart, and what is kept grows over a long
recording although no more of it is in use.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any


def give_back() -> None:
    """Hand back what is free; nothing happens where the system has no call for it."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl does not
    except OSError:
        return None
