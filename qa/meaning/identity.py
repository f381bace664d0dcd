"""What the meanings of a call rest on beside its words, as one short name.

When the weights, a glossary or a spelling is another, what was understood before holds no more:
qa.replay tells by this name which calls have to be understood anew.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from importlib import resources

# Counted up when the program text takes something else from the same words and files.
READING = 3
FILES = (("qa.meaning", "glosses"), ("qa", "spellings"))


@lru_cache
def identity(weights: str) -> str:
    """The name of all that meanings told by these weights rest on; worked out once per process."""
    digest = blake2b(str(READING).encode(), digest_size=6)
    for package, folder in FILES:
        files = resources.files(package).joinpath(folder).iterdir()
        for file in sorted(files, key=lambda own: own.name):
            data = file.read_bytes()
            digest.update(f"\n{folder}/{file.name} {len(data)}\n".encode() + data)
    return f"{weights} {digest.hexdigest()}"
