"""A command's options -> the fields of a modal, and what was filled in -> arguments: declared once, at the desk."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.adapters.slack.limits import INPUT_LABEL, OPTION_TEXT, OPTION_VALUE, OPTIONS, PLACEHOLDER
from bot.adapters.slack.mrkdwn import plain_text
from bot.desk.command import Choice, Kind, Option

COMPLETE = "complete:"
"""How the action id of a field begins that is completed while it is typed into; the option's name follows."""

FILLED = "filled:"
"""How the action id of every other field begins."""

LONGEST = 500
"""Characters of what is typed into a field (Slack takes 3,000)."""

Block = dict[str, Any]
Filled = dict[str, str | tuple[str, ...]]
"""What was filled in by the option's name; several conversations where they are chosen."""

_SWITCH = (Choice("yes", "yes"), Choice("no", "no"))


def fields(
    options: Iterable[Option],
    filled: Mapping[str, str | tuple[str, ...]] | None = None,
    shown: Mapping[str, str] | None = None,
) -> list[Block]:
    """An input block for each option, with what is ``filled`` in already, and how that is ``shown`` if otherwise."""
    known, names = filled or {}, shown or {}
    return [_field(option, known.get(option.name, ""), names.get(option.name, "")) for option in options]


def choice(shown: str, value: str) -> Block:
    """An option of a list."""
    return {"text": words(shown or value, OPTION_TEXT), "value": value}


def offered(choices: Iterable[Choice], typed: str) -> list[Block]:
    """Options of a list that is completed: the choices, and what was typed itself unless it is among them."""
    kept: dict[str, Block] = {}
    own = [Choice(f"“{typed}”", typed)] if typed else []
    for each in (*choices, *own):
        if 0 < len(each.value) <= OPTION_VALUE and each.value not in kept:
            kept[each.value] = choice(each.name, each.value)
    return list(kept.values())[:OPTIONS]


def filled_in(view: Mapping[str, Any]) -> Filled:
    """What stands in the fields of a view, empty ones left out."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    return dict(_filled(values)) if isinstance(values, Mapping) else {}


def arguments(filled: Filled) -> dict[str, str]:
    """What is filled in as a command's arguments; choices of several are not among them."""
    return {name: value for name, value in filled.items() if isinstance(value, str)}


def words(text: str, most: int = INPUT_LABEL) -> Block:
    """A text object that is shown as it is."""
    return plain_text(text, most)


def _filled(values: Mapping[str, Any]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for name, actions in values.items():
        elements: Sequence[object] = list(actions.values()) if isinstance(actions, Mapping) else []
        element = elements[0] if elements else None
        if isinstance(element, Mapping) and (value := _value(element)) is not None:
            yield name, value


def _value(element: Mapping[str, Any]) -> str | tuple[str, ...] | None:
    several = element.get("selected_conversations")
    if isinstance(several, list):
        return tuple(each for each in several if isinstance(each, str))
    chosen = element.get("selected_option")
    found = chosen.get("value") if isinstance(chosen, Mapping) else element.get("value")
    return found if isinstance(found, str) and found.strip() else None


def _field(option: Option, filled: str | tuple[str, ...], shown: str) -> Block:
    return {
        "type": "input",
        "block_id": option.name,
        "optional": not option.required,
        "label": words(option.name.capitalize()),
        "hint": words(option.description),
        "element": _element(option, filled, shown),
    }


def _element(option: Option, filled: str | tuple[str, ...], shown: str) -> Block:
    filled_id = FILLED + option.name
    if option.kind is Kind.CHANNEL:
        chosen = {"initial_conversations": list(filled)} if filled and not isinstance(filled, str) else {}
        only = {"include": ["public", "private"], "exclude_bot_users": True}
        return {"type": "multi_conversations_select", "action_id": filled_id, "filter": only, **chosen}
    known = filled if isinstance(filled, str) else ""
    fixed = _SWITCH if option.kind is Kind.SWITCH else option.choices
    if fixed:
        listed = [choice(each.name, each.value) for each in fixed]
        begun = next((each for each in listed if each["value"] == known), None)
        return {"type": "static_select", "action_id": filled_id, "options": listed, **_initial(begun)}
    if option.complete is not None:
        begun = choice(shown or known, known) if known else None
        hint = words(option.description, PLACEHOLDER)
        return {
            "type": "external_select",
            "action_id": COMPLETE + option.name,
            "min_query_length": 0,
            "placeholder": hint,
            **_initial(begun),
        }
    typed = {"type": "plain_text_input", "action_id": filled_id, "max_length": LONGEST}
    return typed | ({"initial_value": known} if known else {})


def _initial(begun: Block | None) -> Block:
    return {"initial_option": begun} if begun else {}
