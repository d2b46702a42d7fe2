"""What Slack refuses: a message, a view, options -> the faults it would name, none if it takes them.

First slack_sdk's own models, then what they miss. Limits as in Slack's reference (Block Kit: blocks, elements,
composition objects; Surfaces: views); lengths count UTF-16 code units, the stricter of two readings. The sum over all
texts of a message stands in no reference: messages of some 13,000 were refused, so 10,000 is the line drawn here.
"""

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.wire.slack_rich import rich_faults, url_faults
from tests.wire.slack_world import Json, elements

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
SECTION, HEADER, FIELD, FIELDS = 3000, 150, 2000, 10
BUTTON, VALUE, ACTION_ID, BLOCK_ID, PLACEHOLDER = 75, 2000, 255, 255, 150
CONTEXT, ACTIONS = 10, 25
LABEL, HINT, INPUT_LENGTH = 2000, 2000, 3000
TITLE, METADATA, CALLBACK = 24, 3000, 255
OPTIONS, OPTION_TEXT, OPTION_VALUE = 100, 75, 150
ALL_TEXT, FALLBACK = 10_000, 4000

IN_MESSAGE = {"section", "header", "context", "actions", "divider", "rich_text"}
IN_VIEW = IN_MESSAGE | {"input"}
ELEMENTS = {
    "button": {"type", "text", "action_id", "value", "url", "style", "confirm", "accessibility_label"},
    "external_select": {"type", "action_id", "placeholder", "min_query_length", "initial_option", "focus_on_load"},
    "static_select": {"type", "action_id", "placeholder", "options", "initial_option", "focus_on_load"},
    "conversations_select": {
        "type", "action_id", "placeholder", "initial_conversation", "default_to_current_conversation", "filter",
        "response_url_enabled"},
    "multi_conversations_select": {
        "type", "action_id", "placeholder", "initial_conversations", "max_selected_items", "filter"},
    "channels_select": {"type", "action_id", "placeholder", "initial_channel"},
    "plain_text_input": {
        "type", "action_id", "placeholder", "multiline", "initial_value", "min_length", "max_length", "focus_on_load"},
    "radio_buttons": {"type", "action_id", "options", "initial_option"},
    "checkboxes": {"type", "action_id", "options", "initial_options"},
}  # fmt: skip

_TAG = re.compile(r"<([^<>]*)>")
_SOUND_TAG = re.compile(r"(?:https?://|mailto:)[^\s|<>]+(?:\|[^<>|]*)?|#[CDG][A-Z0-9]+(?:\|[^<>|]*)?|!date\^[^<>]+")


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message_faults(body: Any) -> list[str]:
    """Of a message: sent by a method, by a ``response_url`` or with an acknowledgement."""
    if not isinstance(body, dict):
        return ["a message is an object"]
    blocks, text = body.get("blocks") or [], body.get("text")
    faults = list(_blocks(blocks, IN_MESSAGE, MESSAGE_BLOCKS))
    if not isinstance(text, str) or not text.strip():
        faults.append("no_text: the text for notifications is missing")
    else:
        faults += [f"text: {fault}" for fault in markup_faults(text)]
        if units(text) > FALLBACK:
            faults.append(f"text: {units(text)} of {FALLBACK} characters")
    seen = [part.get("action_id") for _, part in elements(blocks)]
    if len(set(seen)) < len(seen):
        faults.append("action_id: stands twice in the message")
    if (total := sum(units(text) for text in texts(blocks))) > ALL_TEXT:
        faults.append(f"msg_blocks_too_long: {total} of {ALL_TEXT} characters")
    if body.get("link_names") or body.get("parse") == "full":
        faults.append("link_names: names must not become mentions")
    return faults


def view_faults(view: Any, kind: str) -> list[str]:
    """Of a view: a ``modal`` or ``home``."""
    if not isinstance(view, dict) or view.get("type") != kind:
        return [f"a view of type {kind} is wanted"]
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        return ["blocks: missing"]
    faults = list(_blocks(blocks, IN_VIEW, VIEW_BLOCKS))
    faults += _length(view, "private_metadata", METADATA, "view") + _length(view, "callback_id", CALLBACK, "view")
    if kind == "modal":
        for name in ("title", "submit", "close"):
            faults += _text(view.get(name), TITLE, f"view.{name}", plain=True) if name in view else []
        if "title" not in view:
            faults.append("view.title: missing")
        if any(block.get("type") == "input" for block in blocks) and "submit" not in view:
            faults.append("view.submit: missing, though there are inputs")
    try:
        View(**view).validate_json()
    except (SlackObjectFormationError, TypeError) as error:
        faults.append(f"view: {error}")
    return faults


def options_faults(told: Any) -> list[str]:
    """Of what is offered to somebody who types."""
    if not isinstance(told, dict) or not isinstance(told.get("options"), list):
        return ["options: missing"]
    return _options(told["options"], "options")


