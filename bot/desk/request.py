"""What reaches the desk from a platform: a command, a pressed button, a word being typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.place import Place


@dataclass(frozen=True, slots=True)
class Request:
    """A command with its arguments by option name, as typed.

    ``may_manage`` tells that the person may change the place's settings; ``open`` that the reply will be seen by all
    whatever the place prefers, as where the bot was mentioned.
    """

    command: str
    place: Place
    person: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    may_manage: bool = False
    open: bool = False


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
