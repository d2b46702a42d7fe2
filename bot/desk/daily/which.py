"""A place and a typed number -> the schedule meant; a schedule and the clock -> the days it is to post."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import takewhile

from bot.desk.daily.wording import rhythm
from bot.desk.request import Request
from bot.domain.errors import UsageError
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.ports import Ledger
from bot.schedule.when import local_date, moment, upcoming

WAITING = frozenset({Stage.MISSED, Stage.OPEN})
"""Stages of a day that is still to be posted."""

LOOKED_AT = 60
"""Newest posts that are read to know which of the coming days are spoken for: more than may be (see ``SKIPS``)."""

SKIPS = 14
"""Days that may be left out ahead; for more a schedule is paused."""

_NAMED = 5
"""Schedules named to choose from in one line."""

_LONGEST = 9
"""Digits of a number: no server has a milliard schedules."""


def meant(ledger: Ledger, request: Request) -> Schedule:
    """The schedule of the place's server that is meant. Raises UsageError where it is none, or not clear."""
    schedules = ledger.schedules(request.place)
    if not schedules:
        raise UsageError("no statement of the day is set here", hint="“daily set” sets one")
    typed = request.arguments.get("which")
    if typed is None:
        if len(schedules) > 1:
            raise UsageError("there are several statements of the day here", hint=_choices(schedules))
        return schedules[0]
    number = number_of(typed)
    for schedule in schedules:
        if schedule.number == number:
            return schedule
    raise UsageError(f"no statement of the day has the number “{typed}”", hint=_choices(schedules))


def number_of(typed: str) -> int | None:
    """The number typed, as ``2`` or ``#2``; None for anything else."""
    digits = typed.removeprefix("#").rstrip(".!?")
    return int(digits) if digits.isdecimal() and len(digits) <= _LONGEST else None


def changed(ledger: Ledger, schedule: Schedule, change: Callable[[Schedule], Schedule]) -> Schedule:
    """The schedule as kept with the change; if another changed it meanwhile, read again, once. Raises UsageError."""
    read: Schedule | None = schedule
    for _ in range(2):
        if read is None or read.ended:
            raise UsageError("this statement of the day has just ended", hint="“daily list” shows the others")
        kept = ledger.keep_schedule(change(read))
        if kept is not None:
            return kept
        read = ledger.schedule(schedule.id)
    raise UsageError("somebody else is changing it at this moment", hint="look at “daily list” and try again")


def first_day(schedule: Schedule, now: float) -> date:
    """Today there, if its time is still to come, else tomorrow."""
    today = local_date(now, schedule.zone)
    due = moment(today, schedule.at, schedule.zone)
    return today if due is not None and due > now else today + timedelta(days=1)


def coming(ledger: Ledger, schedule: Schedule, now: float) -> tuple[date, int]:
    """The next day that is to be posted, and its moment: none that is skipped, or was posted before its time moved."""
    rows = {post.day: post for post in ledger.posts(schedule.id, LOOKED_AT)}
    return next((day, due) for day, due in _ahead(schedule, now) if day not in rows or rows[day].stage in WAITING)


def skipped(ledger: Ledger, schedule: Schedule, now: float) -> list[Post]:
    """The days to come that are left out as a person asked, in their order, also those after one that is not."""
    rows = {post.day: post for post in ledger.posts(schedule.id, LOOKED_AT) if post.stage is Stage.SKIPPED}
    last = max(rows, default=date.min)
    ahead = takewhile(lambda day: day <= last, (day for day, _ in _ahead(schedule, now)))
    return [rows[day] for day in ahead if day in rows]


def _ahead(schedule: Schedule, now: float) -> Iterator[tuple[date, int]]:
    """The days to come with their moments, without end."""
    after = now
    while True:
        day, due = upcoming(schedule, after)
        yield day, due
        after = due


def _choices(schedules: list[Schedule]) -> str:
    shown = [f"which: {each.number} ({rhythm(each)})" for each in schedules[:_NAMED]]
    more = ", or another that “daily list” shows" if len(schedules) > len(shown) else ""
    return f"say {' or '.join(shown)}{more}"


