"""Block Kit as a person sees it: a reader of our own, written from Slack's reference and not from our rendering.

Rich text shows its text elements as they stand; links, mentions, emoji, styles are elements of their own. Text objects
decode three entities and read what stands in angle brackets; with ``emoji`` on also ``:name:``, and as mrkdwn styles,
quotations and bare addresses too. Where rules are unclear it sees a construct rather than none: it is a judge of harm.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """A construct: its kind, the words it shows itself or its parts do, and where it leads."""

    kind: str
    words: str = ""
    parts: tuple["Seen", ...] = ()
    leads: str = ""

    @property
    def shown(self) -> str:
        """The text a person sees; blocks and paragraphs stand below each other."""
        between = "\n" if self.kind in ("all", "rich", "list", "context") else " " if self.kind == "actions" else ""
        return self.words + between.join(part.shown for part in self.parts)

    def walk(self) -> Iterator["Seen"]:
        """This and everything inside it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def kinds(seen: Seen) -> set[str]:
    """The constructs in it, plain text aside."""
    return {part.kind for part in seen.walk()} - {"all", "text"}


def of_kind(seen: Seen, kind: str) -> list[Seen]:
    """The constructs of a kind in it, in order."""
    return [part for part in seen.walk() if part.kind == kind]


def read(blocks: Any) -> Seen:
    """A message's blocks as one Seen of kind ``all``."""
    return Seen("all", parts=tuple(map(_block, blocks)))


def read_notice(text: str, *, mrkdwn: bool = True) -> Seen:
    """A message's own text; without ``mrkdwn`` it has no styles."""
    return Seen("text", parts=tuple(_markup(text, styles=mrkdwn, emoji=True)))


def _block(block: Any) -> Seen:
    kind = block["type"]
    if kind == "rich_text":
        return Seen("rich", parts=tuple(map(_paragraph, block["elements"])))
    if kind in ("context", "actions"):
        return Seen(kind, parts=tuple(map(_small, block["elements"])))
    if kind == "divider":
        return Seen("divider")
    if kind in ("section", "header"):
        return Seen(kind, parts=(_object(block["text"]),))
    msg = f"no such block: {kind}"
    raise ValueError(msg)


def _small(element: Any) -> Seen:
    if element["type"] == "button":
        return Seen("button", parts=(_object(element["text"]),), leads=element.get("url", ""))
    return _object(element)


_PARAGRAPHS = {"rich_text_section": "paragraph", "rich_text_quote": "quotation", "rich_text_list": "list"}


def _paragraph(element: Any) -> Seen:
    inside = _paragraph if element["type"] == "rich_text_list" else _leaf
    return Seen(_PARAGRAPHS[element["type"]], parts=tuple(map(inside, element["elements"])))


def _leaf(element: Any) -> Seen:
    kind = element["type"]
    if kind == "text":
        seen = Seen("text", element["text"])
    elif kind == "link":
        seen = Seen("link", element.get("text") or element["url"], leads=element["url"])
    elif kind == "channel":
        seen = Seen("channel", f"#{element['channel_id']}", leads=element["channel_id"])
    elif kind == "emoji":
        seen = Seen("emoji", f":{element['name']}:")
    else:  # a person, a group, everybody: what pings
        seen = Seen("mention", str(element))
    for style, on in element.get("style", {}).items():
        seen = Seen(style, parts=(seen,)) if on else seen
    return seen


def _object(element: Any) -> Seen:
    if element["type"] == "plain_text":
        parts = _markup(element["text"], styles=False, emoji=element.get("emoji", True))
    else:
        parts = _markup(element["text"], styles=True, emoji=True, bare=not element.get("verbatim", False))
    return Seen("object", parts=tuple(parts))


_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ENTITY = re.compile("&amp;|&lt;|&gt;")
_ANGLED = re.compile(r"<([@!#]?)([^<>|]*)(?:\|([^<>]*))?>")
_EMOJI = re.compile(r":[^\s:&;<>]{1,100}:")
_BARE = re.compile(r"(?:https?://|mailto:|www\.)[^\s<>]+")
_STYLES = (
    ("code", re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)),
    ("bold", re.compile(r"\*([^*\n]+)\*")),
    ("italic", re.compile(r"_([^_\n]+)_")),
    ("strike", re.compile(r"~([^~\n]+)~")),
)
_QUOTED = re.compile(r"(?:^|(?<=\n))&gt;([^\n]*)")
_KINDS = {"@": "mention", "!": "mention", "#": "channel", "": "link"}


def _markup(text: str, *, styles: bool, emoji: bool, bare: bool = False) -> Iterator[Seen]:
    at = 0
    while at < len(text):
        seen, at = _construct(text, at, styles=styles, emoji=emoji, bare=bare)
        yield seen


def _construct(text: str, at: int, *, styles: bool, emoji: bool, bare: bool) -> tuple[Seen, int]:
    if styles and (match := _QUOTED.match(text, at)):
        return Seen("quotation", parts=tuple(_markup(match[1], styles=True, emoji=emoji, bare=bare))), match.end()
    if match := _ANGLED.match(text, at):
        return Seen(_KINDS[match[1]], match[3] or match[2], leads=match[2]), match.end()
    if match := _ENTITY.match(text, at):
        return Seen("text", _ENTITIES[match[0]]), match.end()
    for kind, pattern, on in (("emoji", _EMOJI, emoji), ("link", _BARE, bare)):
        if on and (match := pattern.match(text, at)):
            return Seen(kind, match[0], leads=match[0] if kind == "link" else ""), match.end()
    for kind, pattern in _STYLES if styles else ():
        if match := pattern.match(text, at):
            inside = next(group for group in match.groups() if group is not None)
            return Seen(kind, parts=tuple(_markup(inside, styles=True, emoji=emoji, bare=bare))), match.end()
    return Seen("text", text[at]), at + 1
