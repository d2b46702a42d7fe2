"""What can be looked at to see whether On Record is fit to serve, and what was found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARN = "warn"  # it works, or could not be looked at
    BAD = "bad"  # it does not work until it is mended


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: ``text`` is one line, ``mend`` what to do about it (empty when nothing is to be done)."""

    state: State
    text: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. ``run`` may take seconds where a network is asked; it may raise OnRecordError."""

    name: str
    run: Callable[[], Finding]
