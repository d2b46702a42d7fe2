"""A value derived from the store -> the same, kept as the store changes, by a thread: whoever asks waits a moment.

For what may lag behind a little, such as lists of names to choose from; what answers a question may not.
"""

import logging
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

from bot.domain.errors import OnRecordError

MOMENT = 0.01
"""Seconds that a person who types waits for the new one, to get the last then."""

LONGEST = 1.0
"""Seconds that a person waits for the first; the platforms give three."""

_log = logging.getLogger(__name__)

Value = TypeVar("Value")

_NEVER = object()
"""The state of what was never made."""


class Renewed(Generic[Value]):
    """The value ``make`` gives while ``state`` stays equal to what it was. Usable from any thread.

    ``empty`` is given until there is a first, where that takes long; None: the first is waited for.
    """

    def __init__(
        self,
        state: Callable[[], object],
        make: Callable[[], Value],
        *,
        wait: float = MOMENT,
        empty: Value | None = None,
        longest: float = LONGEST,
    ) -> None:
        self._state = state
        self._make = make
        self._wait = wait
        self._longest = longest
        self._making = Lock()
        self._held: tuple[object, Value] | None = None if empty is None else (_NEVER, empty)

    def now(self, *, wait: float | None = None) -> Value:
        """The value as of now; or, if that takes more than a moment, or is being made, as it was when last made.

        ``wait`` are the seconds of another moment; then the first, too, is waited for. Raises what making the first
        raises, if that is waited for.
        """
        state, held = self._state(), self._held
        if held is None or (held[0] is _NEVER and wait is not None):
            with self._making:
                held = self._held
                return held[1] if held is not None and held[0] == state else self._renew(state)
        if held[0] != state:
            first = held[0] is _NEVER
            self._begin(state, self._longest if first else self._wait if wait is None else wait, first=first)
        return (self._held or held)[1]

    def begin(self) -> None:
        """Have the first made by a thread, lest somebody has to wait for it."""
        if self._held is None:
            self._begin(self._state(), 0)

    def _begin(self, state: object, wait: float, *, first: bool = False) -> None:
        """Of all who ask, one has it made; of the first the others wait as well."""
        if self._making.acquire(blocking=False):
            thread = Thread(target=self._meanwhile, args=(state,), name="renewing", daemon=True)
            thread.start()
            thread.join(wait)
        elif first and self._making.acquire(timeout=wait):
            self._making.release()

    def _renew(self, state: object) -> Value:
        value = self._make()
        self._held = (state, value)
        return value

    def _meanwhile(self, state: object) -> None:
        try:
            self._renew(state)
        except OnRecordError as error:  # as when the archive is closed: whoever asks next tries again
            _log.info("what is kept of the archive could not be read again: %s", error)
        finally:
            self._making.release()
