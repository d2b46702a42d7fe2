"""Faults on demand for a local HTTP server: which request, what goes wrong, how often -> an aiohttp middleware."""

import asyncio
import re
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NO_ANSWER = 599


@dataclass(slots=True)
class Fault:
    """What goes wrong with requests whose path the pattern is found in, as long as ``times`` lasts.

    ``how``: a status; ``reset``: the connection is reset before the request is heeded; ``lost``: it is heeded, then
    the connection is reset; ``hang``: nothing comes back for ``delay`` seconds, then it is reset; ``slow``: all is
    well after ``delay`` seconds. ``retry_after`` (seconds) goes with a 429.
    """

    method: str
    pattern: re.Pattern[str]
    how: int | str
    times: int = 1
    retry_after: float = 0.3
    delay: float = 0.0
    hits: int = 0

    def takes(self, request: web.Request) -> bool:
        if self.times <= 0 or request.method != self.method or not self.pattern.search(request.path):
            return False
        self.times -= 1
        self.hits += 1
        return True


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came, by the clock of ``time.perf_counter``, and its status (NO_ANSWER if it was reset)."""

    method: str
    path: str
    at: float
    status: int


@dataclass(slots=True)
class Faults:
    """The faults in force, and every call so far."""

    refusal: Callable[[int, float], web.Response]
    standing: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        self.standing.append(fault)
        return fault

    def called(self, method: str, pattern: str) -> list[Call]:
        """The calls of this method whose path the pattern is found in, in order."""
        return [call for call in self.calls if call.method == method and re.search(pattern, call.path)]

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        started, status = time.perf_counter(), 0
        try:
            response = await self._answer(request, handler)
            status = response.status
        finally:
            self.calls.append(Call(request.method, request.path, started, status))
        return response

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = next((fault for fault in self.standing if fault.takes(request)), None)
        if fault is None:
            return await handler(request)
        await request.read()
        if isinstance(fault.how, int):
            return self.refusal(fault.how, fault.retry_after)
        if fault.how == "lost":
            await handler(request)
        await asyncio.sleep(fault.delay)
        if fault.how == "slow":
            return await handler(request)
        reset(request.transport)
        return web.Response(status=NO_ANSWER)  # goes nowhere


def reset(transport: asyncio.BaseTransport | None) -> None:
    """End a connection so that the other side sees ECONNRESET: no lingering, no goodbye."""
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()  # type: ignore[attr-defined]
