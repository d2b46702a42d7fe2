"""Commands of two words on a Discord inside the process, and what keeps posts from a channel, told while they wait."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import discord
import pytest_asyncio
import simcord

from bot.adapters.discord.client import create_client
from bot.adapters.discord.hindering import UNKNOWN
from bot.adapters.discord.registration import register
from bot.config import DiscordSettings
from bot.desk.command import Choice, Command, Kind, Option
from bot.desk.health import Health
from bot.desk.reply import Line, Reply
from bot.desk.request import Obstacle, Request
from bot.domain.place import Place, PlaceSettings


@dataclass
class Desk:
    """As much of a desk as the client needs: it writes down what it is asked, and asks back."""

    requests: list[Request] = field(default_factory=list)
    obstacles: list[Obstacle | None] = field(default_factory=list)
    typed: list[tuple[str, str, str, Mapping[str, str]]] = field(default_factory=list)

    @property
    def commands(self) -> tuple[Command, ...]:
        zone = Option("zone", "whose time it is", required=True, complete=lambda *_: [])
        channel = Option("channel", "where to post", kind=Kind.CHANNEL)
        return (
            Command("daily set", "Set it", self.handle, (zone, channel), manage=True),
            Command("daily list", "List them", self.handle, manage=True),
            Command("ask", "Ask", self.handle),
        )

    def handle(self, request: Request) -> Reply:
        self.requests.append(request)
        place = Place("discord", request.place.server, request.arguments.get("channel", request.place.channel))
        self.obstacles.append(request.obstacle(place))
        return Reply((Line(f"{request.command} is done."),))

    def complete(
        self, command: str, option: str, typed: str, place: Place, filled: Mapping[str, str]
    ) -> list[Choice]:
        assert place.platform == "discord"
        self.typed.append((command, option, typed, filled))
        return [Choice("Europe/Oslo", "Europe/Oslo")]

    def read_line(self, line: str) -> tuple[str, dict[str, str]]:
        return line, {}

    def settings(self, place: Place) -> PlaceSettings:
        assert place.platform == "discord"
        return PlaceSettings()

    def remember(self, answers: object) -> None: ...


@dataclass
class House:
    """The bot in a server with a channel, with two people in it, of whom Ada manages it."""

    env: simcord.Env
    desk: Desk
    guild: Any
    channel: Any
    ada: Any
    ben: Any

    @property
    def asked(self) -> list[tuple[str, dict[str, str]]]:
        return [(request.command, dict(request.arguments)) for request in self.desk.requests]


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    desk = Desk()
    client = create_client(cast("Any", desk), DiscordSettings(guild_ready_timeout=0), Health())
    env = simcord.Env(client)
    await env.start()
    try:
        await register(client, desk.commands)
        guild = env.create_guild("Newsroom")
        editors = guild.create_role("editors", permissions=discord.Permissions(manage_guild=True))
        ada = guild.add_member(env.create_user("ada"), roles=[editors])
        ben = guild.add_member(env.create_user("ben"))
        channel = guild.create_text_channel("desk")
        await env.settle()
        yield House(env, desk, guild, channel, ada, ben)
        env.raise_errors()
    finally:
        await client.finish(5)
        await client.close()
        await env.shutdown()


async def test_a_command_of_two_words_is_one_below_the_other(house: House) -> None:
    seen = await house.ada.slash(house.channel, "daily set", zone="Oslo", channel=house.channel)

    assert seen.response.content == "daily set is done."
    assert house.asked == [("daily set", {"zone": "Oslo", "channel": str(house.channel.id)})]


async def test_who_may_not_manage_the_server_is_not_offered_what_manages(house: House) -> None:
    assert set(house.ada.available_commands(house.channel)) == {"daily set", "daily list", "ask"}
    assert set(house.ben.available_commands(house.channel)) == {"ask"}
    assert set(house.ada.user.available_commands()) == {"ask"}


async def test_what_is_typed_into_it_is_completed(house: House) -> None:
    offered = await house.ada.autocomplete(house.channel, "daily set", "zone", "Osl", channel=house.channel)

    assert [each["name"] for each in offered] == ["Europe/Oslo"]
    assert house.desk.typed == [("daily set", "zone", "Osl", {"channel": str(house.channel.id)})]


async def test_what_keeps_posts_away_is_asked_of_discord_itself(house: House) -> None:
    for name, denied in (("open", {}), ("mute", {"send_messages": False, "embed_links": False})):
        channel = house.guild.create_text_channel(name, overwrites=_denied(house, **denied))
        await house.ada.slash(house.channel, "daily set", zone="Oslo", channel=channel)

    problems = [each.problem if each else "" for each in house.desk.obstacles]
    assert problems == ["", "On Record lacks the permissions Send Messages and Embed Links there."]


async def test_a_typed_command_that_manages_may_ask_too(house: House) -> None:
    channel = house.guild.create_text_channel("dark", overwrites=_denied(house, read_message_history=False))

    for line in ("daily list", "ask"):
        await house.ada.send(channel, f"<@{house.env.bot.user.id}> {line}")

    assert [each.problem if each else "" for each in house.desk.obstacles] == [
        "On Record lacks the permission Read Message History there.", "",
    ]  # fmt: skip


async def test_what_is_asked_for_another_server_is_unknown(house: House) -> None:
    elsewhere = house.env.create_guild("Elsewhere").create_text_channel("desk")
    ask: list[Callable[[Place], Obstacle | None]] = []
    await house.ada.slash(house.channel, "daily list")
    ask.append(house.desk.requests[-1].obstacle)

    found = await asyncio.to_thread(ask[0], Place("discord", str(house.guild.id), str(elsewhere.id)))

    assert found == UNKNOWN


def _denied(house: House, **permissions: bool) -> dict[Any, discord.PermissionOverwrite]:
    return {house.guild.default_role: discord.PermissionOverwrite(**permissions)} if permissions else {}
