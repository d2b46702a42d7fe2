"""A stand-in for Slack's Web API as the doctor asks it, in a thread of its own; tests change what it answers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from aiohttp import web

from bot.adapters.slack.manifest import scopes
from tests.portal import listening

BOT_TOKEN, APP_TOKEN = "xoxb-1-2-s3cret", "xapp-1-A2-s3cret"

WELL: dict[str, Any] = {
    "api.test": {"ok": True},
    "auth.test": {"ok": True, "team": "Archive desk", "user": "onrecord", "user_id": "U1", "bot_id": "B1"},
    "apps.connections.open": {"ok": True, "url": "wss://slack.example/link/?ticket=s3cret"},
}
"""What the API answers about a bot that is well set up."""

TOKENS = {"auth.test": BOT_TOKEN, "apps.connections.open": APP_TOKEN}
"""The token that each method takes."""


@dataclass
class Portal:
    """What is answered, by method; ``statuses`` of those that fail; ``heard`` is what came, with its token."""

    answers: dict[str, Any] = field(default_factory=lambda: dict(WELL))
    statuses: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    scopes: str | None = ",".join(scopes())
    late: float = 0.0  # seconds its clock is behind ours
    heard: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One answer as set; invalid_auth for another token than the method's."""
        method = request.path.removeprefix("/api/")
        sent = request.headers.get("Authorization")
        self.heard.append((method, sent))
        headers = {"Date": formatdate(time.time() - self.late, usegmt=True)} | self.headers
        status = self.statuses.get(method, 200)
        if status != 200:
            return web.Response(status=status, text="no", headers=headers)
        wanted = TOKENS.get(method)
        if wanted and sent != f"Bearer {wanted}":
            return web.json_response({"ok": False, "error": "invalid_auth"}, headers=headers)
        if method == "auth.test" and self.scopes is not None:
            headers["X-OAuth-Scopes"] = self.scopes
        return web.json_response(self.answers[method], headers=headers)


@contextmanager
def opened() -> Iterator[Portal]:
    """A portal that listens; ``url`` is its address."""
    portal = Portal()
    with listening(web.route("*", "/api/{method:.*}", portal.answer)) as place:
        portal.url = f"http://{place}/api/"
        yield portal
