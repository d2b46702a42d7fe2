"""A Slack that answers as it is told, whatever it is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.wire.faults import reset

Step = tuple[int, Any, dict[str, str]] | str
"""A status, a body and headers; or ``reset``."""

@dataclass
class Slack:
    """A server that answers as it is told, the last answer for ever."""

    steps: list[Step] = field(default_factory=list)
    heard: list[Any] = field(default_factory=list)
    address: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.heard.append(await request.json() if request.method == "POST" else dict(request.query))
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if step == "reset":
            reset(request.transport)
            return web.Response()
        status, body, headers = step  # type: ignore[misc]
        if isinstance(body, dict):
            return web.json_response(body, status=status, headers=headers)
        return web.Response(text=body, status=status, headers=headers)


@asynccontextmanager
async def serving(slack: Slack) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", slack.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    slack.address = f"http://127.0.0.1:{port}/"
    try:
        yield
    finally:
        await runner.cleanup()
