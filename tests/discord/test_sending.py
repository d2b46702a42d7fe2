"""Responses on a wire that fails: the first quick and within its time, the rest with patience, none of them twice."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
import pytest
import pytest_asyncio
from aiohttp import web
from discord.http import HTTPClient, Route
from discord.webhook.async_ import async_context

from bot.adapters.discord import sending
from bot.adapters.discord.sending import (
    ALREADY,
    EDIT,
    MESSAGE,
    NO_HISTORY,
    TOO_LATE,
    Exchange,
    Wire,
    is_uncertain,
    post,
)

RESET, HANG, LOST = "reset", "hang", "lost"


@dataclass(frozen=True)
class Refusal:
    """An error as Discord words it; a ``text`` is what others than Discord say."""

    status: int
    code: int = 0
    after: float | None = None
    text: str = ""

    def response(self) -> web.Response:
        body = {"code": self.code, "message": "no"} | ({} if self.after is None else {"retry_after": self.after})
        # Discord names no charset, and discord.py reads no JSON from what does.
        headers = {"Content-Type": "text/html" if self.text else "application/json"}
        return web.Response(body=self.text or json.dumps(body), status=self.status, headers=headers)


@dataclass
class Discord:
    """Answers with the next of ``script``, then well; ``heard`` is what came, ``taken`` what counted."""

    script: list[Any] = field(default_factory=list)
    heard: list[tuple[str, str, Any]] = field(default_factory=list)
    taken: list[Any] = field(default_factory=list)
    base: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.text() or "null")
        self.heard.append((request.method, request.path, body))
        how = self.script.pop(0) if self.script else 200
        if how == RESET:
            return self._reset(request)
        if how == HANG:
            await asyncio.sleep(0.6)
            return self._reset(request)
        if how not in (200, LOST):
            return (how if isinstance(how, Refusal) else Refusal(how)).response()
        if request.path.endswith("/callback") and self.taken:
            return Refusal(400, ALREADY).response()
        self.taken.append(body)
        return self._reset(request) if how == LOST else web.json_response({"id": "1"})

    def _reset(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()


@pytest_asyncio.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Discord]:
    """A Discord on a port of its own, and our wire in discord.py's place."""
    discord_ = Discord()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", discord_.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    discord_.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    monkeypatch.setattr(Route, "BASE", discord_.base)
    monkeypatch.setattr(sending, "SHORTEST_PAUSE", 0.05)
    mark = async_context.set(Wire())
    yield discord_
    async_context.reset(mark)
    await runner.cleanup()


@pytest_asyncio.fixture
async def exchange(there: Discord) -> AsyncIterator[Exchange]:  # noqa: ARG001  the addresses must be set
    async with aiohttp.ClientSession() as session:
        yield Exchange(1, "tok", 42, session)


def now() -> float:
    return asyncio.get_running_loop().time()


@pytest.mark.parametrize(
    "script",
    [[], [503], [500, 502], [RESET], [RESET, 503, RESET], [Refusal(429, after=0.2), RESET]],
)
async def test_a_first_response_gets_through_within_three_seconds(
    there: Discord, exchange: Exchange, script: list[Any]
) -> None:
    there.script, started = list(script), now()

    await exchange.first(MESSAGE, {"content": "hello"}, started + 3.0)

    assert there.taken == [{"type": MESSAGE, "data": {"content": "hello"}}]
    assert [path for _, path, _ in there.heard] == ["/interactions/1/tok/callback"] * (len(script) + 1)
    assert now() - started < 1.5


async def test_a_first_response_that_hangs_is_sent_again(
    there: Discord, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "FIRST_TIMEOUT", 0.2)
    there.script = [HANG]

    await exchange.first(MESSAGE, {"content": "hello"}, now() + 3.0)

    assert len(there.taken) == 1


async def test_a_first_response_whose_receipt_was_lost_counts_as_sent(there: Discord, exchange: Exchange) -> None:
    there.script = [LOST]

    await exchange.first(MESSAGE, {"content": "hello"}, now() + 3.0)

    assert (len(there.taken), len(there.heard)) == (1, 2)


async def test_a_try_that_came_too_late_does_not_hide_that_one_before_may_have_arrived(
    there: Discord, exchange: Exchange
) -> None:
    there.script = [LOST, Refusal(404, TOO_LATE)]

    with pytest.raises(aiohttp.ClientError) as caught:
        await exchange.first(MESSAGE, {"content": "hello"}, now() + 3.0)

    assert is_uncertain(caught.value)


@pytest.mark.parametrize("script", [[503] * 4, [RESET, 503, Refusal(429, after=0.3), 503]])
async def test_the_nearer_the_end_of_its_time_the_quicker_it_is_sent_again(
    there: Discord, exchange: Exchange, script: list[Any]
) -> None:
    there.script = list(script)

    await exchange.first(MESSAGE, {"content": "hello"}, now() + 1.2)

    assert len(there.taken) == 1


