"""What a button or a form does -> the ids and values that Slack hands back when it is used, and back again, strictly.

A button's ``action_id`` is ``or:<action>`` and its ``value`` the state as ``bot.desk.state`` writes it; a form carries
the state in its ``private_metadata``, with the conversation it was opened in, which Slack does not tell of a form.
All of it comes from other people's machines: anything that was not made here is nobody's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.state import WORDS, State, decode, encode

KEEP = "keep"
"""The action of *Keep to myself*, which no desk carries out: Slack deletes what only one person sees."""

ASK = "or:ask"
"""The ``callback_id`` of a form with one text field."""

BUTTONS = re.compile(r"or:[a-z]{1,20}(?::[1-9][0-9]?)?", re.ASCII)
"""Every ``action_id`` of a button of ours, and nobody else's."""

_FORM = re.compile(r"(or1:[^ ]{1,96})(?: ([CDG][A-Z0-9]{1,20})(?: ([0-9]{1,20}\.[0-9]{1,10}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back from a form: which button opened it, what was typed, in which conversation and thread."""

    state: State
    words: str
    channel: str = ""
    thread: str = ""


def action_id(action: str, number: int = 1) -> str:
    """The id of a button; in one message no two may be alike, so the second of an action is ``or:<action>:2``."""
    return f"or:{action}" if number == 1 else f"or:{action}:{number}"


def pressed(action: Mapping[str, Any]) -> State | None:
    """What an action of ``block_actions`` asks for; None if the button is none of ours."""
    ident, value = action.get("action_id"), action.get("value")
    if not isinstance(ident, str) or not isinstance(value, str) or BUTTONS.fullmatch(ident) is None:
        return None
    state = decode(value)
    return state if state and ident.split(":")[1] == state.action else None


def metadata(state: State, channel: str = "", thread: str = "") -> str:
    """The ``private_metadata`` of a form opened by a button of that state in a conversation, and in a thread of it.

    Raises ValueError for what has no place in one.
    """
    made = " ".join(part for part in (encode(state), channel, thread) if part)
    if _FORM.fullmatch(made) is None:
        raise ValueError(f"no form can hold {state!r} in {channel!r}, {thread!r}")
    return made


def asked(view: Mapping[str, Any]) -> Asked | None:
    """What the view of a ``view_submission`` brings back; None if it is no form of ours."""
    carried = view.get("private_metadata")
    if view.get("callback_id") != ASK or not isinstance(carried, str):
        return None
    form = _FORM.fullmatch(carried)
    state = decode(form[1]) if form else None
    if form is None or state is None:
        return None
    return Asked(state, _typed(view), form[2] or "", form[3] or "")


def _typed(view: Mapping[str, Any]) -> str:
    """The words in the form's field; Slack tells None of one left empty."""
    held: Any = view
    for key in ("state", "values", WORDS, WORDS, "value"):
        held = held.get(key) if isinstance(held, Mapping) else None
    return held if isinstance(held, str) else ""
