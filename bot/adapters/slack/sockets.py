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
from collections import OrderedDict
from contextlib import suppress
from typing import Any, Protocol

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.adapters.slack.answering import short
from bot.adapters.slack.login import OPENING, refusal
from bot.adapters.slack.sending import UNSENT, Payload, Refused, Wire, call
from bot.desk.backoff import Backoff
from bot.domain.errors import ConfigError

CONNECT_SECONDS = 15.0
"""Seconds for a connection to be made, up to Slack's first word."""

SHORTEST, LONGEST = 0.5, 15.0
"""Seconds between two tries; nobody's allowance is used up by them."""

STABLE = 5.0
"""Seconds a connection has to last so that the next one may be made at once."""

ANSWERED = 2_000
"""Envelopes whose answers are remembered, for those that come again."""

LARGEST = 4_000_000
"""Bytes of an envelope at most."""

COMMANDS, EVENTS = "slash_commands", "events_api"

_log = logging.getLogger("onrecord.slack")

Socket = aiohttp.ClientWebSocketResponse


class Heard(Protocol):
    """Is told whether there is a connection."""

    def __call__(self, *, up: bool) -> None:
        """There is one, or none any more."""


class Sockets:
    """The connections of one process. ``heard`` is told whether there is one. Made in the running loop."""

    def __init__(
        self, app: AsyncApp, wire: Wire, token: str, ping_interval: float, heard: Heard
    ) -> None:
        self._app = app
        self._wire = wire
        self._client = wire.client_for(token, patient=False)
        self._ping = ping_interval
        self._heard = heard
        self._live: set[Socket] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._answers: OrderedDict[str, asyncio.Future[Payload]] = OrderedDict()
        self._wanted = asyncio.Event()
        self._leaving = False

    async def run(self) -> None:
        """Stay connected until cancelled. Raises ConfigError when Slack refuses for good."""
        backoff = Backoff(LONGEST, shortest=SHORTEST)
        while True:
            socket = await self._connected(backoff)
            began = time.monotonic()
            self._wanted.clear()
            listening = asyncio.create_task(self._listen(socket))
            self._track(listening)
            await self._wanted.wait()
            if listening.done() and not listening.cancelled() and isinstance(listening.exception(), ConfigError):
                await listening
            if time.monotonic() - began < STABLE:
                await asyncio.sleep(backoff.delay())
            else:
                backoff.reset()

    async def finish(self, seconds: float) -> None:
        """Take no new events; what was begun is acknowledged. Then the connections go."""
        self._leaving = True
        begun = [answer for answer in self._answers.values() if not answer.done()]
        if begun:
            await asyncio.wait(begun, timeout=seconds)
            await asyncio.sleep(0)  # so that they are sent

    async def close(self) -> None:
        """Let go of the connections."""
        for socket in list(self._live):
            with suppress(Exception):  # it is gone anyway
                await socket.close()
        for task in list(self._tasks):
            task.cancel()

    async def _connected(self, backoff: Backoff) -> Socket:
        """A connection on which Slack has said hello, however long that takes."""
        while True:
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    return await self._greeted()
            except Refused as error:
                if (final := refusal(error.code, OPENING)) is not None:
                    raise final from None
                why = error.code
            except (aiohttp.ClientError, OSError) as error:
                why = short(error)
            pause = backoff.delay()
            _log.warning("Slack's socket cannot be opened (%s); next try in %.1f s", why, pause)
            await asyncio.sleep(pause)

    async def _greeted(self) -> Socket:
        told = await call(self._client, "apps.connections.open")
        socket = await self._wire.session.ws_connect(
            str(told.get("url")), heartbeat=self._ping, max_msg_size=LARGEST, proxy=self._client.proxy
        )
        try:
            greeting = _read(await socket.receive())
        except BaseException:
            await socket.close()
            raise
        if greeting.get("type") != "hello":
            await socket.close()
            raise Refused("no hello")
        return socket

    async def _listen(self, socket: Socket) -> None:
        """Envelopes, until the connection ends; a further one is wanted then, or as soon as Slack tells of the end."""
        self._live.add(socket)
        self._heard(up=True)
        _log.info("connected to Slack")
        replaced = False
        try:
            async for message in socket:
                told = _read(message)
                if told.get("type") == "disconnect":
                    _look(told)
                    replaced = True
                    self._wanted.set()
                elif told.get("envelope_id"):
                    self._track(asyncio.create_task(self._envelope(socket, told)))
        finally:
            self._live.discard(socket)
            if not self._live:
                self._heard(up=False)
            if not replaced:
                self._wanted.set()
            with suppress(Exception):  # it is gone anyway
                await socket.close()

    async def _envelope(self, socket: Socket, told: dict[str, Any]) -> None:
        """Answer an envelope; what comes again is answered as before. The border: nothing that comes ends the loop."""
        try:
            request = SocketModeRequest.from_dict(told)
            if request is None or (self._leaving and request.type == EVENTS):  # Slack sends events again
                return
            again = request.envelope_id in self._answers
            await self._send(socket, request, await self._answer(request), again=again)
        except Exception:  # noqa: BLE001  the border
            _log.exception("an envelope of Slack failed")

    async def _answer(self, request: SocketModeRequest) -> Payload:
        known = self._answers.get(request.envelope_id)
        if known is not None:
            return await asyncio.shield(known)
        future = self._answers[request.envelope_id] = asyncio.get_running_loop().create_future()
        while len(self._answers) > ANSWERED:
            self._answers.popitem(last=False)
        payload: Payload = {}
        try:
            payload = _payload(await run_async_bolt_app(self._app, request))
        finally:
            future.set_result(payload)
        return payload

    async def _send(self, socket: Socket, request: SocketModeRequest, payload: Payload, *, again: bool) -> None:
        """The acknowledgement, on the connection the envelope came by; an answer it cannot carry goes another way."""
        answer = {"payload": payload} if payload and request.accepts_response_payload else {}
        try:
            await socket.send_json({"envelope_id": request.envelope_id, **answer})
        except (ConnectionError, aiohttp.ClientError, RuntimeError) as error:
            url = request.payload.get("response_url")
            _log.debug("an acknowledgement could not be sent: %s", type(error).__name__)
            if answer and not again and request.type == COMMANDS and isinstance(url, str):
                await self._otherwise(url, payload)

    async def _otherwise(self, url: str, payload: Payload) -> None:
        try:
            await self._wire.respond(url, payload)
        except UNSENT as error:
            _log.warning("an answer was lost with its connection: %s", short(error))

    def _track(self, task: "asyncio.Task[None]") -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _read(message: aiohttp.WSMessage) -> dict[str, Any]:
    """A message of Slack's; empty if it cannot be read."""
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        told = json.loads(message.data)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {}


def _look(told: dict[str, Any]) -> None:
    """Why Slack ends a connection. Raises ConfigError where no further one would help."""
    reason = str(told.get("reason", ""))[:40]
    _log.info("Slack asks for a new connection: %s", reason)
    if reason == "link_disabled":
        raise ConfigError(
            "Slack has switched Socket Mode off for this app", hint="switch it on: the app's page, Socket Mode"
        )


def _payload(response: BoltResponse) -> Payload:
    """What an acknowledgement carries."""
    if response.status != 200 or not response.body:
        return {}
    try:
        told = json.loads(response.body)
    except ValueError:
        told = {"text": response.body}
    return told if isinstance(told, dict) else {}
