"""On Record as a person runs it: each figure is of a process of its own, by the clock and the kernel's books."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock and on the processors, and the most memory held, in bytes."""

    wall: float
    cpu: float
    peak: int


def onrecord(*arguments: str, stdin: str | None = None) -> Spent:
    """One run of the command. Raises RuntimeError if it fails."""
    command = [sys.executable, "-m", "bot", *arguments]
    started = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    if child.stdin is not None:
        child.stdin.write((stdin or "").encode())
        child.stdin.close()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Spent(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def percentile(times: Sequence[float], part: float) -> float:
    """The time that ``part`` of them stay within."""
    ordered = sorted(times)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)]
