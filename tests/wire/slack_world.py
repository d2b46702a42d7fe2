"""Slack's side of a conversation as plain values: people, channels, messages -> their JSON on the wire."""

import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

Json = dict[str, Any]

_running = itertools.count(1)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def new_id(prefix: str) -> str:
    """A new id, as Slack's look: a letter for its kind, then ten capitals and digits."""
    number, letters = next(_running) * 60_466_187 % 36**10, ""
    for _ in range(10):
        number, rest = divmod(number, 36)
        letters = _ALPHABET[rest] + letters
    return prefix + letters


def timestamp() -> str:
    """A new message's ``ts``: seconds since 1970 with six digits, unlike all others."""
    return f"{int(time.time())}.{next(_running) % 1_000_000:06d}"


def escaped(text: str) -> str:
    """As Slack writes what people type: its three characters of control as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the workspace; an ``admin`` may manage it."""

    name: str
    admin: bool = False
    id: str = field(default_factory=lambda: new_id("U"))

    def told(self, team: str) -> Json:
        """What ``users.info`` tells."""
        return {
            "id": self.id, "team_id": team, "name": self.name, "real_name": self.name.title(), "deleted": False,
            "is_admin": self.admin, "is_owner": False, "is_primary_owner": False, "is_bot": False, "tz": "Europe/Oslo",
            "is_app_user": False, "is_restricted": False, "is_ultra_restricted": False, "locale": "en-US",
            "profile": {"display_name": self.name, "real_name": self.name.title(), "team": team},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Channel:
    """Where people write; the same whatever becomes of it. With a ``person`` it is their conversation with the bot.

    ``joined``: the bot is a member. In one that is ``closed`` only some people may write, and not the bot.
    """

    name: str = field(compare=False)
    person: Person | None = field(default=None, compare=False)
    joined: bool = field(default=True, compare=False)
    private: bool = field(default=False, compare=False)
    archived: bool = field(default=False, compare=False)
    closed: bool = field(default=False, compare=False)
    id: str = field(default_factory=lambda: new_id("C"))

    @classmethod
    def with_bot(cls, person: Person) -> "Channel":
        return cls("directmessage", person, id=new_id("D"))

    def kind(self) -> str:
        """What scopes call it."""
        return "im" if self.id.startswith("D") else "groups" if self.private else "channels"

    def told(self, team: str) -> Json:
        direct = self.person is not None
        told: Json = {
            "id": self.id, "name": self.name, "is_channel": not direct, "is_im": direct, "is_member": self.joined,
            "is_private": direct or self.private, "is_mpim": False, "is_group": False, "is_archived": self.archived,
            "is_general": False, "context_team_id": team, "shared_team_ids": [team], "is_read_only": self.closed,
        }  # fmt: skip
        return told


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it stands. ``author`` None is the bot; ``private_to`` the id of the one who sees it, None for all.

    ``view``: a modal or the Home tab, in whose blocks a person reads and presses as in a message's.
    """

    channel: Channel | None
    author: Person | None
    body: Json
    private_to: str | None = None
    thread: str | None = None
    view: Json | None = None
    ts: str = field(default_factory=timestamp)

    @property
    def private(self) -> bool:
        return self.private_to is not None

    @property
    def blocks(self) -> list[Json]:
        return list((self.view or self.body).get("blocks") or [])

    @property
    def plain(self) -> str:
        """The words a person reads, a line for each block; the fallback text if there are no blocks."""
        if not self.blocks:
            return shown(str(self.body.get("text") or ""))
        return "\n".join(line for block in self.blocks if (line := _block_words(block)))

    @property
    def buttons(self) -> list[Json]:
        """Every button in reading order, with the ``block_id`` it stands in."""
        found = []
        for block in self.blocks:
            elements = [*(block.get("elements") or []), block.get("accessory") or {}]
            found += [part | {"block_id": block.get("block_id", "")} for part in elements if _is_button(part)]
        return found

    def button(self, called: str) -> Json:
        """The button with this label or action id, else the one whose label holds the word. Raises LookupError."""
        word = called.casefold()
        exact = [part for part in self.buttons if called in (part["text"]["text"], part.get("action_id"))]
        close = [part for part in self.buttons if word in part["text"]["text"].casefold()]
        for part in exact + close:
            return part
        raise LookupError(f"no button {called!r} among {[part['text']['text'] for part in self.buttons]}")

    def changed(self, body: Json) -> "Posted":
        """As it stands after an edit."""
        return replace(self, body=body)

    @property
    def mark(self) -> str:
        """What the bot told of it in ``metadata``, if anything."""
        return str(((self.body.get("metadata") or {}).get("event_payload") or {}).get("post") or "")

    def told(self, team: str, bot: Json) -> Json:
        """On the wire."""
        told: Json = {"type": "message", "ts": self.ts, "team": team, "text": self.body.get("text") or ""}
        if self.thread:
            told["thread_ts"] = self.thread
        if self.blocks:
            told["blocks"] = self.blocks
        if self.author is not None:
            return told | {"user": self.author.id, "client_msg_id": f"{self.ts}-client"}
        return told | {"user": bot["user_id"], "bot_id": bot["bot_id"], "app_id": bot["app_id"]}


def _is_button(part: Json) -> bool:
    return part.get("type") == "button"


def shown(mrkdwn: str) -> str:
    """The words of a marked-up text: links by their labels, emphasis without its marks, entities as characters."""
    text = re.sub(r"<(?:[^|<>]*\|)?([^<>]*)>", r"\1", mrkdwn)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<!\w)_(?=\S)([^_\n]+)(?<=\S)_(?!\w)", r"\1", text)
    return _decoded(text)


def _decoded(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _block_words(block: Json) -> str:
    if block["type"] == "rich_text":
        return "\n".join(_rich_words(part) for part in block["elements"])
    texts = [block.get("text"), *(block.get("fields") or []), block.get("label")]
    if block["type"] == "context":
        texts += block["elements"]
    return "\n".join(_text_words(text) for text in texts if isinstance(text, dict))


def _text_words(text: Json) -> str:
    words = str(text.get("text") or text.get("alt_text") or "")
    return shown(words) if text.get("type") == "mrkdwn" else _decoded(words)


def _rich_words(part: Json) -> str:
    """The words of a rich text's element: leaves side by side, the entries of a list a line each."""
    if "elements" in part:
        between = "\n" if part["type"] == "rich_text_list" else ""
        return between.join(_rich_words(each) for each in part["elements"])
    return str(part.get("text") or part.get("url") or part.get("name") or "")


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block with each interactive element in it."""
    for block in blocks:
        parts = [block.get("element"), block.get("accessory")]
        if block.get("type") == "actions":
            parts += block.get("elements") or []
        for part in parts:
            if isinstance(part, dict) and part.get("type") != "image":
                yield block, part
