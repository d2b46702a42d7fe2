"""Calls of the desk, waiting their turn on a few threads, with an estimate of how long the turn is away."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

WEIGHT = 0.1
"""Of the newest call in the running mean of how long one takes."""


class Queue:
    """First come, first served. To be used from one event loop."""

    def __init__(self, threads: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._ahead = 0
        self._mean = 0.01

    def run(self, call: Callable[[], T]) -> Coroutine[Any, Any, T]:
        """What the call gives back, in its turn; raises what it raises. To be awaited, or made a task, at once.

        It counts as ahead from now on, not from when its task first runs: events that arrive in one piece are all
        begun before any of their tasks is.
        """
        self._ahead += 1
        return self._run(call)

    async def _run(self, call: Callable[[], T]) -> T:
        started = 0.0

        def timed() -> T:
            nonlocal started
            started = time.perf_counter()
            return call()

        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, timed)
        finally:
            self._ahead -= 1
            if started:
                self._mean += WEIGHT * (time.perf_counter() - started - self._mean)

    @property
    def wait(self) -> float:
        """Seconds until a call that came now would be done, by what calls took lately.

        The threads are not counted on: they share one interpreter, and to ask for time too early costs a request,
        too late an answer.
        """
        return (self._ahead + 1) * self._mean

    def close(self) -> None:
        """Let the calls that run end, and drop those that wait."""
        self._pool.shutdown(wait=False, cancel_futures=True)
