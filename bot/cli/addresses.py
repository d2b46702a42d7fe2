"""A channel as a person at a shell names it, by a link copied from its platform -> its place; and back."""

import re

from bot.domain.errors import UsageError
from bot.domain.place import Place

HOW = "copy its link: https://discord.com/channels/SERVER/CHANNEL or https://app.slack.com/client/TEAM/CHANNEL"

_DISCORD = r"https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/channels/"
_SLACK = r"https://app\.slack\.com/client/"
_TEAM = "[TE][A-Z0-9]{1,31}"

_FORMS = (
    ("discord", _DISCORD + "(?P<server>[0-9]{1,20})/(?P<channel>[0-9]{1,20})(?:/[0-9]{1,20})?/?"),
    ("discord", "discord:(?P<server>(?:dm:)?[0-9]{1,20})/(?P<channel>[0-9]{1,20})"),
    ("slack", _SLACK + f"(?P<server>{_TEAM})/(?P<channel>[CG][A-Z0-9]{{1,31}})(?:[/?#].*)?"),
    ("slack", f"slack:(?P<server>{_TEAM}|dm:{_TEAM}:[UW][A-Z0-9]{{1,31}})/(?P<channel>[CDG][A-Z0-9]{{1,31}})"),
)
"""Links as people copy them, and the short forms in which places are printed here."""

_ALONE = re.compile(f"{_DISCORD}@me/.*|{_SLACK}{_TEAM}/D.*")
_NAMED = re.compile(r"https://[a-z0-9.-]+\.slack\.com/archives/(?P<channel>[CG][A-Z0-9]{1,31})(?:[/?#].*)?")


def place_of(typed: str) -> Place:
    """The place of a channel's link, or of its short form. Raises UsageError with the mend."""
    text = typed.strip()
    for platform, form in _FORMS:
        if match := re.fullmatch(form, text):
            return Place(platform, match["server"], match["channel"])
    if _ALONE.fullmatch(text):
        raise UsageError("the link of a direct message does not say whose it is", hint="set it there: /daily set")
    if match := _NAMED.fullmatch(text):
        # Its host is the workspace's name, which may change; everything is kept under its id.
        mend = f"copy the address the channel has in a browser, or write slack:TEAM/{match['channel']}"
        raise UsageError("that link does not hold the workspace's id", hint=mend)
    raise UsageError(f"“{text[:100]}” names no channel", hint=HOW)


def address_of(place: Place) -> str:
    """The short form: ``discord:SERVER/CHANNEL``."""
    return f"{place.platform}:{place.server}/{place.channel}"
