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

TEXT, DM, VOICE, GROUP, CATEGORY, NEWS, THREAD, FORUM = 0, 1, 2, 3, 4, 5, 11, 15
"""Types of channels."""

THREADS, SILENT = frozenset({10, 11, 12}), frozenset({CATEGORY, 14, FORUM, 16})
"""Types of threads, and of channels that take no messages."""

EPHEMERAL, LOADING = 1 << 6, 1 << 7
"""Flags of a message: for one person only; the bot is thinking."""

VIEW, SEND, EMBED, HISTORY, MANAGE_GUILD, USE_COMMANDS = 1 << 10, 1 << 11, 1 << 14, 1 << 16, 1 << 5, 1 << 31
SEND_IN_THREADS, CONNECT, MANAGE_THREADS = 1 << 38, 1 << 20, 1 << 34
EVERYBODY = VIEW | SEND | SEND_IN_THREADS | EMBED | HISTORY | USE_COMMANDS | CONNECT
"""What members may do by default here."""

BUTTON, ROW, TEXT_INPUT, LABEL = 2, 1, 4, 18
"""Types of components."""

_running = itertools.count()


def snowflake() -> str:
    """A new id, as Discord makes them: milliseconds since its epoch above 22 bits, the last twelve a running number."""
    return str((int(time.time() * 1000) - EPOCH) << 22 | next(_running) & 0xFFF)


def on_shard(shard: int, count: int) -> str:
    """A new id of a server that is on this shard of so many: a few milliseconds older than now."""
    made = int(snowflake())
    return str(made - (((made >> 22) - shard) % count << 22))


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
    """Where people write. Without a ``guild`` it is a conversation of people (a DM with the bot, or a group).

    ``overwrites`` are who may do what here, as on the wire, and ``life`` whether a thread is archived or locked: tests
    change them as they go.
    """

    name: str
    kind: int = TEXT
    guild: str | None = None
    parent: str | None = None
    person: Person | None = None
    id: str = field(default_factory=snowflake)
    overwrites: list[Json] = field(default_factory=list, compare=False)
    life: dict[str, bool] = field(default_factory=lambda: {"archived": False, "locked": False}, compare=False)

    def json(self) -> Json:
        told: Json = {"id": self.id, "type": self.kind, "last_message_id": None, "flags": 0}
        if self.guild is None:
            recipients = [self.person.user()] if self.person else []
            return told | {"recipients": recipients}
        told |= {"name": self.name, "guild_id": self.guild, "parent_id": self.parent, "permissions": str(EVERYBODY)}
        if self.kind in THREADS:
            told |= {
                "owner_id": self.id, "message_count": 0, "member_count": 1, "total_message_sent": 0,
                "thread_metadata": {
                    "auto_archive_duration": 60, "archive_timestamp": "2020-01-01T00:00:00+00:00", **self.life,
                },
            }  # fmt: skip
            return told
        told |= {"position": 0, "permission_overwrites": list(self.overwrites), "nsfw": False, "topic": None}
        return told | {"rate_limit_per_user": 0}


@dataclass(frozen=True, slots=True)
class Guild:
    """A server, and what it tells a bot that enters. ``role`` is the bot's; ``roles`` are permissions by role."""

    name: str
    id: str = field(default_factory=snowflake)
    role: str = field(default_factory=snowflake)
    owner: str = "1"
    roles: dict[str, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.roles.update({self.id: EVERYBODY, self.role: 0})

    def roles_json(self) -> list[Json]:
        return [
            {
                "id": role, "name": "@everyone" if role == self.id else "On Record", "color": 0, "hoist": False,
                "position": int(role != self.id), "managed": role != self.id, "permissions": str(allowed),
                "mentionable": False, "flags": 0,
            }
            for role, allowed in self.roles.items()
        ]  # fmt: skip

    def bot_member(self, bot: Person) -> Json:
        return bot.member() | {"user": bot.user(), "roles": [self.role]}

    def json(self, channels: list[Channel], bot: Person) -> Json:
        own = [channel.json() for channel in channels if channel.guild == self.id]
        return {
            "id": self.id, "name": self.name, "owner_id": self.owner, "icon": None, "splash": None, "features": [],
            "afk_channel_id": None, "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
            "explicit_content_filter": 0, "roles": self.roles_json(), "emojis": [], "stickers": [], "mfa_level": 0,
            "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None, "vanity_url_code": None,
            "description": None, "banner": None, "premium_tier": 0, "preferred_locale": "en-US", "nsfw_level": 0,
            "public_updates_channel_id": None, "premium_progress_bar_enabled": False, "unavailable": False,
            "joined_at": "2020-01-01T00:00:00+00:00", "large": False, "member_count": 2, "voice_states": [],
            "members": [self.bot_member(bot)], "presences": [], "stage_instances": [],
            "channels": [channel for channel in own if channel["type"] not in THREADS],
            "threads": [channel for channel in own if channel["type"] in THREADS],
            "guild_scheduled_events": [], "soundboard_sounds": [],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it stands. ``private_to`` is the id of the one person who sees it, None for all.

    ``at`` is when it was written, in seconds since 1970.
    """

    channel: Channel
    author: Person
    body: Json
    private_to: str | None = None
    answers: str | None = None
    id: str = field(default_factory=snowflake)
    at: float = field(default_factory=time.time)

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
