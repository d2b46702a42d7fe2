"""A Slack of one's own: a local server that speaks its Web API, Socket Mode and hooks -> what a person would see.

::

    async with SlackServer() as server:
        seen = await server.people.slash("what did China say about Norway")
        seen = await server.people.press(seen, "Next")

The app under test is a real client in a process of its own. What it sends is checked as Slack checks it; faults come
on demand (``server.fail``). Nothing here knows the app: only the wire.
"""

import asyncio
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.ports import free_port
from tests.wire.faults import Fault, Faults
from tests.wire.process import BUSY
from tests.wire.slack_hooks import Hooks
from tests.wire.slack_http import Door
from tests.wire.slack_interactions import Interaction, belonging
from tests.wire.slack_methods import Call, Methods, Team
from tests.wire.slack_people import People, Wire
from tests.wire.slack_saying import trouble
from tests.wire.slack_socket import Socket
from tests.wire.slack_views import kept_view
from tests.wire.slack_world import Channel, Json, Person, Posted, new_id

CROWD = 4096
"""Connections that may knock at once: with fewer, a burst would wait a second for its SYN to be sent again."""

SCOPES = frozenset({
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "groups:history", "groups:read",
    "im:history", "users:read",
})  # fmt: skip
"""What the app was granted unless a test says otherwise."""


def _team(name: str) -> Team:
    number = new_id("")
    return Team(new_id("T"), name, f"xoxb-not-a-real-token-{number}", new_id("U"), new_id("B"))


