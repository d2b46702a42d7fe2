"""Schedules straight into the archive of a program under test, and what becomes of their posts, on either platform.

A schedule's time is of whole minutes when people set it; here it may be due in seconds, for nobody has to wait.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from bot.desk.kept import random_id
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.ports import Ledger
from bot.storage.sqlite import SqliteStore
from tests.wire.process import Program

QUICK = {"ONRECORD_DAILY_CLAIM_SECONDS": "2"}
"""What a process claimed that was killed is taken over soon."""


@contextmanager
def book_of(archive: Path) -> Iterator["Book"]:
    """The archive's schedules and posts, as a process beside the one that serves sees them."""
    store = SqliteStore(archive)
    try:
        yield Book(store.ledger)
    finally:
        store.close()


class Book:
    """Schedules and posts of an archive that is served."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def add(self, due: float, *places: Place, person: str = "") -> list[Schedule]:
        """A schedule for each place, all due at that moment (whole seconds since 1970), and daily from then on."""
        kept = [self.ledger.keep_schedule(scheduled(place, due, person)) for place in places]
        return [schedule for schedule in kept if schedule is not None]

    def row(self, schedule: Schedule) -> Post | None:
        """The newest post of a schedule."""
        return next(iter(self.ledger.posts(schedule.id, 1)), None)

    def rows(self, schedules: Iterable[Schedule]) -> list[Post]:
        """Every post of these schedules, those of the first one first."""
        return [post for each in schedules for post in self.ledger.posts(each.id, 100)]

    async def until(self, holds: Callable[[], bool], within: float = 20.0) -> None:
        """Wait for something to hold of what is written by others. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110  what is waited for is another process
                await asyncio.sleep(0.02)

    async def reach(self, schedules: Sequence[Schedule], stage: Stage, within: float = 20.0) -> list[Post]:
        """The newest post of each, once all are of that stage. Raises TimeoutError."""

        def reached() -> bool:
            return all((row := self.row(each)) is not None and row.stage is stage for each in schedules)

        await self.until(reached, within)
        return [row for each in schedules if (row := self.row(each)) is not None]


def scheduled(place: Place, due: float, person: str = "") -> Schedule:
    """A schedule whose first post is due at that moment, in a zone where that is around noon: hours off, the date is
    the same.
    """
    ahead = 12 - datetime.fromtimestamp(due, UTC).hour
    there = datetime.fromtimestamp(int(due), timezone(timedelta(hours=ahead)))
    zone = f"Etc/GMT{-ahead:+d}"  # POSIX counts them the other way round
    return Schedule(random_id(), place, there.time(), zone, person=person, since=there.date())


async def onrecord(*words: str, env: dict[str, str]) -> str:
    """What a command of the program prints, in a process of its own. Raises AssertionError if it fails."""
    async with Program("bot", *words, env=env) as program:
        code = await program.ended()
    assert code == 0, program.printed
    return program.printed
