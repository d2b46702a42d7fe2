"""Notices of a server into the number of the newest change, known without asking for it."""

import contextlib
import os
import select
import threading
import time
from collections.abc import Callable

import psycopg
from psycopg import sql

from bot.domain.errors import ArchiveError
from bot.storage.postgres_hosts import Link

POLL_SECONDS = 1.0
"""How old the number may be where no notices come, and how long after a failure they are asked for again."""

PULSE_SECONDS = 2.0
"""How often a connection on which nothing comes is tried."""


class Head:
    """The newest change, as heard from the server; asked for at most once a second where nothing is heard.

    A thread listens from the second on in which the number is wanted: one question in a terminal does without.
    """

    def __init__(self, ask: Callable[[], tuple[int, bool]], connect: Callable[[], Link], channel: str) -> None:
        self._ask = ask
        self._connect = connect
        self._channel = channel
        self._lock = threading.Lock()
        self._known, self._asked = 0, -POLL_SECONDS
        self._listening = False
        self._born = time.monotonic()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._wake = (-1, -1)

    def now(self, *, sure: bool = False) -> int:
        """The number of the newest change; ``sure``: as the server has it at this moment. Raises ArchiveError."""
        with self._lock:
            fresh = self._listening or time.monotonic() - self._asked < POLL_SECONDS
            if fresh and not sure:
                return self._known
            self._start()
        return self._learn(*self._ask())

    def _learn(self, found: int, primary: bool) -> int:  # noqa: FBT001  as it is asked for
        """What a standby lacks may yet come; what a primary lacks, a fail-over has lost.

        While notices come, one may have been quicker than what was asked for.
        """
        with self._lock:
            self._asked = time.monotonic()
            self._known = found if primary and not self._listening else max(self._known, found)
            return self._known

    def heard(self, head: int) -> None:
        """A change was made, here or elsewhere."""
        with self._lock:
            self._known = max(self._known, head)

    def close(self) -> None:
        """Stop listening."""
        self._stopped.set()
        if self._thread is not None:
            os.write(self._wake[1], b".")
            self._thread.join()
            for end in self._wake:
                os.close(end)
            self._thread = None

    def _start(self) -> None:
        if self._thread is None and not self._stopped.is_set() and time.monotonic() - self._born > POLL_SECONDS:
            self._wake = os.pipe()
            self._thread = threading.Thread(target=self._run, name="onrecord-listening", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._stopped.is_set():
            with contextlib.suppress(psycopg.Error, ArchiveError, OSError), self._connect() as link:
                self._listen(link)
            with self._lock:
                self._listening = False
            self._stopped.wait(POLL_SECONDS)

    def _listen(self, link: Link) -> None:
        link.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        _, primary = said = self._ask()  # once it listens: nothing falls between
        self._learn(*said)
        with self._lock:
            self._listening = primary  # else the one that reads has not heard yet who the primary is
        while primary and not self._stopped.is_set():
            ready, _, _ = select.select([link.fileno(), self._wake[0]], [], [], PULSE_SECONDS)
            if not ready:
                link.execute(b"")
            for notice in link.notifies(timeout=0):
                if notice.payload.isdecimal():
                    self.heard(int(notice.payload))
