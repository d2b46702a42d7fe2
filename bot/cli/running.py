"""Platforms, a desk and what posts -> a process that serves until it is told to stop, and tidies up meanwhile."""

import asyncio
import logging
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from bot.archive import Archive
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.domain.errors import OnRecordError
from bot.posting.outlet import Outlets
from bot.wiring import Platform

FORGET_SECONDS = 86_400
"""How often answers that are too old are let go."""

COUNT_SECONDS = 300
"""How often the archive's statements are counted for the metrics."""

AGAIN_SECONDS = 60.0
"""How long after a fault of its own posting begins again; what was missed meanwhile comes late."""

POSTED_SECONDS = 3.0
"""How long what is being posted may take when the process is told to stop, before the platforms are left."""

_log = logging.getLogger("onrecord.serve")


class Posts(Outlets, Protocol):
    """What posts on its own; see ``bot.posting.runner``."""

    async def run(self, stop: asyncio.Event) -> None:
        """Post until the event is set, then end what was begun."""
        ...


async def serve_on(
    platforms: Sequence[Platform], desk: Desk, archive: Archive, health: Health, posts: Posts
) -> None:
    """Serve on all platforms until a signal, or until one of them cannot go on; raises what that one raised."""
    told, left = asyncio.Event(), asyncio.Event()
    _on_signals(told)
    tidying = [asyncio.create_task(_forget(desk)), asyncio.create_task(_count(archive, health))]
    posting = asyncio.create_task(_post(posts, health, told))
    serving = [asyncio.ensure_future(one.serve(desk, archive.ledger, health, posts, left)) for one in platforms]
    telling = asyncio.create_task(told.wait())
    await asyncio.wait([*serving, telling], return_when=asyncio.FIRST_COMPLETED)
    told.set()
    await asyncio.wait([posting], timeout=POSTED_SECONDS)  # as long as there are platforms to post on
    left.set()
    ended = await asyncio.gather(*serving, return_exceptions=True)
    for task in (*tidying, telling, posting):
        task.cancel()
    _log.info("stopped")
    for error in ended:
        if isinstance(error, BaseException):
            raise error


async def _post(posts: Posts, health: Health, stop: asyncio.Event) -> None:
    """Post until the event is set. A fault there is no reason to leave questions unanswered."""
    while not stop.is_set():
        try:
            await posts.run(stop)
        except Exception:  # noqa: BLE001  the border: logged, and what is due is found in the archive again
            _log.exception("posting failed, by a fault of On Record; it begins again in %.0f s", AGAIN_SECONDS)
            health.error("", "posting")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), AGAIN_SECONDS)


def _on_signals(stop: asyncio.Event) -> None:
    """The first SIGTERM, SIGINT or SIGHUP asks to stop; a second one does what it always does.

    SIGHUP comes when the terminal is closed; it is left alone where it is ignored, as under nohup.
    """
    loop = asyncio.get_running_loop()
    known = (getattr(signal, name, None) for name in ("SIGTERM", "SIGINT", "SIGHUP"))  # Windows has no SIGHUP
    numbers = [number for number in known if number and signal.getsignal(number) is not signal.SIG_IGN]

    def asked() -> None:
        _log.info("stopping: answers that were begun are finished")
        stop.set()
        for number in numbers:
            loop.remove_signal_handler(number)

    try:
        for number in numbers:
            loop.add_signal_handler(number, asked)
    except NotImplementedError:  # Windows
        for number in numbers:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


async def _forget(desk: Desk) -> None:
    while True:
        try:
            count = await asyncio.to_thread(desk.forget)
            if count:
                _log.info("%d answers were too old and are let go", count)
        except OnRecordError as error:
            _log.warning("old answers could not be let go: %s", error)
        await asyncio.sleep(FORGET_SECONDS)


async def _count(archive: Archive, health: Health) -> None:
    while True:
        await asyncio.sleep(COUNT_SECONDS)
        try:
            health.statements(await asyncio.to_thread(archive.count))
        except OnRecordError as error:
            _log.warning("the archive's statements could not be counted: %s", error)
