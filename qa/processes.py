"""Processes: how many cores this one has, and which are alive; for that a number alone is not
enough, since the system uses it again."""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path


def usable_cores() -> int:
    """How many cores this process may use: by its affinity, and by the quota of its container."""
    try:
        mine = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS or Windows
        mine = os.cpu_count() or 1
    quota = _quota()
    return max(1, mine if quota is None else min(mine, ceil(quota)))


def _quota(folder: Path = Path("/sys/fs/cgroup")) -> float | None:
    """Cores by the quota of a control group, of either version; None without one."""
    try:
        whole, period = (folder / "cpu.max").read_text().split()
    except (OSError, ValueError):
        try:
            whole = (folder / "cpu/cpu.cfs_quota_us").read_text().strip()
            period = (folder / "cpu/cpu.cfs_period_us").read_text().strip()
        except OSError:
            return None
    try:
        return int(whole) / int(period) if int(whole) > 0 else None
    except (ValueError, ZeroDivisionError):  # "max"
        return None


def born(pid: int) -> str:
    """When a process began, in whatever unit the system keeps; "" where it does not say."""
    return _field(pid, 22)


def _field(pid: int, number: int) -> str:
    """A field of a process's line in /proc, counted from 1; "" where there is none."""
    try:
        # The name, in parentheses, may hold spaces; what follows it begins with field 3.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[number - 3]
    except (OSError, IndexError):
        return ""


def alive(pid: int, began: str) -> bool:
    """Whether the process that had this number and beginning still runs."""
    if os.name == "nt":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if _field(pid, 3) == "Z":  # ended, and whoever started it has not looked yet
        return False
    return not began or not born(pid) or born(pid) == began


def _alive_on_windows(pid: int) -> bool:
    import ctypes

    query_limited, still_active = 0x1000, 259
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(query_limited, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == still_active


def end_with_parent() -> None:
    """Let this process, started by multiprocessing, end when the one that started it is gone."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait
    from threading import Thread

    parent = parent_process()

    def follow() -> None:
        if parent is not None:
            wait([parent.sentinel])
            os._exit(1)

    Thread(target=follow, daemon=True).start()