async def test_what_was_taken_away_though_word_of_it_was_lost_is_gone(there: Discord, exchange: Exchange) -> None:
    there.script = [LOST, Refusal(404, 10008)]

    await exchange.delete()

    assert len(there.heard) == 2


async def test_somebody_elses_response_is_not_taken_for_ours(there: Discord, exchange: Exchange) -> None:
    there.script = [Refusal(400, ALREADY)]

    with pytest.raises(discord.HTTPException) as caught:
        await exchange.first(MESSAGE, {"content": "hello"}, now() + 3.0)

    assert (caught.value.code, len(there.heard)) == (ALREADY, 1)


@pytest.mark.parametrize("answer", [Refusal(404, TOO_LATE), Refusal(400, 50035), Refusal(403, 50001), Refusal(401)])
async def test_what_will_not_pass_is_not_tried_again(
    there: Discord, exchange: Exchange, answer: Refusal
) -> None:
    there.script = [answer]

    with pytest.raises(discord.HTTPException):
        await exchange.first(MESSAGE, {"content": "hello"}, now() + 3.0)

    assert len(there.heard) == 1


@pytest.mark.parametrize(("how", "kind"), [(503, discord.DiscordServerError), (RESET, aiohttp.ClientError)])
async def test_a_first_response_is_given_up_when_its_time_is_over(
    there: Discord, exchange: Exchange, how: Any, kind: type[Exception]
) -> None:
    there.script, started = [how] * 50, now()

    with pytest.raises(kind):
        await exchange.first(MESSAGE, {"content": "hello"}, started + 0.5)

    assert 0.2 < now() - started < 0.8


async def test_a_limit_that_lasts_longer_than_there_is_time_is_not_waited_for(
    there: Discord, exchange: Exchange
) -> None:
    there.script, started = [Refusal(429, after=30)], now()

    with pytest.raises(discord.HTTPException):
        await exchange.first(EDIT, {"content": "hello"}, started + 3.0)

    assert now() - started < 0.5


@pytest.mark.parametrize("script", [[503], [RESET], [502, Refusal(429, after=0.1)]])
@pytest.mark.parametrize(
    ("send", "sent"),
    [
        (lambda on: on.edit({"content": "x"}), ("PATCH", "/webhooks/42/tok/messages/@original", {"content": "x"})),
        (lambda on: on.follow({"content": "x"}), ("POST", "/webhooks/42/tok", {"content": "x"})),
        (lambda on: on.delete(), ("DELETE", "/webhooks/42/tok/messages/@original", None)),
    ],
)
async def test_what_follows_is_tried_again(
    there: Discord, exchange: Exchange, script: list[Any], send: Callable[[Exchange], Any], sent: tuple[str, str, Any]
) -> None:
    there.script = list(script)

    await send(exchange)

    assert there.heard == [sent] * (len(script) + 1)


async def test_what_follows_is_given_up_in_the_end(
    there: Discord, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.1)
    there.script = [503] * 50

    with pytest.raises(discord.DiscordServerError):
        await exchange.edit({"content": "x"})

    assert 2 <= len(there.heard) <= 4


async def test_a_refusal_without_a_wait_in_it_is_waited_for_a_moment(there: Discord, exchange: Exchange) -> None:
    there.script = [Refusal(429, text="<html>slow down</html>")]

    await exchange.first(MESSAGE, {"content": "hello"}, now() + 3.0)

    assert len(there.taken) == 1


@pytest_asyncio.fixture
async def http(there: Discord) -> AsyncIterator[HTTPClient]:
    client = HTTPClient(asyncio.get_running_loop())
    await client.static_login("of no account")
    there.heard.clear()
    there.taken.clear()
    yield client
    await client.close()


@pytest.mark.parametrize("failure", [503, RESET, HANG])
async def test_a_message_is_sent_again_under_the_same_mark(
    there: Discord, http: HTTPClient, failure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT", 0.3)
    there.script = [failure]

    await post(http, 7, {"content": "x"}, "99")

    wanted = ("POST", "/channels/7/messages", {"content": "x", "nonce": "99", "enforce_nonce": True})
    assert there.heard == [wanted] * 2


async def test_without_the_right_to_read_history_a_message_answers_to_none(there: Discord, http: HTTPClient) -> None:
    there.script = [Refusal(400, NO_HISTORY)]

    await post(http, 7, {"content": "x", "message_reference": {"message_id": "1"}}, "99")

    assert [("message_reference" in body) for _, _, body in there.heard] == [True, False]


async def test_a_message_that_may_not_be_sent_is_not_sent_again(there: Discord, http: HTTPClient) -> None:
    there.script = [Refusal(403, 50013)]

    with pytest.raises(discord.Forbidden):
        await post(http, 7, {"content": "x"}, "99")

    assert len(there.heard) == 1
