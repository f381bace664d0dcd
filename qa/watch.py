"""A folder watched for new recordings, by looking at it again and again.

Looking works on network folders too, where the system sends no word of new files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import sleep

from qa.batch import Tell, process
from qa.errors import InputError
from qa.hear.listen import Options
from qa.recordings import find_sources
from qa.rubric.form import Rubric
from qa.store import Store

Seen = dict[Path, tuple[int, int]]


def watch(
    folder: Path,
    store: Store,
    rubrics: Sequence[Rubric],
    options: Options,
    tell: Tell,
    every: float = 5.0,
    *,
    recursive: bool = False,
    wait: Callable[[float], None] = sleep,
) -> None:
    """Process whatever is new and no longer grows, look again after `every` seconds, for ever.

    A file that failed is tried again only when it has changed.
    """
    if not folder.is_dir():
        raise InputError("not a folder", where=str(folder))
    before: Seen = {}
    handled: Seen = {}
    while True:
        now = _look(folder, recursive)
        ready = [f for f, state in now.items() if before.get(f) == state != handled.get(f)]
        if ready:
            process(ready, store, rubrics, options, tell=tell)
            handled.update({file: now[file] for file in ready})
        before = now
        wait(every)


def _look(folder: Path, recursive: bool) -> Seen:
    """Size and time of change of every recording; the files of a pair count one by one."""
    found = {}
    for source in find_sources([folder], recursive=recursive):
        for path in source.paths:
            try:
                state = path.stat()
            except OSError:
                continue  # gone again
            found[path] = (state.st_size, state.st_mtime_ns)
    return found
