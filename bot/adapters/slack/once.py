"""What Slack tells again -> heard once: by the ledger for all processes and restarts, by memory where it cannot."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.domain.errors import OnRecordError
from bot.ports import Events

REMEMBERED = 2_000
"""Keys held in memory; the ledger knows the older."""

_log = logging.getLogger("onrecord.slack")


class Once:
    """Tells whether a key comes for the first time. To be used from one event loop."""

    def __init__(self, events: Events, now: Callable[[], float] = time.time) -> None:
        self._events = events
        self._now = now
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def first_time(self, key: str) -> bool:
        """Whether it is new. An archive in trouble loses no answer: then memory alone decides."""
        if not self.first_here(key):
            return False
        try:
            return await asyncio.to_thread(self._events.first_time, key, int(self._now()))
        except OnRecordError as error:
            _log.warning("what was heard could not be noted: %s", error)
            return True

    def first_here(self, key: str) -> bool:
        """Whether it is new to this process."""
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True
