"""Slack's requests over HTTP into Bolt's app: signed, fresh and seen for the first time, or refused.

Beside them a page to install the app, where Slack sends a person back to, and a sign of life. TLS is the business of
whatever stands in front.
"""

import asyncio
import hashlib
import hmac
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack.manifest import EVENTS_PATH
from bot.adapters.slack.once import Once
from bot.config import SlackSettings
from bot.domain.errors import ConfigError
from bot.ports import Events

HEALTH_PATH = "/health"

FRESH = 300
"""Seconds a request's time may be off ours (docs.slack.dev, Verifying requests from Slack)."""

LARGEST = 1_000_000
"""Bytes of a request at most: a view of a hundred full blocks has less."""

QUIET = 60.0
"""Seconds between two lines about requests that were refused."""

FINISH_SECONDS = 6.0
"""How long requests that were begun may take when the process is told to stop."""

_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
"""For pages whose address holds a code."""

_STAMP = re.compile(rb"[0-9]{1,12}")

_log = logging.getLogger("onrecord.slack")


class Guard:
    """Tells Slack's own requests from others: by the signature, its time, and that it comes for the first time."""

    def __init__(self, signing_secret: str, events: Events, clock: Callable[[], float] = time.time) -> None:
        self._secret = signing_secret.encode()
        self._once = Once(events, clock)
        self._clock = clock
        self._refused = 0
        self._tell_from = 0.0

    async def refusal(self, headers: Mapping[str, str], body: bytes) -> str:
        """Why the request is not to be answered; empty if it is. To ask twice about one request is to see a replay."""
        stamp = headers.get("X-Slack-Request-Timestamp", "").encode("utf-8", "replace")
        signature = headers.get("X-Slack-Signature", "").encode("utf-8", "replace")
        if not _STAMP.fullmatch(stamp) or not hmac.compare_digest(self._signed(stamp, body), signature):
            return "not signed by Slack"
        if abs(self._clock() - int(stamp)) > FRESH:
            return "too old, or a clock is wrong"
        return "" if await self._once.first_time(f"slack:signature:{signature.decode()}") else "a replay"

    def tell(self, why: str) -> None:
        """Log a refusal, a line a minute: whoever floods the address does not flood the log."""
        self._refused += 1
        now = self._clock()
        if now >= self._tell_from:
            others = f", and {self._refused - 1} before it" if self._refused > 1 else ""
            _log.warning("a request was refused: %s%s", why, others)
            self._refused, self._tell_from = 0, now + QUIET

    def _signed(self, stamp: bytes, body: bytes) -> bytes:
        code = hmac.new(self._secret, b"v0:" + stamp + b":" + body, hashlib.sha256).hexdigest()
        return f"v0={code}".encode()


async def serve_http(app: AsyncApp, settings: SlackSettings, guard: Guard, stop: asyncio.Event) -> None:
    """Serve the app's requests until ``stop`` is set; those begun are finished. Raises ConfigError for a taken port."""
    runner = web.AppRunner(site_of(app, guard), access_log=None, shutdown_timeout=FINISH_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
        except OSError as error:
            reason = os.strerror(error.errno).lower() if error.errno else "it cannot be opened"
            raise ConfigError(
                f"Slack's requests cannot be heard at {settings.host}:{settings.port}: {reason}",
                hint="set another place: slack.host and slack.port",
            ) from None
        _log.info("listening at http://%s:%d%s", settings.host, settings.port, EVENTS_PATH)
        await stop.wait()
    finally:
        await runner.cleanup()


def site_of(app: AsyncApp, guard: Guard) -> web.Application:
    """What answers at which path; the install pages only for an app that many workspaces install."""

    async def event(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        why = await guard.refusal(request.headers, body)
        if why:
            guard.tell(why)
            return web.Response(status=401)
        return await _answered(app.async_dispatch, request, body)

    async def page(request: web.Request) -> web.StreamResponse:
        flow = app.oauth_flow
        if flow is None:  # then there is no such route
            return web.Response(status=404)
        handle = flow.handle_installation if request.path == flow.install_path else flow.handle_callback
        response = await _answered(handle, request, b"")
        response.headers.update(_PRIVATE)
        return response

    site = web.Application(client_max_size=LARGEST)
    site.router.add_post(EVENTS_PATH, event)
    site.router.add_get(HEALTH_PATH, _alive)
    if app.oauth_flow is not None:
        site.router.add_get(app.oauth_flow.install_path, page)
        site.router.add_get(app.oauth_flow.redirect_uri_path, page)
    return site


async def _alive(_: web.Request) -> web.StreamResponse:
    return web.json_response({"status": "ok"})


def _bolt_request(request: web.Request, body: bytes) -> AsyncBoltRequest:
    headers: dict[str, str | Sequence[str]] = {name: request.headers.getall(name) for name in request.headers}
    return AsyncBoltRequest(body=body.decode("utf-8", "replace"), query=request.query_string, headers=headers)


async def _answered(
    handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]], request: web.Request, body: bytes
) -> web.Response:
    """What Bolt answers; the border at which a fault of ours becomes a line in the log and a 500 for Slack."""
    try:
        asked = _bolt_request(request, body)
    except (ValueError, TypeError, AttributeError):  # Bolt reads the JSON at once
        return web.Response(status=400)
    try:
        return await to_aiohttp_response(await handle(asked))
    except Exception:  # noqa: BLE001  the border
        _log.exception("a request of Slack failed")
        return web.Response(status=500, text="It could not be done. Please try again in a moment.")
