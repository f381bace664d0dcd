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
from qa.recordings import Source, find_sources
from qa.rubric.form import Rubric
from qa.store import Store

Seen = dict[Source, tuple[tuple[int, int], ...]]


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

    A recording that failed by its own fault is tried again only when it has changed. Half of a
    pair waits for the other half for one look.
    """
    if not folder.is_dir():
        raise InputError("not a folder", where=str(folder))
    before: Seen = {}
    handled: Seen = {}
    while True:
        now = _look(folder, recursive)
        ready = [s for s, state in now.items() if before.get(s) == state != handled.get(s)]
        if ready:
            files = [path for source in ready for path in source.paths]
            report = process(files, store, rubrics, options, tell=tell)
            # What was locked out or in other hands is tried again at the next look.
            handled.update({s: now[s] for s in ready if s.paths[0] not in report.again})
        before = now
        wait(every)


def _look(folder: Path, recursive: bool) -> Seen:
    """Size and time of change of the files of every recording."""
    found: Seen = {}
    for source in find_sources([folder], recursive=recursive):
        states = []
        for path in source.paths:
            try:
                state = path.stat()
            except OSError:
                break  # gone again
            states.append((state.st_size, state.st_mtime_ns))
        else:
            found[source] = tuple(states)
    return found
