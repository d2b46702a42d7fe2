"""What Discord refuses: a payload of a message, a form or choices -> the errors it answers with, none if it is taken.

Limits as in Discord's reference (Resources: Message, Channel; Components; Interactions: Receiving and Responding).
Lengths count UTF-16 code units, the stricter of the two readings people report.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tests.wire.discord_world import BUTTON, EPHEMERAL, LABEL, ROW, TEXT_INPUT, Json

CONTENT, NONCE = 2000, 25
EMBEDS, ALL_EMBEDS = 10, 6000
TITLE, AUTHOR, DESCRIPTION, FOOTER = 256, 256, 4096, 2048
FIELDS, FIELD_NAME, FIELD_VALUE = 25, 256, 1024
ROWS, IN_ROW, CUSTOM_ID, BUTTON_LABEL = 5, 5, 100, 80
URL, LINK_BUTTON_URL = 2048, 512
FORM_TITLE, FORM_LABEL, FORM_TEXT, PLACEHOLDER = 45, 45, 4000, 100
CHOICES, CHOICE = 25, 100
PRIMARY, LINK = 1, 5

SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
CHANNEL_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS
RESPONSE_FLAGS = CHANNEL_FLAGS | EPHEMERAL

Fault = tuple[str, str, str]
"""Where (a dotted path), Discord's code, Discord's sentence."""

REQUIRED = ("BASE_TYPE_REQUIRED", "This field is required")


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def told(faults: Iterable[Fault], code: int = 50035, message: str = "Invalid Form Body") -> Json:
    """The body of Discord's 400."""
    errors: Json = {}
    for path, name, sentence in faults:
        at = errors
        for step in path.split("."):
            at = at.setdefault(step, {})
        at.setdefault("_errors", []).append({"code": name, "message": sentence})
    return {"message": message, "code": code, "errors": errors}


