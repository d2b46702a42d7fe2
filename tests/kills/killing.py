"""A piece of work -> the same in a process of its own, ended by ``kill -9``, or left to end."""

import contextlib
import ctypes
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.kills import calls

PATIENCE = 120
"""Seconds after which a process is taken to have hung."""

_SUBREAPER = 36
"""``PR_SET_CHILD_SUBREAPER`` of prctl(2)."""


def at_home(folder: Path, work: Callable[[], object], heard: Path) -> Callable[[], object]:
    """The work in that folder, with its data, its temporary files and what it prints kept apart."""

    def there() -> object:
        signal.alarm(PATIENCE)
        os.chdir(folder)
        temporary = folder / "tmp"
        temporary.mkdir(exist_ok=True)
        os.environ.update(XDG_DATA_HOME=str(folder / "share"), TMPDIR=str(temporary), COLUMNS="100")
        os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
        tempfile.tempdir = None
        sys.stdout.flush()
        sys.stderr.flush()
        file = os.open(heard, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for standard in (1, 2):
            os.dup2(file, standard)
        os.close(file)
        done = work()
        sys.stdout.flush()
        sys.stderr.flush()
        return done

    return there


def ended(work: Callable[[], object], *, kill_after: float | None = None) -> int:
    """Do the work in a forked process, killed after so many seconds; its exit code, -9 where it was killed."""
    child = os.fork()
    if not child:
        calls.leave_after(work)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def adopt() -> None:
    """From now on the children of a process that was killed are this one's."""
    with contextlib.suppress(AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def orphans(patience: float) -> int:
    """How many processes that a killed one had started are not gone within so many seconds; they are killed then."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)
        except ChildProcessError:
            return 0
    left = [int(each) for each in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    for each in left:
        os.kill(each, signal.SIGKILL)
    return len(left)


class Moments:
    """Where to kill: every second time before one of the calls that count, evenly spread, else at a random time."""

    def __init__(self, work: Callable[[], object], moments: int, chance: random.Random, *, traced: bool) -> None:
        """Of work that makes so many calls when it is left alone, in so many seconds."""
        self._moments, self._chance = moments, chance
        self.calls, self._seconds = 0, 0.0
        self._work = work
        self._traced = traced

    def measure(self, before: Callable[[], None]) -> None:
        """Do it unkilled, each time from the beginning."""
        before()
        started = time.perf_counter()
        ended(self._work)
        self._seconds = time.perf_counter() - started
        if self._traced:
            before()
            self.calls, _ = calls.counted(self._work)

    def killed(self, moment: int) -> tuple[str, int]:
        """The work, killed at that moment; where that was, and its exit code."""
        if self._traced and not moment % 2:
            at = moment * self.calls // self._moments
            return f"call {at} of {self.calls}", calls.counted(self._work, at)[1]
        return self.at_random()

    def at_random(self) -> tuple[str, int]:
        """The work, killed after a random time."""
        after = self._chance.uniform(0, 1.1 * self._seconds)
        return f"{after:.3f} s of {self._seconds:.3f}", ended(self._work, kill_after=after)
