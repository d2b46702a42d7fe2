"""What a post is taken through its steps with: the archive, the clock, and how calls are made and bounded."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.desk.daily.composing import Composed
from bot.desk.reply import Reply
from bot.domain.post import Post, Shown
from bot.domain.schedule import Schedule
from bot.ports import Ledger
from bot.posting.outlet import Barred, Passing

T = TypeVar("T")

_log = logging.getLogger("onrecord.posting")

MOST_SECONDS = 15.0
"""How long a platform may take for one call, if the claim's time allows as much."""


class Composer(Protocol):
    """What makes posts: see ``bot.desk.daily.composing``. It blocks, and may raise the ArchiveErrors."""

    def compose(self, schedule: Schedule, post: Post, now: int) -> Composed | str:
        """What to post, or why there is nothing."""
        ...

    def stands(self, shown: Sequence[Shown]) -> bool:
        """Whether all that was chosen may still be posted."""
        ...

    def correction(self, post: Post, now: int) -> Reply:
        """What takes the place of a post whose statement was withdrawn."""
        ...

    def paused(self, schedule: Schedule, problem: str, mend: str) -> Reply:
        """What the person is told whose schedule was paused."""
        ...


class Call(Protocol):
    """Makes a call that blocks, and gives what it gives."""

    def __call__(self, function: Callable[..., T], /, *arguments: Any) -> Awaitable[T]:
        """To be awaited. Raises what the function raises."""
        ...


class Limit(Protocol):
    """Awaits something for so many seconds at most."""

    def __call__(self, work: Coroutine[Any, Any, T], seconds: float, /) -> Awaitable[T]:
        """To be awaited. Raises TimeoutError when they have passed."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """``owner`` names this process in its claims; ``grace`` and ``claim`` are the settings' times in seconds."""

    composing: Composer
    ledger: Ledger
    call: Call
    limit: Limit
    clock: Callable[[], float]
    owner: str
    grace: int
    claim: int

    def until(self, now: float) -> int:
        """The moment until which a claim of now holds."""
        return math.ceil(now) + self.claim

    @property
    def patience(self) -> float:
        """Seconds a platform's call may take."""
        return patience(self.claim)

    async def asked(self, work: Coroutine[Any, Any, T]) -> T:
        """What a platform gives to a call. Raises Passing and Barred only."""
        try:
            return await self.limit(work, self.patience)
        except (Passing, Barred):
            raise
        except TimeoutError:
            raise Passing("it did not answer in time", uncertain=True) from None
        except Exception as error:
            # Our own mistake, but the message may stand: only the channel tells.
            _log.exception("a call of a platform failed")
            raise Passing("an error of the bot's own", uncertain=True) from error


def patience(claim: int) -> float:
    """Seconds a call may take under a claim of so many: well below them, so that nobody else takes over meanwhile."""
    return min(MOST_SECONDS, claim / 2)


def threaded(pool: Executor) -> Call:
    """Calls made in a pool of threads."""

    async def call(function: Callable[..., T], /, *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, function, *arguments)

    return call


async def limited(work: Coroutine[Any, Any, T], seconds: float) -> T:
    """What the work gives within that time."""
    async with asyncio.timeout(seconds):
        return await work
