"""An order -> what a process of its own made of it, with the memory it took: nobody's figures hold another's memory."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

Figures = dict[str, Any]
"""What was measured, as it stands in the JSON file."""


def apart(module: str, order: Figures) -> Figures:
    """What ``python -m module`` answers to the order. Raises RuntimeError if it fails."""
    child = subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    out, _ = child.communicate(json.dumps(order).encode())
    if child.returncode:
        raise RuntimeError(f"{module} ended with {child.returncode} on {order}")
    figures: Figures = json.loads(out)
    return figures


def answering(work: Callable[[Figures], Figures]) -> None:
    """The other side: the order comes on standard input, the figures go to standard output, memory among them."""
    order = json.load(sys.stdin)
    started, spent = time.perf_counter(), time.process_time()
    figures = work(order)
    taken = {"seconds": time.perf_counter() - started, "processor": time.process_time() - spent}
    json.dump(taken | {"memory": memory()} | figures, sys.stdout)


def memory(process: int | None = None) -> Figures:
    """Bytes of a process (this one unless told) that are resident, ``anon`` its own and ``file`` mapped, and its peak.

    As the kernel has them in ``/proc`` (proc_pid_status(5)); none where there is no such thing.
    """
    names = {"VmRSS": "resident", "RssAnon": "anon", "RssFile": "file", "VmHWM": "peak"}
    try:
        lines = Path(f"/proc/{process or os.getpid()}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    rows = (line.partition(":") for line in lines)
    return {names[name]: 1024 * int(value.split()[0]) for name, _, value in rows if name in names}
