"""A local date, what the place was shown before, and a pool of statements -> the statement of that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.post import Candidate, Shown


class Pool(Protocol):
    """Statements to choose among, by their numbers, in an order that depends on nothing but what they are."""

    def said_on(self, month: int, day: int) -> Sequence[int]:
        """Those said on that day of some year, in the pool's order."""
        ...

    def ranked(self) -> Sequence[int]:
        """All, in the pool's order."""
        ...

    def look(self, number: int) -> Candidate | None:
        """One of them with its words; None if it does not stand any more."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, at most as many as asked for; ``anniversary``: the first was said on this day of another year.

    ``round`` is how often all that fits was shown here before: 0 until the pool is used up.
    """

    chosen: tuple[Candidate, ...] = ()
    anniversary: bool = False
    round: int = 0


def choose(
    day: date, history: Sequence[Shown], pool: Pool, count: int = 1, without: frozenset[int] = frozenset()
) -> Choice:
    """The statements for that local date; the same for the same arguments.

    ``history`` is what the place was shown, oldest first; ``without`` are statements that must not be chosen.
    """
    raise NotImplementedError
