"""Platforms and a desk -> a process that serves until it is told to stop, and tidies up meanwhile."""

import asyncio
import logging
import signal
from collections.abc import Sequence

from bot.archive import Archive
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.domain.errors import OnRecordError
from bot.wiring import Platform

FORGET_SECONDS = 86_400
"""How often answers that are too old are let go."""

COUNT_SECONDS = 300
"""How often the archive's statements are counted for the metrics."""

_log = logging.getLogger("onrecord.serve")


async def serve_on(platforms: Sequence[Platform], desk: Desk, archive: Archive, health: Health) -> None:
    """Serve on all platforms until a signal, or until one of them cannot go on; raises what that one raised."""
    stop = asyncio.Event()
    _on_signals(stop)
    tidying = [asyncio.create_task(_forget(desk)), asyncio.create_task(_count(archive, health))]
    serving = [asyncio.ensure_future(one.serve(desk, archive.ledger, health, stop)) for one in platforms]
    await asyncio.wait(serving, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    ended = await asyncio.gather(*serving, return_exceptions=True)
    for task in tidying:
        task.cancel()
    _log.info("stopped")
    for error in ended:
        if isinstance(error, BaseException):
            raise error


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
