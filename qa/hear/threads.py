"""The cores of the machine, shared out among what runs at the same time.

Two jobs on one core each take less time than one job after the other on two: small matrices are
not worth sharing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import islice
from typing import TypeVar

from qa.processes import usable_cores

MOST_JOBS = 4  # more at once need more memory than they save time
Progress = Callable[[float], None]  # takes the share done, 0 to 1
Given = TypeVar("Given")
Made = TypeVar("Made")


def nobody(share: float) -> None:
    """The progress that nobody is told of."""


def cores() -> int:
    """How many cores to use: OMP_NUM_THREADS where it is set, else all that there are for us."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    return int(told) if told.isdigit() and int(told) else usable_cores()


def jobs() -> int:
    """How many things are done at once."""
    return min(MOST_JOBS, cores())


def side_by_side(
    work: Callable[[Given], Made], items: Iterable[Given], at_once: int | None = None
) -> Iterator[Made]:
    """The results of `work` in order, a few worked on at once and none far ahead of its use.

    A job may not start others by this: they would wait for each other.
    """
    at_once = at_once or jobs()
    left = iter(items)
    running: list[Future[Made]] = [_pool().submit(work, item) for item in islice(left, at_once)]
    while running:
        done = running.pop(0).result()
        running += [_pool().submit(work, item) for item in islice(left, 1)]
        yield done


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(jobs(), thread_name_prefix="hear")
