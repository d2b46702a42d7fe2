"""A schedule: which statements a channel gets on its own, at which time of which days."""

from dataclasses import dataclass
from datetime import date, time

from bot.domain.place import Place
from bot.domain.statement import Voice

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
"""ISO weekdays, Monday first."""

DIGEST = 3
"""Statements in a weekly digest: what still can be read at one glance."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A statement of the day for a channel.

    ``id`` is random, twelve letters; ``number`` what the people of its server call it, from 1. ``at`` is a local time
    of day in whole minutes, ``zone`` an IANA name, ``days`` ISO weekdays, ``each`` how many statements a post holds.
    ``party``, ``about`` and ``voice`` say among which statements is chosen, all if None. ``person`` set it, and is
    told when it is paused by itself. ``since`` is the first local date it may post for; ``paused`` says why it does not
    run, empty while it does; one that ``ended`` is kept for what it posted. ``change`` is given by the ledger and grows
    with every write to any schedule; 0 before the first.
    """

    id: str
    place: Place
    at: time
    zone: str
    days: tuple[int, ...] = EVERY_DAY
    each: int = 1
    party: str | None = None
    about: str | None = None
    voice: Voice | None = None
    person: str = ""
    since: date = date.min
    paused: str = ""
    ended: bool = False
    number: int = 0
    change: int = 0
