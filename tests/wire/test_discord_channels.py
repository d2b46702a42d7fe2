"""The local Discord's channels, asked by hand: what a bot may write, read, change and delete there, and what not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.wire.discord_server import DiscordServer
from tests.wire.discord_world import EMBED, FORUM, HISTORY, SEND, SEND_IN_THREADS, THREAD, VIEW, Channel, Json, Posted

WORDS: Json = {"content": "words", "allowed_mentions": {"parse": []}}
CARD: Json = {"embeds": [{"description": "words"}], "allowed_mentions": {"parse": []}}


@dataclass
class Bot:
    """A bot that knows only the wire."""

    server: DiscordServer
    session: aiohttp.ClientSession

    async def call(self, method: str, path: str, body: Json | None = None) -> tuple[int, Any]:
        """The status, and what is told: of an error its code."""
        async with self.session.request(method, self.server.api_url + path, json=body) as response:
            told = await response.json() if response.status != 204 else None
        return response.status, told["code"] if response.status >= 400 else told

    async def write(self, body: Json = WORDS, channel: Channel | None = None, **more: Any) -> tuple[int, Any]:
        return await self.call("POST", f"/channels/{(channel or self.server.channel).id}/messages", body | more)

    async def read(self, query: str = "") -> list[str]:
        """The ids told of the channel's messages."""
        status, told = await self.call("GET", f"/channels/{self.server.channel.id}/messages{query}")
        assert status == 200
        return [each["id"] for each in told]


@pytest_asyncio.fixture
async def bot() -> AsyncIterator[Bot]:
    async with DiscordServer() as server, aiohttp.ClientSession() as session:
        session.headers["Authorization"] = f"Bot {server.token}"
        yield Bot(server, session)


async def test_messages_are_told_newest_first_and_after_one_those_that_follow_next(bot: Bot) -> None:
    ids = [(await bot.server.write(f"talk {number}")).id for number in range(120)]

    assert await bot.read() == ids[:-51:-1]
    assert await bot.read("?limit=100") == ids[:-101:-1]
    assert await bot.read(f"?after={ids[9]}&limit=3") == ids[12:9:-1]
    assert await bot.read(f"?after={ids[-3]}") == [ids[-1], ids[-2]]
    assert await bot.read(f"?before={ids[2]}") == [ids[1], ids[0]]
    assert await bot.read(f"?after={ids[-1]}") == []


