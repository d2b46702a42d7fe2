"""A client kept connected to Discord: through every failure that may pass, until told to stop or refused for good.

discord.py's own ``connect`` crashes when the gateway cannot be reached the first time, waits up to a quarter of an
hour between later tries, ends on an event it cannot read, and with several shards ends them all when one of them
fails. The loop here takes its place, one for each shard.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.adapters.discord.client import OnRecord
from bot.adapters.discord.sharding import Plan, Turns, planned
from bot.desk.backoff import Backoff
from bot.domain.errors import ConfigError

LONGEST_AWAY = 15.0
"""Seconds between two tries while the gateway cannot be reached at all, which costs nobody anything: a session, of
which Discord grants a thousand a day, is asked for only where it answers."""

LOGIN_SECONDS, CONNECT_SECONDS = 30.0, 20.0
"""Seconds for a login, and for a connection to be made up to the gateway's first word."""

STALE = 4
"""Tries to resume after which a new session is begun at the front door: the server that knew the old one is gone."""

UNREAD = 20
"""Events in a row that cannot be read, after which the connection itself is taken to be broken."""

BAD_TOKEN, UNAUTHORIZED = 4004, 401

REFUSALS = {
    4004: (
        "Discord does not accept the token",
        "copy the bot's token from the Developer Portal (Bot > Reset Token) into DISCORD_TOKEN",
    ),
    4010: ("Discord refuses this shard", "look at discord.shards: 0-3/8 means shards 0 to 3 of 8"),
    4011: (
        "the bot is in too many servers for so few shards",
        "start it again with discord.shards: auto, or with a larger number after the stroke in every process",
    ),
    4012: ("Discord no longer speaks this version of its protocol", "install a newer On Record"),
    4013: ("Discord calls the intents asked for invalid", "install a newer On Record"),
    4014: (
        "Discord does not allow the intents asked for",
        "On Record needs no privileged intent: check in the Developer Portal that the bot is not restricted",
    ),
}
"""What the gateway's closing codes mean that no further try will change, and the mend."""

_log = logging.getLogger("onrecord.discord")
_PASSING = (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, discord.ConnectionClosed)


async def logged_in(make: Callable[[], OnRecord], token: str) -> OnRecord:
    """A client that Discord knows, however long that takes. Raises ConfigError when the token is refused.

    Each try has a client of its own: discord.py cannot log in again with one that failed.
    """
    backoff = Backoff()
    while True:
        client = make()
        try:
            async with asyncio.timeout(LOGIN_SECONDS):  # in this task, so that what it begins with is always done
                await client.login(token)
        except (*_PASSING, discord.LoginFailure) as error:
            await _drop(client)
            if isinstance(error, discord.LoginFailure) or getattr(error, "status", 0) == UNAUTHORIZED:
                raise _refusal(BAD_TOKEN) from None
            await _wait(backoff, "Discord cannot be reached", error)
        except BaseException:
            await _drop(client)
            raise
        else:
            return client


async def agreed(client: OnRecord, chosen: str) -> Plan:
    """The plan by the setting, its shards the client's, however long that takes. Raises ConfigError for the token."""
    backoff = Backoff()
    while True:
        try:
            async with asyncio.timeout(LOGIN_SECONDS):
                plan = await planned(client, chosen)
        except _PASSING as error:
            if getattr(error.__cause__, "status", 0) == UNAUTHORIZED:
                raise _refusal(BAD_TOKEN) from None
            await _wait(backoff, "Discord does not say how many shards it recommends", error)
        else:
            client.assign(plan.shards)
            return plan


async def stay_connected(client: OnRecord, plan: Plan) -> None:
    """Hold every shard's gateway until the client is closed. Raises ConfigError when Discord refuses one for good."""
    turns = Turns(plan.at_once)
    holding = [asyncio.create_task(_hold(client, shard, turns)) for shard in plan.shards.numbers]
    try:
        await asyncio.gather(*holding)
    finally:
        for task in holding:
            task.cancel()
        await asyncio.gather(*holding, return_exceptions=True)


