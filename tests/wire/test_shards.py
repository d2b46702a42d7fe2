"""``onrecord serve`` on many servers: Discord's shards in one process and in two, each server answered once."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from tests.wire.daily import killed
from tests.wire.discord_server import DiscordServer
from tests.wire.discord_world import Channel
from tests.wire.process import Program
from tests.wire.serving import QUESTION, VISIT, serving

FOUR = 4


@pytest_asyncio.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        started.gateway.max_concurrency = FOUR
        yield started


def desks(server: DiscordServer, count: int) -> list[Channel]:
    """A channel in a server of each shard of so many, which Discord recommends from now on."""
    server.gateway.shards = count
    return [server.add_guild(f"Newsroom {shard}", shard, count) for shard in range(count)]


def half(number: int) -> dict[str, str]:
    """The setting of the first or the second of two processes."""
    return {"ONRECORD_DISCORD_SHARDS": ("0-1/4", "2-3/4")[number]}


async def connected(server: DiscordServer, *shards: int) -> None:
    """Wait until just these are."""
    await server.gateway.until(lambda gateway: sorted(each.shard[0] for each in gateway.live) == list(shards))


async def asked(server: DiscordServer, channels: Sequence[Channel]) -> list[bool]:
    """Whether each was answered when all asked at once."""
    seen = await asyncio.gather(*(server.slash("ask", question=QUESTION, at=each) for each in channels))
    return [VISIT in each.message.plain for each in seen]


def answered(program: Program) -> list[str]:
    """The servers whose questions it answered, by its log, sorted."""
    return sorted(found[1] for line in program.err if (found := re.search(r" ask .*server=(\S+)", line)))


async def test_one_process_serves_as_many_shards_as_discord_recommends(server: DiscordServer, archive: Path) -> None:
    channels = desks(server, 3)
    async with serving(server, archive) as program:
        await connected(server, 0, 1, 2)
        await server.until(lambda: bool(server.commands))
        answers = await asked(server, channels)
        direct = await server.dm(QUESTION)
        await program.says("server=dm")
        code = await program.stop()

    assert sorted(data["shard"] for data in server.gateway.identified) == [[0, 3], [1, 3], [2, 3]]
    assert (answers, VISIT in direct.plain, code) == ([True] * 3, True, 0)
    assert answered(program) == sorted(["dm", *(str(channel.guild) for channel in channels)])
    assert server.gateway.sessions == {}


async def test_a_shard_whose_socket_drops_resumes_and_answers_what_it_missed(
    server: DiscordServer, archive: Path
) -> None:
    channels = desks(server, 3)
    async with serving(server, archive):
        await connected(server, 0, 1, 2)
        await server.until(lambda: bool(server.commands))
        before = {each.shard[0]: each.id for each in server.gateway.live}
        server.drop(1)
        answers = await asked(server, channels)

    assert answers == [True] * 3
    assert [data["session_id"] for data in server.gateway.resumed] == [before[1]]
    assert len(server.gateway.identified) == 3


@pytest.mark.slow
async def test_two_processes_share_the_shards_and_one_goes_on_without_the_other(
    server: DiscordServer, archive: Path
) -> None:
    """Each answers its own servers, and the first one whoever writes to the bot alone; commands are registered once."""
    channels = desks(server, FOUR)
    own = [sorted(str(channel.guild) for channel in some) for some in (channels[:2], channels[2:])]
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(serving(server, archive, **half(at))) for at in (0, 1)]
        await connected(server, 0, 1, 2, 3)
        await server.until(lambda: bool(server.commands))
        answers = await asked(server, channels)
        direct = await server.dm(QUESTION)
        await first.says("server=dm")

        await killed(first)
        await connected(server, 2, 3)
        alone = await asked(server, channels[2:])
        server.gateway.sessions = {each.id: each for each in server.gateway.live}  # Discord forgets those in the end
        again = await stack.enter_async_context(serving(server, archive, **half(0)))
        await connected(server, 0, 1, 2, 3)
        back = await asked(server, channels)
        codes = [await program.stop() for program in (second, again)]

    assert (answers, alone, back, codes) == ([True] * 4, [True] * 2, [True] * 4, [0, 0])
    assert VISIT in direct.plain
    assert answered(first) == sorted(["dm", *own[0]])
    assert answered(second) == sorted(own[1] * 3)
    assert answered(again) == own[0]
    assert len(server.registered) == 1


@pytest.mark.slow
async def test_two_processes_started_at_once_are_let_in_one_after_the_other(
    server: DiscordServer, archive: Path
) -> None:
    """Whoever comes too soon is turned away by Discord, and comes back without anybody's help."""
    channels = desks(server, 2)
    server.gateway.max_concurrency, server.gateway.pause = 1, 5.0
    async with AsyncExitStack() as stack:
        for shards in ("0/2", "1/2"):
            await stack.enter_async_context(serving(server, archive, ONRECORD_DISCORD_SHARDS=shards))
        await server.gateway.until(lambda gateway: len(gateway.live) == 2, 40)
        await server.until(lambda: bool(server.commands))
        answers = await asked(server, channels)

    assert (answers, server.gateway.too_soon > 0) == ([True] * 2, True)
