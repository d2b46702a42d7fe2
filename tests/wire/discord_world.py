"""Discord's side of a conversation as plain values: people, servers, channels, messages -> their JSON on the wire."""

import base64
import itertools
import re
import time
from dataclasses import dataclass, field, replace
from typing import Any

Json = dict[str, Any]

EPOCH = 1_420_070_400_000
"""Milliseconds since 1970 at which Discord's ids begin."""

TEXT, DM, GROUP, THREAD = 0, 1, 3, 11
"""Types of channels."""

EPHEMERAL, LOADING = 1 << 6, 1 << 7
"""Flags of a message: for one person only; the bot is thinking."""

VIEW, SEND, EMBED, HISTORY, MANAGE_GUILD, USE_COMMANDS = 1 << 10, 1 << 11, 1 << 14, 1 << 16, 1 << 5, 1 << 31
EVERYBODY = VIEW | SEND | EMBED | HISTORY | USE_COMMANDS
"""What members may do by default here."""

BUTTON, ROW, TEXT_INPUT, LABEL = 2, 1, 4, 18
"""Types of components."""

_running = itertools.count()


def snowflake() -> str:
    """A new id, as Discord makes them: milliseconds since its epoch above 22 bits, the last twelve a running number."""
    return str((int(time.time() * 1000) - EPOCH) << 22 | next(_running) & 0xFFF)


