"""One schedule, one platform, and the real runner at work in simulated time: what the tests of whole days share."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.schedule.when import moment
from tests.posting.simulated import WallClock, serving, simulated
from tests.posting.world import Book, Composer, Platform, a_schedule, a_text

SCHEDULE = a_schedule()
FIRST = SCHEDULE.since
DUE = moment(FIRST, SCHEDULE.at, SCHEDULE.zone) or 0
HOUR, DAY = 3600, 86_400

SELDOM = 100.0
"""Seconds between two looks, where days are simulated."""


class Scene:
    """A ledger with one schedule, a platform and a clock on the wall that shows a moment around nine."""

    def __init__(self, before: float = 60.0, schedule: Schedule = SCHEDULE, **platform: Any) -> None:
        self.clock = WallClock(DUE - before)
        self.book = Book()
        self.schedule = self.book.keep_schedule(schedule)
        self.platform = Platform(self.clock, **platform)
        self.composer = Composer()

    def play(self, script: Callable[["Scene"], Awaitable[None]], **more: Any) -> "Scene":
        """Let the runner work for as long as the script takes."""

        async def run() -> None:
            async with serving(self.book, self.platform, clock=self.clock, composing=self.composer, **more):
                await script(self)

        simulated(run)
        return self

    def change(self, **changes: Any) -> None:
        """Change the schedule as another process would."""
        now = self.book.schedule(self.schedule.id)
        assert self.book.keep_schedule(replace(now, **changes))

    def days(self) -> list[date]:
        """The dates of which a post stands, in order; each as often as it does."""
        texts = {a_text(SCHEDULE.id, FIRST + timedelta(n)): FIRST + timedelta(n) for n in range(-40, 400)}
        return sorted(texts[text] for text in self.platform.standing().elements())

    def stages(self) -> dict[date, Stage]:
        """What became of each date."""
        return {post.day: post.stage for post in self.book.all_posts()}

    def row(self, day: date = FIRST) -> Post:
        """The row of a date."""
        found = self.book.post(SCHEDULE.id, day)
        assert found is not None
        return found


def some_time(seconds: float) -> Callable[[Scene], Awaitable[None]]:
    """A script in which nothing is done for a while."""

    async def script(scene: Scene) -> None:  # noqa: ARG001
        await asyncio.sleep(seconds)

    return script


def days(*numbers: int) -> list[date]:
    """Dates by how long they are after the first."""
    return [FIRST + timedelta(number) for number in numbers]
