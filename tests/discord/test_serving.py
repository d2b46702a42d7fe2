"""Serving on a Discord of the tests' own: posts may go out from the login on, and to the end no longer than that."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from bot.adapters.discord.serving import serve
from bot.config import DiscordSettings
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.desk.reply import Line, Reply
from bot.domain.errors import ConfigError
from bot.domain.place import Place
from bot.names import Registry
from bot.posting.outlet import Outlet
from tests.desk.canned import Canned
from tests.wire.discord_server import DiscordServer

POST = Reply((Line("Today."),), private=False)
MARK = "abcdefghijkl"


@dataclass
class Outlets:
    """What was opened and closed, in order."""

    standing: dict[str, Outlet] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def open(self, outlet: Outlet) -> None:
        self.standing[outlet.platform] = outlet
        self.told.append(f"open {outlet.platform}")

    def closed(self, platform: str) -> None:
        del self.standing[platform]
        self.told.append(f"closed {platform}")


class Notes:
    """Notes in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def note(self, key: str) -> str | None:
        return self.kept.get(key)

    def set_note(self, key: str, value: str) -> None:
        self.kept[key] = value


@dataclass
class House:
    """The bot serving on a Discord of its own."""

    server: DiscordServer
    outlets: Outlets
    stop: asyncio.Event
    serving: "asyncio.Task[None]"

    @property
    def place(self) -> Place:
        return Place("discord", self.server.guild.id, self.server.channel.id)

    async def opened(self) -> Outlet:
        await self.server.until(lambda: bool(self.outlets.standing))
        return self.outlets.standing["discord"]


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async with DiscordServer() as server:
        outlets, stop = Outlets(), asyncio.Event()
        settings = DiscordSettings(api_url=server.api_url, gateway_url=server.gateway_url, guild_ready_timeout=0)
        desk = Desk(Canned(registry=Registry.load()))
        serving = asyncio.create_task(
            serve(desk, Notes(), settings, Health(), outlets=outlets, send_seconds=5.0, token=server.token, stop=stop)
        )
        yield House(server, outlets, stop, serving)
        stop.set()
        await asyncio.wait({serving})


async def test_posts_go_out_while_it_serves_whether_the_gateway_is_there_or_not(house: House) -> None:
    await house.server.close_gateway()
    outlet = await house.opened()

    sent = await outlet.send(house.place, MARK, POST)

    assert [message.id for message in house.server.standing(house.server.channel)] == [sent]


async def test_at_the_end_posts_are_closed_first_and_what_is_being_sent_arrives(house: House) -> None:
    outlet = await house.opened()
    house.server.fail("POST", "/messages$", "slow", delay=0.5)
    sending = asyncio.create_task(outlet.send(house.place, MARK, POST))
    await house.server.until(lambda: not any(fault.times for fault in house.server.faults.standing))

    house.stop.set()
    await house.server.until(lambda: not house.outlets.standing)
    under_way = not sending.done()
    await house.serving

    assert under_way
    assert [message.id for message in house.server.log] == [await sending]
    assert house.outlets.told == ["open discord", "closed discord"]


async def test_refused_for_good_it_posts_no_more(house: House) -> None:
    await house.opened()
    house.server.gateway.turns_away_with = 4014
    await house.server.close_sockets(4014)

    with pytest.raises(ConfigError):
        await house.serving

    assert house.outlets.told == ["open discord", "closed discord"]


async def test_before_the_login_nothing_is_posted(house: House) -> None:
    house.server.fail("GET", "/users/@me$", 503, 100)
    await house.server.until(lambda: bool(house.server.faults.called("GET", "/users/@me$")))

    house.stop.set()
    await house.serving

    assert house.outlets.told == []
