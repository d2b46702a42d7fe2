"""A value derived from the store -> the same, kept as the store changes: at once while that is cheap, else meanwhile.

For what may lag behind by a moment, such as lists of names to choose from; what answers a question may not.
"""

import logging
import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

from bot.domain.errors import OnRecordError

DEAR = 0.05
"""Seconds to make it from which a person who types does not wait for the new one but gets the last."""

_log = logging.getLogger(__name__)

Value = TypeVar("Value")


class Renewed(Generic[Value]):
    """The value ``make`` gives while ``state`` stays equal to what it was. Usable from any thread."""

    def __init__(self, state: Callable[[], object], make: Callable[[], Value], *, dear: float = DEAR) -> None:
        self._state = state
        self._make = make
        self._dear = dear
        self._making = Lock()
        self._held: tuple[object, Value] | None = None
        self._cost = 0.0

    def now(self) -> Value:
        """The value as of now; one dear to make as it was when last made, while a thread makes the new one.

        The first is always made at once. Raises what making it raises.
        """
        state, held = self._state(), self._held
        if held is not None and held[0] == state:
            return held[1]
        if held is not None and self._cost > self._dear:
            if self._making.acquire(blocking=False):
                Thread(target=self._meanwhile, args=(state,), name="completions", daemon=True).start()
            return held[1]
        with self._making:
            held = self._held
            return held[1] if held is not None and held[0] == state else self._renew(state)

    def _renew(self, state: object) -> Value:
        started = time.perf_counter()
        value = self._make()
        self._cost = time.perf_counter() - started
        self._held = (state, value)
        return value

    def _meanwhile(self, state: object) -> None:
        try:
            self._renew(state)
        except OnRecordError as error:  # as when the archive is closed: whoever asks next tries again
            _log.info("what may be completed could not be read again: %s", error)
        finally:
            self._making.release()
