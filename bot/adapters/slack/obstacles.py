"""What the desk asks of a channel, from a thread of its own -> what Slack says to that, soon or not at all."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.desk.request import Obstacle, unhindered
from bot.domain.place import Place
from bot.posting.outlet import Barred, Passing

SECONDS = 5.0
"""How long a person who sets a schedule waits for Slack's word."""

UNTOLD = Obstacle("Slack does not tell whether On Record may post there.", "Try again in a moment.")

Ask = Callable[[Place], Coroutine[Any, Any, Obstacle | None]]
"""What an ``Outlet`` knows as ``obstacle``."""

_log = logging.getLogger("onrecord.slack")


def asked_from_threads(ask: Ask | None, seconds: float = SECONDS) -> Callable[[Place], Obstacle | None]:
    """What ``Request.obstacle`` is to be; made in the running loop. It waits, and never raises."""
    if ask is None:
        return unhindered
    loop = asyncio.get_running_loop()

    async def told(place: Place) -> Obstacle | None:
        try:
            async with asyncio.timeout(seconds):
                return await ask(place)
        except Barred as bar:
            return Obstacle(bar.problem, bar.mend)
        except (Passing, TimeoutError) as error:
            _log.warning("whether posts may go to a channel could not be asked: %s", error or "no answer")
            return UNTOLD

    def obstacle(place: Place) -> Obstacle | None:
        asking = told(place)
        try:
            return asyncio.run_coroutine_threadsafe(asking, loop).result(seconds + 1)
        except Exception:  # noqa: BLE001  the border: logged, and told
            _log.exception("whether posts may go to a channel could not be asked")
            return UNTOLD
        finally:
            if loop.is_closed():
                asking.close()

    return obstacle
