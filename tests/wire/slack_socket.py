"""Slack's Socket Mode: what is to be delivered -> envelopes on a client's sockets, and its acknowledgements.

A delivery that no socket is there for waits for one. Events that are not acknowledged in three seconds, or whose
socket was lost before, come again, with a count and a reason, as Slack sends them.
"""

import asyncio
import contextlib
import itertools
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.faults import reset
from tests.wire.slack_world import Json

IN_TIME = 3.0
"""Seconds a client has to acknowledge."""

TICKET_LIFE = 30.0
"""Seconds an address of a socket can be used; once."""

GRACE = 1.0
"""Seconds from the word that a socket will close to its end (on Slack some ten)."""

MOST_SOCKETS = 10
COMMAND, EVENT, INTERACTIVE = "slash_commands", "events_api", "interactive"


@dataclass(slots=True, eq=False)
class Delivery:
    """A payload for the app, by the clock of ``time.perf_counter``; ``answer`` is what its acknowledgement brought."""

    kind: str
    payload: Json
    takes_answer: bool
    started: float
    answer: "asyncio.Future[Json]"
    heard: Callable[["Delivery", Json], None] = lambda _, __: None
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sent: int = 0
    acknowledged: float | None = None
    more: list[Json] = field(default_factory=list)

    @property
    def ms(self) -> float:
        """Milliseconds from the event to its acknowledgement. Raises ValueError before that."""
        if self.acknowledged is None:
            raise ValueError("not acknowledged")
        return (self.acknowledged - self.started) * 1000

    @property
    def late(self) -> bool:
        return self.ms > IN_TIME * 1000

    def acknowledge(self, answer: Json) -> None:
        """Heard; further acknowledgements of the same delivery are kept in ``more``."""
        if self.acknowledged is not None:
            self.more.append(answer)
            return
        self.acknowledged = time.perf_counter()
        self.answer.set_result(answer)
        self.heard(self, answer)


@dataclass(slots=True, eq=False)
class Line:
    """An open socket; a ``deaf`` one neither hears nor speaks, and its client is not told."""

    socket: web.WebSocketResponse
    transport: asyncio.BaseTransport | None
    deaf: bool = False
    lost: bool = False
    unheard: dict[str, Delivery] = field(default_factory=dict)

    async def send(self, body: Json) -> None:
        if not self.deaf:
            with contextlib.suppress(ConnectionError, RuntimeError):
                await self.socket.send_str(json.dumps(body))

    async def bye(self) -> None:
        """Close it in order."""
        self.lost = True
        await self.socket.close()

    def cut(self) -> None:
        """Reset the connection, without a word."""
        self.lost = True
        reset(self.transport)


class Socket:
    """All sockets of one app, and what is on its way to it."""

    def __init__(self, app: str) -> None:
        self.app = app
        self.lines: list[Line] = []
        self.opened = 0
        self.pings = 0
        self.ticket_life = TICKET_LIFE
        self.again_after = IN_TIME
        self.strange: list[Any] = []
        self._tickets: dict[str, float] = {}
        self._waiting: list[Delivery] = []
        self._turn = itertools.count()
        self._tasks: set[asyncio.Task[None]] = set()

    def ticket(self) -> str:
        """A new ticket for the door."""
        made = secrets.token_urlsafe(24)
        self._tickets[made] = time.monotonic() + self.ticket_life
        return made

    @property
    def live(self) -> list[Line]:
        """Sockets on which something can be delivered, as far as this side knows."""
        return [line for line in self.lines if not line.lost and not line.socket.closed]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The door: one socket for each ticket."""
        if self._tickets.pop(request.query.get("ticket", ""), 0.0) < time.monotonic():
            return web.Response(status=401, text="invalid ticket")
        socket = web.WebSocketResponse(autoping=False, max_msg_size=1 << 20)
        await socket.prepare(request)
        line = Line(socket, request.transport)
        if len(self.live) >= MOST_SOCKETS:
            await line.send({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return socket
        self.lines.append(line)
        self.opened += 1
        info = {"app_id": self.app}
        debug = {"host": "applink", "approximate_connection_time": 18060}
        await line.send({
            "type": "hello", "num_connections": len(self.live), "connection_info": info, "debug_info": debug,
        })  # fmt: skip
        await self._catch_up()
        try:
            await self._listen(line)
        finally:
            self._lost(line)
        return socket

    async def deliver(self, delivery: Delivery) -> None:
        """Send it on one of the sockets, in turn; without any it waits."""
        lines = self.live
        if not lines:
            self._waiting.append(delivery)
            return
        line = lines[next(self._turn) % len(lines)]
        if delivery.kind == EVENT:
            self._later(self._again(delivery))
        await self.send(line, delivery)

    async def send(self, line: Line, delivery: Delivery) -> None:
        """Put its envelope on that socket, whatever became of it so far."""
        envelope = {
            "envelope_id": delivery.id, "payload": delivery.payload, "type": delivery.kind,
            "accepts_response_payload": delivery.takes_answer,
        }  # fmt: skip
        if delivery.kind == EVENT:
            envelope |= {"retry_attempt": delivery.sent, "retry_reason": "timeout" if delivery.sent else ""}
        delivery.sent += 1
        line.unheard[delivery.id] = delivery
        await line.send(envelope)

    async def retire(self, reason: str) -> None:
        """Tell every client that its socket will close; a little later it does."""
        for line in self.live:
            await line.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink"}})
            self._later(self._retired(line))

    @staticmethod
    async def _retired(line: Line) -> None:
        await asyncio.sleep(GRACE)
        await line.bye()

    def close(self) -> None:
        """End what is still under way."""
        for task in self._tasks:
            task.cancel()

    async def _again(self, delivery: Delivery) -> None:
        """Send an event once more if nothing was heard of it for so long."""
        await asyncio.sleep(self.again_after)
        if delivery.acknowledged is None and delivery.sent < 3:
            await self.deliver(delivery)

    async def _catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for delivery in waiting:
            await self.deliver(delivery)

    def _lost(self, line: Line) -> None:
        """A socket is gone: events nobody heard on it come again, the rest is lost, as on Slack."""
        if line in self.lines:
            self.lines.remove(line)
        for delivery in line.unheard.values():
            if delivery.kind == EVENT and delivery.acknowledged is None:
                self._later(self.deliver(delivery))

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self, line: Line) -> None:
        known: dict[str, Delivery] = line.unheard
        async for message in line.socket:
            if line.deaf:
                continue
            if message.type == WSMsgType.PING:
                self.pings += 1
                await line.socket.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._hear(known, json.loads(message.data))

    def _hear(self, known: dict[str, Delivery], told: Json) -> None:
        delivery = known.get(told.get("envelope_id", ""))
        if delivery is None or (told.get("payload") and not delivery.takes_answer):
            self.strange.append(told)
        else:
            delivery.acknowledge(told.get("payload") or {})
