"""How long `callqa --help` takes as a whole process.

python benchmarks/startup.py
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

RUNS = 15


def main() -> None:
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "qa.cli", "--help"], check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    print(f"--help: {min(seconds):.2f} s at best, {median(seconds):.2f} s median of {RUNS} runs")


if __name__ == "__main__":
    main()
