"""What Slack tells of a channel -> what would keep a post from it, or from being found there again."""

from collections.abc import Collection, Mapping
from typing import Any

from bot.adapters.slack.refusals import ANOTHER, ARCHIVED, CLOSED, STRANGER, UNGRANTED, UNSEEN
from bot.desk.request import Obstacle

NOWHERE = Obstacle("There is no channel to post in here.", "Name one: channel: #general")
ALIEN = Obstacle("On Record takes no part in that conversation.", "Set it in a channel, or in your own talk with it.")
GROUP = Obstacle("On Record does not post in direct messages of several people.", "Name a channel.")
BETWEEN = Obstacle("In that channel posts may only be answers in threads.", f"Let On Record post there, {ANOTHER}")


def obstacle(channel: object, team: str, granted: Collection[str] | None) -> Obstacle | None:
    """What stands in the way, of the conversation object that ``conversations.info`` tells.

    ``granted`` are the scopes of the token, None if Slack did not tell them. Fields: docs.slack.dev, Conversation
    object.
    """
    told = channel if isinstance(channel, Mapping) else {}
    reading = "groups:history" if told.get("is_private") is True else "channels:history"
    found = (
        (told.get("is_mpim") is True, GROUP),
        (_elsewhere(told, team), Obstacle(*UNSEEN)),
        (told.get("is_archived") is True, Obstacle(*ARCHIVED)),
        (told.get("is_member") is not True, Obstacle(*STRANGER)),
        (told.get("is_thread_only") is True, BETWEEN),
        (told.get("is_read_only") is True or told.get("is_frozen") is True, Obstacle(*CLOSED)),
        (granted is not None and reading not in granted, Obstacle(*UNGRANTED)),
    )
    return next((obstacle for stands, obstacle in found if stands), None)


def _elsewhere(told: Mapping[str, Any], team: str) -> bool:
    """Whether it is known to be of other workspaces only: a token of an organisation reaches them all."""
    shared = told.get("shared_team_ids")
    teams = [told.get("context_team_id"), *(shared if isinstance(shared, list) else ())]
    known = [each for each in teams if isinstance(each, str) and each.startswith("T")]
    return bool(known) and team not in known
