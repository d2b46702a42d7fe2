"""Calls of the desk, waiting their turn on a few threads, with an estimate of how long the turn is away."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

WEIGHT = 0.1
"""Of the newest call in the running mean of how long one takes."""


class Queue:
    """First come, first served. To be used from one event loop."""

    def __init__(self, threads: int, name: str) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._ahead = 0
        self._mean = 0.01

    async def run(self, call: Callable[[], T]) -> T:
        """What the call gives back, in its turn; raises what it raises."""
        self._ahead += 1
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
        """Seconds until a call that came now would be done, by what calls took lately."""
        return (self._ahead + 1) * self._mean / self._threads

    def close(self) -> None:
        """Let the calls that run end, and drop those that wait."""
        self._pool.shutdown(wait=False, cancel_futures=True)
