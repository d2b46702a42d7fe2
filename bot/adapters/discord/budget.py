"""How long an answer may still take: until when Discord waits, and from when on it is safer to ask for time."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from discord.utils import snowflake_time

from bot.adapters.discord.sending import FIRST_SECONDS

LEAST_RESERVE, MOST_RESERVE = 0.75, 1.75
"""Seconds before the end at which an answer that is not ready is deferred, whatever was measured."""

FACTOR = 4
"""How many of the slowest round trips lately fit into the reserve: a try, a retry, and what a busy moment adds."""

LATELY = 50
"""Events that count as lately."""

SANE = 1.0
"""Seconds within which the quickest event lately arrived, if this machine's clock and Discord's agree."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Until when Discord takes a first response, and when to ask for time; by the clock they were asked with."""

    until: float
    defer: float


class Budget:
    """Measures round trips and the age of arriving events. ``now`` tells the time in seconds since 1970."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._trips: deque[float] = deque(maxlen=LATELY)
        self._ages: deque[float] = deque(maxlen=LATELY)

    def moments(self, snowflake: int, received: float) -> Moments:
        """For the event of that id, received just now, at ``received`` by a clock of the caller's own."""
        until = received + FIRST_SECONDS - self._late(snowflake)
        return Moments(until, until - self.reserve)

    def trip(self, seconds: float) -> None:
        """A first response took so long to be acknowledged."""
        self._trips.append(seconds)

    @property
    def reserve(self) -> float:
        """Seconds to keep for asking for time."""
        slowest = max(self._trips, default=0.0)
        return min(MOST_RESERVE, max(LEAST_RESERVE, FACTOR * slowest))

    def _late(self, snowflake: int) -> float:
        """Seconds the event was under way: by the clock if it is right, else by how much quicker others were.

        An event older than Discord waits (one replayed after a break, or a clock that was just set) counts as new:
        to try costs nothing.
        """
        try:
            age = self._now() - snowflake_time(snowflake).timestamp()
        except (ValueError, OverflowError):  # no moment: not an id that Discord makes
            return 0.0
        self._ages.append(age)
        quickest = min(self._ages)
        late = age if 0 <= quickest < SANE else age - quickest
        return late if 0 <= late < FIRST_SECONDS else 0.0
