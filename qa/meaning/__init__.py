"""Call → the same call with what its turns mean; a pure function of the words."""

from __future__ import annotations

from qa.meaning.detect import is_current, understand, understood

__all__ = ["is_current", "understand", "understood"]
