"""A channel -> what would keep a post from it, asked of Slack by a process that does not serve there."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.adapters.slack.accounts import of_many, of_one
from bot.adapters.slack.login import LOGIN, refusal
from bot.adapters.slack.outlet import SlackOutlet
from bot.adapters.slack.sending import Refused, Wire, call
from bot.config import SlackSettings
from bot.desk.request import Obstacle
from bot.domain.place import Place
from bot.ports import Installations
from bot.posting.outlet import Passing

SECONDS = 5.0
"""How long Slack may take to say whose the token is, and then what it knows of the channel."""


async def obstacle(settings: SlackSettings, token: str, installed: Installations, place: Place) -> Obstacle | None:
    """As ``Outlet.obstacle``; that Slack cannot be asked is one too. Without a token as the workspace's installation.

    Raises ConfigError for a token that Slack refuses.
    """
    wire = Wire(settings.api_url)
    try:
        async with asyncio.timeout(SECONDS):
            accounts = of_one(token, await _whose(wire, token)) if token else of_many(installed)
        return await SlackOutlet(wire, accounts, SECONDS).obstacle(place)
    except (Passing, aiohttp.ClientError, OSError) as error:  # timeouts are OSErrors
        why = str(error) if isinstance(error, Passing) else type(error).__name__
        return Obstacle(f"Slack cannot be asked whether On Record may post there ({why}).", "Try again in a while.")
    finally:
        await wire.close()


async def _whose(wire: Wire, token: str) -> Mapping[str, Any]:
    """Whose token it is, asked once, for somebody waits. Raises ConfigError, Passing and what the way to Slack does."""
    try:
        return await call(wire.client_for(token, patient=False), "auth.test")
    except Refused as error:
        raise refusal(error.code, LOGIN) or Passing(error.code) from None
