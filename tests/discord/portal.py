"""A stand-in for Discord's API and the hello of its gateway, in a thread of its own; tests change what it answers."""

import asyncio
import base64
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from aiohttp import web

APPLICATION = "1234567890123456789"
TOKEN = f"{base64.urlsafe_b64encode(APPLICATION.encode()).decode().rstrip('=')}.Gabcde.{'s3cret' * 6}"
GUILD = {"id": "5", "name": "Desk", "permissions": "274877991936"}

WELL: dict[str, Any] = {
    "/users/@me": {"id": APPLICATION, "username": "On Record", "discriminator": "0421", "bot": True},
    "/applications/@me": {
        "id": APPLICATION, "name": "On Record", "flags": 1 << 23, "bot_public": False,
        "integration_types_config": {"0": {}, "1": {}},
    },
    "/gateway": {"url": "wss://gateway.example"},
    "/gateway/bot": {
        "url": "wss://gateway.example", "shards": 1,
        "session_start_limit": {"total": 1000, "remaining": 998, "reset_after": 3_600_000, "max_concurrency": 1},
    },
    "/users/@me/guilds": [GUILD],
    f"/applications/{APPLICATION}/commands": [],
}  # fmt: skip
"""What the API answers about a bot that is well set up, but for its commands, which are none."""


@dataclass
class Portal:
    """What is answered, by path; ``statuses`` and ``headers`` of those that are refused; ``heard`` is what came."""

    answers: dict[str, Any] = field(default_factory=lambda: dict(WELL))
    statuses: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    greeting: str = '{"op": 10, "d": {"heartbeat_interval": 41250}}'
    late: float = 0.0  # seconds its clock is behind ours
    heard: list[tuple[str, str, str | None]] = field(default_factory=list)
    put: Any = None
    url: str = ""
    socket: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One answer as set; 401 for another token than TOKEN."""
        path = request.path.removeprefix("/api/v10")
        sent = request.headers.get("Authorization")
        self.heard.append((request.method, path, sent))
        headers = {"Date": formatdate(time.time() - self.late, usegmt=True)} | self.headers
        known = path == "/gateway" or sent == f"Bot {TOKEN}"
        status = self.statuses.get(path, 200 if known else 401)
        if status != 200:
            return web.json_response({"message": "no", "code": 0}, status=status, headers=headers)
        if request.method == "PUT":
            self.put = await request.json()
            return web.json_response(self.put, headers=headers)
        return web.json_response(self._page(path, request), headers=headers)

    def _page(self, path: str, request: web.Request) -> Any:
        """The answer; of servers, those after the one named, as many as asked for."""
        told = self.answers[path]
        if path != "/users/@me/guilds" or not isinstance(told, list):
            return told
        after = int(request.query["after"])
        return [guild for guild in told if int(guild["id"]) > after][: int(request.query["limit"])]

    async def greet(self, request: web.Request) -> web.StreamResponse:
        """The first message on the gateway's socket."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(self.greeting)
        await socket.close()
        return socket


@contextmanager
def opened() -> Iterator[Portal]:
    """A portal that listens; ``url`` and ``socket`` are its addresses."""
    portal, loop = Portal(), asyncio.new_event_loop()
    listening = threading.Event()

    async def listen() -> web.AppRunner:
        made = web.Application()
        made.router.add_route("*", "/api/v10/{path:.*}", portal.answer)
        made.router.add_get("/socket/", portal.greet)
        runner = web.AppRunner(made)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        portal.url, portal.socket = f"http://{host}:{port}/api/v10", f"ws://{host}:{port}/socket/"
        return runner

    def serve() -> None:
        runner = loop.run_until_complete(listen())
        listening.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    if not listening.wait(10):
        raise TimeoutError("the portal did not open")
    try:
        yield portal
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
