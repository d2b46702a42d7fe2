"""Failures one after the other -> how long to wait before each next try."""

import random
from collections.abc import Callable

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds between two tries, growing, and varied by chance so that a crowd of bots does not come back at once."""


class Backoff:
    """Seconds to wait before the next try: doubled each time, to ``longest``, give or take a quarter."""

    def __init__(
        self,
        longest: float = LONGEST,
        chance: Callable[[float, float], float] | None = None,
        *,
        shortest: float = SHORTEST,
    ) -> None:
        self._longest = longest
        self._shortest = shortest
        self._chance = chance or random.SystemRandom().uniform
        self._next = shortest

    def delay(self) -> float:
        """The next wait."""
        now, self._next = self._next, min(self._next * 2, self._longest)
        return min(now * self._chance(0.75, 1.25), self._longest)

    def reset(self) -> None:
        """It went well: the next failure is a first one."""
        self._next = self._shortest
