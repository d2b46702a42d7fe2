"""A person's id -> what Slack tells of them: their name, and whether they may change the settings of the workspace."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.sending import UNSENT, ask

FRESH = 300.0
"""Seconds for which what was told is taken to be so still."""

KNOWN = 5_000
"""People held in memory."""

ASKING = 1.5
"""Seconds for Slack to tell: half of what a command has in all."""

RIGHTS = ("is_admin", "is_owner", "is_primary_owner")
BARS = ("is_bot", "is_stranger", "deleted")
"""What Slack tells of an account that lets it change settings, and what never does (docs.slack.dev, User object)."""

_log = logging.getLogger("onrecord.slack")


@dataclass(frozen=True, slots=True)
class Person:
    """Of an account, what matters here. ``manages``: an admin or owner of this very workspace.

    In a channel that two workspaces share, the other's admins are guests.
    """

    name: str = ""
    manages: bool = False


class People:
    """Asks Slack, and remembers for a while. To be used from one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[float, Person]] = OrderedDict()

    async def person(self, client: AsyncWebClient, team: str, person: str) -> Person:
        """What is known of them: nothing, and no right, where Slack does not tell in time."""
        key = (team, person)
        until, known = self._known.get(key, (0.0, Person()))
        if self._clock() < until:
            return known
        try:
            told = await asyncio.wait_for(ask(client, "users.info", user=person), ASKING)
        except UNSENT as error:
            _log.warning("who a person is could not be asked: %s", error or type(error).__name__)
            return Person()
        self._known[key] = (self._clock() + FRESH, _person(told.get("user"), team))
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return self._known[key][1]


def _person(told: object, team: str) -> Person:
    user = _mapping(told)
    profile = user.get("profile")
    names = [profile.get("display_name"), profile.get("real_name")] if isinstance(profile, Mapping) else []
    names += [user.get("real_name"), user.get("name")]
    name = next((name for name in names if isinstance(name, str) and name), "")
    return Person(name, _at_home(user, team) and any(user.get(right) is True for right in RIGHTS))


def _at_home(user: Mapping[str, Any], team: str) -> bool:
    """Whether it is a person of this workspace; in an organisation of several, one of those they belong to."""
    if any(user.get(bar) is True for bar in BARS):
        return False
    teams = _mapping(user.get("enterprise_user")).get("teams")
    return user.get("team_id") == team or (isinstance(teams, list) and team in teams)


def _mapping(told: object) -> Mapping[str, Any]:
    return told if isinstance(told, Mapping) else {}
