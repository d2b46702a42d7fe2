"""What the desk asks of a channel, from a thread of its own -> what Discord says to that, soon or not at all."""

import asyncio
import logging
from collections.abc import Callable

from bot.adapters.discord.outlet import DiscordOutlet
from bot.desk.request import Obstacle
from bot.domain.place import Place

ASKED_SECONDS = 5.0
"""How long a command waits for word whether it may post in a channel."""

UNASKED = Obstacle("Discord did not tell in time whether On Record may post there.", "Try again in a moment.")

_log = logging.getLogger("onrecord.discord")


def asked_from_threads(outlet: DiscordOutlet) -> Callable[[Place], Obstacle | None]:
    """The outlet's ``obstacle`` for threads other than the one whose loop runs now; it never raises."""
    loop = asyncio.get_running_loop()

    def obstacle(place: Place) -> Obstacle | None:
        looking = outlet.obstacle(place)
        try:
            asked = asyncio.run_coroutine_threadsafe(looking, loop)
        except RuntimeError:  # the loop is closed: the process ends
            looking.close()
            return UNASKED
        try:
            return asked.result(ASKED_SECONDS)
        except Exception as error:  # noqa: BLE001  the border: logged, and told
            asked.cancel()
            _log.warning("a channel could not be looked at: %s %s", type(error).__name__, error)
            return UNASKED

    return obstacle
