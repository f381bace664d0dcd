"""What the weights of cross-validation were trained from, so that stale ones are never trusted.

A digest of every text and of all program text and data between a text and its weights is kept
beside them; when it differs from that of now, they are trained again.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = "trained-from"
# From the labelled texts to the features of their sentences, and from these to the weights.
PATTERNS = (
    "benchmarks/calls/**/*.call",
    "benchmarks/meanings/*.py",
    "benchmarks/meanings/utterances/*.tsv",
    "qa/call.py",
    "qa/formats/script.py",
    "qa/formats/activity.py",
    "qa/meaning/*.py",
    "qa/meaning/glosses/*.tsv",
    "qa/spelling.py",
    "qa/spellings/*.yaml",
    "qa/words.py",
)


def origin(root: Path = ROOT) -> str:
    """The digest of what weights are trained from now."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in PATTERNS for path in root.glob(pattern)):
        data = path.read_bytes()
        digest.update(f"\n{path.relative_to(root).as_posix()} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def keep(folder: Path, digest: str) -> None:
    """Write down what the weights in `folder` were trained from."""
    (folder / NAME).write_text(digest, encoding="utf-8")


def kept(folder: Path) -> str:
    """What the weights in `folder` were trained from; "" where there are none, or nobody knows."""
    path = folder / NAME
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def bring_up_to_date(folder: Path, train: Callable[[], None], root: Path = ROOT) -> bool:
    """Train where the weights in `folder` are missing or were trained from something else than
    now; says so on stderr, and gives whether it did."""
    before = kept(folder)
    if before == origin(root):
        return False
    why = "what they come from has changed" if before else "it is not known what they come from"
    print(f"Weights in {folder}: {why}; training takes some minutes", file=sys.stderr, flush=True)
    train()
    return True
