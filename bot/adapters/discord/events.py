"""Discord's events into the desk's terms: where, who, which command with which arguments, what was pressed or typed.

Whatever stands in an event was written by strangers: what has not the expected form is left out, never an error.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.desk.command import Command
from bot.desk.request import Request
from bot.domain.place import Place

PLATFORM = "discord"

SLASH, ON_MESSAGE = 1, 3
"""Types of commands, by Discord's numbers: typed with a slash, chosen in the menu of a message."""

SUB_COMMAND = 1
"""The type of an option that is a command by itself: the second word of its name, with options of its own."""


@dataclass(frozen=True, slots=True)
class Typing:
    """A word being typed into an option, and the other options filled so far."""

    command: str
    option: str
    typed: str
    filled: Mapping[str, str]


def place_of(event: discord.Interaction[Any] | discord.Message) -> Place:
    """Where it happened. A thread counts as the channel it hangs on; outside servers everybody is a place alone."""
    channel = event.channel
    within = getattr(channel, "parent_id", None) or getattr(channel, "id", None) or ""
    if isinstance(event, discord.Interaction):
        server, person = event.guild_id, event.user.id
    else:
        server, person = _server(event), event.author.id
    return Place(PLATFORM, str(server) if server else f"dm:{person}", str(within))


def _server(message: discord.Message) -> int | None:
    """The server a message was written in, known to us or not."""
    known: int | None = message.guild.id if message.guild else getattr(message.channel, "guild_id", None)
    return known


def may_manage(event: discord.Interaction[Any] | discord.Message) -> bool:
    """Whether the person may change the settings of the place: Manage Server, or a place of their own."""
    if place_of(event).server.startswith("dm:"):
        return True
    if isinstance(event, discord.Interaction):
        rights = event.permissions
    else:
        author, known = event.author, event.guild is not None  # of a server not loaded yet nobody's rights are known
        rights = author.guild_permissions if known and isinstance(author, discord.Member) else discord.Permissions()
    return rights.manage_guild or rights.administrator


def request_of(interaction: discord.Interaction[Any], commands: Sequence[Command]) -> Request | None:
    """The command that was given; None if there is none of that name any more."""
    data = _mapping(interaction.data)
    name, options = _invoked(data)
    shortcut = data.get("type") == ON_MESSAGE
    command = next((one for one in commands if name == (one.shortcut if shortcut else one.name)), None)
    if command is None:
        return None
    if shortcut:
        arguments = {command.options[0].name: _target_text(data)} if command.options else {}
    else:
        arguments = dict(_arguments(options))
    return Request(command.name, place_of(interaction), str(interaction.user.id), arguments, may_manage(interaction))


def typing_of(interaction: discord.Interaction[Any]) -> Typing | None:
    """What is being typed."""
    name, options = _invoked(_mapping(interaction.data))
    focused = next((option for option in options if option.get("focused")), None)
    if focused is None:
        return None
    filled = dict(_arguments(option for option in options if option is not focused))
    return Typing(str(name), str(focused.get("name", "")), str(focused.get("value", "")), filled)


def custom_id(interaction: discord.Interaction[Any]) -> str:
    """The id of the button that was pressed, or of the form that was sent."""
    return str(_mapping(interaction.data).get("custom_id", ""))


def form_words(interaction: discord.Interaction[Any]) -> str:
    """What was typed into a form's one field."""
    return next(_values(_mapping(interaction.data).get("components")), "")


def alone(interaction: discord.Interaction[Any]) -> bool:
    """Whether only the person sees the message the button stands on."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def told(message: discord.Message, me: int) -> str | None:
    """What a message says to the bot: all of it in a private conversation, else what stands around its mention.

    None where it is not spoken to: a mention of everybody, of a role, or by an answer to its message, is no call.
    """
    text = message.content
    if _server(message) is None:
        return _without(text, me)
    return _without(text, me) if re.search(rf"<@!?{me}>", text) else None


def asked_by_another(interaction: discord.Interaction[Any]) -> bool:
    """Whether the message the button stands on is known to be the answer to somebody else's command or button."""
    asked = interaction.message.interaction_metadata if interaction.message else None
    return asked is not None and asked.user.id != interaction.user.id


def _without(text: str, me: int) -> str:
    return re.sub(rf" *<@!?{me}> *", " ", text).strip()


def _invoked(data: Mapping[str, Any]) -> tuple[object, list[Mapping[str, Any]]]:
    """The name that was called, of one word or two, and the options filled in."""
    name, options = data.get("name", ""), _mappings(data.get("options"))
    below = next((option for option in options if option.get("type") == SUB_COMMAND), None)
    return (name, options) if below is None else (f"{name} {below.get('name')}", _mappings(below.get("options")))


def _arguments(options: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for option in options:
        value = option.get("value")
        if isinstance(value, bool):
            yield str(option.get("name", "")), "yes" if value else "no"
        elif value is not None:
            yield str(option.get("name", "")), str(value)


def _target_text(data: Mapping[str, Any]) -> str:
    """The words of the message whose menu was used: written or shown in its embeds, else forwarded."""
    messages = _mapping(_mapping(data.get("resolved")).get("messages"))
    message = _mapping(messages.get(str(data.get("target_id"))))
    forwarded = (_mapping(shot.get("message")) for shot in _mappings(message.get("message_snapshots")))
    return next((text for one in (message, *forwarded) if (text := _words(one))), "")


def _words(message: Mapping[str, Any]) -> str:
    """What is written, and what a bot shows in embeds; those of a link hold another page's words, the last resort."""
    embeds = _mappings(message.get("embeds"))
    own = [embed for embed in embeds if embed.get("type", "rich") == "rich"]
    said = [message.get("content"), *_shown(own)]
    return _paragraphs(said) or _paragraphs(_shown(embeds))


def _shown(embeds: Iterable[Mapping[str, Any]]) -> Iterator[object]:
    return (embed.get(part) for embed in embeds for part in ("title", "description"))


def _paragraphs(texts: Iterable[object]) -> str:
    return "\n".join(text for text in texts if isinstance(text, str) and text.strip())


def _values(components: object) -> Iterator[str]:
    """Values of text fields, whether in rows or below labels."""
    for component in _mappings(components):
        value = component.get("value")
        if isinstance(value, str):
            yield value
        yield from _values(component.get("components"))
        yield from _values([component.get("component")])


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
