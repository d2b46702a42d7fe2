"""Schedules straight into the archive of a program under test, and what becomes of their posts, on either platform.

A schedule's time is of whole minutes when people set it; here it may be due in seconds, for nobody has to wait.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from bot.desk.kept import random_id
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.ports import Ledger, Store
from bot.posting.entries import Step
from bot.storage.sqlite import SqliteStore
from tests.wire.process import Program

QUICK = {"ONRECORD_DAILY_CLAIM_SECONDS": "2"}
"""Has what was claimed by a process that was killed taken over soon."""

Receipt = tuple[str, str]
"""The ids of a channel and of a message in it."""

GRACE, HOUR = 3 * 3600, 3600
"""How late a post may come if nothing else is set, and an hour, in seconds."""


@contextmanager
def book_of(archive: Path) -> Iterator["Book"]:
    """The archive's schedules and posts, as a process beside the one that serves sees them."""
    store = SqliteStore(archive)
    try:
        yield Book(store)
    finally:
        store.close()


class Book:
    """Schedules and posts of an archive that is served."""

    def __init__(self, store: Store) -> None:
        self.ledger: Ledger = store.ledger
        self._store = store

    def add(self, due: float, *places: Place, **more: Any) -> list[Schedule]:
        """A schedule for each place, all due first at that moment (seconds since 1970); ``more`` is kept of each."""
        kept = [self.ledger.keep_schedule(scheduled(place, due, **more)) for place in places]
        return [schedule for schedule in kept if schedule is not None]

    def row(self, schedule: Schedule) -> Post | None:
        """The newest post of a schedule."""
        return next(iter(self.ledger.posts(schedule.id, 1)), None)

    def hasten(self, schedule: Schedule) -> None:
        """Let the next try of its newest post come at once, whenever it was put off to."""
        row = self.row(schedule)
        assert row is not None
        assert self.ledger.put_posts([replace(row, until=int(time.time()) - 1, version=row.version + 1)]) == [True]

    def words(self, post: Post) -> str:
        """What the post's first statement says, as it stands in its source, on one line."""
        first = post.shown[0]
        return one_line(self._store.page(first.source).source.text[first.start : first.end])

    async def until(self, holds: Callable[[], bool], within: float = 40.0) -> None:
        """Wait for something to hold of what is written by others. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110  what is waited for is another process
                await asyncio.sleep(0.02)

    async def reach(self, schedules: Sequence[Schedule], stage: Stage, within: float = 40.0) -> list[Post]:
        """The newest post of each, once all are of that stage. Raises TimeoutError."""

        def reached() -> bool:
            return all((row := self.row(each)) is not None and row.stage is stage for each in schedules)

        await self.until(reached, within)
        return [row for each in schedules if (row := self.row(each)) is not None]


def scheduled(place: Place, due: float, **more: Any) -> Schedule:
    """A daily schedule first due at that moment, in a zone where it is noon then: its date holds for hours around."""
    ahead = 12 - datetime.fromtimestamp(due, UTC).hour
    there = datetime.fromtimestamp(int(due), timezone(timedelta(hours=ahead)))
    zone = f"Etc/GMT{-ahead:+d}"  # POSIX counts them the other way round
    return Schedule(random_id(), place, there.time(), zone, since=there.date(), **more)


def receipts(posts: Sequence[Post]) -> list[Receipt]:
    """Channel and message of each post, as the ledger has them, sorted."""
    return sorted((post.place.channel, post.message) for post in posts)


def refusals(post: Post | None) -> int:
    """How often the platform refused it."""
    return sum(entry.step == Step.REFUSED for entry in post.log) if post else 0


async def killed(program: Program) -> None:
    """End it with no chance to tidy up."""
    program.process.kill()
    await program.ended()


async def onrecord(*words: str, env: dict[str, str]) -> str:
    """What a command of the program prints, in a process of its own. Raises AssertionError if it fails."""
    async with Program("bot", *words, env=env) as program:
        code = await program.ended()
    assert code == 0, program.printed
    return program.printed


def one_line(text: str) -> str:
    """The text with single spaces for all white space."""
    return " ".join(text.split())