async def test_a_private_message_is_in_no_history_and_others_words_are_not_shown(bot: Bot) -> None:
    private = Posted(bot.server.channel, bot.server.bot, WORDS, private_to=bot.server.ada.id)
    bot.server.messages[private.id] = private
    await bot.server.write("secret talk")
    await bot.write(components=[{"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "y"}]}])

    _, told = await bot.call("GET", f"/channels/{bot.server.channel.id}/messages")

    assert [(each["content"], len(each["components"])) for each in told] == [("words", 1), ("", 0)]


async def test_a_nonce_is_remembered_for_as_long_as_a_test_says(bot: Bot) -> None:
    first, again = [await bot.write(nonce="n", enforce_nonce=True) for _ in range(2)]
    unforced = await bot.write(nonce="n")
    bot.server.nonce_seconds = 0.0
    late = await bot.write(nonce="n", enforce_nonce=True)

    assert again[1]["id"] == first[1]["id"]
    assert [message.id for message in bot.server.log] == [each[1]["id"] for each in (first, unforced, late)]
    assert [message.at for message in bot.server.log] == sorted(message.at for message in bot.server.log)


@pytest.mark.parametrize(
    ("denied", "answers"),
    [
        (0, [200, 200, 200]),
        (VIEW, [(403, 50001)] * 3),
        (SEND, [(403, 50013), (403, 50013), 200]),
        (EMBED, [200, (403, 50013), 200]),
        (HISTORY, [200, 200, 200]),
        (SEND_IN_THREADS, [200, 200, 200]),
    ],
)
async def test_what_is_denied_in_a_channel_is_refused(bot: Bot, denied: int, answers: list[object]) -> None:
    bot.server.revoke(bot.server.channel, denied)

    told = [
        await bot.write(),
        await bot.write(CARD),
        await bot.call("GET", f"/channels/{bot.server.channel.id}"),
    ]

    assert [status if status == 200 else (status, code) for status, code in told] == answers


async def test_what_was_denied_may_be_granted_again(bot: Bot) -> None:
    bot.server.revoke(bot.server.channel, SEND | VIEW)
    before = await bot.write()
    bot.server.grant(bot.server.channel, SEND | VIEW)

    assert (before, (await bot.write())[0]) == ((403, 50001), 200)


async def test_to_who_may_not_read_its_history_a_channel_is_empty(bot: Bot) -> None:
    await bot.write()

    bot.server.revoke(bot.server.channel, HISTORY)

    assert await bot.read() == []


@pytest.mark.parametrize(
    ("how", "answer"),
    [("open", 200), ("archived", 200), ("locked", (403, 160005)), ("denied", (403, 50013)), ("forum", (400, 50008))],
)
async def test_threads_and_forums_have_rules_of_their_own(bot: Bot, how: str, answer: object) -> None:
    channel = Channel("aside", FORUM if how == "forum" else THREAD, bot.server.guild.id, bot.server.channel.id)
    bot.server.channels[channel.id] = channel
    if how in channel.life:
        channel.life[how] = True
    bot.server.revoke(bot.server.channel, SEND_IN_THREADS if how == "denied" else SEND)

    status, code = await bot.write(channel=channel)

    assert (status if status == 200 else (status, code)) == answer
    assert not channel.life["archived"]


async def test_its_own_messages_can_be_changed_and_deleted_nobody_elses(bot: Bot) -> None:
    _, mine = await bot.write()
    other = await bot.server.write("mine")
    path = f"/channels/{bot.server.channel.id}/messages"

    changed = await bot.call("PATCH", f"{path}/{mine['id']}", WORDS | {"content": "better"})
    told = [
        await bot.call("PATCH", f"{path}/{other.id}", WORDS),
        await bot.call("DELETE", f"{path}/{other.id}"),
        await bot.call("PATCH", f"{path}/1", WORDS),
        await bot.call("DELETE", f"{path}/{mine['id']}"),
        await bot.call("DELETE", f"{path}/{mine['id']}"),
    ]

    assert changed[1]["content"] == "better"
    assert told == [(403, 50005), (403, 50005), (404, 10008), (204, None), (404, 10008)]
    assert [message.content for message in bot.server.log] == ["words"]


async def test_a_deleted_channel_is_unknown_with_all_that_stood_there(bot: Bot) -> None:
    await bot.write()

    bot.server.remove(bot.server.channel)

    assert await bot.write() == (404, 10003)
    assert bot.server.messages == {}


async def test_a_person_may_close_their_door_to_bots(bot: Bot) -> None:
    _, opened = await bot.call("POST", "/users/@me/channels", {"recipient_id": bot.server.ben.id})
    alone = bot.server.channels[opened["id"]]
    before, _ = await bot.write(channel=alone)
    bot.server.closed_to_bots.add(bot.server.ben.id)

    assert (before, await bot.write(channel=alone)) == (200, (403, 50007))


async def test_a_server_tells_its_roles_and_the_bot_as_its_member(bot: Bot) -> None:
    guild = bot.server.guild
    bot.server.timed_out = "2030-01-01T00:00:00+00:00"

    _, told = await bot.call("GET", f"/guilds/{guild.id}")
    _, roles = await bot.call("GET", f"/guilds/{guild.id}/roles")
    _, member = await bot.call("GET", f"/guilds/{guild.id}/members/{bot.server.bot.id}")
    strange = [await bot.call("GET", path) for path in (f"/guilds/{guild.id}/members/1", "/guilds/1")]

    assert told["roles"] == roles
    assert [role["id"] for role in roles] == [guild.id, guild.role]
    assert (member["roles"], member["communication_disabled_until"]) == ([guild.role], bot.server.timed_out)
    assert strange == [(404, 10007), (404, 10004)]


async def test_a_receipt_can_be_lost_after_the_message_stands(bot: Bot) -> None:
    bot.server.fail("POST", "/messages$", "lost")

    with pytest.raises(aiohttp.ClientError):
        await bot.write()

    assert [message.content for message in bot.server.log] == ["words"]
