"""The bot on Slack for as long as the process serves: on a socket, or behind an address that Slack calls."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow

from bot.adapters.slack.accounts import Accounts, of_many, of_one
from bot.adapters.slack.app import Authorize, OnRecord, create_app, single
from bot.adapters.slack.credentials import Credentials
from bot.adapters.slack.events import PLATFORM
from bot.adapters.slack.http_mode import Guard, serve_http
from bot.adapters.slack.identity import Tokens
from bot.adapters.slack.login import logged_in
from bot.adapters.slack.oauth import flow_for
from bot.adapters.slack.outlet import SlackOutlet
from bot.adapters.slack.render import render
from bot.adapters.slack.sending import Wire
from bot.adapters.slack.sockets import Sockets
from bot.config import SlackSettings
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.desk.warming import warmed
from bot.ports import Ledger
from bot.posting.outlet import Outlets

FINISH_SECONDS = 6.0
"""How long answers that were begun may take when the process is told to stop."""

ACKNOWLEDGE_SECONDS = 2.0
"""How long acknowledgements may take then."""

T = TypeVar("T")

_log = logging.getLogger("onrecord.slack")


async def serve(  # noqa: PLR0913  all that a platform is served with
    desk: Desk,
    ledger: Ledger,
    settings: SlackSettings,
    health: Health,
    *,
    outlets: Outlets,
    send_seconds: float,
    tokens: Tokens,
    credentials: Credentials,
    stop: asyncio.Event,
) -> None:
    """Serve until ``stop`` is set, then end in order. Raises ConfigError when Slack refuses the bot for good.

    Posts go out through ``outlets`` as soon as Slack knows the bot; Slack has ``send_seconds`` to take one.
    """
    wire = Wire(settings.api_url)
    house = _House(desk, ledger, settings, health, wire, outlets, send_seconds)
    try:
        if settings.mode == "http":
            await house.on_http(tokens, credentials, stop)
        else:
            await house.on_socket(tokens, stop)
    finally:
        outlets.closed(PLATFORM)
        health.connected(PLATFORM, up=False)
        await wire.close()


class _House:
    """What both modes serve with."""

    def __init__(
        self, desk: Desk, ledger: Ledger, settings: SlackSettings, health: Health, wire: Wire, outlets: Outlets,
        send_seconds: float,
    ) -> None:  # fmt: skip
        self._desk = desk
        self._ledger = ledger
        self._settings = settings
        self._health = health
        self._wire = wire
        self._outlets = outlets
        self._send_seconds = send_seconds

    async def on_socket(self, tokens: Tokens, stop: asyncio.Event) -> None:
        """Hear Slack by Socket Mode: no address is needed."""
        told = await _unless(stop, self._known(tokens))
        if told is None:
            return
        bot = self._app(of_one(tokens.bot, told), authorize=single(tokens.bot, told))
        heard = partial(self._health.connected, PLATFORM)
        sockets = Sockets(bot.app, self._wire, tokens.app, self._settings.ping_interval, heard)
        try:
            _log.info("serving on Slack as %s in %s", told.get("user"), told.get("team"))
            await _unless(stop, sockets.run())
        finally:
            bot.leave()
            await sockets.finish(ACKNOWLEDGE_SECONDS)
            await bot.finish(FINISH_SECONDS)
            await sockets.close()
            bot.close()

    async def on_http(self, tokens: Tokens, credentials: Credentials, stop: asyncio.Event) -> None:
        """Hear Slack by HTTP: one workspace by its token, or as many as install the app."""
        if credentials.many:
            oauth = flow_for(credentials, self._ledger, self._wire.client)
            bot = self._app(of_many(self._ledger), oauth=oauth)
            await asyncio.to_thread(_warm, self._desk)
        else:
            told = await _unless(stop, self._known(tokens))
            if told is None:
                return
            bot = self._app(of_one(tokens.bot, told), authorize=single(tokens.bot, told))
        try:
            self._health.connected(PLATFORM, up=True)
            await serve_http(bot.app, self._settings, Guard(credentials.signing, self._ledger), stop)
        finally:
            await bot.finish(FINISH_SECONDS)
            bot.close()

    def _app(
        self, accounts: Accounts, *, authorize: Authorize | None = None, oauth: AsyncOAuthFlow | None = None
    ) -> OnRecord:
        """The bot, which may post from now on."""
        outlet = SlackOutlet(self._wire, accounts, self._send_seconds, many=oauth is not None)
        bot = create_app(
            self._desk, self._health, self._ledger, self._wire,
            authorize=authorize, oauth=oauth, obstacle=outlet.obstacle,
        )  # fmt: skip
        self._outlets.open(outlet)
        return bot

    async def _known(self, tokens: Tokens) -> Mapping[str, Any]:
        """Who the bot is, with the desk warmed meanwhile."""
        warming = asyncio.create_task(asyncio.to_thread(_warm, self._desk))
        told = await logged_in(self._wire, tokens.bot)
        await warming
        return told


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What the work gives; None if it is to stop before. Raises what it raises."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        return await working
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    return None


def _warm(desk: Desk) -> None:
    """What the first answer would load, loaded while Slack is called up."""
    try:
        render(warmed(desk, PLATFORM))
    except Exception:  # noqa: BLE001  logged: what fails here will fail, and be told, where somebody asks
        _log.exception("warming up failed")
