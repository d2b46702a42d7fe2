"""A button's meaning as the id that a platform hands back when it is pressed, and back again, strictly.

The form is ``or1:<action>:<answer>:<at>``, ``or1`` being its version, at most 100 characters (Discord's limit of a
custom id; Slack's of a value is 2,000). Ids come from other people's machines: anything that ``encode`` would not have
made is nobody's.
"""

import re
from dataclasses import dataclass

_FORM = re.compile(r"or1:([a-z]{1,20}):([A-Za-z0-9_-]{1,40}):(0|[1-9][0-9]{0,4})", re.ASCII)

WORDS = "words"
"""The id of a form's one text field."""


@dataclass(frozen=True, slots=True)
class State:
    """What a button does, to which remembered answer, to which of its excerpts (from 0)."""

    action: str
    answer: str
    at: int = 0


def encode(state: State) -> str:
    """The id; raises ValueError for what has no place in one."""
    made = f"or1:{state.action}:{state.answer}:{state.at}"
    if _FORM.fullmatch(made) is None:
        raise ValueError(f"no id can hold {state!r}")
    return made


def decode(ident: str) -> State | None:
    """What ``encode`` was given; None for anything it did not make."""
    form = _FORM.fullmatch(ident)
    return State(form[1], form[2], int(form[3])) if form else None
