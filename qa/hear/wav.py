"""What a WAV header promises; FFmpeg trims the promise to what is there, which hides a cut."""

from __future__ import annotations

import struct
from pathlib import Path

# Recorders that stream do not know the length: they write 0, or as much as the field can hold.
LEAST_UNKNOWN = 0x7FFFF000


def promised_seconds(path: Path) -> float | None:
    """The length by the header of a RIFF WAVE file; None for other files or unknown lengths."""
    with path.open("rb") as file:
        if file.read(4) != b"RIFF" or not file.seek(8) or file.read(4) != b"WAVE":
            return None
        rate = 0
        while len(head := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", head)
            if name == b"data":
                return size / rate if rate and 0 < size < LEAST_UNKNOWN else None
            start = file.tell()
            if name == b"fmt " and size >= 12:
                rate = struct.unpack("<8xI", file.read(12))[0]  # bytes per second
            file.seek(start + size + size % 2)
    return None
