"""The environment into what the bot logs in with: its token, and a proxy if one is set. Imports nothing heavy."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # undocumented, in every Python 3

from bot.config import DiscordSettings
from bot.domain.errors import ConfigError

VARIABLE = "DISCORD_TOKEN"


def token_of(environ: Mapping[str, str]) -> str:
    """The token, empty if none is set. Raises ConfigError for what cannot be one, without repeating it."""
    token = environ.get(VARIABLE, "").strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigError(f"{VARIABLE} holds signs that no token has", hint='set it to the bare token, without "Bot"')
    return token


def proxy_of(environ: Mapping[str, str], settings: DiscordSettings) -> str | None:
    """The proxy through which Discord is to be reached, by the usual variables, of which small letters win.

    Raises ConfigError, without repeating it, for a kind that is not spoken here and for what is no URL.
    """
    at = urlsplit(settings.api_url)
    proxy = _variable(environ, f"{at.scheme}_proxy")
    if not proxy or proxy_bypass_environment(at.hostname or "", {"no": _variable(environ, "no_proxy")}):
        return None
    if not _spoken(proxy):
        raise ConfigError(f"{at.scheme}_proxy is no http:// URL", hint="other proxies are not spoken here")
    return proxy


def _spoken(proxy: str) -> bool:
    """Whether it is an http URL with a host; what in a password would end it must be percent-encoded."""
    try:
        parts = urlsplit(proxy)
        return parts.scheme == "http" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # its port
        return False


def _variable(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name) or environ.get(name.upper(), "")
