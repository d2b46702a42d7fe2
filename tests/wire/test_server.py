"""The local Discord itself, driven by the least bot discord.py allows: if it is wrong, nothing else here counts."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.wire.discord_interactions import CHANNEL_MESSAGE, COMMAND, DEFERRED, EDIT, SHOW_FORM
from tests.wire.discord_server import DiscordServer
from tests.wire.discord_world import Json
from tests.wire.plain_bot import WORDS
from tests.wire.process import Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOBODY: Json = {"parse": []}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(heartbeat=0.5) as started:
        env = {
            "DISCORD_TOKEN": started.token, "ONRECORD_DISCORD_API_URL": started.api_url,
            "ONRECORD_DISCORD_GATEWAY_URL": started.gateway_url,
        }  # fmt: skip
        async with Program("tests.wire.plain_bot", env=env):
            await started.ready()
            yield started


async def test_a_command_is_answered_with_what_the_bot_sent(server: DiscordServer) -> None:
    seen = await server.slash("ask", question="anything")

    assert (seen.kind, seen.text, seen.message.private) == (CHANNEL_MESSAGE, WORDS, False)


async def test_what_is_not_registered_cannot_be_typed(server: DiscordServer) -> None:
    with pytest.raises(LookupError):
        await server.slash("nothing")
    with pytest.raises(LookupError):
        await server.slash("ask", answer="x")
    with pytest.raises(ValueError, match="needs"):
        await server.slash("ask")


async def test_completion_offers_choices(server: DiscordServer) -> None:
    seen = await server.complete("buttons", "topic", "Nor")

    assert seen.choices == (("Nor…", "Nor"),)


async def test_buttons_edit_defer_and_open_forms(server: DiscordServer) -> None:
    first = await server.slash("buttons")

    form = await server.press(first, "Wrong?")
    thanks = await server.submit(form, "words")
    slow = await server.press(first, "slow")
    edited = await server.press(first, "Next")

    assert (form.kind, form.form["title"]) == (SHOW_FORM, "What is wrong?")
    assert (thanks.text, thanks.message.private_to) == ("thanks for words", server.ada.id)
    assert (slow.kind, slow.text, slow.message.thinking) == (DEFERRED, "at last", False)
    assert (edited.kind, edited.message.id, edited.text) == (EDIT, first.message.id, "the next")


async def test_a_message_command_gets_the_message(server: DiscordServer) -> None:
    seen = await server.context_menu("Who said this?", "some words")

    assert seen.text == "somebody said some words"


async def test_words_reach_the_bot_only_when_they_are_meant_for_it(server: DiscordServer) -> None:
    mentioned = await server.mention("hello")
    alone = await server.dm("hello")
    with pytest.raises(TimeoutError):
        await server.say("hello all", within=0.3)

    assert mentioned.text == f"heard: <@{server.bot.id}> hello"
    assert alone.text == "heard: hello"


async def test_what_discord_would_refuse_is_refused(server: DiscordServer) -> None:
    known = len(server.refused)

    begun = await server.begin(COMMAND, {"id": "1", "name": "huge", "type": 1, "options": []})
    await asyncio.sleep(0.3)

    assert begun.responded is None
    assert list(server.refused[known]["errors"]) == ["data"]


async def test_a_dropped_socket_resumes_and_gets_what_it_missed_once(server: DiscordServer) -> None:
    resumes = len(server.gateway.resumed)

    server.drop()
    seen = await server.slash("ask", question="missed")

    assert len(server.gateway.resumed) == resumes + 1
    assert seen.text == WORDS


async def test_a_reconnect_keeps_the_session(server: DiscordServer) -> None:
    session = server.gateway.live[0].id

    await server.reconnect()
    seen = await server.slash("ask", question="after")

    assert seen.text == WORDS
    assert [live.id for live in server.gateway.live] == [session]


async def test_heartbeats_are_acknowledged(server: DiscordServer) -> None:
    before = server.gateway.heartbeats

    await asyncio.sleep(0.7)

    assert server.gateway.heartbeats > before


async def test_an_interaction_is_answered_once_in_time_and_with_its_token(server: DiscordServer) -> None:
    body = {"type": CHANNEL_MESSAGE, "data": {"content": "again", "allowed_mentions": NOBODY}}
    seen = await server.slash("ask", question="once")
    answered = server.interactions[seen.interaction]
    late = await server.begin(COMMAND, {"id": "1", "name": "unheard", "type": 1, "options": []})
    late.started -= 3.1

    async with aiohttp.ClientSession() as client:

        async def code(interaction: str, token: str) -> tuple[int, int]:
            url = f"{server.api_url}/interactions/{interaction}/{token}/callback"
            async with client.post(url, json=body) as response:
                return response.status, (await response.json())["code"]

        twice = await code(answered.id, answered.token)
        forged = await code(answered.id, "x")
        too_late = await code(late.id, late.token)

    assert (twice, forged, too_late) == ((400, 40060), (404, 10062), (404, 10062))


async def test_a_stranger_is_not_let_in(server: DiscordServer) -> None:
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{server.api_url}/users/@me", headers={"Authorization": "Bot x"}) as response:
            status = response.status
        async with client.ws_connect(server.gateway_url) as line:
            await line.receive_json()
            await line.send_json({"op": 2, "d": {"token": "x", "intents": 1, "properties": {}}})
            bad_token = await line.receive()
        async with client.ws_connect(server.gateway_url) as line:
            await line.receive_json()
            await line.send_json({"op": 2, "d": {"token": server.token, "intents": 1 << 15, "properties": {}}})
            bad_intents = await line.receive()

    assert (status, bad_token.data, bad_intents.data) == (401, 4004, 4014)


async def test_faults_come_as_often_as_they_were_ordered(server: DiscordServer) -> None:
    headers = {"Authorization": f"Bot {server.token}"}
    server.fail("GET", "/users/@me$", 503)
    server.fail("GET", "/users/@me$", 429, retry_after=0.5)
    server.fail("POST", "/users/@me/channels$", "reset")

    async with aiohttp.ClientSession(headers=headers) as client:
        async with client.get(f"{server.api_url}/users/@me") as response:
            first = response.status
        async with client.get(f"{server.api_url}/users/@me") as response:
            second = (response.status, response.headers["Retry-After"], (await response.json())["retry_after"])
        with pytest.raises(aiohttp.ClientError):
            await client.post(f"{server.api_url}/users/@me/channels", json={"recipient_id": server.ben.id})
        async with client.post(f"{server.api_url}/users/@me/channels", json={"recipient_id": server.ben.id}) as last:
            opened = await last.json()

    assert (first, second) == (503, (429, "0.5", 0.5))
    assert opened["id"] == server.dm_with(server.ben).id


async def test_a_closed_gateway_refuses_and_opens_again(server: DiscordServer) -> None:
    await server.close_gateway()
    async with aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.ws_connect(server.gateway_url)
    await server.open_gateway()

    seen = await server.slash("ask", question="back")

    assert seen.text == WORDS
