"""``onrecord serve`` on Discord, and the statement of the day: every channel has its post once, whatever happens."""

import asyncio
import json
import random
import re
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from tests.wire.daily import QUICK, Book, book_of, onrecord, scheduled
from tests.wire.discord_server import DiscordServer
from tests.wire.discord_world import SEND, Channel, Posted
from tests.wire.serving import House, environment, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOUR = 3600
CHANNELS = 40


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        yield started


@pytest.fixture
def book(archive: Path) -> Iterator[Book]:
    """Of a test's own archive."""
    with book_of(archive) as opened:
        yield opened


@pytest.fixture
def shelf(house: House) -> Iterator[Book]:
    """Of the archive that the module's program serves."""
    with book_of(house.archive) as opened:
        yield opened


def channels(server: DiscordServer, count: int) -> list[Channel]:
    """New channels of the server."""
    made = [Channel(f"news-{number}", guild=server.guild.id) for number in range(count)]
    server.channels |= {channel.id: channel for channel in made}
    return made


def place_of(channel: Channel) -> Place:
    return Place("discord", str(channel.guild), channel.id)


def written(server: DiscordServer, channel: Channel) -> list[Posted]:
    """All that the bot ever wrote into a channel, taken away since or not."""
    return [each for each in server.log if each.channel.id == channel.id]


async def why(server: DiscordServer, schedule: Schedule) -> str:
    """What is told of the schedule's newest post."""
    seen = await server.slash("daily why", which=str(schedule.number))
    return seen.message.plain


def confirmed(server: DiscordServer, posts: list[Post]) -> bool:
    """Whether every post was confirmed with the one message that was ever written into its channel."""
    expected = [(post.place.channel, post.message) for post in posts]
    return sorted(expected) == sorted((each.channel.id, each.id) for each in server.log)


async def test_what_is_set_by_command_is_posted_at_its_time_with_buttons_that_work(house: House, shelf: Book) -> None:
    """The reply names the next post; the post has its card, pings nobody, and explains itself to who asks."""
    server, channel = house.server, channels(house.server, 1)[0]

    seen = await server.slash("daily set", time="09:00", zone="Oslo", at=channel)
    schedule = next(each for each in shelf.ledger.schedules(place_of(channel)) if each.place == place_of(channel))
    due = int(time.time()) + 2
    moved = replace(scheduled(place_of(channel), due), **_kept(schedule))  # a minute would be long to wait for
    assert shelf.ledger.keep_schedule(moved)
    [post] = await shelf.reach([schedule], Stage.POSTED)
    [message] = written(server, channel)
    told = await server.press(message, "Why this?", by=server.ben)

    assert re.search(r"Next: \w{3} \d+ \w{3} 09:00 Europe/Oslo, in \d+ (h|min)\.", seen.message.plain)
    assert message.id == post.message
    assert due <= message.at < due + 3
    assert (message.body["nonce"], message.body["enforce_nonce"]) == (post.id, True)
    assert message.body["allowed_mentions"] == {"parse": []}
    assert "Statement of the day" in message.plain
    assert _words(house, post) in message.plain
    assert told.message.private_to == server.ben.id
    assert "message " + post.message in await why(server, schedule)


def _kept(schedule: Schedule) -> dict[str, object]:
    """All that a change of its time leaves as it is."""
    return {name: getattr(schedule, name) for name in ("id", "person", "number", "change")}


def _words(house: House, post: Post) -> str:
    raise NotImplementedError
