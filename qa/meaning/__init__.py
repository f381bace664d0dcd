"""Call → the same call with what its turns mean; a pure function of the words."""

from __future__ import annotations

from qa.meaning.detect import understand

__all__ = ["understand"]
