"""Answers that were sent, onto the disk: in batches, by a thread of its own, so that nobody waits for a write."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from bot.desk.health import Health
from bot.domain.errors import ArchiveBusy, OnRecordError
from bot.domain.remembered import Remembered

BATCH = 200
"""Answers written in one transaction at most."""

WAITING = 20_000
"""Answers kept in memory at most while the disk does not take them; what comes on top has buttons that do not work."""

TRIES = 20
"""Times a batch is tried while another process is writing, with the pause between."""

PAUSE = 0.25

_log = logging.getLogger("onrecord.desk")


class Keeping:
    """Keeps answers through ``write`` (``Desk.remember``). Safe for any thread; its own starts with the first."""

    def __init__(self, write: Callable[[Sequence[Remembered]], None], health: Health, platform: str) -> None:
        self._write = write
        self._health = health
        self._platform = platform
        self._change = threading.Condition()
        self._waiting: dict[str, Remembered] = {}
        self._writing = 0
        self._thread: threading.Thread | None = None
        self._closed = False

    def put(self, answer: Remembered) -> None:
        """Have it written soon."""
        with self._change:
            if self._closed or len(self._waiting) >= WAITING:
                self._health.error(self._platform, "remember")
                return
            self._waiting[answer.id] = answer
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="keeping", daemon=True)
                self._thread.start()
            self._change.notify_all()
        self._tell()

    def close(self, seconds: float = 10.0) -> bool:
        """Write what waits and end; whether all was written in time."""
        with self._change:
            self._closed = True
            thread = self._thread
            self._change.notify_all()
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: bool(self._waiting) or self._closed)
                if not self._waiting:
                    return
                batch = [self._waiting.pop(key) for key in list(self._waiting)[:BATCH]]
                self._writing = len(batch)
            self._keep(batch)
            self._writing = 0
            self._tell()

    def _keep(self, batch: Sequence[Remembered]) -> None:
        for _ in range(TRIES):
            try:
                self._write(batch)
            except ArchiveBusy:
                time.sleep(PAUSE)
            except OnRecordError as error:
                self._lost(batch, str(error))
                return
            except Exception:  # noqa: BLE001  logged; the thread must outlive whatever a write does
                _log.exception("remembering failed")
                self._lost(batch, "a fault of this program")
                return
            else:
                return
        self._lost(batch, "another process kept the archive busy")

    def _lost(self, batch: Sequence[Remembered], why: str) -> None:
        self._health.error(self._platform, "remember")
        _log.error("%d answers could not be remembered, their buttons will not work: %s", len(batch), why)

    def _tell(self) -> None:
        self._health.remembering(self._platform, len(self._waiting) + self._writing)
