"""A stand-in for Discord's API and the hello of its gateway, in a thread of its own; tests change what it answers."""

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.portal import listening

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
    portal = Portal()
    with listening(web.route("*", "/api/v10/{path:.*}", portal.answer), web.get("/socket/", portal.greet)) as place:
        portal.url, portal.socket = f"http://{place}/api/v10", f"ws://{place}/socket/"
        yield portal
