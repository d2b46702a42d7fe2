"""Every zone, every half-hour, two years of days, two workers that are started anew at the worst of times.

Each schedule has a ledger and a platform of its own, without nonces; a day is spoilt in one of eleven ways, in turn,
and the channel is counted at the end: each local date that the zone had must stand in it once.
"""

import bisect
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.place import Place
from bot.domain.schedule import Schedule
from bot.schedule.when import moment
from tests.posting.workers import Worker
from tests.posting.world import CLAIM, GRACE, Book, Clock, Platform, a_schedule, a_text

FIRST = date(2025, 1, 1)
DAYS = 730
SLOTS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))


class Killed(BaseException):
    """What kill -9 is to the code it hits: nothing is caught, nothing is tidied up."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found. ``moved`` posts came at a time that the clocks skipped."""

    slots: int = 0
    days: int = 0
    posts: int = 0
    lost: int = 0
    doubled: int = 0
    moved: int = 0
    wrong: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def alike(zones: Sequence[str], first: date = FIRST, days: int = DAYS) -> dict[str, list[str]]:
    """The zones by one of those whose clocks go alike in these years (looked at day by day)."""
    groups: dict[object, list[str]] = {}
    for zone in sorted(zones):
        groups.setdefault(offsets(zone, first, days), []).append(zone)
    return {group[0]: group for group in groups.values()}


def offsets(zone: str, first: date, days: int) -> tuple[tuple[int, int], ...]:
    """The offsets from UTC in these days, each with the second from which on it holds."""
    begin = int(datetime.combine(first, time(), UTC).timestamp()) - 86_400
    changes = [(begin, _offset(begin, zone))]
    for low in range(begin, begin + (days + 2) * 86_400, 86_400):  # no zone changes its clocks twice within a day
        offset = _offset(low + 86_400, zone)
        if offset != changes[-1][1]:
            change = bisect.bisect_left(range(86_400), x=True, key=lambda at: _offset(low + at, zone) == offset)
            changes.append((low + change, offset))
    return tuple(changes)


def swept(
    zone: str, slots: Sequence[time] = SLOTS, first: date = FIRST, days: int = DAYS, way: int = 0
) -> Swept:
    """What becomes of the schedules of a zone. ``way``: how the first day of the first slot is spoilt."""
    return sum((_slot(zone, at, first, days, way + number) for number, at in enumerate(slots)), Swept())


def _slot(zone: str, at: time, first: date, days: int, turn: int) -> Swept:
    wanted = [first + timedelta(number) for number in range(days)]
    schedule = a_schedule(zone=zone, at=at, since=first)
    house = _House(schedule)
    dues = [moment(day, at, zone) or 0 for day in wanted]
    for number, due in enumerate(dues, turn):
        WAYS[number % len(WAYS)](house, due)
    standing = house.platform.standing()
    texts = {a_text(schedule.id, day) for day in wanted}
    moved = [day for day, due in zip(wanted, dues, strict=True) if _wall(due, zone) != datetime.combine(day, at)]
    return Swept(
        slots=1,
        days=days,
        posts=len(house.platform.messages),
        lost=len(texts - set(standing)),
        doubled=sum(count - 1 for count in standing.values()) + len(set(standing) - texts),
        moved=len(moved),
        wrong=sum(_exists(datetime.combine(day, at), zone) for day in moved),
    )


class _House:
    """Two workers on one ledger and one platform."""

    def __init__(self, schedule: Schedule) -> None:
        self.clock = Clock(0.0)
        self.platform = Platform(self.clock)
        self._book = Book()
        self._book.keep_schedule(schedule)
        self.begin(moment(schedule.since, schedule.at, schedule.zone) or 0)

    def begin(self, now: float) -> None:
        """Start both anew, whatever the old ones were at."""
        self.clock.now = now
        self.one, self.two = (Worker(self._book, self.platform, self.clock, name) for name in "ab")

    def both(self, now: float) -> None:
        """Each does what there is to do at that moment."""
        self.clock.now = now
        self.one.turn()
        self.two.turn()

    def killed(self, now: float, when: str) -> None:
        """One is killed when the platform gets to that, and started again; the other goes on."""

        def fault(what: str, place: Place) -> None:  # noqa: ARG001
            if what == when:
                self.platform.fault = None
                raise Killed

        self.platform.fault = fault
        with suppress(Killed):
            self.both(now)
        self.platform.fault = None
        self.one = Worker(self._book, self.platform, self.clock, "a")
        self.both(now + 3)
        self.both(now + CLAIM + 3)


def _as_it_should_be(house: _House, due: int) -> None:
    house.both(due)


def _the_other_first(house: _House, due: int) -> None:
    house.clock.now = due + 0.5
    house.two.turn()
    house.one.turn()


def _started_before(house: _House, due: int) -> None:
    house.begin(due - 1)
    house.both(due - 1)
    house.both(due)


def _started_at_the_minute(house: _House, due: int) -> None:
    house.begin(due)
    house.both(due)


def _started_after(house: _House, due: int) -> None:
    house.both(due)
    house.begin(due + 1)
    house.both(due + 1)


def _killed_with_a_claim(house: _House, due: int) -> None:
    house.clock.now = due
    house.one.claim()
    house.begin(due + 3)
    house.both(due + 3)
    house.both(due + CLAIM + 3)


def _killed_before_it_was_sent(house: _House, due: int) -> None:
    house.killed(due, "send")


def _killed_after_it_was_sent(house: _House, due: int) -> None:
    house.killed(due, "sent")


def _nobody_there_until_late(house: _House, due: int) -> None:
    house.begin(due + GRACE - 60)
    house.both(due + GRACE - 60)


def _at_the_same_time(house: _House, due: int) -> None:
    house.clock.now = due
    jobs = [(worker, job) for worker in (house.one, house.two) for job in worker.claim()]
    for worker, job in jobs:
        worker.carry(job)


def _clock_put_back(house: _House, due: int) -> None:
    house.both(due)
    house.both(due - 3600)
    house.both(due + 1)


WAYS: Sequence[Callable[[_House, int], None]] = (
    _as_it_should_be, _started_before, _started_at_the_minute, _started_after, _the_other_first, _killed_with_a_claim,
    _killed_before_it_was_sent, _killed_after_it_was_sent, _nobody_there_until_late, _at_the_same_time, _clock_put_back,
)  # fmt: skip


def _wall(now: float, zone: str) -> datetime:
    return datetime.fromtimestamp(now, ZoneInfo(zone)).replace(tzinfo=None)


def _exists(wall: datetime, zone: str) -> bool:
    """Whether the clocks there ever show that."""
    local = wall.replace(tzinfo=ZoneInfo(zone))
    return _wall(local.timestamp(), zone) == wall


def _offset(now: int, zone: str) -> int:
    offset = datetime.fromtimestamp(now, ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset // timedelta(seconds=1)
