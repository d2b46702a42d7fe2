"""A local time of day in an IANA zone -> the moments it is due at."""

from datetime import date, time

from bot.domain.schedule import Schedule


def moment(day: date, at: time, zone: str) -> int | None:
    """Seconds since 1970 at which that local time is reached on that local date.

    A time that the clocks skip is due when they go on, one that comes twice the first time; None for a date that the
    zone left out. Raises ValueError for no zone.
    """
    raise NotImplementedError


def local_date(now: float, zone: str) -> date:
    """The date there. Raises ValueError for no zone."""
    raise NotImplementedError


def upcoming(schedule: Schedule, after: float) -> tuple[date, int]:
    """The first local date, from the schedule's ``since`` on, whose moment is later than ``after``, and that moment.

    Weekdays that it does not name, and dates that its zone left out, are passed over. ``paused`` is not looked at.
    """
    raise NotImplementedError