def token_of(application: str) -> str:
    """Something shaped like a bot's token: the id in base64, a time, a signature."""
    head = base64.urlsafe_b64encode(application.encode()).decode().rstrip("=")
    return f"{head}.Gx7wIR.not-a-real-token-only-of-this-test-{application[-4:]}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on Discord. ``manages``: may manage the servers they are in."""

    name: str
    manages: bool = False
    bot: bool = False
    id: str = field(default_factory=snowflake)

    def user(self) -> Json:
        return {
            "id": self.id, "username": self.name, "discriminator": "0", "global_name": None, "avatar": None,
            "bot": self.bot, "system": False, "public_flags": 0, "flags": 0,
        }  # fmt: skip

    def member(self) -> Json:
        """Of any server, without the user."""
        allowed = EVERYBODY | (MANAGE_GUILD if self.manages else 0)
        return {
            "roles": [], "joined_at": "2020-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0,
            "nick": None, "avatar": None, "premium_since": None, "pending": False, "permissions": str(allowed),
            "communication_disabled_until": None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Channel:
    """Where people write. Without a ``guild`` it is a conversation of people (a DM with the bot, or a group)."""

    name: str
    kind: int = TEXT
    guild: str | None = None
    parent: str | None = None
    person: Person | None = None
    id: str = field(default_factory=snowflake)

    def json(self) -> Json:
        told: Json = {"id": self.id, "type": self.kind, "last_message_id": None, "flags": 0}
        if self.guild is None:
            recipients = [self.person.user()] if self.person else []
            return told | {"recipients": recipients}
        told |= {"name": self.name, "guild_id": self.guild, "parent_id": self.parent, "permissions": str(EVERYBODY)}
        if self.kind == THREAD:
            told |= {
                "owner_id": self.id, "message_count": 0, "member_count": 1, "total_message_sent": 0,
                "thread_metadata": {
                    "archived": False, "locked": False, "auto_archive_duration": 60,
                    "archive_timestamp": "2020-01-01T00:00:00+00:00",
                },
            }  # fmt: skip
            return told
        told |= {"position": 0, "permission_overwrites": [], "nsfw": False, "topic": None}
        return told | {"rate_limit_per_user": 0}


@dataclass(frozen=True, slots=True)
class Guild:
    """A server, and what it tells a bot that enters."""

    name: str
    id: str = field(default_factory=snowflake)

    def json(self, channels: list[Channel], bot: Person) -> Json:
        everyone = {
            "id": self.id, "name": "@everyone", "color": 0, "hoist": False, "position": 0, "managed": False,
            "permissions": str(EVERYBODY), "mentionable": False, "flags": 0,
        }  # fmt: skip
        own = [channel.json() for channel in channels if channel.guild == self.id]
        return {
            "id": self.id, "name": self.name, "owner_id": "1", "icon": None, "splash": None, "features": [],
            "afk_channel_id": None, "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
            "explicit_content_filter": 0, "roles": [everyone], "emojis": [], "stickers": [], "mfa_level": 0,
            "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None, "vanity_url_code": None,
            "description": None, "banner": None, "premium_tier": 0, "preferred_locale": "en-US", "nsfw_level": 0,
            "public_updates_channel_id": None, "premium_progress_bar_enabled": False, "unavailable": False,
            "joined_at": "2020-01-01T00:00:00+00:00", "large": False, "member_count": 2, "voice_states": [],
            "members": [bot.member() | {"user": bot.user()}], "presences": [], "stage_instances": [],
            "channels": [channel for channel in own if channel["type"] != THREAD],
            "threads": [channel for channel in own if channel["type"] == THREAD],
            "guild_scheduled_events": [], "soundboard_sounds": [],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it stands. ``private_to`` is the id of the one person who sees it, None for all."""

    channel: Channel
    author: Person
    body: Json
    private_to: str | None = None
    answers: str | None = None
    id: str = field(default_factory=snowflake)

    @property
    def content(self) -> str:
        return str(self.body.get("content") or "")

    @property
    def embeds(self) -> list[Json]:
        return list(self.body.get("embeds") or [])

    @property
    def private(self) -> bool:
        return self.private_to is not None

    @property
    def thinking(self) -> bool:
        """Whether only "is thinking…" stands there."""
        return bool(self.body.get("flags", 0) & LOADING)

    @property
    def text(self) -> str:
        """All its words: content, then each embed from author to footer, a line each."""
        lines = [self.content]
        for embed in self.embeds:
            lines += [embed.get("author", {}).get("name", ""), embed.get("title", ""), embed.get("description", "")]
            for row in embed.get("fields", []):
                lines += [row["name"], row["value"]]
            lines.append(embed.get("footer", {}).get("text", ""))
        return "\n".join(line for line in lines if line)

    @property
    def plain(self) -> str:
        """``text`` without highlights, escapes and the bars of quotations: the words a person reads."""
        return re.sub(r"\*\*|\\(?=[^\w\s])|^> ", "", self.text, flags=re.MULTILINE)

    @property
    def buttons(self) -> list[Json]:
        """Every button in reading order."""
        rows = self.body.get("components") or []
        return [part for row in rows for part in row.get("components", []) if part["type"] == BUTTON]

    def button(self, called: str) -> Json:
        """The button with this label or custom id, else the one whose label holds the word."""
        word = called.casefold()
        exact = [button for button in self.buttons if called in (button.get("label"), button.get("custom_id"))]
        close = [button for button in self.buttons if word in (button.get("label") or "").casefold()]
        for button in exact + close:
            return button
        labels = [button.get("label") for button in self.buttons]
        raise LookupError(f"no button {called!r} among {labels}")

    def changed(self, body: Json) -> "Posted":
        """As it stands after an edit, which leaves alone what it does not name and ends the thinking."""
        flags = self.body.get("flags", 0) & ~LOADING
        return replace(self, body=self.body | body | {"flags": flags})

    def json(self, *, seen: bool = True) -> Json:
        """On the wire; without its words where the reader may not see them."""
        told: Json = {
            "id": self.id, "channel_id": self.channel.id, "author": self.author.user(), "type": 0, "tts": False,
            "content": "", "embeds": [], "components": [], "attachments": [], "mentions": [], "mention_roles": [],
            "mention_everyone": False, "pinned": False, "flags": self.body.get("flags", 0), "edited_timestamp": None,
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000000+00:00", time.gmtime()),
        }  # fmt: skip
        if "mentions" in self.body:
            told["mentions"] = self.body["mentions"]
        if self.answers:
            told |= {"type": 19, "message_reference": {"message_id": self.answers, "channel_id": self.channel.id}}
        if seen:
            told |= {"content": self.content, "embeds": self.embeds, "components": self.body.get("components") or []}
        return told
