"""A local time of day in an IANA zone -> the moments it is due at."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.errors import UnknownZone
from bot.domain.schedule import Schedule

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400
_SECOND = timedelta(seconds=1)


def moment(day: date, at: time, zone: str) -> int | None:
    """Seconds since 1970 at which that local time is reached on that local date.

    A time that the clocks skip is due when they go on, one that comes twice the first time; None for a date that the
    zone left out. Raises UnknownZone.
    """
    local = datetime.combine(day, at, _zone(zone))
    wall = (day.toordinal() - _EPOCH) * _DAY + at.hour * 3600 + at.minute * 60 + at.second
    # In a gap as in a fold (PEP 495), fold=0 tells the offset before the change of clocks and fold=1 that after it.
    before, after = _offset(local), _offset(local.replace(fold=1))
    if before >= after:
        return wall - before
    change = _first_with(after, wall - after, wall - before, zone)
    midnight = wall - wall % _DAY
    left_out = change + before <= midnight and midnight + _DAY <= change + after
    return None if left_out else change


def local_date(now: float, zone: str) -> date:
    """The date there. Raises UnknownZone."""
    return datetime.fromtimestamp(now, _zone(zone)).date()


def upcoming(schedule: Schedule, after: float) -> tuple[date, int]:
    """The first local date, from the schedule's ``since`` on, whose moment is later than ``after``, and that moment.

    Weekdays that it does not name, and dates that its zone left out, are passed over. ``paused`` is not looked at.
    Raises UnknownZone, and ValueError for no weekday.
    """
    if not schedule.days:
        raise ValueError("a schedule without days is never due")
    # Once the clock there has shown a date, every moment of the dates before it has passed.
    day = max(schedule.since, local_date(after, schedule.zone))
    while True:
        if day.isoweekday() in schedule.days:
            due = moment(day, schedule.at, schedule.zone)
            if due is not None and due > after:
                return day, due
        day += timedelta(days=1)


@lru_cache(maxsize=1024)  # more than there are zones
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:  # not known; a folder of zones; no name of a file
        hint = "set it anew with another zone, or bring the machine's time zones up to date"
        raise UnknownZone(f"no time zone is called {name!a} here", hint=hint) from error


def _offset(local: datetime) -> int:
    offset = local.utcoffset()
    assert offset is not None  # noqa: S101  a zone knows its offset at any time
    return offset // _SECOND


def _first_with(offset: int, low: int, high: int, zone: str) -> int:
    """The moment in ``(low, high]`` from which on the zone has that offset: one at ``high``, another at ``low``."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, _zone(zone))) == offset:
            high = middle
        else:
            low = middle
    return high
