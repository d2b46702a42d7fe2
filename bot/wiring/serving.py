"""Settings and the environment -> the chat platforms that are set up, and what posts there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.archive import Archive
from bot.config import Settings
from bot.domain.errors import ConfigError

if TYPE_CHECKING:
    import asyncio

    from bot.desk.desk import Desk
    from bot.desk.health import Health
    from bot.ports import Ledger
    from bot.posting.outlet import Outlets
    from bot.posting.runner import Posting


@dataclass(frozen=True, slots=True)
class Platform:
    """A chat platform to serve on: its name, its secrets, and what serves on it until the event is set.

    While it serves, what it offers for posts is open at the outlets.
    """

    name: str
    secrets: tuple[str, ...]
    serve: "Callable[[Desk, Ledger, Health, Outlets, asyncio.Event], Awaitable[None]]"


def posting(archive: Archive, settings: Settings, health: "Health") -> "Posting":
    """What posts the statement of the day, on the platforms that are open."""
    from bot.desk.daily.composing import Composing
    from bot.posting.runner import Posting

    return Posting(Composing(archive), archive.ledger, settings.daily, health)


def send_seconds(settings: Settings) -> float:
    """How long one call to a platform about a post may take."""
    from bot.posting.means import patience

    return patience(settings.daily.claim_seconds)


def platforms(settings: Settings, environ: Mapping[str, str]) -> list[Platform]:
    """The platforms that are set up. Raises ConfigError when one that must be is not, or none is."""
    set_up = (_discord(settings, environ), _slack(settings, environ))
    found = [platform for platform in set_up if platform is not None]
    if not found:
        raise ConfigError(
            "nothing to serve: no chat platform is set up",
            hint="set DISCORD_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN, in the environment; "
            "see README, On Discord and On Slack",
        )
    return found


def _discord(settings: Settings, environ: Mapping[str, str]) -> Platform | None:
    from bot.adapters.discord.identity import VARIABLE, proxy_of, token_of

    enabled = settings.discord.enabled
    token = token_of(environ) if enabled != "never" else ""
    if enabled == "always" and not token:
        raise ConfigError(
            f"discord.enabled is always, but {VARIABLE} is not set",
            hint=f"set {VARIABLE} in the environment to the bot's token",
        )
    if not token:
        return None
    proxy = proxy_of(environ, settings.discord)

    async def serve(
        desk: "Desk", ledger: "Ledger", health: "Health", outlets: "Outlets", stop: "asyncio.Event"
    ) -> None:
        from bot.adapters.discord import serving  # 0.2 s that only a served platform pays

        await serving.serve(
            desk, ledger, settings.discord, health, outlets=outlets, send_seconds=send_seconds(settings), token=token,
            stop=stop, proxy=proxy,
        )  # fmt: skip

    return Platform("Discord", (token,), serve)


def _slack(settings: Settings, environ: Mapping[str, str]) -> Platform | None:
    from bot.adapters.slack.credentials import CLIENT_ID, SIGNING, credentials_of
    from bot.adapters.slack.identity import APP, BOT, tokens_of

    enabled, http = settings.slack.enabled, settings.slack.mode == "http"
    if enabled == "never":
        return None
    tokens, credentials = tokens_of(environ), credentials_of(environ)
    many = http and credentials.many
    needed = ({SIGNING: credentials.signing} if http else {APP: tokens.app}) | ({} if many else {BOT: tokens.bot})
    lacking = [variable for variable, value in needed.items() if not value]
    if enabled == "auto" and not (tokens.bot or tokens.app or many):
        return None
    if lacking:
        raise ConfigError(
            f"Slack is to be served, but {' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not set",
            hint=f"set {' and '.join(lacking)} in the environment"
            + (f", or {CLIENT_ID} and its secret for many workspaces" if http and BOT in lacking else "")
            + "; see README, On Slack",
        )

    async def serve(
        desk: "Desk", ledger: "Ledger", health: "Health", outlets: "Outlets", stop: "asyncio.Event"
    ) -> None:
        from bot.adapters.slack import serving  # 0.2 s that only a served platform pays

        await serving.serve(
            desk, ledger, settings.slack, health, outlets=outlets, send_seconds=send_seconds(settings), tokens=tokens,
            credentials=credentials, stop=stop,
        )  # fmt: skip

    secrets = (tokens.bot, tokens.app, credentials.signing, credentials.client_secret)
    return Platform("Slack", tuple(secret for secret in secrets if secret), serve)
