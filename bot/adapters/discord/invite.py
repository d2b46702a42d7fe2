"""An application's id into the links that install it: into a server, with the permissions needed, or for oneself."""

import asyncio
import base64
import binascii
import re
from types import MappingProxyType
from urllib.parse import urlencode

import discord

from bot.adapters.discord.enquiry import Address, ask_application
from bot.adapters.discord.told import Silence
from bot.domain.errors import UsageError

PERMISSIONS = MappingProxyType(
    {
        "view_channel": "to see the channels where it is mentioned or posts",
        "send_messages": "to answer where it is mentioned, and to post the statement of the day",
        "send_messages_in_threads": "the same in threads",
        "embed_links": "to show statements as cards",
        "read_message_history": "to answer as a reply to the message that asked, and never to post a day twice",
    }
)
"""discord.py's name of every permission needed -> what for. Slash commands and buttons need none of them."""

NEEDED = discord.Permissions(**dict.fromkeys(PERMISSIONS, True))

NAMES = MappingProxyType(
    {
        "view_channel": "View Channels",
        "send_messages": "Send Messages",
        "send_messages_in_threads": "Send Messages in Threads",
        "embed_links": "Embed Links",
        "read_message_history": "Read Message History",
    }
)
"""The same permissions as Discord's settings call them."""

AUTHORIZE = "https://discord.com/oauth2/authorize"

_SNOWFLAKE = re.compile(r"[1-9][0-9]{16,19}")
"""Ids of Discord, such as an application's: 64 bits of which the upper 42 are milliseconds since 2015."""

_TOKEN = re.compile(r"[\w-]{18,}\.[\w-]{6,}\.[\w-]{25,}", re.ASCII)
"""A bot's token: the bot's id, when the token was made, and a signature, each in base64 for URLs."""


def server_link(application: str) -> str:
    """The link that adds the bot to a server."""
    return _link(
        client_id=application, scope="bot applications.commands", permissions=NEEDED.value, integration_type=0
    )


def personal_link(application: str) -> str:
    """The link that lets a person use the bot's commands anywhere, without a server of theirs."""
    return _link(client_id=application, scope="applications.commands", integration_type=1)


def _link(**parameters: object) -> str:
    return f"{AUTHORIZE}?{urlencode(parameters)}"


def find_application(given: str | None, address: Address) -> tuple[str, str]:
    """The application's id, and where it comes from if that is not beyond doubt.

    From what a person gave, else from Discord by the token, else from the token itself. Raises UsageError.
    """
    if given:
        return application_id(given), ""
    if not address.token:
        raise UsageError("which application?", hint="set DISCORD_TOKEN, or name it: --application ID")
    told = asyncio.run(ask_application(address))
    if not isinstance(told, Silence):
        return application_id(told.id), ""
    own = id_in_token(address.token)
    if told.status == 401 or own is None:
        reason = "Discord refuses it" if told.status == 401 else shape_of_token(address.token)
        raise UsageError(
            f"DISCORD_TOKEN is no use: {reason}", hint="mend it, or name the application: --application ID"
        )
    return own, f"read from the token, since Discord was not heard: {told.text}"


def application_id(text: str) -> str:
    """The id as a person gave it. Raises UsageError."""
    if not _SNOWFLAKE.fullmatch(text.strip()):
        raise UsageError(
            "an application's id is a number of 17 to 20 digits",
            hint="copy Application ID from General Information in the Developer Portal",
        )
    return text.strip()


def id_in_token(token: str) -> str | None:
    """The id of the bot a token belongs to; its application's, but for applications made before 2016."""
    if not _TOKEN.fullmatch(token):
        return None
    first = token.partition(".")[0]
    try:
        text = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text if _SNOWFLAKE.fullmatch(text) else None


def shape_of_token(token: str) -> str:
    """What is wrong with the look of a token, in words that never quote it; empty if it looks right."""
    if id_in_token(token):
        return ""
    looks = (
        (r"[\"'‘“].*|.*[\"'’”]", "there are quotation marks around it"),
        (r"[0-9]{17,20}", "that is an application's id, not the bot's token"),
        (r"[0-9a-f]{64}", "that is the public key, not the bot's token"),
        (r"[\w-]{32}", "that is the client secret, not the bot's token"),
    )
    fits = (words for look, words in looks if re.fullmatch(look, token))
    return next(fits, "a bot's token has three parts with full stops between")
