"""How ``onrecord serve`` begins and ends on Discord: starts in bad weather, refusals, restarts, an orderly end."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.wire.discord_interactions import EDIT
from tests.wire.discord_server import DiscordServer
from tests.wire.process import Program
from tests.wire.serving import QUESTION, SECURITY, VISIT, environment, serving

COMMANDS = r"/commands$"


@pytest_asyncio.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        yield started


async def test_a_gateway_unreachable_at_the_start_is_found_when_it_is_back(
    server: DiscordServer, archive: Path
) -> None:
    await server.close_gateway()
    async with serving(server, archive) as program:
        await server.until(lambda: bool(server.commands))
        await asyncio.sleep(0.7)
        assert program.process.returncode is None

        await server.open_gateway()
        await server.ready()
        seen = await server.slash("ask", question=QUESTION)

    assert VISIT in seen.message.plain


async def test_a_login_that_meets_trouble_is_tried_again(server: DiscordServer, archive: Path) -> None:
    server.fail("GET", "/users/@me$", "reset", 2)  # aiohttp asks twice by itself

    async with serving(server, archive):
        await server.open_for_questions()
        seen = await server.slash("ask", question=QUESTION)

    assert VISIT in seen.message.plain


async def test_trouble_with_the_commands_keeps_nobody_from_asking(server: DiscordServer, archive: Path) -> None:
    server.fail("PUT", COMMANDS, 503)
    async with serving(server, archive) as program:
        await server.ready()
        mentioned = await server.mention(QUESTION)
        assert server.commands == []

        await server.open_for_questions()
        seen = await server.slash("ask", question=QUESTION)
        code = await program.stop()

    assert VISIT in mentioned.plain
    assert VISIT in seen.message.plain
    assert code == 0


async def test_a_second_start_registers_nothing_again_and_its_buttons_still_work(
    server: DiscordServer, archive: Path
) -> None:
    async with serving(server, archive) as program:
        await server.open_for_questions()
        asked = await server.slash("ask", question=QUESTION)
        first = await program.stop()

    async with serving(server, archive) as program:
        await server.ready()
        turned = await server.press(asked, "Next")
        reported = await server.submit(await server.press(turned, "Wrong?"), "kept by another process")
        second = await program.stop()
    async with Program("bot", "reports", env=environment(server, archive)) as listed:
        await listed.ended()

    assert (first, second) == (0, 0)
    assert (turned.kind, turned.message.id) == (EDIT, asked.message.id)
    assert SECURITY in turned.message.plain
    assert "number 1" in reported.message.plain
    assert "kept by another process" in listed.printed
    assert len(server.faults.called("PUT", COMMANDS)) == 1


async def test_a_crowd_right_after_the_start_is_heard_in_time_and_answered(
    server: DiscordServer, archive: Path
) -> None:
    async with serving(server, archive):
        await server.open_for_questions()
        seen = await asyncio.gather(*(server.slash("ask", question=f"{QUESTION} {number}") for number in range(400)))

    assert max(answer.ms for answer in seen) < 3000
    assert [answer.message.thinking for answer in seen] == [False] * 400
    assert sum(len(server.interactions[answer.interaction].messages) for answer in seen) == 400


async def test_asked_to_end_it_lets_answers_arrive_first(server: DiscordServer, archive: Path) -> None:
    server.fail("POST", "/callback$", "slow", 5, delay=0.7)
    async with serving(server, archive) as program:
        await server.open_for_questions()
        asked = [asyncio.create_task(server.slash("ask", question=QUESTION)) for _ in range(5)]
        await server.until(lambda: not any(fault.times for fault in server.faults.standing))

        code = await program.stop()
        seen = await asyncio.gather(*asked)
    async with serving(server, archive):
        await server.ready()
        turned = [await server.press(answer, "Next") for answer in seen]

    assert code == 0
    assert [VISIT in answer.message.plain for answer in seen] == [True] * 5
    assert [SECURITY in answer.message.plain for answer in turned] == [True] * 5


@pytest.mark.parametrize("trouble", ["gateway refuses the token", "login refuses the token", "intents"])
async def test_what_only_a_person_can_mend_ends_it_with_a_sentence(
    server: DiscordServer, archive: Path, trouble: str
) -> None:
    if trouble == "gateway refuses the token":
        server.gateway.token = "another"  # noqa: S105  no secret
    elif trouble == "login refuses the token":
        server.fail("GET", "/users/@me$", 401, 100)
    else:
        server.gateway.turns_away_with = 4014

    async with serving(server, archive) as program:
        code = await program.ended()

    said = [line for line in program.err if line.startswith("onrecord: ")]
    assert code == 2
    assert len(said) == 1
    assert ("intents" if trouble == "intents" else "token") in said[0]


async def test_even_at_its_most_talkative_it_never_tells_its_token(server: DiscordServer, archive: Path) -> None:
    more = {"ONRECORD_LOGS_LEVEL": "debug", "ONRECORD_LOGS_FORMAT": "json", "ONRECORD_LOGS_QUESTIONS": "true"}
    async with serving(server, archive, **more) as program:
        await server.open_for_questions()
        server.fail("POST", "/callback$", 503)
        seen = await server.slash("ask", question="what did the token say")
        server.drop()
        await server.slash("ask", question=QUESTION)
        await program.stop()

    assert seen.message.text
    assert len(program.err) > 5  # it did talk
