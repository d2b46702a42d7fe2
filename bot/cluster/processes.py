"""A number of processes on this machine -> a crew; they are started once there is work enough to be worth it."""

import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process, reduction
from typing import IO, Any

from bot.archive.intake import OneByOne, Taken
from bot.cluster.spread import Died, Spread
from bot.cluster.work import learn, names_of, read_parcel
from bot.ingest.document import Document
from bot.ingest.limits import Limits
from bot.names import Registry

START_BYTES = 2_000_000
"""What this process reads before others are started: they take as long to begin as that takes to read."""


@contextmanager
def processes(number: int, registry: Registry) -> Iterator["Processes"]:
    """Readers, so many; they are gone at the end."""
    crew = _Crew(number, registry)
    try:
        yield Processes(registry, crew)
    finally:
        crew.end()


class Processes:
    """Readers (see ``archive.intake``) in this process for a start, then in several."""

    def __init__(self, registry: Registry, crew: "_Crew") -> None:
        self._alone = OneByOne(registry)
        self._crew = crew

    def read(self, found: Iterator[Document | Taken], limits: Limits) -> Iterator[Taken]:
        """Each document read, in their order."""
        size = 0
        for item in found:
            yield from self._alone.read(iter((item,)), limits)
            size += len(item.data) if isinstance(item, Document) else 0
            if size >= START_BYTES:
                break
        yield from Spread(self._crew).read(found, limits)


@dataclass(frozen=True, slots=True)
class _Given:
    future: "Future[bytes]"

    def done(self) -> bool:
        return self.future.done()

    def take(self) -> bytes:
        try:
            return self.future.result()
        except BrokenProcessPool:
            raise Died from None


class _Crew:
    """A pool; where a process of it dies, all of it is broken, and a new one is made for what is given next."""

    tries = 3

    def __init__(self, number: int, registry: Registry) -> None:
        self._number = number
        self._registry = registry
        self._names = _Handed(names_of(registry))
        self._pool: ProcessPoolExecutor | None = None

    def give(self, parcel: bytes) -> _Given:
        try:
            return self._submitted(parcel)
        except BrokenProcessPool:
            self.end()
            return self._submitted(parcel)

    def _submitted(self, parcel: bytes) -> _Given:
        digest = self._registry.digest
        if self._pool is None:
            # Spawned, not forked: this process holds a database and threads.
            self._pool = ProcessPoolExecutor(self._number, get_context("spawn"), _begin, (digest, self._names))
        return _Given(self._pool.submit(read_parcel, parcel, digest))

    def end(self) -> None:
        """No process is left; what they were reading is not waited for longer than a document takes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        self._names.close()


class _Handed:
    """Bytes for processes that begin, which get them in a file without a name.

    What else a process begins with goes through a pipe; for one that dies before it has read more than a pipe holds
    (64 kB), as where memory is short, its parent would wait without end.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._file: IO[bytes] | None = None

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __reduce__(self) -> tuple[Callable[..., "_Handed"], tuple[object, ...]]:
        if os.name != "posix":  # where a pipe without a reader breaks
            return _Handed, (self.data,)
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  as long as processes are begun
            self._file.write(self.data)
            self._file.flush()
        return _received, (reduction.DupFd(self._file.fileno()), len(self.data))


def _received(handed: Any, size: int) -> _Handed:
    descriptor = handed.detach()
    try:
        return _Handed(os.pread(descriptor, size, 0))
    finally:
        os.close(descriptor)


def _begin(digest: str, names: _Handed) -> None:
    """In a new process: Ctrl-C is its parent's to answer, and nobody reads on for a parent that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    learn(digest, names.data)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
