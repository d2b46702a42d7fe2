"""What reaches the desk from a platform: a command, a pressed button, a word being typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.place import Place


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps the bot from posting somewhere, and what to do about it: a sentence each."""

    problem: str
    mend: str = ""


def unhindered(place: Place) -> Obstacle | None:  # noqa: ARG001  any place will do
    """Nothing is known to be in the way."""
    return None


@dataclass(frozen=True, slots=True)
class Request:
    """A command with its arguments by option name, as typed.

    ``may_manage`` tells that the person may change the place's settings; ``open`` that the reply will be seen by all
    whatever the place prefers, as where the bot was mentioned. ``obstacle`` asks the platform what would keep the bot
    from posting in a channel; it may take seconds, and never raises.
    """

    command: str
    place: Place
    person: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    may_manage: bool = False
    open: bool = False
    obstacle: Callable[[Place], Obstacle | None] = field(default=unhindered, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: its ``action`` on excerpt ``at`` (from 0) of the remembered answer ``answer``.

    ``words`` is what was typed into the form the button opened, None before that. ``alone`` tells that only the person
    sees the message the button stands on.
    """

    action: str
    answer: str
    at: int
    place: Place
    person: str
    may_manage: bool = False
    alone: bool = False
    words: str | None = None
