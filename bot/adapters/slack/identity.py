"""The environment into what the bot presents to Slack: its tokens. Imports nothing heavy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.errors import ConfigError

BOT, APP = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"
"""The variables of the bot's token (xoxb-) and of the app-level token (xapp-), with which a socket is opened."""

_KINDS = {
    "xoxb-": (BOT, "the bot token"),
    "xapp-": (APP, "the app-level token"),
    "xoxp-": ("", "a person's own token"),
    "xoxe": ("", "a token that is renewed (rotation)"),
}
"""How tokens begin, where each kind belongs, and what people call it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens, empty where none is set."""

    bot: str = field(default="", repr=False)
    app: str = field(default="", repr=False)


def tokens_of(environ: Mapping[str, str]) -> Tokens:
    """The tokens. Raises ConfigError for what cannot be one, or stands in the other's place, without repeating it."""
    return Tokens(_token(environ, BOT), _token(environ, APP))


def _token(environ: Mapping[str, str], variable: str) -> str:
    token = environ.get(variable, "").strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigError(f"{variable} holds signs that no token has", hint="set it to the bare token")
    for beginning, (place, name) in _KINDS.items():
        if token.startswith(beginning) and place != variable:
            mend = f"that one belongs into {place}" if place else "it takes the other kind"
            raise ConfigError(f"{variable} holds {name} ({beginning}…)", hint=f"{mend}; see README, On Slack")
    return token
