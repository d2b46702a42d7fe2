"""The bot's own app in this process, on a local Slack, over two small pages; and what it counts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack.accounts import of_one
from bot.adapters.slack.app import OnRecord, create_app, single
from bot.adapters.slack.outlet import SlackOutlet
from bot.adapters.slack.sending import Wire
from bot.adapters.slack.sockets import Sockets
from bot.desk.desk import Desk
from bot.desk.health import Done, Health
from bot.domain.statement import Page
from bot.names import Registry
from tests.desk.canned import Canned
from tests.desk.conftest import NEWS, TALK
from tests.wire.slack_server import SlackServer


@dataclass
class Counts:
    """What was done, which failures were counted, whether there is a connection."""

    all: list[Done] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    up: list[float] = field(default_factory=list)

    def done(self, done: Done) -> None:
        self.all.append(done)

    def set(self, gauge: str, platform: str, value: float) -> None:
        if (gauge, platform) == ("connected", "slack"):
            self.up.append(value)

    def shard(self, platform: str, number: int, *, up: bool) -> None: ...

    def add(self, counter: str, platform: str, kind: str) -> None:
        if (counter, platform) == ("errors", "slack"):
            self.errors.append((platform, kind))


@dataclass
class House:
    """A local Slack, the app, its connections."""

    server: SlackServer
    archive: Canned
    desk: Desk
    counts: Counts
    bot: OnRecord
    sockets: Sockets
    wire: Wire

    async def dispatch(self, body: Any) -> BoltResponse:
        """A payload straight into Bolt's app."""
        return await self.bot.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))

    def told(self) -> list[tuple[str, str, bool]]:
        """What was done: its name, its outcome, whether it came after the acknowledgement."""
        return [(done.name, done.outcome, done.deferred) for done in self.counts.all]


@asynccontextmanager
async def at_home(*pages: Page, **more: Any) -> AsyncIterator[House]:
    """The app serving, over two small pages unless told otherwise. Whatever it meets: nothing it sends is refused."""
    async with SlackServer() as server:
        archive, counts = Canned(*(pages or (TALK, NEWS)), registry=Registry.load()), Counts()
        desk, health = Desk(archive), Health(counts=counts)
        wire = Wire(server.api_url)
        token, told = server.team.token, server.team.told()
        outlet = SlackOutlet(wire, of_one(token, told), 5.0)
        bot = create_app(
            desk, health, archive.store.ledger, wire, authorize=single(token, told), obstacle=outlet.obstacle
        )

        def heard(*, up: bool) -> None:
            health.connected("slack", up=up)

        sockets = Sockets(bot.app, wire, server.app_token, more.get("ping", 0.3), heard)
        running = asyncio.create_task(sockets.run())
        try:
            await server.ready()
            yield House(server, archive, desk, counts, bot, sockets, wire)
        finally:
            running.cancel()
            await bot.finish(2.0)
            await sockets.close()
            bot.close()
            await wire.close()
    assert server.refused == []
    assert server.socket.strange == []
