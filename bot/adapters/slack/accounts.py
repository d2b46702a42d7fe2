"""A place -> the account with which the bot posts there: its one token, or that of the workspace's own installation."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.slack.installations import InstallationStore
from bot.domain.place import Place
from bot.ports import Installations


@dataclass(frozen=True, slots=True)
class Account:
    """The bot in a workspace: its token, and by which ids its messages are known as its own."""

    token: str = field(repr=False)
    bot: str = ""
    user: str = ""

    def wrote(self, message: Mapping[str, Any]) -> bool:
        """Whether a message of a channel's history is the bot's own."""
        return (bool(self.bot) and message.get("bot_id") == self.bot) or (
            bool(self.user) and message.get("user") == self.user
        )


Accounts = Callable[[Place], Awaitable[Account | None]]
"""The account for a place, None where the bot has none (any more). Raises OnRecordError."""


def team_of(place: Place) -> str:
    """The workspace of a place, of a person's own conversation with the bot too."""
    return place.server.split(":")[1] if place.server.startswith("dm:") else place.server


def of_one(token: str, told: Mapping[str, Any]) -> Accounts:
    """With a single token: ``told`` is what ``auth.test`` answered."""
    account = Account(token, str(told.get("bot_id") or ""), str(told.get("user_id") or ""))
    everywhere = told.get("is_enterprise_install") is True

    async def found(place: Place) -> Account | None:
        return account if everywhere or team_of(place) == told.get("team_id") else None

    return found


def of_many(kept: Installations) -> Accounts:
    """With an installation for each workspace, looked up each time: one that is gone is gone at once."""
    store = InstallationStore(kept)

    async def found(place: Place) -> Account | None:
        bot = await store.async_find_bot(enterprise_id=None, team_id=team_of(place))
        if bot is None or not bot.bot_token:
            return None
        return Account(bot.bot_token, bot.bot_id or "", bot.bot_user_id or "")

    return found
