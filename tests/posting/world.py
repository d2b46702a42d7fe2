"""A platform that records, a ledger in memory, a composer of plain lines, and clocks that a test moves.

``Platform`` keeps what stands in its channels. With ``nonces`` it knows a mark again for so many seconds, as Discord
does; without, it takes every message, as Slack does.
"""

from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from bot.desk.daily.composing import Composed
from bot.desk.reply import Line, Reply
from bot.desk.request import Obstacle
from bot.domain.place import Place
from bot.domain.post import Post, Shown, Stage
from bot.domain.question import Question
from bot.domain.remembered import Remembered
from bot.domain.schedule import Schedule
from bot.storage.memory_ledger import MemoryLedger

GRACE = 3 * 3600
CLAIM = 30


def a_schedule(ident: str = "a" * 12, *, platform: str = "discord", channel: str = "c1", **changes: Any) -> Schedule:
    """Every day at nine in Oslo, from 2026-11-01 on, set by somebody."""
    place = Place(platform, "s1", channel)
    plain = Schedule(ident, place, time(9), "Europe/Oslo", person="u1", since=date(2026, 11, 1))
    return replace(plain, **changes)


class Book(MemoryLedger):
    """The memory ledger, with the few indexes a simulation of years needs."""

    def __init__(self) -> None:
        super().__init__()
        self._claimed: dict[tuple[str, date], Post] = {}
        self._newest: dict[str, list[date]] = {}

    def _put(self, post: Post) -> bool:
        done = super()._put(post)
        if done:
            key = post.schedule, post.day
            if post.version == 1:
                self._newest.setdefault(post.schedule, []).append(post.day)
            if post.stage is Stage.CLAIMED:
                self._claimed[key] = post
            else:
                self._claimed.pop(key, None)
        return done

    def schedules_since(self, change: int, limit: int) -> list[Schedule]:
        return super().schedules_since(change, limit) if change < self._change else []

    def posts(self, schedule: str, limit: int) -> list[Post]:
        days = self._newest.get(schedule, [])[-200:]
        return [self._posts[schedule, day] for day in sorted(days, reverse=True)[:limit]]

    def unconfirmed(self, platform: str, before: int, limit: int) -> list[Post]:
        if not self._claimed:
            return []
        found = [post for post in self._claimed.values() if post.place.platform == platform and post.until < before]
        return sorted(found, key=lambda post: post.due)[:limit]

    def all_posts(self) -> list[Post]:
        """Every row."""
        return list(self._posts.values())


@dataclass(slots=True)
class Message:
    """What stands in a channel."""

    id: str
    place: Place
    mark: str
    at: float
    text: str


Fault = Callable[[str, Place], None]
"""Called with ``send``, ``find`` and so on before each call and with ``sent``, ``found``, … after it; it may raise."""


@dataclass(slots=True)
class Platform:
    """An outlet that records. ``pause`` is awaited in each call (a network's time), if it is given."""

    clock: Callable[[], float]
    platform: str = "discord"
    rate: float = 20.0
    nonces: float = 0.0
    fault: Fault | None = None
    pause: Callable[[], Coroutine[Any, Any, None]] | None = None
    messages: list[Message] = field(default_factory=list)
    sends: list[tuple[float, str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)

    async def send(self, place: Place, mark: str, reply: Reply) -> str:
        await self._begin("send", place)
        message = self._known(mark)
        if message is None:
            ident = f"m{len(self.messages) + len(self.deleted) + 1}"
            message = Message(ident, place, mark, self.clock(), text_of(reply))
            self.messages.append(message)
        self.sends.append((self.clock(), message.text))
        self._after("sent", place)
        return message.id

    async def find(self, place: Place, mark: str, since: int) -> str | None:
        await self._begin("find", place)
        found = (one for one in reversed(self.messages) if (one.place, one.mark) == (place, mark) and one.at >= since)
        message = next(found, None)
        self._after("found", place)
        return message.id if message else None

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        await self._begin("edit", place)
        for one in self.messages:
            if one.id == message:
                one.text = text_of(reply)
        self._after("edited", place)

    async def delete(self, place: Place, message: str) -> None:
        await self._begin("delete", place)
        self.deleted += [one.id for one in self.messages if one.id == message]
        self.messages = [one for one in self.messages if one.id != message]
        self._after("deleted", place)

    async def tell(self, person: str, place: Place, reply: Reply) -> None:
        await self._begin("tell", place)
        self.told.append((person, text_of(reply)))
        self._after("told", place)

    async def obstacle(self, place: Place) -> Obstacle | None:  # noqa: ARG002
        return None

    def standing(self) -> Counter[str]:
        """How often each text stands."""
        return Counter(one.text for one in self.messages)

    def _known(self, mark: str) -> Message | None:
        """What it took under that mark a short while ago."""
        if not self.nonces:
            return None
        return next((one for one in self.messages if one.mark == mark and self.clock() - one.at < self.nonces), None)

    async def _begin(self, what: str, place: Place) -> None:
        self.calls[what] += 1
        if self.fault is not None:
            self.fault(what, place)
        if self.pause is not None:
            await self.pause()

    def _after(self, what: str, place: Place) -> None:
        if self.fault is not None:
            self.fault(what, place)


def text_of(reply: Reply) -> str:
    """The words of a reply of ours."""
    return " ".join(part.text for part in reply.parts if isinstance(part, Line))


class Composer:
    """Posts that say which schedule's they are, for which date: what must stand once."""

    def __init__(self, nothing: str = "") -> None:
        self.nothing = nothing
        self.composed = 0

    def compose(self, schedule: Schedule, post: Post, now: int) -> Composed | str:
        self.composed += 1
        if self.nothing:
            return self.nothing
        shown = post.shown or (Shown(f"{schedule.id} {post.day}", "page", "China", self.composed, 0, 9),)
        remember = Remembered(post.id, post.place, "", now, Question(""))
        return Composed(Reply((Line(a_text(schedule.id, post.day)),)), shown, remember, "of the pool")

    def stands(self, shown: Sequence[Shown]) -> bool:  # noqa: ARG002
        return True

    def correction(self, post: Post, now: int) -> Reply:  # noqa: ARG002
        return Reply((Line(f"Correction: {post.wrong}"),))

    def paused(self, schedule: Schedule, problem: str, mend: str) -> Reply:
        return Reply((Line(f"{schedule.id} is paused: {problem} {mend}"),))


def a_text(schedule: str, day: date) -> str:
    """What a post says."""
    return f"{schedule} {day}"


@dataclass(slots=True)
class Clock:
    """Seconds since 1970, as a test sets them."""

    now: float

    def __call__(self) -> float:
        return self.now
