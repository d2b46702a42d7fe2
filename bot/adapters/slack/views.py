"""Slack's views: the search, the settings, an answer shown by itself; each remembers the conversation it belongs to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.adapters.slack.forms import fields, words
from bot.adapters.slack.limits import VIEW_BLOCKS, checked
from bot.desk.command import Option
from bot.desk.languages import told
from bot.domain.place import PlaceSettings

SEARCH, SETTINGS = "search", "settings"
"""The callback ids of forms, beside the one that the desk asks for (``state.ASK``)."""

WHERE = "where"
"""The block of the field in which a person chooses where the answer goes."""

HINTS = {"channel": "where it answers; with none chosen it answers everywhere"}
"""What is said of a setting where the form differs from the command: there a channel is added or taken away."""

TITLE = "On Record"

_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,20}", re.ASCII)

Payload = dict[str, Any]
Blocks = Sequence[Payload]


def channel_in(metadata: str) -> str:
    """The conversation a view belongs to, by its private metadata; empty if it is none."""
    return metadata if _CHANNEL.fullmatch(metadata) else ""


def shown(blocks: Blocks, channel: str = "") -> Payload:
    """A modal that shows a message."""
    return _modal(blocks, channel)


def waiting(channel: str = "") -> Payload:
    """A modal that says that something is under way."""
    return _modal([paragraph("Looking… the answer appears here.")], channel)


def search(options: Sequence[Option], channel: str = "", filled: Mapping[str, str] | None = None) -> Payload:
    """The form of the typed question, its answer to go to a conversation that the person may choose."""
    where = {
        "type": "input",
        "block_id": WHERE,
        "optional": True,
        "label": words("Answer in"),
        "hint": words("With none chosen the answer is shown here, to you alone."),
        "element": {
            "type": "conversations_select",
            "action_id": WHERE,
            "default_to_current_conversation": True,
            "response_url_enabled": True,
        },
    }
    return _modal([*fields(options, filled), where], channel, callback=SEARCH, submit="Search")


def settings(options: Sequence[Option], now: PlaceSettings) -> Payload:
    """The form of a workspace's settings, filled with those in force."""
    filled = {
        "channel": now.channels,
        "private": "yes" if now.private else "no",
        "party": now.party or "",
        "dates": now.language,
    }
    kept = [option for option in options if option.name in filled]
    kept = [replace(option, description=HINTS.get(option.name, option.description)) for option in kept]
    return _modal(fields(kept, filled, {"dates": told(now.language)}), "", callback=SETTINGS, submit="Keep")


def paragraph(text: str) -> Payload:
    """A paragraph of plain words."""
    return {"type": "section", "text": words(text)}


def _modal(blocks: Blocks, channel: str, *, callback: str = "", submit: str = "") -> Payload:
    view: Payload = {
        "type": "modal",
        "title": words(TITLE),
        "close": words("Close"),
        "blocks": list(blocks)[:VIEW_BLOCKS],
    }
    if channel_in(channel):
        view["private_metadata"] = channel
    if callback:
        view |= {"callback_id": callback, "submit": words(submit)}
    return checked(view)
