"""An event loop whose time is simulated: where nothing is left to do but wait, the wait is over at once."""

import asyncio
import selectors
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from bot.config import DailySettings
from bot.desk.health import Health
from bot.posting.runner import Posting
from tests.posting.workers import directly
from tests.posting.world import Composer, Platform

T = TypeVar("T")


class _Jumping(selectors.SelectSelector):
    """Waits for no file: the time it was to wait for has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise AssertionError("everything waits, and nothing will ever happen")
        self.now += max(timeout, 0.0)
        return super().select(0)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Seconds from 0, as fast as the code runs."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Simulated seconds."""
        return self._jumping.now


def simulated(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What the coroutine gives, run in simulated time."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(make())


class WallClock:
    """The clock on the wall: it goes with the loop's, and a test may set it."""

    def __init__(self, now: float) -> None:
        self._set_at, self._start = 0.0, now

    def __call__(self) -> float:
        return self._start + asyncio.get_running_loop().time() - self._set_at

    def jump(self, seconds: float) -> None:
        """Put it forward, or back."""
        self._start += seconds


@asynccontextmanager
async def serving(
    book: Any,
    *platforms: Platform,
    clock: Callable[[], float],
    composing: Any = None,
    settings: DailySettings | None = None,
    look: float = 2.0,
) -> AsyncIterator[Posting]:
    """The real runner at work on those platforms; stopped in order at the end."""
    composing, settings = composing or Composer(), settings or DailySettings()
    posting = Posting(composing, book, settings, Health(), clock=clock, call=directly, look=look)
    stop = asyncio.Event()
    running = asyncio.create_task(posting.run(stop))
    for platform in platforms:
        posting.open(platform)
    try:
        yield posting
    finally:
        stop.set()
        await running