def texts(part: Any) -> Iterator[str]:
    """Every string that stands under the name ``text``, and every link, at any depth."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("text", "url") and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(part, list):
        for each in part:
            yield from texts(each)


def markup_faults(text: str) -> list[str]:
    """Of text in Slack's markup: what pings somebody (this house's own rule) and what is not escaped."""
    faults = [f"not escaped or forbidden: <{tag}>" for tag in _TAG.findall(text) if not _SOUND_TAG.fullmatch(tag)]
    bare = _TAG.sub("", text)
    if "<" in bare or ">" in bare or re.search(r"&(?!amp;|lt;|gt;)", bare):
        faults.append("& < > must be escaped")
    return faults


def _blocks(blocks: Any, allowed: set[str], most: int) -> Iterator[str]:
    if not isinstance(blocks, list) or len(blocks) > most:
        yield f"blocks: a list of at most {most}"
        return
    ids = [block.get("block_id") for block in blocks if block.get("block_id")]
    if len(set(ids)) < len(ids):
        yield "block_id: stands twice"
    for number, block in enumerate(blocks):
        where = f"blocks[{number}]"
        if block.get("type") not in allowed:
            yield f"{where}: unsupported type {block.get('type')!r}"
            continue
        yield from _length(block, "block_id", BLOCK_ID, where)
        yield from _block(block, where)
        yield from _by_the_models(block, where)
        actions = [part.get("action_id") for _, part in elements([block])]
        if len(set(actions)) < len(actions):
            yield f"{where}: an action_id stands twice"


def _by_the_models(block: Json, where: str) -> list[str]:
    try:
        parsed = Block.parse(block)
        if parsed is None:
            return [f"{where}: slack_sdk cannot read it"]
        parsed.validate_json()
    except (SlackObjectFormationError, TypeError) as error:
        return [f"{where}: {error}"]
    return []


def _block(block: Json, where: str) -> list[str]:
    check = {
        "section": _section, "header": _header, "context": _context, "actions": _actions, "input": _input,
        "rich_text": rich_faults,
    }.get(block["type"])  # fmt: skip
    return check(block, where) if check else []


def _header(block: Json, where: str) -> list[str]:
    return _text(block.get("text"), HEADER, where, plain=True)


def _context(block: Json, where: str) -> list[str]:
    faults = _several(block, CONTEXT, where)
    for part in block.get("elements") or []:
        faults += _text(part, FIELD, f"{where}.elements")
    return faults


def _actions(block: Json, where: str) -> list[str]:
    faults = _several(block, ACTIONS, where)
    for part in block.get("elements") or []:
        faults += _element(part, where)
    return faults


def _input(block: Json, where: str) -> list[str]:
    faults = _text(block.get("label"), LABEL, f"{where}.label", plain=True)
    faults += _text(block["hint"], HINT, f"{where}.hint", plain=True) if "hint" in block else []
    return faults + _element(block.get("element") or {}, where)


def _section(block: Json, where: str) -> list[str]:
    faults = _text(block["text"], SECTION, where) if "text" in block else []
    fields = block.get("fields") or []
    if not 1 <= len(fields) <= FIELDS and "text" not in block:
        faults.append(f"{where}: a text, or 1 to {FIELDS} fields")
    for part in fields:
        faults += _text(part, FIELD, f"{where}.fields")
    return faults + (_element(block["accessory"], where) if "accessory" in block else [])


def _several(block: Json, most: int, where: str) -> list[str]:
    return [] if 1 <= len(block.get("elements") or []) <= most else [f"{where}.elements: from 1 to {most}"]


def _text(text: Any, longest: int, where: str, *, plain: bool = False) -> list[str]:
    """Of a text object: its type, its length, its markup."""
    if not isinstance(text, dict) or text.get("type") not in (("plain_text",) if plain else ("plain_text", "mrkdwn")):
        return [f"{where}: a text object is wanted, not {text!r:.80}"]
    words = text.get("text")
    if not isinstance(words, str) or not words or units(words) > longest:
        return [f"{where}: text must be from 1 to {longest} characters"]
    return [f"{where}: {fault}" for fault in markup_faults(words)] if text["type"] == "mrkdwn" else []


def _length(of: Json, name: str, longest: int, where: str) -> list[str]:
    value = of.get(name)
    sound = value is None or (isinstance(value, str) and units(value) <= longest)
    return [] if sound else [f"{where}.{name}: at most {longest} characters"]


def _element(part: Json, where: str) -> list[str]:
    where = f"{where}.{part.get('action_id')}"
    known = ELEMENTS.get(str(part.get("type")))
    if known is None or set(part) - known:
        return [f"{where}: unsupported element {part.get('type')!r} or field {sorted(set(part) - (known or set()))}"]
    faults = _length(part, "action_id", ACTION_ID, where) + _length(part, "value", VALUE, where)
    if not part.get("action_id"):
        faults.append(f"{where}: action_id is missing")
    if part["type"] == "button":
        faults += _text(part.get("text"), BUTTON, where, plain=True) + url_faults(part, where)
        if part.get("style") not in (None, "primary", "danger"):
            faults.append(f"{where}: style {part['style']!r}")
    if "placeholder" in part:
        faults += _text(part["placeholder"], PLACEHOLDER, f"{where}.placeholder", plain=True)
    if part["type"] in ("static_select", "radio_buttons", "checkboxes"):
        faults += _options(part.get("options") or [], where, least=1)
    if not 1 <= part.get("max_length", INPUT_LENGTH) <= INPUT_LENGTH:
        faults.append(f"{where}: max_length from 1 to {INPUT_LENGTH}")
    return faults + (_options([part["initial_option"]], where) if "initial_option" in part else [])


def _options(options: list[Json], where: str, least: int = 0) -> list[str]:
    faults = [] if least <= len(options) <= OPTIONS else [f"{where}: from {least} to {OPTIONS} options"]
    for option in options:
        faults += _text(option.get("text"), OPTION_TEXT, f"{where}.text", plain=True)
        value = option.get("value")
        if not isinstance(value, str) or not value or units(value) > OPTION_VALUE:
            faults.append(f"{where}.value: from 1 to {OPTION_VALUE} characters")
    return faults
