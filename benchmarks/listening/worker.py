"""A system in a process of its own: a JSON line with paths in, a JSON line with its result out."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from listening.systems import SYSTEMS


class Worker:
    """A process that runs one system; its models stay loaded."""

    def __init__(self, system: str):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "listening.worker", system],
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, paths: Sequence[Path]) -> dict[str, Any]:
        """What the system gives, with `seconds`, `cpu` (seconds) and `peak` (GB so far)."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([str(p.resolve()) for p in paths]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a system under test died; its message is above")
        return dict(json.loads(line))

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def serve(name: str) -> None:
    for line in sys.stdin:
        paths = [Path(path) for path in json.loads(line)]
        start, cpu = time.perf_counter(), time.process_time()
        found = SYSTEMS[name](paths)
        found["seconds"] = time.perf_counter() - start
        found["cpu"] = time.process_time() - cpu
        found["peak"] = _peak()
        print(json.dumps(found), flush=True)


def _peak() -> float:
    """The most memory this process had so far, in GB.

    What getrusage tells includes, after a fork, what the parent had.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(own for own in status.read_text().splitlines() if own.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e9
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


if __name__ == "__main__":
    serve(sys.argv[1])
