"""A message or a view measured against Slack's limits before it is sent: faults named, or cut and logged in service.

The limits are those of Slack's reference (Block Kit: blocks, elements, composition objects; Surfaces: modals). The sum
over a message stands in none: messages of 11,341 characters of text were refused (bolt-js, issue 2867) and some of
13,297 taken (issue 2509), so that a message of ours stays below 10,000, links and values counted too. Lengths are
UTF-16 code units, which is never less than what Slack may count.
"""

from collections.abc import Iterator
from typing import Any

from bot.desk.cutting import size
from bot.desk.measuring import Measure, clipped, fitted, too_long, too_many, twins

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TEXT = 3000
"""Of a text object, unless where it stands sets less: a section, a line of a context."""

FIELD = 2000
HEADER = 150
CONTEXT = 10
FIELDS = 10
ACTIONS = 25
BUTTON = 75
VALUE = 2000
ACTION_ID = 255
BLOCK_ID = 255
URL = 3000
OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
INPUT_LABEL = 2000
INPUT_LONGEST = 3000
TITLE = 24
METADATA = 3000
FALLBACK = 4000
"""Of a message's own text: longer ones Slack advises against."""

TOTAL = 10_000
"""Of all texts, links and values of the blocks of a message together."""

Payload = dict[str, Any]
"""A message or a view as Slack's API takes it."""


def weight(part: Any) -> int:
    """What a block, an element or any list of them counts towards TOTAL."""
    if isinstance(part, list | tuple):
        return sum(map(weight, part))
    if not isinstance(part, dict):
        return 0
    own = sum(size(part[key]) for key in ("text", "url", "value", "channel_id") if isinstance(part.get(key), str))
    return own + sum(weight(value) for value in part.values() if isinstance(value, dict | list))


def faults(payload: Payload) -> list[str]:
    """What Slack would refuse in a message or a view, one line each; empty if it is fit to be sent."""
    measures = list(_texts(payload))
    found = too_long(measures)
    found += [f"{where} is empty" for holder, key, _, where in measures if not holder[key]]
    lists = list(_lists(payload))
    found += too_many(lists)
    found += [f"{where} are none" for holder, key, _, where in lists if key == "elements" and not holder[key]]
    if "type" not in payload and (total := weight(payload.get("blocks", []))) > TOTAL:
        found.append(f"the blocks have {total} of at most {TOTAL} together")
    ids = [each["action_id"] for each in _all(payload) if "action_id" in each]
    # In a view the same id stands in several blocks by right: a list with a button in each row.
    return found + (twins(ids, "action id") if "type" not in payload else [])


def checked(payload: Payload, *, strict: bool = False) -> Payload:
    """The payload, fit to be sent. A fault is our own: ``strict`` raises Oversized, else it is logged and mended."""
    return fitted(payload, faults(payload), _mended, "Slack", strict=strict)


def _mended(payload: Payload) -> Payload:
    for holder, key, most, _ in _lists(payload):
        holder[key] = holder[key][:most]
    for holder, key, most, _ in _texts(payload):
        holder[key] = clipped(holder[key], most) or "–"
    if "type" not in payload:
        _part_twins(payload)
    if "blocks" in payload:
        payload["blocks"] = [block for block in payload["blocks"] if _is_whole(block)]
    while "type" not in payload and (over := weight(payload.get("blocks", [])) - TOTAL) > 0:
        holder = max((each for each in _all(payload) if _is_text(each)), key=lambda each: size(each["text"]))
        if size(holder["text"]) < 2:
            payload["blocks"].pop()
            continue
        holder["text"] = clipped(holder["text"], max(size(holder["text"]) - over, 1))
    return payload


def _part_twins(payload: Payload) -> None:
    """Of two elements with one action id the first stays."""
    seen: set[str] = set()
    for block in payload.get("blocks", []):
        if block.get("type") != "actions":
            seen |= {each["action_id"] for each in _all(block) if "action_id" in each}
    for block in payload.get("blocks", []):
        if block.get("type") == "actions":
            kept = {each["action_id"]: each for each in reversed(block["elements"]) if each["action_id"] not in seen}
            seen |= set(kept)
            block["elements"] = list(reversed(kept.values()))


def _is_whole(part: Payload) -> bool:
    """Whether a block or a paragraph in it holds anything."""
    inside = part.get("elements")
    return inside is None or (bool(inside) and all(map(_is_whole, inside)))


def _is_text(part: Payload) -> bool:
    return isinstance(part.get("text"), str) and part.get("type") != "link"


def _texts(payload: Payload) -> Iterator[Measure]:
    if isinstance(payload.get("text"), str):
        yield payload, "text", FALLBACK, "the text for notifications"
    for key in ("title", "submit", "close"):
        if key in payload:
            yield payload[key], "text", TITLE, f"the view's {key}"
    if "private_metadata" in payload:
        yield payload, "private_metadata", METADATA, "the view's metadata"
    if "callback_id" in payload:
        yield payload, "callback_id", ACTION_ID, "the view's callback id"
    for number, block in enumerate(payload.get("blocks", []), 1):
        yield from _block_texts(block, f"block {number}")


def _block_texts(block: Payload, where: str) -> Iterator[Measure]:
    if "block_id" in block:
        yield block, "block_id", BLOCK_ID, f"{where}'s id"
    if isinstance(block.get("text"), dict):
        yield block["text"], "text", HEADER if block["type"] == "header" else TEXT, f"{where}'s text"
    for field in block.get("fields", []):
        yield field, "text", FIELD, f"a field of {where}"
    if "label" in block:
        yield block["label"], "text", INPUT_LABEL, f"{where}'s label"
    for element in _all([block.get(key) for key in ("elements", "element", "accessory")]):
        yield from _element_texts(element, block["type"], where)


def _element_texts(element: Payload, block: str, where: str) -> Iterator[Measure]:
    """Of what stands in a block: text of rich text and contexts, buttons, selects and their options."""
    if isinstance(element.get("text"), str) and block in ("rich_text", "context"):
        yield element, "text", FIELD if block == "context" else TOTAL, f"a text of {where}"
    if element.get("type") == "link":
        yield element, "url", URL, f"a link of {where}"
    for key, most in (("action_id", ACTION_ID), ("value", VALUE)):
        if key in element and "type" in element:
            yield element, key, most, f"{key.replace('_', ' ')} of {where}"
    if element.get("type") == "button":
        yield element["text"], "text", BUTTON, f"a button of {where}"
    if "placeholder" in element:
        yield element["placeholder"], "text", PLACEHOLDER, f"a placeholder of {where}"
    for option in element.get("options", []):
        yield option["text"], "text", OPTION_TEXT, f"an option of {where}"
        yield option, "value", OPTION_VALUE, f"an option's value of {where}"


def _lists(payload: Payload) -> Iterator[Measure]:
    if "blocks" in payload:
        yield payload, "blocks", VIEW_BLOCKS if "type" in payload else MESSAGE_BLOCKS, "blocks"
    for number, block in enumerate(payload.get("blocks", []), 1):
        most = {"context": CONTEXT, "actions": ACTIONS}.get(block["type"], TOTAL)
        for part in _all(block):
            if "elements" in part:
                yield part, "elements", most, f"elements of block {number}"
            if "fields" in part:
                yield part, "fields", FIELDS, f"fields of block {number}"
            if "options" in part:
                yield part, "options", OPTIONS, f"options of block {number}"


def _all(part: Any) -> Iterator[Payload]:
    """Every object at any depth, the outer ones first."""
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _all(value)
    elif isinstance(part, list):
        for each in part:
            yield from _all(each)
