"""Slack's Socket Mode: a connection kept open through every failure that may pass, its envelopes handed to Bolt's app.

slack-sdk's own client waits for its next ping before it looks whether the connection is gone, tries an address again
that works only once, and writes addresses with their tickets to the log. The loop here takes its place: a lost
connection is made again at once, one that Slack is about to end is replaced before it ends, and what comes twice is
answered as it was the first time.
"""

import asyncio
import json
import logging
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
from slack_bolt.app.async_app import AsyncApp

from bot.adapters.slack.answering import short
from bot.adapters.slack.envelopes import Envelopes
from bot.adapters.slack.login import OPENING, refusal
from bot.adapters.slack.sending import LONGEST_WAIT, Refused, Wire, call
from bot.desk.backoff import Backoff
from bot.domain.errors import ConfigError

CONNECT_SECONDS = 15.0
"""Seconds for a connection to be made, up to Slack's first word."""

SHORTEST, LONGEST = 0.5, 15.0
"""Seconds between two tries; nobody's allowance is used up by them."""

STABLE = 5.0
"""Seconds a connection has to last so that the next one may be made at once."""

SILENT = 2.5
"""Pings without any sign of life after which a connection is taken to be lost."""

CLOSE_SECONDS = 0.5
"""Seconds for Slack to say good-bye."""

LARGEST = 4_000_000
"""Bytes of an envelope at most."""

_log = logging.getLogger("onrecord.slack")

class Heard(Protocol):
    """Is told whether there is a connection."""

    def __call__(self, *, up: bool) -> None:
        """There is one, or none any more."""


@dataclass(slots=True, eq=False)
class Line:
    """A connection: when it was heard last, whether another is to take its place already."""

    socket: aiohttp.ClientWebSocketResponse
    heard: float
    replaced: bool = False


class Sockets:
    """The connections of one process. ``heard`` is told whether there is one. Made in the running loop."""

    def __init__(self, app: AsyncApp, wire: Wire, token: str, ping_interval: float, heard: Heard) -> None:
        self._wire = wire
        self._envelopes = Envelopes(app, wire)
        self._client = wire.client_for(token, patient=False)
        self._ping = ping_interval
        self._heard = heard
        self._live: set[Line] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun: set[asyncio.Task[None]] = set()
        self._wanted = asyncio.Event()
        self._refused: ConfigError | None = None

    async def run(self) -> None:
        """Stay connected until cancelled. Raises ConfigError when Slack refuses for good."""
        backoff = Backoff(LONGEST, shortest=SHORTEST)
        while True:
            line = await self._connected(backoff)
            began = time.monotonic()
            self._wanted.clear()
            _track(self._tasks, self._listen(line))
            await self._wanted.wait()
            if self._refused is not None:
                raise self._refused
            if time.monotonic() - began < STABLE:
                await asyncio.sleep(backoff.delay())
            else:
                backoff.reset()

    async def finish(self, seconds: float) -> None:
        """Take no new events; what was begun is acknowledged."""
        self._envelopes.leaving = True
        if self._begun:
            await asyncio.wait(set(self._begun), timeout=seconds)

    async def close(self) -> None:
        """Let go of the connections."""
        for line in list(self._live):
            await _close(line)
        for task in [*self._tasks, *self._begun]:
            task.cancel()

    async def _connected(self, backoff: Backoff) -> Line:
        """A connection on which Slack has said hello, however long that takes."""
        while True:
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    return await self._greeted()
            except Refused as error:
                if (final := refusal(error.code, OPENING)) is not None:
                    raise final from None
                why, wait = error.code, min(error.wait, LONGEST_WAIT)
            except (aiohttp.ClientError, OSError) as error:
                why, wait = short(error), 0.0
            pause = max(backoff.delay(), wait)
            _log.warning("Slack's socket cannot be opened (%s); next try in %.1f s", why, pause)
            await asyncio.sleep(pause)

    async def _greeted(self) -> Line:
        told = await call(self._client, "apps.connections.open")
        socket = await self._wire.session.ws_connect(
            str(told.get("url")),
            autoping=False,  # its pongs would not be seen
            max_msg_size=LARGEST,
            proxy=self._client.proxy,
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
        )
        try:
            greeting = _read(await socket.receive())
        except BaseException:
            await socket.close()
            raise
        if greeting.get("type") != "hello":
            await socket.close()
            raise Refused("no hello")
        return Line(socket, time.monotonic())

    async def _listen(self, line: Line) -> None:
        """Envelopes, until the connection ends; a further one is wanted then, or as soon as Slack tells of the end."""
        self._live.add(line)
        self._heard(up=True)
        _log.info("connected to Slack")
        watching = asyncio.create_task(self._watch(line))
        try:
            async for message in line.socket:
                line.heard = time.monotonic()
                if message.type is aiohttp.WSMsgType.PING:
                    await line.socket.pong(message.data)
                    continue
                told = _read(message)
                if told.get("type") == "disconnect":
                    self._refused = _final(told)
                    self._replace(line)
                elif told.get("envelope_id"):
                    _track(self._begun, self._envelopes.answer(line.socket, told))
        except (ConnectionError, aiohttp.ClientError) as error:
            _log.debug("a connection ended: %s", short(error))
        finally:
            watching.cancel()
            self._live.discard(line)
            if not self._live:
                self._heard(up=False)
            self._replace(line)
            await _close(line)

    async def _watch(self, line: Line) -> None:
        """Ask for signs of life; of a connection without any another takes the place."""
        while True:
            began = time.monotonic()
            await asyncio.sleep(self._ping)
            now = time.monotonic()
            if now - began > 2 * self._ping:  # it is we who were busy: what was said in that time is not read yet
                continue
            if now - line.heard > SILENT * self._ping:
                _log.warning("Slack's socket has fallen silent")
                self._replace(line)
                await _close(line)
                return
            with suppress(ConnectionError, aiohttp.ClientError):
                await line.socket.ping()

    def _replace(self, line: Line) -> None:
        """Have another connection made, once for each."""
        if not line.replaced:
            line.replaced = True
            self._wanted.set()

def _track(tasks: "set[asyncio.Task[None]]", work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def _close(line: Line) -> None:
    with suppress(Exception):  # it is gone anyway
        await line.socket.close()


def _read(message: aiohttp.WSMessage) -> dict[str, Any]:
    """A message of Slack's; empty if it cannot be read."""
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        told = json.loads(message.data)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {}


def _final(told: dict[str, Any]) -> ConfigError | None:
    """What to tell the person of a connection's end after which no further one would help."""
    reason = str(told.get("reason", ""))[:40]
    _log.info("Slack asks for a new connection: %s", reason)
    if reason != "link_disabled":
        return None
    return ConfigError(
        "Slack has switched Socket Mode off for this app", hint="switch it on: the app's page, Socket Mode"
    )