async def _hold(client: OnRecord, shard: int, turns: Turns) -> None:
    """Hold one shard's gateway until the client is closed. Raises ConfigError."""
    away, backoff = Backoff(LONGEST_AWAY), Backoff()
    way = _way_back(client, shard, resume=False)
    failed = 0
    while not client.is_closed():
        heard = _Heard()
        try:
            socket = client.sockets[shard] = await _connected(client, turns, way)
            heard.greeting = True
            await _listen(socket, heard)
        except (ReconnectWebSocket, *_PASSING) as error:
            if client.is_closed():  # it has no loop any more to dispatch in
                return
            client.dispatch("shard_disconnect", shard)
            if (refusal := _final(error)) is not None:
                raise refusal from None
            failed = 0 if heard.anything else failed + 1
            way = _way_back(client, shard, resume=getattr(error, "resume", True) and failed < STALE)
            if heard.anything:
                away.reset()
                backoff.reset()
            else:
                await _wait(backoff if heard.greeting else away, "Discord's gateway cannot be reached", error)


async def _connected(client: OnRecord, turns: Turns, way: dict[str, Any]) -> DiscordWebSocket:
    """A connection made; a session that is resumed need not wait for its turn."""
    if way.get("resume"):
        return await asyncio.wait_for(DiscordWebSocket.from_client(client, **way), CONNECT_SECONDS)
    async with turns.of(way["shard_id"], again=not way["initial"]):
        return await asyncio.wait_for(DiscordWebSocket.from_client(client, **way), CONNECT_SECONDS)


@dataclass(slots=True)
class _Heard:
    """Whether a connection gave any event: only then was it one. ``greeting``: the gateway's first word came."""

    greeting: bool = False
    anything: bool = False


async def _listen(socket: DiscordWebSocket, heard: _Heard) -> None:
    """Events, one after the other; raises when the connection ends. One that cannot be read is passed over."""
    begun, unread = socket.sequence, 0
    while True:
        try:
            await socket.poll_event()
            unread = 0
            heard.anything |= socket.sequence not in (None, begun)
        except (ReconnectWebSocket, *_PASSING):
            raise
        except Exception:  # noqa: BLE001  logged: one event must not end the service
            _log.exception("an event of Discord could not be read")
            unread += 1
            if not socket.open or unread >= UNREAD:
                raise ConnectionResetError("nothing more can be read from it") from None


def _way_back(client: OnRecord, shard: int, *, resume: bool) -> dict[str, Any]:
    """How to connect next: to where the session is known, or anew."""
    socket = client.sockets.get(shard)
    way: dict[str, Any] = {"initial": socket is None, "shard_id": shard}
    if socket is not None and resume and socket.session_id is not None:
        way |= {"resume": True, "gateway": socket.gateway, "session": socket.session_id, "sequence": socket.sequence}
    return way


def _final(error: Exception) -> ConfigError | None:
    """What to tell the person of a closing code that no further try changes."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    return _refusal(code) if code in REFUSALS else None


def _refusal(code: int) -> ConfigError:
    message, mend = REFUSALS[code]
    return ConfigError(message, hint=mend)


async def _wait(backoff: Backoff, what: str, error: Exception) -> None:
    pause = backoff.delay()
    _log.warning("%s (%s); next try in %.1f s", what, _why(error), pause)
    await asyncio.sleep(pause)


def _why(error: Exception) -> str:
    """A failure in a few words on one line."""
    if isinstance(error, discord.HTTPException):
        return f"{error.status} {error.response.reason}"
    if isinstance(error, ReconnectWebSocket):
        return "it ended the session"
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


async def _drop(client: OnRecord) -> None:
    """Let go of it, though told to stop meanwhile: a client that is closed half-way can never be closed again."""
    with suppress(Exception):  # it never came to life: nothing to lose
        await asyncio.shield(client.close())
