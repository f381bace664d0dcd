"""A pure function over many tasks, in this process or in several; results in the order of tasks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, Protocol, TypeVar

from qa.processes import end_with_parent

IN_WORK_EACH = 2  # tasks per process that are handed out before the first comes back

R = TypeVar("R")


class Task(Protocol):
    """Something to do; `work` is the part of it that is sent to the function."""

    @property
    def work(self) -> Any: ...


T = TypeVar("T", bound=Task)


def spread(
    function: Callable[[Any], R],
    tasks: Iterable[T],
    processes: int,
    begin: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
) -> Iterator[tuple[T, R]]:
    """Each task with what `function` makes of its `work`; `begin(*given)` prepares a process."""
    if processes <= 1:
        if begin:
            begin(*given)
        for task in tasks:
            yield task, function(task.work)
        return
    from multiprocessing import get_context

    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _prepared, (begin, given)) as pool:
        waiting: deque[tuple[T, Future[R]]] = deque()
        try:
            for task in tasks:
                waiting.append((task, pool.submit(function, task.work)))
                if len(waiting) > processes * IN_WORK_EACH:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:  # whoever asked has had enough, or something broke
            pool.shutdown(wait=True, cancel_futures=True)


def _prepared(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    import gc

    end_with_parent()
    gc.disable()  # values made here hold no cycles, and looking for some takes a third of the time
    if begin:
        begin(*given)
