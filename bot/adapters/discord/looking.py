"""A channel -> what would keep a post from it, asked of Discord by a process that does not serve there."""

import asyncio

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.adapters.discord.identity import VARIABLE
from bot.adapters.discord.outlet import DiscordOutlet
from bot.config import DiscordSettings
from bot.desk.request import Obstacle
from bot.domain.errors import ConfigError
from bot.domain.place import Place
from bot.posting.outlet import Passing

LOGIN_SECONDS = 10.0
CALL_SECONDS = 5.0
"""How long Discord may take to say whose the token is, and then for each call about the channel: somebody waits."""

STRANGE = (ValueError, LookupError, TypeError)
"""What an answer of any shape may raise."""


async def obstacle(settings: DiscordSettings, token: str, proxy: str | None, place: Place) -> Obstacle | None:
    """As ``Outlet.obstacle``; that Discord cannot be asked is one too. Raises ConfigError for a token it refuses."""
    before, Route.BASE = Route.BASE, settings.api_url.rstrip("/")
    http = HTTPClient(asyncio.get_running_loop(), proxy=proxy)
    try:
        async with asyncio.timeout(LOGIN_SECONDS):
            me = await http.static_login(token)
        return await DiscordOutlet(http, str(me["id"]), CALL_SECONDS).obstacle(place)
    except discord.LoginFailure:
        raise ConfigError("Discord refuses the token", hint=f"set {VARIABLE} to the bot's token") from None
    except (Passing, discord.DiscordException, aiohttp.ClientError, OSError, *STRANGE) as error:
        why = str(error) if isinstance(error, Passing) else type(error).__name__
        return Obstacle(f"Discord cannot be asked whether On Record may post there ({why}).", "Try again in a while.")
    finally:
        await http.close()
        Route.BASE = before
