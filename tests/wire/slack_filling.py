"""A view and what a person fills in -> the state of its fields, as Slack sends it."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.wire.slack_world import Json, Posted, elements

Find = Callable[[Posted, str], tuple[Json, Json]]


def filled(view: Json, values: Mapping[str, Any], find: Find) -> Json:
    """``state.values``: every field by block and action id, empty unless a value was given.

    A value is a text, ids of channels with spaces between, the value of an offered option, or an option as a menu
    offered it. Raises LookupError for a
    field that is not there or an option that is not offered, ValueError for a field that must not stay empty.
    """
    state = {block["block_id"]: {part["action_id"]: _value(part, None)} for block, part in elements(view["blocks"])
             if part["type"] != "button"}  # fmt: skip
    posted = Posted(None, None, {}, view=view)
    given = set()
    for name, value in values.items():
        block, part = find(posted, name)
        given.add(block["block_id"])
        state[block["block_id"]] = {part["action_id"]: _value(part, value)}
    for block in view["blocks"]:
        if block["type"] == "input" and not block.get("optional") and block["block_id"] not in given:
            raise ValueError(f"{block['label']['text']!r} must be filled in")
    return state


def _value(part: Json, value: Any) -> Json:
    kind = part["type"]
    if kind == "plain_text_input":
        if value is not None and len(value) > part.get("max_length", 3000):
            raise ValueError(f"longer than {part['max_length']}")
        return {"type": kind, "value": part.get("initial_value") if value is None else value or None}
    if kind == "multi_conversations_select":
        chosen = value.split() if value else part.get("initial_conversations", [])
        return {"type": kind, "selected_conversations": chosen}
    if kind in ("conversations_select", "channels_select"):
        name = kind.removesuffix("s_select")
        return {"type": kind, f"selected_{name}": value or part.get(f"initial_{name}")}
    if kind == "checkboxes":
        ticked = [option for option in part["options"] if option["value"] == value]
        return {"type": kind, "selected_options": ticked or part.get("initial_options", [])}
    if isinstance(value, str):
        value = next((each for each in part.get("options", []) if value in (each["value"], each["text"]["text"])), None)
        if value is None:
            raise LookupError(f"not offered in {part['action_id']}")
    return {"type": kind, "selected_option": value or part.get("initial_option")}