def message_faults(body: Any, *, flags: int = RESPONSE_FLAGS, edit: bool = False) -> list[Fault]:
    """Of a message: new, or the part an ``edit`` names. ``flags`` are those that may be set here."""
    if not isinstance(body, dict):
        return [("_", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")]
    faults = list(_text(body, "content", CONTENT, ""))
    faults += _text(body, "nonce", NONCE, "")
    faults += _mentions(body.get("allowed_mentions"))
    if body.get("flags") and (not isinstance(body["flags"], int) or body["flags"] & ~flags):
        faults.append(("flags", "FLAGS_INVALID", f"{body['flags']} may not be set here"))
    faults += _embeds(body.get("embeds"))
    faults += _rows(body.get("components"))
    if not edit and not any(body.get(name) for name in ("content", "embeds", "components")):
        faults.append(("content", "EMPTY_MESSAGE", "Cannot send an empty message"))
    return faults


def _mentions(allowed: Any) -> Iterator[Fault]:
    """This house's own rule, stricter than Discord's: every message says that it mentions nobody."""
    if not isinstance(allowed, dict) or allowed.get("parse") != []:
        yield "allowed_mentions", "MENTIONS_NOT_FORBIDDEN", f"must be present with an empty parse, not {allowed!r}"
    elif allowed.get("users") or allowed.get("roles") or allowed.get("replied_user"):
        yield "allowed_mentions", "MENTIONS_NOT_FORBIDDEN", f"must allow nobody, not {allowed!r}"


def _text(of: Json, name: str, longest: int, where: str, *, required: bool = False) -> Iterator[Fault]:
    """A string field. Discord strips a text before it asks whether it is there."""
    value, path = of.get(name), f"{where}{name}"
    if value is not None and not isinstance(value, str):
        yield path, "STRING_TYPE_CONVERT", "Could not interpret as string"
    elif required and not (value or "").strip():
        yield path, *REQUIRED
    elif value and units(value) > longest:
        yield path, "BASE_TYPE_MAX_LENGTH", f"Must be {longest} or fewer in length, not {units(value)}"


def _url(of: Json, name: str, longest: int, where: str) -> Iterator[Fault]:
    value, path = of.get(name), f"{where}{name}"
    if value is None:
        return
    try:
        parts = urlsplit(str(value))
        sound = parts.scheme in ("http", "https", "discord") and bool(parts.hostname) and " " not in str(value)
    except ValueError:
        sound = False
    if not sound:
        yield path, "URL_TYPE_INVALID_URL", f"Not a well formed URL: {value!r}"
    elif len(str(value)) > longest:
        yield path, "BASE_TYPE_MAX_LENGTH", f"Must be {longest} or fewer in length."


def _embeds(embeds: Any) -> Iterator[Fault]:
    if not isinstance(embeds, list):
        if embeds is not None:
            yield "embeds", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"
        return
    if len(embeds) > EMBEDS:
        yield "embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {EMBEDS} or fewer in length."
    for number, embed in enumerate(embeds):
        yield from _embed(embed, f"embeds.{number}.")
    total = sum(_size(embed) for embed in embeds)
    if total > ALL_EMBEDS:
        yield "embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {ALL_EMBEDS}: {total}"


def _size(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    texts.append((embed.get("author") or {}).get("name"))
    for row in embed.get("fields") or []:
        texts += [row.get("name"), row.get("value")]
    return sum(units(text) for text in texts if text)


def _embed(embed: Json, where: str) -> Iterator[Fault]:
    yield from _text(embed, "title", TITLE, where)
    yield from _text(embed, "description", DESCRIPTION, where)
    yield from _url(embed, "url", URL, where)
    if embed.get("footer") is not None:
        yield from _text(embed["footer"], "text", FOOTER, f"{where}footer.", required=True)
    if embed.get("author") is not None:
        yield from _text(embed["author"], "name", AUTHOR, f"{where}author.", required=True)
        yield from _url(embed["author"], "url", URL, f"{where}author.")
    rows = embed.get("fields") or []
    if len(rows) > FIELDS:
        yield f"{where}fields", "BASE_TYPE_MAX_LENGTH", f"Must be {FIELDS} or fewer in length."
    for number, row in enumerate(rows):
        yield from _text(row, "name", FIELD_NAME, f"{where}fields.{number}.", required=True)
        yield from _text(row, "value", FIELD_VALUE, f"{where}fields.{number}.", required=True)
    if not 0 <= (embed.get("color") or 0) <= 0xFFFFFF:
        yield f"{where}color", "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215."
    if embed.get("timestamp") and not _is_time(embed["timestamp"]):
        yield f"{where}timestamp", "DATE_TIME_TYPE_PARSE", "Could not parse. Should be ISO8601."
    if not (_size(embed) or embed.get("image") or embed.get("thumbnail")):
        yield f"{where}description", *REQUIRED


def _is_time(value: Any) -> bool:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _rows(rows: Any) -> Iterator[Fault]:
    """Rows of buttons (the only components of a message spoken here)."""
    if not isinstance(rows, list):
        if rows is not None:
            yield "components", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"
        return
    if len(rows) > ROWS:
        yield "components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {ROWS} in length."
    seen: set[str] = set()
    for number, row in enumerate(rows):
        where = f"components.{number}."
        parts = row.get("components") or []
        if row.get("type") != ROW:
            yield f"{where}type", "UNION_TYPE_CHOICES", f"Value of field must be {ROW}, an action row."
        if not 1 <= len(parts) <= IN_ROW:
            yield f"{where}components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {IN_ROW} in length."
        for place, part in enumerate(parts):
            yield from _button(part, f"{where}components.{place}.", seen)


def _button(part: Json, where: str, seen: set[str]) -> Iterator[Fault]:
    style = part.get("style")
    if part.get("type") != BUTTON:
        yield f"{where}type", "UNION_TYPE_CHOICES", f"Value of field must be {BUTTON}, a button."
    if style not in range(PRIMARY, LINK + 1):
        yield f"{where}style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5}."
    if not part.get("emoji"):
        yield from _text(part, "label", BUTTON_LABEL, where, required=True)
    if style == LINK:
        if not part.get("url") or part.get("custom_id"):
            yield f"{where}url", "COMPONENT_LINK_BUTTON", "A link button has a url and no custom_id"
        yield from _url(part, "url", LINK_BUTTON_URL, where)
        return
    yield from _text(part, "custom_id", CUSTOM_ID, where, required=True)
    if part.get("url"):
        yield f"{where}url", "COMPONENT_LINK_BUTTON", "A url and custom_id cannot both be specified"
    if part.get("custom_id") in seen:
        yield f"{where}custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
    seen.add(str(part.get("custom_id")))


def choices_faults(data: Any) -> list[Fault]:
    """Of what completion offers (values of text)."""
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, list):
        return [("choices", *REQUIRED)]
    faults: list[Fault] = []
    if len(choices) > CHOICES:
        faults.append(("choices", "BASE_TYPE_BAD_LENGTH", f"Must be between 0 and {CHOICES} in length."))
    for number, choice in enumerate(choices):
        faults += _text(choice, "name", CHOICE, f"choices.{number}.", required=True)
        faults += _text(choice, "value", CHOICE, f"choices.{number}.", required=True)
    return faults


def form_faults(data: Any) -> list[Fault]:
    """Of a form (a modal): rows or labels that hold one text field each."""
    if not isinstance(data, dict):
        return [("_", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")]
    faults = list(_text(data, "custom_id", CUSTOM_ID, "", required=True))
    faults += _text(data, "title", FORM_TITLE, "", required=True)
    parts = data.get("components") or []
    if not 1 <= len(parts) <= ROWS:
        faults.append(("components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {ROWS} in length."))
    for number, part in enumerate(parts):
        faults += _field(part, f"components.{number}.")
    fields = [str(field.get("custom_id")) for field in text_fields(data)]
    if len(set(fields)) < len(fields):
        faults.append(("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"))
    return faults


def text_fields(data: Json) -> list[Json]:
    """The text fields of a form, whether they stand in rows or in labels."""
    fields: list[Json] = []
    for part in data.get("components") or []:
        fields += [part.get("component") or {}] if part.get("type") == LABEL else part.get("components") or []
    return fields


def _field(part: Json, where: str) -> Iterator[Fault]:
    fields = text_fields({"components": [part]})
    if part.get("type") not in (ROW, LABEL) or len(fields) != 1 or fields[0].get("type") != TEXT_INPUT:
        yield f"{where}type", "UNION_TYPE_CHOICES", "A row or a label with one text field is wanted"
        return
    field = fields[0]
    labelled = part if part["type"] == LABEL else field
    yield from _text(labelled, "label", FORM_LABEL, where, required=True)
    yield from _text(field, "custom_id", CUSTOM_ID, where, required=True)
    yield from _text(field, "placeholder", PLACEHOLDER, where)
    yield from _text(field, "value", FORM_TEXT, where)
    if field.get("style") not in (1, 2):
        yield f"{where}style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}."
    if not 1 <= field.get("max_length", FORM_TEXT) <= FORM_TEXT or not 0 <= field.get("min_length", 0) <= FORM_TEXT:
        yield f"{where}max_length", "NUMBER_TYPE_MAX", f"A length is from 1 to {FORM_TEXT}"
