"""What Slack writes for a person's words -> the words: links by what they show, its three entities as characters.

Slack's text has ``<…>`` around links, mentions and dates, and ``&amp; &lt; &gt;`` for the characters themselves
(docs.slack.dev, Formatting message text). A channel's mention stays as it is: the desk knows its form.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_SPECIAL = re.compile(r"<(?P<sign>[@#!]?)(?P<inside>[^<>]*)>")
_CHANNEL = re.compile(r"<#([CDG][A-Z0-9]+)(?:\|([^<>]*))?>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))

_DEEPEST = 8
"""How deep words are looked for in a message's blocks (a rich text has four levels)."""


def spoken(text: str) -> str:
    """The words as the person typed them."""
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], _SPECIAL.sub(_shown, text)).strip()


def named(text: str) -> str:
    """The words with channels by the names their mentions show, as people type them."""
    return _CHANNEL.sub(lambda match: f"#{match[2] or match[1]}", text)


def without(text: str, me: str) -> str:
    """Slack's text without the mentions of ``me``, the bot."""
    return re.sub(rf" *<@{re.escape(me)}(?:\|[^<>]*)?>[,:]? *", " ", text).strip() if me else text


def _shown(match: "re.Match[str]") -> str:
    sign, (target, _, label) = match["sign"], match["inside"].partition("|")
    if sign == "#":
        return match[0]
    if sign == "@":
        return f"@{label or target}"
    if sign == "!":
        return label or f"@{target.partition('^')[0]}"
    return label or target.removeprefix("mailto:")


def message_words(message: Mapping[str, Any]) -> str:
    """The words of somebody's message: its text, else what its blocks or attachments show."""
    text = message.get("text")
    if isinstance(text, str) and text.strip():
        return spoken(text)
    blocks = "\n".join(_words(message.get("blocks"), _DEEPEST)).strip()
    return blocks or "\n".join(_attached(message.get("attachments"))).strip()


def _attached(attachments: object) -> Iterator[str]:
    for each in _mappings(attachments):
        texts = (each.get(part) for part in ("pretext", "title", "text"))
        own = [spoken(text) for text in texts if isinstance(text, str) and text.strip()]
        yield from own or _words(each.get("blocks"), _DEEPEST)


def _words(parts: object, deep: int) -> Iterator[str]:
    """Texts of blocks in their order; within a paragraph of rich text side by side."""
    if deep < 1:
        return
    for part in _mappings(parts):
        text, kind = part.get("text"), part.get("type")
        if isinstance(text, Mapping):
            text = text.get("text")
        if isinstance(text, str):
            yield spoken(text) if kind in ("mrkdwn", "section") else text
        inner = list(_words(part.get("elements"), deep - 1))
        if kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
            inner = ["".join(inner)]
        yield from inner


def _mappings(value: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
