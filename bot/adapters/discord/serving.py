"""The bot on Discord for as long as the process serves: what is the process's own, set for that time.

Where discord.py keeps its addresses and its way to answer interactions is shared by the whole process: it is put in
place here, not by the client.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.webhook.async_ import async_context

from bot.adapters.discord.client import OnRecord, create_client
from bot.adapters.discord.events import PLATFORM
from bot.adapters.discord.outlet import DiscordOutlet
from bot.adapters.discord.registration import sync
from bot.adapters.discord.render import render
from bot.adapters.discord.sending import Wire
from bot.adapters.discord.supervise import agreed, logged_in, stay_connected
from bot.config import DiscordSettings
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.desk.warming import warmed
from bot.ports import Notes
from bot.posting.outlet import Outlets

FINISH_SECONDS = 6.0
"""How long answers that were begun may take when the process is told to stop: service managers end it after ten."""

_log = logging.getLogger("onrecord.discord")


async def serve(  # noqa: PLR0913  what it serves with comes from many sides
    desk: Desk,
    notes: Notes,
    settings: DiscordSettings,
    health: Health,
    *,
    outlets: Outlets,
    send_seconds: float,
    token: str,
    stop: asyncio.Event,
    proxy: str | None = None,
) -> None:
    """Serve until ``stop`` is set, then end in order. Raises ConfigError when Discord refuses the bot for good.

    Posts may go out through ``outlets`` from the login on, each in at most ``send_seconds``.
    """
    clients: list[OnRecord] = []
    opened: list[DiscordOutlet] = []

    def make() -> OnRecord:
        clients.append(create_client(desk, settings, health, proxy=proxy))
        return clients[-1]

    async def online() -> None:
        warming = asyncio.create_task(asyncio.to_thread(_warm, desk))
        client = await logged_in(make, token)
        await warming
        opened.append(DiscordOutlet(client.http, str(client.user.id if client.user else 0), send_seconds))
        outlets.open(opened[-1])
        syncing = asyncio.create_task(_synced(client, desk, notes, health))
        syncing.add_done_callback(_failed)
        try:
            await stay_connected(client, await agreed(client, settings.shards))
        finally:
            syncing.cancel()

    with _addresses(settings):
        serving = asyncio.create_task(online())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if opened:
            outlets.closed(PLATFORM)
        if clients and not serving.done():
            sending = (outlet.finish(FINISH_SECONDS) for outlet in opened)
            await asyncio.gather(clients[-1].finish(FINISH_SECONDS), *sending)
        try:
            await _ended(serving)
        finally:
            if clients:
                await clients[-1].close()


async def _ended(serving: "asyncio.Task[None]") -> None:
    """The end of the task, whatever it waits for: no event is heard after it. Raises what it raised."""
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


async def _synced(client: OnRecord, desk: Desk, notes: Notes, health: Health) -> None:
    """The commands registered, by that one of several processes which has the first shard."""
    if 0 in (client.shard_ids or ()):
        await sync(client, desk.commands, notes, health)


def _warm(desk: Desk) -> None:
    """What the first answer would load, loaded while Discord is called up."""
    try:
        render(warmed(desk, PLATFORM))
    except Exception:  # noqa: BLE001  logged: what fails here will fail, and be told, where somebody asks
        _log.exception("warming up failed")


def _failed(task: "asyncio.Task[None]") -> None:
    """A fault of ours in a task nobody waits for is a line in the log, not a warning at the end of the process."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("registering the commands failed", exc_info=error)


@contextmanager
def _addresses(settings: DiscordSettings) -> Iterator[None]:
    """Where Discord is reached, and by what responses travel."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we do not speak
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = settings.api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
    mark = async_context.set(Wire())
    try:
        yield
    finally:
        async_context.reset(mark)
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
