"""A channel -> what would keep a post from it, as its platform tells with the tokens of the environment."""

import asyncio
from collections.abc import Callable, Mapping

from bot.config import Settings
from bot.desk.request import Obstacle
from bot.domain.place import Place
from bot.ports import Installations


def obstacles(
    settings: Settings, environ: Mapping[str, str], installed: Installations, unasked: Callable[[str], None]
) -> Callable[[Place], Obstacle | None]:
    """What asks for a place. ``unasked`` hears why that cannot be done; then nothing is known to be in the way.

    What is given back raises ConfigError for a token that is none, or is refused.
    """

    def obstacle(place: Place) -> Obstacle | None:
        if place.platform == "discord":
            return _on_discord(settings, environ, place, unasked)
        if place.platform == "slack":
            return _on_slack(settings, environ, place, installed, unasked)
        return None

    return obstacle


def _on_discord(
    settings: Settings, environ: Mapping[str, str], place: Place, unasked: Callable[[str], None]
) -> Obstacle | None:
    from bot.adapters.discord.identity import VARIABLE, proxy_of, token_of

    token = token_of(environ)
    if not token:
        unasked(f"{VARIABLE} is not set")
        return None
    from bot.adapters.discord import looking  # the platform's library, 0.2 s

    return asyncio.run(looking.obstacle(settings.discord, token, proxy_of(environ, settings.discord), place))


def _on_slack(
    settings: Settings,
    environ: Mapping[str, str],
    place: Place,
    installed: Installations,
    unasked: Callable[[str], None],
) -> Obstacle | None:
    from bot.adapters.slack.credentials import credentials_of
    from bot.adapters.slack.identity import BOT, tokens_of

    many = settings.slack.mode == "http" and credentials_of(environ).many
    token = "" if many else tokens_of(environ).bot
    if not (token or many):
        unasked(f"{BOT} is not set")
        return None
    from bot.adapters.slack import looking  # the same

    return asyncio.run(looking.obstacle(settings.slack, token, installed, place))
