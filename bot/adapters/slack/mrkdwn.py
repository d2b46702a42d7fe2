"""Plain words -> Slack's text, in which exactly those words are shown and nothing acts.

What we know of Slack's readers, from its reference (Block Kit: rich text block and its elements, text object;
Formatting message text) and its SDKs' trackers:

- in a rich text block a text element is shown as it stands: styles, links, emoji, mentions are elements of their own,
  so no letter of a text is markup, and nothing is escaped (an entity would be shown as it is written);
- text objects and a message's own ``text`` take & < > for control characters: these stand as entities;
- mrkdwn reads ``*bold*``, ``_italic_``, ``~struck~`` and code besides and knows no escape for them, so that no word of
  a page is ever put into it: where rich text has no place, it is plain text, with its emoji codes left as they are;
- a message's own ``text`` is shown in notifications only, when it has blocks.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from bot.desk import links
from bot.desk.card import Passage
from bot.desk.cutting import shortened
from bot.desk.runs import Runs, paragraphs, plain

Element = dict[str, Any]
"""An element of rich text, or an object of Block Kit, as Slack's API takes it."""

_CONTROL = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,20}", re.ASCII)


def escaped(text: str) -> str:
    """The text with Slack's three control characters as entities."""
    return re.sub("[&<>]", lambda match: _CONTROL[match[0]], text)


def plain_text(text: str, most: int) -> Element:
    """A text object of at most ``most`` units that shows the text as it is, line ends included."""
    return {"type": "plain_text", "text": escaped(shortened(text, most, escaped)), "emoji": False}


def text(words: str, *styles: str) -> Element:
    """A text element that shows the words, which must not be empty; styles are ``bold`` and ``italic``."""
    return {"type": "text", "text": words, **_styled(styles)}


def link(words: str, url: str, *styles: str) -> Element:
    """The words leading to ``url``; the words alone if the URL is not one to follow."""
    target = links.link(url)
    return {"type": "link", "url": target, "text": words, **_styled(styles)} if target else text(words, *styles)


def channel(ident: str) -> Element:
    """The channel by its name, as Slack shows it; the id as words if it is none of Slack's."""
    if _CHANNEL.fullmatch(ident):
        return {"type": "channel", "channel_id": ident}
    return text(plain(ident) or "?")


def quoted(passage: Passage, *, marks: bool = True) -> list[Element]:
    """A passage, a line for each paragraph, what matched in bold; in quotation marks unless it is a paraphrase."""
    runs = _lines(passage, "\n")
    return _elements([("“", False), *runs, ("”", False)] if marks else runs or [("…", False)])


def inline(passage: Passage, *styles: str) -> list[Element]:
    """A passage on one line, what matched in bold."""
    return _elements(_lines(passage, " "), *styles)


def section(elements: Iterable[Element]) -> Element:
    """A paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def quote(elements: Iterable[Element]) -> Element:
    """A quotation of rich text."""
    return {"type": "rich_text_quote", "elements": list(elements)}


def bullets(rows: Iterable[list[Element]]) -> Element:
    """A list of rich text, each row a paragraph."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [section(row) for row in rows]}


def rich(elements: Iterable[Element]) -> Element:
    """A block of rich text made of paragraphs, quotations and lists."""
    return {"type": "rich_text", "elements": list(elements)}


def _lines(passage: Passage, between: str) -> Runs:
    runs: Runs = []
    for paragraph in paragraphs(passage):
        runs += [(between, False), *paragraph] if runs else paragraph
    return runs


def _elements(runs: Runs, *styles: str) -> list[Element]:
    """One element for each stretch of one style."""
    merged = (("".join(words for words, _ in group), on) for on, group in groupby(runs, key=lambda run: run[1]))
    return [text(words, *styles, *(("bold",) if on else ())) for words, on in merged if words]


def _styled(styles: Iterable[str]) -> Element:
    style = dict.fromkeys(styles, True)
    return {"style": style} if style else {}
