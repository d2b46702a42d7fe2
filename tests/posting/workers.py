"""One process's claims and steps, driven by hand, without an event loop: a call that would wait is an error.

``Wire`` is the platform as one worker reaches it, with a hook before and after each call; ``Freeze`` is a hook that
waits, ``Worker`` all that a process does in a moment.
"""

import types
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from bot.desk.reply import Reply
from bot.desk.request import Obstacle
from bot.domain.errors import ArchiveError
from bot.domain.place import Place
from bot.domain.post import Post
from bot.posting.claims import Claims
from bot.posting.means import Call, Means
from bot.posting.steps import Steps
from tests.posting.world import CLAIM, GRACE, Clock, Composer, Platform

T = TypeVar("T")


def driven(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("it waits for something")


async def directly(function: Callable[..., T], /, *arguments: Any) -> T:
    """A call that blocks, made on the spot."""
    return function(*arguments)


async def unlimited(work: Coroutine[Any, Any, T], seconds: float) -> T:  # noqa: ARG001
    """No time passes while a simulated platform answers."""
    return await work


Hook = Callable[[str], Coroutine[Any, Any, None]]
"""Awaited before each call of a worker and after it; it may raise, or wait."""


@types.coroutine
def _standstill() -> Generator[None, None, None]:
    yield


class Freeze:
    """Waits once, at the call of that number, or the first of that name, until it is driven on."""

    def __init__(self, at: int | str) -> None:
        self.count = 0
        self._at = at

    async def __call__(self, what: str) -> None:
        self.count += 1
        if self._at in (self.count, what):
            self._at = 0
            await _standstill()


class Wire:
    """The platform as one worker reaches it."""

    def __init__(self, platform: Platform, hook: Hook) -> None:
        self.platform = platform.platform
        self.rate = platform.rate
        self._platform = platform
        self._hook = hook

    async def send(self, place: Place, mark: str, reply: Reply) -> str:
        return await self._reach("send", self._platform.send(place, mark, reply))

    async def find(self, place: Place, mark: str, since: int) -> str | None:
        return await self._reach("find", self._platform.find(place, mark, since))

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        await self._reach("edit", self._platform.edit(place, message, reply))

    async def delete(self, place: Place, message: str) -> None:
        await self._reach("delete", self._platform.delete(place, message))

    async def tell(self, person: str, place: Place, reply: Reply) -> None:
        await self._reach("tell", self._platform.tell(person, place, reply))

    async def obstacle(self, place: Place) -> Obstacle | None:
        return await self._platform.obstacle(place)

    async def _reach(self, what: str, work: Coroutine[Any, Any, T]) -> T:
        try:
            await self._hook(what)
        except BaseException:
            work.close()
            raise
        given = await work
        await self._hook(what)
        return given


class Worker:
    """One process that posts, as far as it gets: its claims, and the steps of what it has claimed."""

    def __init__(
        self,
        book: Any,
        platform: Platform,
        clock: Clock,
        name: str = "a",
        composing: Any = None,
        hook: Hook | None = None,
    ) -> None:
        call, outlet = (_hooked(hook), Wire(platform, hook)) if hook else (directly, platform)
        self.means = Means(composing or Composer(), book, call, unlimited, clock, name, GRACE, CLAIM)
        self.claims = Claims(self.means, platform.platform)
        self.steps = Steps(self.means, outlet)

    def claim(self) -> Sequence[Post]:
        """What it claims now."""
        return driven(self._claim())

    def carry(self, post: Post) -> None:
        """Take one as far as it goes."""
        driven(self.steps.carry(post))

    def turn(self) -> None:
        """All that a process does in a moment."""
        driven(self.turning())

    async def turning(self) -> None:
        """The same, to be driven by whoever wants it to wait; what the archive refuses is left for later."""
        posts: Sequence[Post] = ()
        with suppress(ArchiveError):
            posts = await self._claim()
        for post in posts:
            with suppress(ArchiveError):
                await self.steps.carry(post)
        with suppress(ArchiveError):
            await self.claims.missed(self.means.clock())
        await self.steps.strays.tidy()

    async def _claim(self) -> Sequence[Post]:
        now = self.means.clock()
        await self.claims.refresh(now)
        return [*await self.claims.left(now, 100), *await self.claims.due(now, 100)]


def _hooked(hook: Hook) -> Call:
    async def call(function: Callable[..., T], /, *arguments: Any) -> T:
        await hook(function.__name__)
        given = function(*arguments)
        await hook(function.__name__)
        return given

    return call
