"""How ``onrecord serve`` begins and ends on Slack: starts in bad weather, refusals, restarts, an orderly end."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.wire.discord_server import DiscordServer
from tests.wire.process import Program
from tests.wire.serving import QUESTION, SECURITY, VISIT
from tests.wire.serving import environment as with_discord
from tests.wire.slack_interactions import EDITED
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import environment, serving


@pytest_asyncio.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as started:
        yield started


@pytest.mark.parametrize("how", [503, 429, "hang"])
async def test_a_start_in_bad_weather_is_tried_again(server: SlackServer, archive: Path, how: int | str) -> None:
    fault = server.fail(r"/auth\.test$", how, delay=0.3)

    async with serving(server, archive):
        await server.ready()
        seen = await server.people.slash(QUESTION)

    assert (VISIT in seen.plain, fault.hits) == (True, 1)


async def test_sockets_unreachable_at_the_start_are_found_when_they_are_back(
    server: SlackServer, archive: Path
) -> None:
    await server.close_sockets()
    async with serving(server, archive) as program:
        await server.until(lambda: "apps.connections.open" in server.methods)
        await asyncio.sleep(0.5)
        assert program.process.returncode is None

        await server.open_sockets()
        await server.ready()
        seen = await server.people.slash(QUESTION)

    assert VISIT in seen.plain


async def test_after_a_restart_buttons_work_and_what_was_answered_is_not_answered_again(
    server: SlackServer, archive: Path
) -> None:
    async with serving(server, archive) as program:
        await server.ready()
        asked = await server.people.slash(QUESTION)
        mentioned = await server.people.mention(QUESTION)
        first = await program.stop()

    await server.until(lambda: not server.socket.live)
    async with serving(server, archive) as program:
        await server.ready()
        retry = await server.people.again(mentioned.of)
        await retry.answer
        turned = await server.people.press(asked, "Next")
        reported = await server.people.submit(
            await server.people.press(turned, "Wrong?"), words="kept by another process"
        )
        second = await program.stop()
    async with Program("bot", "reports", env=environment(server, archive)) as listed:
        await listed.ended()

    assert (first, second) == (0, 0)
    assert (turned.how, turned.message.ts, SECURITY in turned.plain) == (EDITED, asked.message.ts, True)
    assert len(mentioned.of.outcomes) == 1
    assert "number 1" in reported.plain
    assert "kept by another process" in listed.printed


async def test_asked_to_end_it_lets_answers_arrive_first(server: SlackServer, archive: Path) -> None:
    server.fail(r"/chat\.postMessage$", "slow", 3, delay=0.7)
    async with serving(server, archive) as program:
        await server.ready()
        asked = [asyncio.create_task(server.people.mention(QUESTION)) for _ in range(3)]
        await server.until(lambda: not any(fault.times for fault in server.faults.standing))

        code = await program.stop()
        seen = await asyncio.gather(*asked)
    async with serving(server, archive):
        await server.ready()
        turned = [await server.people.press(answer, "Next") for answer in seen]

    assert code == 0
    assert [VISIT in answer.plain for answer in seen] == [True] * 3
    assert [SECURITY in answer.plain for answer in turned] == [True] * 3


@pytest.mark.parametrize(
    ("trouble", "named"),
    [
        ("wrong bot token", "SLACK_BOT_TOKEN"),
        ("wrong app token", "SLACK_APP_TOKEN"),
        ("no app token", "SLACK_APP_TOKEN"),
        ("swapped", "SLACK_BOT_TOKEN"),
        ("account_inactive", "SLACK_BOT_TOKEN"),
    ],
)
async def test_what_only_a_person_can_mend_ends_it_with_a_sentence(
    server: SlackServer, archive: Path, trouble: str, named: str
) -> None:
    more = {
        "wrong bot token": {"SLACK_BOT_TOKEN": "xoxb-another-token-of-nobody"},
        "wrong app token": {"SLACK_APP_TOKEN": "xapp-1-another-token-of-nobody"},
        "no app token": {"SLACK_APP_TOKEN": ""},
        "swapped": {"SLACK_BOT_TOKEN": server.app_token, "SLACK_APP_TOKEN": server.team.token},
    }.get(trouble, {})
    server.shut_out = "" if more else trouble

    async with serving(server, archive, **more) as program:
        code = await program.ended()

    said = [line for line in program.err if line.startswith("onrecord: ")]
    assert code == 2
    assert len(said) == 1
    assert named in "\n".join(program.err)
    assert "another-token" not in program.printed


async def test_even_at_its_most_talkative_it_never_tells_its_tokens(server: SlackServer, archive: Path) -> None:
    more = {"ONRECORD_LOGS_LEVEL": "debug", "ONRECORD_LOGS_FORMAT": "json", "ONRECORD_LOGS_QUESTIONS": "true"}
    async with serving(server, archive, **more) as program:
        await server.ready()
        server.fail(r"/chat\.postMessage$", 503)
        seen = await server.people.mention("what did the token say")
        server.drop()
        await server.people.slash(QUESTION)
        await program.stop()

    assert seen.plain
    assert len(program.err) > 5  # it did talk


async def test_both_platforms_are_served_at_once(server: SlackServer, archive: Path) -> None:
    async with DiscordServer() as discord, serving(server, archive, **with_discord(discord, archive)) as program:
        await asyncio.gather(server.ready(), discord.open_for_questions())
        here, there = await asyncio.gather(
            server.people.slash(QUESTION), discord.slash("ask", question=QUESTION)
        )
        code = await program.stop()

        assert discord.token not in program.printed

    assert (VISIT in here.plain, VISIT in there.message.plain, code) == (True, True, 0)
