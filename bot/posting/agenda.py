"""The schedules of a platform -> what is due next: the dates of each in their order, by its rules alone."""

import heapq
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.post import Post
from bot.domain.schedule import Schedule
from bot.schedule.when import moment, upcoming

JUMP = 120
"""Seconds between two looks at the clock after which it was put forward, or the machine slept."""

MISSED_DATES = 31
"""So many dates that passed unserved are recorded for a schedule; who was away for longer knows."""

_BACK = timedelta(days=400)
"""Dates farther back are not looked through: more than MISSED_DATES weeks, whatever the schedule's days."""

_DAY = timedelta(days=1)

_log = logging.getLogger("onrecord.posting")


@dataclass(frozen=True, slots=True)
class Due:
    """A schedule's local date, and the moment it is due at."""

    moment: int
    schedule: Schedule
    day: date


class Agenda:
    """What a platform's schedules have before them. Knows nothing of what was posted: the ledger does.

    ``grace``: seconds for which a post may come late. ``change`` is the newest change of schedules heard of.
    """

    def __init__(self, platform: str, grace: int) -> None:
        self.change = 0
        self._platform = platform
        self._grace = grace
        self._running: dict[str, Schedule] = {}
        self._heap: list[tuple[int, str, date, int]] = []
        self._seen: float | None = None

    def learn(self, schedules: Iterable[Schedule], now: float) -> None:
        """Hear of changed schedules, ended ones too, in the order of their changes."""
        for schedule in schedules:
            self._learn(schedule, now - self._grace)
        if len(self._heap) > 2 * len(self._running) + 64:  # entries of what was changed, which nobody will take
            self._build(now)

    def learn_anew(self, schedules: Iterable[Schedule], now: float) -> None:
        """Hear of all schedules, where the archive was put back to an older state, with lower changes.

        What has passed by now may have been posted, though nobody knows any more: it does not come again.
        """
        _log.warning("the archive was put back to an older state; schedules that differ go on from now")
        known, self._running, self.change = self._running, {}, 0
        for schedule in schedules:
            if (same := known.get(schedule.id)) == schedule:
                self._running[schedule.id] = same
                self.change = max(self.change, schedule.change)
            else:
                self._learn(schedule, now)

    def again(self, now: float) -> None:
        """Have all come again that is not too late, as its claims may be lost; what is claimed still is nobody's."""
        self._build(now)

    def turned(self, now: float) -> bool:
        """Whether the clock was put back, or far forward, since it was last looked at; then all is worked out anew."""
        before, self._seen = self._seen, now
        if before is None or before - 1 <= now <= before + JUMP:
            return False
        self._build(now)
        return True

    def schedules(self) -> list[Schedule]:
        """Those that run."""
        return list(self._running.values())

    def next(self) -> int | None:
        """The moment of what comes next; earlier than now if something is due."""
        return self._heap[0][0] if self._heap else None

    def take(self, now: float, limit: int) -> list[Due]:
        """What is due, longest ago first; each to be given to ``done`` or to ``back``."""
        taken: list[Due] = []
        while self._heap and self._heap[0][0] <= now and len(taken) < limit:
            when, ident, day, change = heapq.heappop(self._heap)
            schedule = self._running.get(ident)
            if schedule is not None and schedule.change == change:
                taken.append(Due(when, schedule, day))
        return taken

    def done(self, due: Due) -> None:
        """Go on to the next date of its schedule, unless that was changed meanwhile."""
        if self._running.get(due.schedule.id) is due.schedule:
            self._push(due.schedule, due.moment)

    def back(self, dues: Iterable[Due]) -> None:
        """Put back what was taken."""
        for due in dues:
            heapq.heappush(self._heap, (due.moment, due.schedule.id, due.day, due.schedule.change))

    def passed(self, schedule: Schedule, posts: Sequence[Post], now: float) -> list[Due]:
        """The dates after the newest of its posts, or from ``since`` on, that it is too late for; the last of them."""
        first, _ = upcoming(schedule, now - self._grace)
        known = next((post.day + _DAY for post in posts if post.day < first), schedule.since)
        begin = max(known, schedule.since)
        if begin == date.min:  # nobody knows since when
            return []
        gone = (Due(when, schedule, day) for day, when in _before(schedule, first, max(begin, first - _BACK)))
        return [due for due, _ in zip(gone, range(MISSED_DATES), strict=False)][::-1]

    def _learn(self, schedule: Schedule, after: float) -> None:
        self.change = max(self.change, schedule.change)
        self._running.pop(schedule.id, None)
        if schedule.place.platform == self._platform and not schedule.ended and not schedule.paused:
            self._running[schedule.id] = schedule
            self._push(schedule, after)

    def _build(self, now: float) -> None:
        self._heap.clear()
        for schedule in self.schedules():
            self._push(schedule, now - self._grace)

    def _push(self, schedule: Schedule, after: float) -> None:
        try:
            day, when = upcoming(schedule, after)
        except (ValueError, OverflowError) as error:  # its zone is not known here; no date is left
            _log.error("schedule %s cannot run: %s", schedule.id, error)
            del self._running[schedule.id]
            return
        heapq.heappush(self._heap, (when, schedule.id, day, schedule.change))


def _before(schedule: Schedule, first: date, begin: date) -> Iterator[tuple[date, int]]:
    """The schedule's dates before ``first`` down to ``begin``, newest first, with their moments."""
    day = first
    while day > begin:
        day -= _DAY
        if day.isoweekday() in schedule.days:
            when = moment(day, schedule.at, schedule.zone)
            if when is not None:
                yield day, when
