"""How a command is declared: its name, options and completions, once, for every platform."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.desk.reply import Reply
from bot.desk.request import Request
from bot.domain.place import Place

NAME = 32
"""Characters of a command's or option's name (Discord's limit; Slack has none for words of a command)."""

DESCRIPTION = 100
"""Characters of a description, and of a choice's name and value (Discord's limit)."""

CHOICES = 25
"""Choices offered at once (Discord's limit; Slack takes 100)."""


class Kind(StrEnum):
    """What an option takes."""

    TEXT = "text"
    CHANNEL = "channel"  # its id
    SWITCH = "switch"  # ``yes`` or ``no``


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to choose, and how it is shown; each at most DESCRIPTION characters."""

    name: str
    value: str


Completion = Callable[[str, Place, Mapping[str, str]], list[Choice]]
"""What is typed so far, where, and the other options filled so far -> at most CHOICES choices, best first."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command. ``choices`` are all it takes; ``complete`` offers some of what it takes.

    ``unless`` names an option beside which it is not required, where a platform lets it be left out.
    """

    name: str
    description: str
    required: bool = False
    unless: str = ""
    kind: Kind = Kind.TEXT
    choices: tuple[Choice, ...] = ()
    complete: Completion | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command. ``manage``: only for those who may manage the place.

    ``shortcut``: the title under which it stands in the menu of a message; the message's text is then its one option.
    """

    name: str
    description: str
    handler: Callable[[Request], Reply]
    options: tuple[Option, ...] = ()
    manage: bool = False
    shortcut: str = ""
