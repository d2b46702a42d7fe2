"""Pages kept -> indexed in a thread of its own while more are read, so that the last page waits for little."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

STEP_BYTES = 4_000_000
"""Bytes kept between two steps of indexing: at a tenth of that a step costs a quarter more, at ten times no less."""


class Abreast:
    """Calls ``follow``, which brings the index up to the store, now and then, and never twice at once.

    Left after a fault it waits for the step under way, and begins none.
    """

    def __init__(self, follow: Callable[[], None]) -> None:
        self._follow = follow
        self._bytes = 0
        self._thread = ThreadPoolExecutor(1, "indexing")
        self._step: Future[None] | None = None

    def kept(self, size: int) -> None:
        """So many bytes more are in the store. Raises what the step before it raised."""
        self._bytes += size
        if self._bytes < STEP_BYTES or (self._step is not None and not self._step.done()):
            return
        if self._step is not None:
            self._step.result()
        self._bytes = 0
        self._step = self._thread.submit(self._follow)

    def finish(self) -> None:
        """Bring the index up to all that is kept. Raises what following raises."""
        if self._step is not None:
            self._step.result()
        self._follow()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()
