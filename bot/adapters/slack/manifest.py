"""What the bot hears on Slack and which methods it calls, told once -> the manifest from which Slack makes the app.

The app registers its listeners by these names, and the tests hold this page to what the app registers and calls: no
scope is missing, none is too many, no event comes that nobody hears. Limits and fields: docs.slack.dev, App manifest
reference.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

from bot.desk.commands import SHORTCUT
from bot.domain.errors import UsageError

Mode = Literal["socket", "http"]

NAME = "On Record"
COMMAND = "/onrecord"
MESSAGE_SHORTCUT = "who_said_this"
SEARCH_SHORTCUT = "search"

EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH = "/slack/events", "/slack/install", "/slack/oauth_redirect"
"""Where http mode hears Slack, lets a workspace install the app, and gets the person back from Slack."""

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "app_home_opened": "",
        "app_mention": "app_mentions:read",
        "message.im": "im:history",
    }
)
"""Every event the bot hears -> the scope it needs, if any."""

INSTALLATION_EVENTS = ("app_uninstalled", "tokens_revoked")
"""What a bot of many workspaces hears as well, so that it forgets the token of one that is gone."""

METHODS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "auth.test": (),
        "chat.delete": ("chat:write",),
        "chat.postEphemeral": ("chat:write",),
        "chat.postMessage": ("chat:write",),
        "chat.update": ("chat:write",),
        "conversations.history": ("channels:history", "groups:history", "im:history"),
        "conversations.info": ("channels:read", "groups:read"),
        "users.info": ("users:read",),
        "views.open": (),
        "views.publish": (),
        "views.push": (),
        "views.update": (),
    }
)
"""Every method of the Web API the bot calls with its token -> the scopes it needs, one for each kind of channel."""

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "to hear messages that mention it, and no others",
        "channels:history": "to see, where it is a member, whether its statement of the day stands there already",
        "channels:read": "to know whether it may post in a channel before a statement of the day is set there",
        "chat:write": "to answer mentions and direct messages, and to post the statement of the day",
        "commands": f"for {COMMAND} and the shortcuts",
        "groups:history": "the same as channels:history, in private channels it was invited to",
        "groups:read": "the same as channels:read, of private channels it was invited to",
        "im:history": "to hear what people write to it in direct messages",
        "users:read": "to know whether a person may change the settings, and the name of who shares an answer",
    }
)
"""Every scope asked for -> what for."""

DESCRIPTION = "Official statements, quoted word for word with speaker, date and source."
LONG_DESCRIPTION = (
    "On Record holds an archive of official statements and answers questions about them with excerpts, word for word: "
    "who said it and for whom, when, where it was published, and why we think so. It quotes; it never paraphrases, "
    "generates or guesses, and says plainly when it has found nothing."
)
COLOUR = "#1d3557"

_PLAIN = re.compile(r"[A-Za-z/][\w/.:-]*\w")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def scopes() -> tuple[str, ...]:
    """The scopes of what is heard and called, and no other; in the order of the alphabet."""
    needed = {*EVENTS.values(), *chain.from_iterable(METHODS.values()), "commands"} - {""}
    return tuple(sorted(needed))


def manifest(mode: Mode = "socket", url: str = "") -> dict[str, Any]:
    """The app as Slack is to make it. ``url``: where http mode is reached. Raises UsageError."""
    if mode == "socket":
        if url:
            raise UsageError("a socket needs no address", hint="leave --url out, or say --mode http")
        return _manifest("", {})
    base = address(url)
    urls = {"request_url": base + EVENTS_PATH}
    return _manifest(base, urls)


def _manifest(base: str, urls: Mapping[str, str]) -> dict[str, Any]:
    """``base`` and ``urls`` are empty for a socket."""
    events = [*EVENTS, *(INSTALLATION_EVENTS if base else ())]
    command = {
        "command": COMMAND,
        "description": "Ask what was said, word for word",
        "usage_hint": "what did China say about Norway",
        "should_escape": True,  # channels by their ids; without it a name is all that comes
    }
    options = {"message_menu_options_url": urls["request_url"]} if base else {}
    install = {"redirect_urls": [base + REDIRECT_PATH]} if base else {}
    return {
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": _shortcuts(),
            "slash_commands": [command | ({"url": urls["request_url"]} if base else {})],
        },
        "oauth_config": {**install, "scopes": {"bot": list(scopes())}},
        "settings": {
            "event_subscriptions": {**urls, "bot_events": sorted(events)},
            "interactivity": {"is_enabled": True, **urls, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not base,
            "token_rotation_enabled": False,
        },
    }


def _shortcuts() -> list[dict[str, str]]:
    return [
        {
            "name": SHORTCUT,
            "type": "message",
            "callback_id": MESSAGE_SHORTCUT,
            "description": "Find the statement nearest to a message's words",
        },
        {
            "name": "Search the record",
            "type": "global",
            "callback_id": SEARCH_SHORTCUT,
            "description": "What somebody said, field by field",
        },
    ]


def address(url: str) -> str:
    """The address at which the bot is reached, without a slash at its end. Raises UsageError."""
    try:
        parts = urlsplit(url.strip())
        fits = parts.scheme == "https" and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, half a bracket
        fits = False
    plain = url.strip().isprintable() and " " not in url.strip() and not set("\"'<>\\") & set(url)
    if not fits or not plain or parts.query or parts.fragment or parts.username is not None:
        raise UsageError(
            f"{url!r} is no address Slack can call" if url else "http mode needs the address at which it is reached",
            hint="such as --url https://onrecord.example.org",
        )
    return url.strip().rstrip("/")


def as_json(made: Mapping[str, Any]) -> str:
    """The manifest as JSON."""
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def as_yaml(made: Mapping[str, Any]) -> str:
    """The manifest as YAML, with the reason beside every scope."""
    return "\n".join(_lines(made, "")) + "\n"


def _lines(value: Mapping[str, Any], margin: str) -> Iterator[str]:
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield f"{margin}{key}:"
            yield from _lines(inner, margin + "  ")
        elif isinstance(inner, list):
            yield f"{margin}{key}:"
            for item in inner:
                yield from _item(item, margin + "  ")
        else:
            yield f"{margin}{key}: {_scalar(inner)}"


def _item(item: object, margin: str) -> Iterator[str]:
    if isinstance(item, Mapping):
        first, *others = _lines(item, margin + "  ")
        yield f"{margin}- {first.strip()}"
        yield from others
    else:
        reason = SCOPES.get(str(item))
        yield f"{margin}- {_scalar(item)}" + (f"  # {reason}" if reason else "")


def _scalar(value: object) -> str:
    """A word as it is, anything else in quotation marks: JSON's strings are YAML's."""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML
    return text if plain else json.dumps(text, ensure_ascii=False)
