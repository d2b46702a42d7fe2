"""What Discord's API tells of a bot, as values: of each answer only what matters."""

from dataclasses import dataclass
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Silence:
    """A call that told nothing: why, in words, and HTTP's ``status`` (0 when there was no answer at all)."""

    text: str
    status: int = 0


class User(msgspec.Struct, frozen=True):
    """The bot's account."""

    id: str
    username: str
    discriminator: str = "0"


class Application(msgspec.Struct, frozen=True):
    """The bot's application, as far as it matters; ``integration_types_config`` has a key a way to install it."""

    id: str
    name: str = ""
    flags: int = 0
    bot_public: bool = True
    bot_require_code_grant: bool = False
    interactions_endpoint_url: str | None = None
    integration_types_config: dict[str, Any] | None = None


class Guild(msgspec.Struct, frozen=True):
    """A server with the bot's permissions in it, channels' own rules left aside."""

    id: str
    name: str
    permissions: str


class Limit(msgspec.Struct, frozen=True):
    """How often the bot may still begin a session, and milliseconds until it may ``total`` times again."""

    total: int
    remaining: int
    reset_after: int


class Gateway(msgspec.Struct, frozen=True):
    """Where and how to connect; ``shards`` is the number of connections Discord recommends for all servers."""

    shards: int
    session_start_limit: Limit


@dataclass(frozen=True, slots=True)
class Moment:
    """When an answer came: seconds our clock is ahead of Discord's (behind: negative), as far as can be told."""

    ahead: float


@dataclass(frozen=True, slots=True)
class Told:
    """All that was told. ``hello``: whether the gateway's socket greets; None if it does."""

    moment: Moment | Silence
    hello: Silence | None
    user: User | Silence
    application: Application | Silence
    gateway: Gateway | Silence
    guilds: list[Guild] | Silence
    commands: list[dict[str, Any]] | Silence
