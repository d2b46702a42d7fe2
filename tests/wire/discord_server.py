"""A Discord of one's own: a local server that speaks its gateway and REST -> what a person at a keyboard would see.

::

    async with DiscordServer() as server:
        seen = await server.slash("ask", question="what did China say about Norway")
        seen = await server.press(seen, "Next")

The bot under test is a real client in a process of its own. What it sends is checked as Discord checks it; faults
come on demand (``server.fail``). Nothing here knows the bot: only the wire.
"""

import asyncio
import re
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.wire.discord_gateway import GUILDS, INVALID, RECONNECT, Gateway, Session
from tests.wire.discord_people import People
from tests.wire.discord_rest import Rest
from tests.wire.discord_rights import overwrite
from tests.wire.discord_saying import refusal
from tests.wire.discord_world import GROUP, Channel, Guild, Json, Person, Posted, on_shard, snowflake, token_of
from tests.wire.faults import Fault, Faults
from tests.wire.process import BUSY

CROWD = 4096
"""Connections that may knock at once: with fewer, a burst would wait a second for its SYN to be sent again."""


class DiscordServer(People):
    """Discord, with one application, one server of two channels, and two people, of whom Ada may manage it.

    ``log`` is every message the bot ever wrote into a channel, in order, as it was then. A nonce is remembered for
    ``nonce_seconds``; ``closed_to_bots`` are ids of people who take no messages of a bot; ``timed_out`` is until when
    the bot may not write, as on the wire.
    """

    def __init__(self, *, heartbeat: float = 41.25) -> None:
        super().__init__()
        self.application = snowflake()
        self.token = token_of(self.application)
        self.bot = Person("On Record", bot=True, id=self.application)
        self.ada, self.ben = Person("ada", manages=True), Person("ben")
        self.guild = Guild("Newsroom")
        self.guilds = {self.guild.id: self.guild}
        self.channel = Channel("desk", guild=self.guild.id)
        self.other_channel = Channel("lobby", guild=self.guild.id)
        self.group = Channel("friends", GROUP)
        self.channels = {channel.id: channel for channel in (self.channel, self.other_channel, self.group)}
        self.registered: list[list[Json]] = []
        self.refused: list[Json] = []
        self.log: list[Posted] = []
        self.nonce_seconds = 300.0
        self.closed_to_bots: set[str] = set()
        self.timed_out: str | None = None
        self.faults = Faults(refusal)
        self.gateway = _OfServer(self, heartbeat)
        self._api_socket, self._gateway_socket = _bound(), _bound()
        self.api_port, self.gateway_port = _port(self._api_socket), _port(self._gateway_socket)
        self._runners: list[web.AppRunner] = []
        self._door: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.api_port}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.gateway_port}/"

    async def __aenter__(self) -> Self:
        api = web.Application(middlewares=[self.faults.middleware], client_max_size=1 << 20)
        api.add_routes(Rest(self).routes())
        self._runners.append(await _listening(api, self._api_socket))
        await self.open_gateway()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close_gateway()
        self._gateway_socket.close()
        for runner in self._runners:
            await runner.cleanup()

    # Who may do what, and where

    def grant(self, channel: Channel, allowed: int) -> None:
        """Allow the bot these permissions in a channel."""
        overwrite(channel, self.bot.id, member=True, allow=allowed)

    def revoke(self, channel: Channel, denied: int) -> None:
        """Forbid the bot these permissions in a channel."""
        overwrite(channel, self.bot.id, member=True, deny=denied)

    def add_guild(self, name: str, shard: int, of: int) -> Channel:
        """One more server, on this shard of so many; its one channel."""
        guild = Guild(name, on_shard(shard, of))
        channel = Channel("desk", guild=guild.id)
        self.guilds[guild.id], self.channels[channel.id] = guild, channel
        return channel

    def remove(self, channel: Channel) -> None:
        """Delete a channel, and what was written in it."""
        del self.channels[channel.id]
        for message in [each.id for each in self.messages.values() if each.channel.id == channel.id]:
            del self.messages[message]

    def standing(self, channel: Channel) -> list[Posted]:
        """The bot's messages that stand in a channel for all to see, oldest first."""
        shown = (each for each in self.messages.values() if each.author.id == self.bot.id and not each.private)
        return [each for each in shown if each.channel.id == channel.id]

    # The gateway's weather

    async def open_gateway(self) -> None:
        """Listen for sockets (it does from the start)."""
        if self._door is None:
            app = web.Application(middlewares=[self.faults.middleware])
            app.router.add_get("/", self.gateway.handle)
            self._door = await _listening(app, self._gateway_socket)

    async def close_gateway(self) -> None:
        """Cut every socket and refuse new ones (ECONNREFUSED) until it opens again."""
        if self._door is not None:
            self.drop()
            await self._door.cleanup()
            self._door, self._gateway_socket = None, _bound(self.gateway_port)

    def drop(self, shard: int | None = None) -> None:
        """Reset every socket, or those of one shard; sessions stay, and keep what is missed."""
        for line in list(self.gateway.lines):
            if shard is None or (line.session is not None and line.session.shard[0] == shard):
                line.cut()

    async def reconnect(self) -> None:
        """Ask every client to come back on another socket (op 7)."""
        for session in self.gateway.live:
            if session.line is not None:
                await session.line.send({"op": RECONNECT, "s": None, "t": None, "d": None})

    async def invalidate(self) -> None:
        """End every session: who is there must identify anew (op 9)."""
        ended = list(self.gateway.sessions.values())
        self.gateway.sessions.clear()
        for session in ended:
            if session.line is not None:
                line, session.line = session.line, None
                line.session = None
                await line.send({"op": INVALID, "s": None, "t": None, "d": False})

    async def close_sockets(self, code: int) -> None:
        """Close every socket with a code of Discord's."""
        for line in list(self.gateway.lines):
            await line.close(code)

    async def ready(self, within: float = BUSY) -> None:
        """Wait until a client is identified and has a socket."""
        await self.gateway.until(lambda gateway: bool(gateway.live), within)

    async def until(self, holds: Callable[[], bool], within: float = BUSY) -> None:
        """Wait for anything else to hold. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110  what is waited for is another process
                await asyncio.sleep(0.005)

    async def open_for_questions(self, within: float = BUSY) -> None:
        """Wait until a client is there and its commands are registered."""
        await self.ready(within)
        await self.until(lambda: bool(self.commands), within)

    def fail(
        self, method: str, pattern: str, how: int | str, times: int = 1, *, retry_after: float = 0.3, delay: float = 0.0
    ) -> Fault:
        """Let the next requests of this kind fail: see Fault."""
        return self.faults.add(Fault(method, re.compile(pattern), how, times, retry_after, delay))


class _OfServer(Gateway):
    """The gateway that greets with the server's own world."""

    def __init__(self, server: DiscordServer, heartbeat: float) -> None:
        super().__init__(server.token, heartbeat=heartbeat)
        self._server = server

    async def greeting(self, session: Session) -> list[tuple[str, Json]]:
        server = self._server
        guilds = [guild for guild in server.guilds.values() if session.hears_of(guild.id)]
        ready = {
            "v": 10, "user": server.bot.user() | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds], "session_id": session.id,
            "resume_gateway_url": server.gateway_url, "session_type": "normal", "shard": list(session.shard),
            "application": {"id": server.application, "flags": 0}, "private_channels": [], "relationships": [],
        }  # fmt: skip
        events: list[tuple[str, Json]] = [("READY", ready)]
        if session.intents & GUILDS:
            channels = list(server.channels.values())
            events += [("GUILD_CREATE", guild.json(channels, server.bot)) for guild in guilds]
        return events


def _bound(port: int = 0) -> socket.socket:
    """A socket that keeps its port from others, and refuses connections until it listens."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    return made


def _port(bound: socket.socket) -> int:
    return int(bound.getsockname()[1])


async def _listening(app: web.Application, bound: socket.socket) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handle_signals=False)
    await runner.setup()
    await web.SockSite(runner, bound, backlog=CROWD).start()
    return runner
