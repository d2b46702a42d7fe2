"""A real scheduler and real workers on the loopback, each a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTING = 90.0
"""Seconds a process may take to begin on a busy machine."""


class Cluster:
    """A scheduler that listens on a port of its own, and the workers it was given."""

    def __init__(self, folder: Path, *options: str, **environ: str) -> None:
        self._folder = folder
        self._environ = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
        note = folder / "scheduler.json"
        command = ("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(note))
        self.scheduler = self._started(*command, *options, "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
        self.workers: list[subprocess.Popen[bytes]] = []
        self._note = note

    @property
    def address(self) -> str:
        """Where the scheduler listens, once it does."""
        deadline = time.monotonic() + STARTING
        while time.monotonic() < deadline:
            if self._note.exists() and (text := self._note.read_text()):
                return str(json.loads(text)["address"])
            time.sleep(0.05)
        raise AssertionError((self._folder / "log").read_text())

    def hire(self, *, preload: Path | None = None, nanny: bool = False) -> subprocess.Popen[bytes]:
        """One more worker, which is there when this returns; ``nanny`` makes it come again when it dies."""
        place = self._folder / f"worker{len(self.workers)}"
        place.mkdir()
        command = ["dask_worker", self.address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(place)]
        command += ["--nanny" if nanny else "--no-nanny", "--death-timeout", "60"]
        command += ["--preload", str(preload)] if preload else []
        before = self._registered()
        worker = self._started(*command)
        self.workers.append(worker)
        deadline = time.monotonic() + STARTING
        while self._registered() == before and time.monotonic() < deadline:
            time.sleep(0.05)
        return worker

    def _registered(self) -> int:
        return (self._folder / "log").read_text().count("Register worker")

    def _started(self, *command: str) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:]],
                cwd=self._folder, env=self._environ, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def end(self) -> None:
        """Nobody is left."""
        for process in (*self.workers, self.scheduler):
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and those it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@contextmanager
def a_cluster(folder: Path, *options: str, **environ: str) -> Iterator[Cluster]:
    """A cluster without workers, gone at the end; ``options`` are the scheduler's."""
    cluster = Cluster(folder, *options, **environ)
    try:
        yield cluster
    finally:
        cluster.end()
