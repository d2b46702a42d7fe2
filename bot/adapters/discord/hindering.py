"""A channel, its server and the bot's own member, as Discord tells them -> what would keep a post from there.

Permissions are worked out as Discord's reference does it ("Permissions": roles, then the channel's overwrites).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import discord
import msgspec

from bot.adapters.discord.invite import NAMES
from bot.desk.request import Obstacle
from bot.domain.place import Place

DM, ALONE = 1, "dm:"
"""The type of a conversation with the bot alone, and how the server of its place begins."""

VOICE = frozenset({2, 13})
THREADS = frozenset({10, 11, 12})
WRITTEN = frozenset({0, 5}) | VOICE | THREADS
"""Types of channels of a server that take plain messages: text, announcements, voice, stage, and threads."""

FORUMS = frozenset({15, 16})

UNKNOWN = Obstacle(
    "There is no such channel here, or On Record may not see it.",
    "Choose another, or give On Record's role the permission View Channels there.",
)
FORUM = Obstacle("A forum takes no plain messages, only posts with titles.", "Choose a text channel.")
NO_TEXT = Obstacle("Nobody can write messages there.", "Choose a text channel.")
LOCKED = Obstacle("The thread is locked.", "Unlock it, or choose a channel.")
TIMED_OUT = Obstacle("On Record is timed out in this server.", "Take the timeout away, or wait until it is over.")


class Overwrite(msgspec.Struct, frozen=True):
    """What a channel allows and denies a role or a member, as numbers in words."""

    id: str
    allow: str = "0"
    deny: str = "0"


class Life(msgspec.Struct, frozen=True):
    """Whether a thread is locked. An archived one is no trouble: a message opens it again."""

    locked: bool = False


class Somebody(msgspec.Struct, frozen=True):
    """A person."""

    id: str


class Channel(msgspec.Struct, frozen=True):
    """A channel, a thread or a private conversation."""

    id: str
    type: int
    guild_id: str | None = None
    parent_id: str | None = None
    permission_overwrites: tuple[Overwrite, ...] = ()
    thread_metadata: Life | None = None
    recipients: tuple[Somebody, ...] = ()


class Role(msgspec.Struct, frozen=True):
    """A role; that of everybody has the server's id."""

    id: str
    permissions: str


class Server(msgspec.Struct, frozen=True):
    """A server."""

    id: str
    owner_id: str
    roles: tuple[Role, ...]


class Member(msgspec.Struct, frozen=True):
    """The bot in a server."""

    roles: tuple[str, ...] = ()
    communication_disabled_until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


def misplaced(place: Place, channel: Channel) -> Obstacle | None:
    """Why no message can go to that channel for that place, whatever is permitted. Another's channel is unknown."""
    if place.server.startswith(ALONE):
        own = channel.type == DM and place.server.removeprefix(ALONE) in {each.id for each in channel.recipients}
        return None if own else UNKNOWN
    if channel.guild_id is None or channel.guild_id != place.server:
        return UNKNOWN
    if channel.type in FORUMS:
        return FORUM
    return None if channel.type in WRITTEN else NO_TEXT


def forbidden(channel: Channel, permissions: discord.Permissions) -> Obstacle | None:
    """What the bot may not do there that a post, or finding it again, takes."""
    if channel.thread_metadata is not None and channel.thread_metadata.locked and not permissions.manage_threads:
        return LOCKED
    needed = {"view_channel", "embed_links", "read_message_history"}
    needed.add("send_messages_in_threads" if channel.type in THREADS else "send_messages")
    lacking = [name for name in NAMES if name in needed and not getattr(permissions, name)]
    names = [NAMES[name] for name in lacking]
    if channel.type in VOICE and not permissions.connect:
        names.append("Connect")
    if not names:
        return None
    several = "permissions" if len(names) > 1 else "permission"
    return Obstacle(
        f"On Record lacks the {several} {_listed(names)} there.",
        f"Give On Record's role the {several} in that channel's settings, under Permissions.",
    )


def granted(server: Server, member: Member, me: str, overwrites: Sequence[Overwrite]) -> discord.Permissions:
    """What the bot, whose id is ``me``, may do in a channel with these overwrites."""
    if server.owner_id == me:
        return discord.Permissions.all()
    roles = {server.id, *member.roles}
    permissions = discord.Permissions.none()
    for role in server.roles:
        if role.id in roles:
            permissions.value |= int(role.permissions)
    if permissions.administrator:
        return discord.Permissions.all()
    for some in ({server.id}, set(member.roles), {me}):  # everybody's, then those of its roles together, then its own
        _overwrite(permissions, [each for each in overwrites if each.id in some])
    return permissions


def silenced(member: Member, now: datetime) -> bool:
    """Whether the bot may not write anywhere in the server for a time."""
    until = member.communication_disabled_until
    return until is not None and until > now


def _overwrite(permissions: discord.Permissions, some: Sequence[Overwrite]) -> None:
    denied = allowed = 0
    for each in some:
        denied |= int(each.deny)
        allowed |= int(each.allow)
    permissions.value = permissions.value & ~denied | allowed


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
