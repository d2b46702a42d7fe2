"""A message's payload measured against Discord's limits before it is sent: faults named, or cut and logged in service.

The limits are those of Discord's documentation (Message, Embed Limits, Components). Its API counts code points
(discord-api-docs, issue 1315), its clients UTF-16 code units; we count the latter, which is never less.
"""

from collections.abc import Iterator
from typing import Any

from bot.desk.cutting import size
from bot.desk.measuring import Measure, clipped, fitted, too_long, too_many, twins

CONTENT = 2000
EMBEDS = 10
TITLE = 256
AUTHOR = 256
DESCRIPTION = 4096
FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1024
FOOTER = 2048
TOTAL = 6000
"""Of all titles, descriptions, authors, footers, names and values of fields of all embeds of a message together."""

ROWS = 5
BUTTONS = 5
BUTTON_LABEL = 80
CUSTOM_ID = 100
MODAL_TITLE = 45
INPUT_LABEL = 45
INPUT_LONGEST = 4000
CHOICE = 100

Payload = dict[str, Any]
"""A message or a modal as Discord's API takes it."""


def embed_size(embed: Payload) -> int:
    """What an embed counts towards TOTAL."""
    fields = embed.get("fields", [])
    texts = [embed.get("title", ""), embed.get("description", "")]
    texts += [embed.get("author", {}).get("name", ""), embed.get("footer", {}).get("text", "")]
    return sum(map(size, [*texts, *(field[key] for field in fields for key in ("name", "value"))]))


def faults(payload: Payload) -> list[str]:
    """What Discord would refuse in a message or a modal, one line each; empty if it is fit to be sent."""
    found = too_long(_texts(payload))
    found += [f"{where} is empty" for holder, key, _, where in _needed(payload) if not holder[key].strip()]
    found += too_many(_lists(payload))
    sizes = list(map(embed_size, payload.get("embeds", [])))
    found += [f"embed {number} is empty" for number, each in enumerate(sizes, 1) if not each]
    total = sum(sizes)
    if total > TOTAL:
        found.append(f"the embeds have {total} of at most {TOTAL} together")
    ids = [button["custom_id"] for button in _buttons(payload) if "custom_id" in button]
    return found + twins(ids, "custom id")


def checked(payload: Payload, *, strict: bool = False) -> Payload:
    """The payload, fit to be sent. A fault is our own: ``strict`` raises Oversized, else it is logged and mended."""
    return fitted(payload, faults(payload), _mended, "Discord", strict=strict)


def _mended(payload: Payload) -> Payload:
    for holder, key, most, _ in _lists(payload):
        holder[key] = holder[key][:most]
    for holder, key, most, _ in _texts(payload):
        holder[key] = _cut(holder[key], most)
    for holder, key, _, _ in _needed(payload):
        holder[key] = holder[key] if holder[key].strip() else "–"
    _part_twins(payload)
    if "embeds" in payload:
        payload["embeds"] = [embed for embed in payload["embeds"] if embed_size(embed)]
    for embed in reversed(payload.get("embeds", [])):
        over = sum(map(embed_size, payload["embeds"])) - TOTAL
        if over > 0:
            description = embed.get("description", "")
            embed["description"] = _cut(description, max(size(description) - over, 1))
    while sum(map(embed_size, payload.get("embeds", []))) > TOTAL:
        payload["embeds"].pop()
    return payload


def _part_twins(payload: Payload) -> None:
    """Of two buttons with one custom id the first stays."""
    seen: set[str] = set()
    for row in payload.get("components", []):
        kept = []
        for button in row["components"]:
            ident = button.get("custom_id")
            if ident is None or ident not in seen:
                kept.append(button)
            if ident is not None:
                seen.add(ident)
        row["components"] = kept
    payload["components"] = [row for row in payload.get("components", []) if row["components"]]


def _cut(text: str, most: int) -> str:
    """At most ``most`` units of ``text``, never a lone backslash at the end, which would act on what follows."""
    if size(text) <= most:
        return text
    kept = clipped(text, most)[:-1]
    trailing = len(kept) - len(kept.rstrip("\\"))
    return (kept[:-1] if trailing % 2 else kept) + "…"


def _texts(payload: Payload) -> Iterator[Measure]:
    if payload.get("content"):
        yield payload, "content", CONTENT, "the content"
    if "title" in payload:
        yield payload, "title", MODAL_TITLE, "the form's title"
    if "custom_id" in payload:
        yield payload, "custom_id", CUSTOM_ID, "the form's custom id"
    for number, embed in enumerate(payload.get("embeds", []), 1):
        yield from _embed_texts(embed, f"embed {number}")
    for button in _buttons(payload):
        if "label" in button:
            yield button, "label", INPUT_LABEL if button.get("type") == 4 else BUTTON_LABEL, "a label"
        if "custom_id" in button:
            yield button, "custom_id", CUSTOM_ID, "a custom id"


def _embed_texts(embed: Payload, where: str) -> Iterator[Measure]:
    for key, most in (("title", TITLE), ("description", DESCRIPTION)):
        if key in embed:
            yield embed, key, most, f"{where}'s {key}"
    if "author" in embed:
        yield embed["author"], "name", AUTHOR, f"{where}'s author"
    if "footer" in embed:
        yield embed["footer"], "text", FOOTER, f"{where}'s footer"
    for field in embed.get("fields", []):
        yield field, "name", FIELD_NAME, f"{where}'s field name"
        yield field, "value", FIELD_VALUE, f"{where}'s field value"


def _needed(payload: Payload) -> Iterator[Measure]:
    """Texts that must not be empty if they are given at all."""
    for measure in _texts(payload):
        holder, key = measure[0], measure[1]
        if key not in ("content", "description") and not (key == "label" and holder.get("emoji")):
            yield measure


def _lists(payload: Payload) -> Iterator[Measure]:
    for holder, key, most, where in (
        (payload, "embeds", EMBEDS, "embeds"),
        (payload, "components", ROWS, "rows of buttons"),
        *((embed, "fields", FIELDS, "fields") for embed in payload.get("embeds", [])),
        *((row, "components", BUTTONS, "buttons of a row") for row in payload.get("components", [])),
    ):
        if key in holder:
            yield holder, key, most, where


def _buttons(payload: Payload) -> Iterator[Payload]:
    for row in payload.get("components", []):
        yield from row["components"]
