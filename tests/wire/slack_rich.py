"""What Slack refuses of rich text: elements it does not know, empty ones, styles and links that are none.

As in Slack's reference (Block Kit: rich text block and its elements). This house's own rule is stricter: what pings
people (a person, a group, everybody) is no element of its messages.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tests.wire.slack_world import Json

URL = 3000
WHOLE = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
LEAVES = {
    "text": {"type", "text", "style"},
    "link": {"type", "url", "text", "style", "unsafe"},
    "emoji": {"type", "name", "unicode", "style"},
    "channel": {"type", "channel_id", "style"},
    "date": {"type", "timestamp", "format", "url", "fallback"},
}
STYLES = {"bold", "italic", "strike", "code", "underline"}
EXTRA = {"rich_text_list": {"style", "indent", "offset", "border"}, "rich_text_quote": {"border"},
         "rich_text_preformatted": {"border", "language"}}  # fmt: skip


def rich_faults(block: Json, where: str) -> list[str]:
    """Of a ``rich_text`` block."""
    parts = block.get("elements")
    if not isinstance(parts, list) or not parts or set(block) - {"type", "block_id", "elements"}:
        return [f"{where}: elements and nothing else"]
    return [fault for number, part in enumerate(parts) for fault in _whole(part, f"{where}.elements[{number}]")]


def _whole(part: Json, where: str) -> Iterator[str]:
    kind = part.get("type")
    if kind not in WHOLE:
        yield f"{where}: unsupported {kind!r}"
        return
    if extra := set(part) - {"type", "elements"} - EXTRA.get(str(kind), set()):
        yield f"{where}: unsupported fields {sorted(extra)}"
    inside = part.get("elements")
    if not isinstance(inside, list) or not inside:
        yield f"{where}: elements must not be empty"
        return
    for number, leaf in enumerate(inside):
        at = f"{where}.elements[{number}]"
        if kind == "rich_text_list":
            yield from _whole(leaf, at) if leaf.get("type") == "rich_text_section" else [f"{at}: a section is wanted"]
        else:
            yield from _leaf(leaf, at)
    if kind == "rich_text_list" and part.get("style") not in ("bullet", "ordered"):
        yield f"{where}: style bullet or ordered"


def _leaf(leaf: Json, where: str) -> Iterator[str]:
    kind = str(leaf.get("type"))
    known = LEAVES.get(kind)
    if known is None or set(leaf) - known:
        yield f"{where}: unsupported {kind!r} or fields {sorted(set(leaf) - (known or set()))}"
        return
    if kind == "text" and not (isinstance(leaf.get("text"), str) and leaf["text"]):
        yield f"{where}: a text must not be empty"
    if kind == "link":
        yield from url_faults(leaf, where, needed=True)
        if "text" in leaf and not leaf["text"]:
            yield f"{where}: a link's text must not be empty"
    style = leaf.get("style", {"bold": True})
    if not isinstance(style, dict) or not style or set(style) - STYLES or set(map(type, style.values())) != {bool}:
        yield f"{where}: style {style!r}"


def url_faults(part: Json, where: str, *, needed: bool = False) -> list[str]:
    """Of the field ``url``."""
    if "url" not in part and not needed:
        return []
    return [] if _is_url(part.get("url")) else [f"{where}: not a sound link: {part.get('url')!r:.100}"]


def _is_url(url: Any) -> bool:
    if not isinstance(url, str) or len(url) > URL or any(letter.isspace() for letter in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