class SlackServer:
    """Slack, with one app in one workspace, three channels, and two people, of whom Ada is an admin.

    ``log`` is every message the bot posted by itself, with its moment, gone or not. ``page``: how many messages of a
    channel are told at once (15 to some apps); ``pause``: seconds between two messages in a channel (Slack's is 1);
    ``escapes``: channels and links behind a command come as Slack writes them (``should_escape`` of the manifest).
    """

    def __init__(self) -> None:
        self.app = new_id("A")
        self.app_token = f"xapp-1-{self.app}-not-a-real-token-{new_id('')}"
        self.signing_secret = secrets.token_hex(16)
        self.client = ("1234567890.9876543210", secrets.token_hex(16))
        self.team, self.other_team = _team("Newsroom"), _team("Elsewhere")
        self.teams = {self.team.token: self.team}
        self.codes: dict[str, Team] = {}
        self.granted: frozenset[str] = SCOPES
        self.shut_out = ""
        self.ada, self.ben = Person("ada", admin=True), Person("ben")
        self.persons = {person.id: person for person in (self.ada, self.ben)}
        self.channel, self.other_channel = Channel("desk"), Channel("lobby")
        self.closed_channel = Channel("backstage", joined=False)
        self.elsewhere = Channel("elsewhere")
        known = (self.channel, self.other_channel, self.closed_channel, self.elsewhere)
        self.channels = {channel.id: channel for channel in known}
        self.messages: dict[str, Posted] = {}
        self.log: list[tuple[float, Posted]] = []
        self.page, self.pause, self.escapes = 999, 0.0, True
        self.views: dict[str, Posted] = {}
        self.homes: dict[str, Posted] = {}
        self.interactions: list[Interaction] = []
        self.methods: list[str] = []
        self.refused: list[tuple[str, list[str]]] = []
        self.pardoned: frozenset[str] = frozenset()
        self.faults = Faults(trouble)
        self.socket = Socket(self.app)
        self.wire: Wire = self.socket
        self.people = People(self)
        self.port, self.socket_port = free_port(), free_port()
        self._dms: dict[str, Channel] = {}
        self._runner: web.AppRunner | None = None
        self._gate: web.AppRunner | None = None
        self._door: Door | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.address}/api/"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.socket_port}/link/"

    async def __aenter__(self) -> Self:
        api = web.Application(middlewares=[self.faults.middleware], client_max_size=1 << 20)
        api.add_routes([*Methods(self).routes(), *Hooks(self).routes()])
        self._runner = await _listening(api, self.port)
        await self.open_sockets()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()
        await self.close_sockets()
        if self._door is not None:
            await self._door.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # The weather

    async def open_sockets(self) -> None:
        """Listen for sockets (it does from the start)."""
        if self._gate is None:
            app = web.Application(middlewares=[self.faults.middleware])
            app.router.add_get("/link/", self.socket.handle)
            self._gate = await _listening(app, self.socket_port)

    async def close_sockets(self) -> None:
        """Cut every socket and refuse new ones (ECONNREFUSED) until they are let in again."""
        if self._gate is not None:
            self.drop()
            await self._gate.cleanup()
            self._gate = None

    def drop(self) -> None:
        """Reset every socket, without a word."""
        for line in list(self.socket.lines):
            line.cut()

    def silence(self) -> None:
        """Every socket stays open, and nothing goes through it any more."""
        for line in self.socket.lines:
            line.deaf = True

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every client to come back on another socket, as Slack does every few hours; the old ones then close."""
        await self.socket.retire(reason)

    def fail(
        self, pattern: str, how: int | str, times: int = 1, *, retry_after: float = 1, delay: float = 0.0,
        method: str = "POST",
    ) -> Fault:  # fmt: skip
        """Let the next calls of this kind fail: see Fault."""
        return self.faults.add(Fault(method, re.compile(pattern), how, times, retry_after, delay))

    def use_http(self, address: str) -> Door:
        """Deliver over HTTP from now on, to the app at this address."""
        self._door = Door(address, self.signing_secret)
        self.wire = self._door
        return self._door

    async def ready(self, within: float = BUSY) -> None:
        """Wait until a client has a socket."""
        await self.until(lambda: bool(self.socket.live), within)

    async def until(self, holds: Callable[[], bool], within: float = BUSY) -> None:
        """Wait for anything else to hold. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110  what is waited for is another process
                await asyncio.sleep(0.005)

    # The world

    def dm_with(self, person: Person) -> Channel:
        """The conversation of a person and the bot."""
        if person.id not in self._dms:
            channel = self._dms[person.id] = Channel.with_bot(person)
            self.channels[channel.id] = channel
        return self._dms[person.id]

    def change(self, channel: Channel, **more: Any) -> Channel:
        """A channel becomes another: the bot is taken out, it is archived, made private."""
        changed = self.channels[channel.id] = replace(self.channels[channel.id], **more)
        return changed

    def where(self, call: Call) -> Channel | None:
        """The channel named, or the bot's conversation with the person named, in the workspace of the token."""
        named = str(call["channel"])
        if named in self.persons:
            return self.dm_with(self.persons[named])
        channel = self.channels.get(named)
        return channel if channel and self.team_of(channel) == call.team else None

    def team_of(self, channel: Channel) -> Team:
        return self.other_team if channel == self.elsewhere else self.team

    def bot(self, channel: Channel) -> Json:
        """The bot's names in the channel's workspace."""
        team = self.team_of(channel)
        return {"user_id": team.user, "bot_id": team.bot, "app_id": self.app}

    def refuse(self, where: str, faults: list[str]) -> bool:
        """Whether there are faults; they are kept in ``refused``, but for those that the test itself brings about."""
        if told := [fault for fault in faults if fault not in self.pardoned]:
            self.refused.append((where, told))
        return bool(faults)

    def begin(self, interaction: Interaction) -> Interaction:
        self.interactions.append(interaction)
        return interaction

    def appears(self, posted: Posted) -> Posted:
        """A message is there; its blocks get ids where they have none."""
        blocks = [{"block_id": new_id("b")} | block for block in posted.body.get("blocks") or []]
        posted = posted.changed(posted.body | {"blocks": blocks})
        self.messages[posted.ts] = posted
        return posted

    def edited(self, posted: Posted, body: Json) -> Posted:
        """A message stands there in other words."""
        return self.appears(self.messages[posted.ts].changed(body))

    def keep_view(self, view: Json, number: str, person: str) -> Posted:
        """A view stands there, under this id."""
        facts = {"team_id": self.team.id, "app_id": self.app, "app_installed_team_id": self.team.id,
                 "bot_id": self.team.bot}  # fmt: skip
        self.views[number] = kept_view(view, number, person, facts)
        return self.views[number]

    def claimed(
        self, *, channel: Channel | None = None, thread: str | None = None, person: str | None = None,
        on: Posted | None = None,
    ) -> Interaction | None:  # fmt: skip
        """The interaction that something without an address of its own belongs to."""
        return belonging(self.interactions, channel=channel, thread=thread, person=person, on=on)

    async def echoes(self, posted: Posted) -> None:
        """The app is told of its own words in a direct message, too."""
        if posted.channel is not None and posted.channel.person is not None:
            await self.people.echo(posted)


async def _listening(app: web.Application, port: int) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=CROWD, reuse_address=True).start()
    return runner
