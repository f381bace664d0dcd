"""Call → the same call with what its turns mean; a pure function of the words."""

from __future__ import annotations

from qa.meaning.detect import understand, understood

__all__ = ["understand", "understood"]
