"""What a WAV header promises; FFmpeg trims the promise to what is there, which hides a cut."""

from __future__ import annotations

import struct
from pathlib import Path

# Recorders that stream do not know the length: they write 0, or about as much as a number of the
# field can be, with a sign or without one.
UNKNOWN = (range(1), range(0x7FFFF000, 0x80000000), range(0xFFFFF000, 0x100000000))


def promised_seconds(path: Path) -> float | None:
    """The length by the header of a RIFF WAVE file; None for other files or unknown lengths."""
    with path.open("rb") as file:
        if file.read(4) != b"RIFF" or not file.seek(8) or file.read(4) != b"WAVE":
            return None
        rate = 0
        while len(head := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", head)
            if name == b"data":
                known = not any(size in sizes for sizes in UNKNOWN)
                return size / rate if rate and known else None
            start = file.tell()
            if name == b"fmt " and size >= 12:
                rate = struct.unpack("<8xI", file.read(12))[0]  # bytes per second
            file.seek(start + size + size % 2)
    return None
