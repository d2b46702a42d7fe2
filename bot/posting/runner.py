"""Schedules and what platforms offer -> posts that come, for as long as the process serves."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bot.config import DailySettings
from bot.desk.health import Health
from bot.desk.kept import random_id
from bot.ports import Ledger
from bot.posting.means import Call, Composer, Means, limited, threaded
from bot.posting.outlet import Outlet
from bot.posting.shift import LOOK_SECONDS, Shift

THREADS = 4
"""For calls of the archive: posts are sent at most some ten a second, and answers to people come first."""


class Posting:
    """Posts what is due on every platform that is open: the ``Outlets`` of the adapters, from the loop it runs in.

    ``clock`` gives seconds since 1970; ``call`` makes the calls that block, in threads if not given. ``look`` is how
    many seconds pass at most between two looks at the clock, the schedules and what others left. In what it claims this
    process goes by a random name.
    """

    def __init__(
        self,
        composing: Composer,
        ledger: Ledger,
        settings: DailySettings,
        health: Health,
        *,
        clock: Callable[[], float] = time.time,
        call: Call | None = None,
        look: float = LOOK_SECONDS,
    ) -> None:
        self._make = partial(
            Means, composing, ledger, limit=limited, clock=clock, owner=random_id(),
            grace=settings.grace_minutes * 60, claim=settings.claim_seconds,
        )  # fmt: skip
        self._call = call
        self._health = health
        self._look = look
        self._outlets: dict[str, Outlet] = {}
        self._shifts: dict[str, tuple[Outlet, Shift]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    def open(self, outlet: Outlet) -> None:
        """Posts of its platform may go out from now on."""
        self._outlets[outlet.platform] = outlet
        self._changed.set()

    def closed(self, platform: str) -> None:
        """No more of them; what is being sent may take some seconds still."""
        self._outlets.pop(platform, None)
        self._changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Post until ``stop`` is set, then end what was begun, within seconds."""
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="posting")
        means = self._make(call=self._call or threaded(pool))
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._changed.clear()
                self._relieve(means, self._outlets)
                changing = asyncio.create_task(self._changed.wait())
                await asyncio.wait({stopping, changing}, return_when=asyncio.FIRST_COMPLETED)
                changing.cancel()
        finally:
            stopping.cancel()
            self._relieve(means, {})
            try:
                await asyncio.gather(*self._tasks)
            finally:
                pool.shutdown(wait=False)

    def _relieve(self, means: Means, outlets: dict[str, Outlet]) -> None:
        """End the shifts whose outlet is not among these, and begin those that are missing."""
        for platform, (outlet, shift) in list(self._shifts.items()):
            if outlets.get(platform) is not outlet:
                shift.end()
                del self._shifts[platform]
        for platform, outlet in outlets.items():
            if platform not in self._shifts:
                shift = Shift(means, outlet, self._health, self._look)
                self._shifts[platform] = outlet, shift
                task = asyncio.create_task(shift.run())
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
