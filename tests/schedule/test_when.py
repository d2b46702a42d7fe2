"""Local times into moments: against an oracle that walks the hours, in all zones, and in the odd ones of history."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.place import Place
from bot.domain.schedule import EVERY_DAY, Schedule
from bot.schedule.when import local_date, moment, upcoming

ZONES = sorted(available_timezones() - {"localtime"})
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
HALF_HOURS = [time(half // 2, half % 2 * 30) for half in range(48)]
DAY = 86_400
QUARTER = 900


def local(instant: float, zone: str) -> datetime:
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).replace(tzinfo=None)


def seconds(day: date) -> int:
    return (day - date(1970, 1, 1)).days * DAY


def walked(day: date, at: time, zone: str, step: int = QUARTER) -> int | None:
    """The oracle: the first instant, of all those around, at which the clock there shows that time or a later one."""
    around = range(seconds(day) - 2 * DAY, seconds(day) + 3 * DAY, step)
    clock = [(instant, local(instant, zone)) for instant in around]
    if not any(shown.date() == day for _, shown in clock):
        return None
    return next(instant for instant, shown in clock if shown >= datetime.combine(day, at))


def days_with_a_change(zone: str) -> Iterator[date]:
    """The days around those on which the clocks there change."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    offsets = [datetime.fromtimestamp(seconds(day), ZoneInfo(zone)).utcoffset() for day in days]
    for day, (before, after) in zip(days, pairwise(offsets), strict=False):
        if before != after:
            yield from (day + timedelta(days=beside) for beside in (-1, 0, 1, 2))


def walked_through(day: date, zone: str) -> Iterator[tuple[time, int]]:
    """The same for all half-hours of a date that exists, in one walk: a later time never comes first earlier."""
    instant = seconds(day) - DAY
    for at in HALF_HOURS:
        while local(instant, zone) < datetime.combine(day, at):
            instant += QUARTER
        yield at, instant


@pytest.mark.slow
def test_in_every_zone_every_half_hour_around_every_change_of_clocks_is_as_walked() -> None:
    """The first instant that shows the time or, where it is skipped, a later one; two years, all that zones do."""
    checked = 0

    for zone in ZONES:
        for day in dict.fromkeys(days_with_a_change(zone)):
            for at, first in walked_through(day, zone):
                assert moment(day, at, zone) == first
                checked += 1

    assert checked > 48 * 1000


def test_in_every_zone_throughout_two_years_the_clock_shows_the_time_at_that_moment() -> None:
    """Every fifth day, others in each zone, at another half-hour each; or else the next time that exists."""
    for number, zone in enumerate(ZONES):
        for passed in range(number % 5, (LAST - FIRST).days + 1, 5):
            day, at = FIRST + timedelta(days=passed), HALF_HOURS[(number + passed) * 7 % 48]
            due = moment(day, at, zone)
            assert due is not None
            shown = local(due, zone)
            assert shown == datetime.combine(day, at) or local(due - 1, zone) < datetime.combine(day, at) < shown


@pytest.mark.parametrize(
    ("zone", "day", "at", "shown"),
    [
        ("Europe/Oslo", "2026-03-29", "02:30", "2026-03-29T03:00:00+02:00"),  # skipped
        ("Europe/Oslo", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"),  # twice: the first
        ("Europe/Oslo", "2026-10-25", "03:00", "2026-10-25T03:00:00+01:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-04T02:30:00+11:00"),  # half an hour
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00"),
        ("Europe/Dublin", "2026-03-29", "01:15", "2026-03-29T02:00:00+01:00"),  # winter is the exception there
        ("Africa/Casablanca", "2026-03-22", "02:30", "2026-03-22T03:00:00+01:00"),  # the end of Ramadan
        ("Africa/Casablanca", "2026-02-15", "02:30", "2026-02-15T02:30:00+01:00"),  # and its beginning
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-24T01:00:00+03:00"),  # no midnight
        ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T23:30:00+03:00"),
        ("Asia/Beirut", "2026-03-29", "00:00", "2026-03-29T01:00:00+03:00"),
        ("America/Santiago", "2026-09-06", "00:30", "2026-09-06T01:00:00-03:00"),
        ("America/Asuncion", "2023-10-01", "00:15", "2023-10-01T01:00:00-03:00"),
        ("Antarctica/Troll", "2026-03-29", "02:30", "2026-03-29T03:00:00+02:00"),  # two hours
        ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29T00:00:00-01:00"),  # its last hour is skipped
        ("America/St_Johns", "2010-11-06", "23:30", "2010-11-06T23:30:00-02:30"),  # one minute past midnight
        ("America/St_Johns", "2010-11-07", "00:00", "2010-11-07T00:00:00-02:30"),
        ("Pacific/Apia", "2011-12-29", "23:59", "2011-12-29T23:59:00-10:00"),
        ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-31T00:00:00+14:00"),
        ("Asia/Pyongyang", "2015-08-15", "00:00", "2015-08-15T00:00:00+08:30"),  # twice, at the new offset only
        ("Asia/Pyongyang", "2015-08-14", "23:45", "2015-08-14T23:45:00+09:00"),
        ("Asia/Kathmandu", "1986-01-01", "00:10", "1986-01-01T00:15:00+05:45"),  # a new standard offset
        ("America/Caracas", "2016-05-01", "02:45", "2016-05-01T03:00:00-04:00"),
        ("Europe/Istanbul", "2016-03-27", "03:30", "2016-03-27T04:00:00+03:00"),  # and it stayed so
        ("Africa/Monrovia", "1972-01-07", "00:30", "1972-01-07T00:44:30+00:00"),  # offsets once had seconds
    ],
)
def test_the_oddities_of_clocks(zone: str, day: str, at: str, shown: str) -> None:
    """A skipped time is due when the clocks go on, one that comes twice the first time."""
    due = moment(date.fromisoformat(day), time.fromisoformat(at), zone)

    assert due is not None
    assert datetime.fromtimestamp(due, ZoneInfo(zone)).isoformat() == shown


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Fakaofo", "2011-12-30"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Pacific/Kiritimati", "1994-12-31"),
        ("Pacific/Enderbury", "1994-12-31"),
    ],
)
def test_a_date_that_a_zone_left_out_has_no_moment(zone: str, day: str) -> None:
    """Whatever the time; the days beside it have theirs."""
    left_out = date.fromisoformat(day)

    assert [moment(left_out, at, zone) for at in HALF_HOURS] == [None] * 48
    for beside in (left_out - timedelta(days=1), left_out + timedelta(days=1)):
        assert [moment(beside, at, zone) for at in HALF_HOURS] == [walked(beside, at, zone) for at in HALF_HOURS]


def test_a_day_that_came_twice_is_posted_the_first_time() -> None:
    """Kwajalein went back over the date line in 1969 and had the 30th of September again."""
    due = [moment(date(1969, 9, 30), at, "Pacific/Kwajalein") for at in HALF_HOURS]

    assert due == [walked(date(1969, 9, 30), at, "Pacific/Kwajalein") for at in HALF_HOURS]
    assert due == sorted(set(due), key=lambda instant: instant or 0)


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(1900, 1, 3), date(2090, 1, 1)),
    minute=st.integers(0, 1439),
)
def test_no_earlier_moment_shows_that_time(zone: str, day: date, minute: int) -> None:
    """Of a whole century in any zone, minute by minute; a skipped time is due as the clocks go on."""
    at = time(minute // 60, minute % 60)

    due = moment(day, at, zone)

    if due is None:
        assert all(local(seconds(day) + hour * 3600, zone).date() != day for hour in range(-30, 54))
        return
    wanted = datetime.combine(day, at)
    assert local(due, zone) == wanted or local(due - 1, zone) < wanted < local(due, zone)
    assert all(local(due - 60 * back, zone) != wanted for back in range(1, 26 * 60))


@pytest.mark.parametrize(
    "zone", ["", "Oslo", "America", "../UTC", "/etc/localtime", "\0", "\ud800", "UTC\n", "a" * 300]
)
def test_what_is_no_zone_is_a_value_error(zone: str) -> None:
    """Also a folder of zones, a path, and what no file can be called."""
    with pytest.raises(ValueError, match="no time zone"):
        moment(date(2026, 1, 1), time(9), zone)
    with pytest.raises(ValueError, match="no time zone"):
        local_date(0, zone)


def test_the_local_date_is_the_zones() -> None:
    """One moment, three dates."""
    now = datetime(2026, 6, 1, 10, 30, tzinfo=UTC).timestamp()

    dates = [local_date(now, zone).isoformat() for zone in ("Pacific/Pago_Pago", "UTC", "Pacific/Kiritimati")]

    assert dates == ["2026-05-31", "2026-06-01", "2026-06-02"]


# ---- What comes next


def a_schedule(
    zone: str = "Europe/Oslo",
    at: time = time(9),
    days: tuple[int, ...] = EVERY_DAY,
    since: date = date.min,
) -> Schedule:
    return Schedule("abcdefghijkl", Place("discord", "1", "2"), at, zone, days, since=since)


def at_utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("schedule", "after", "day", "due"),
    [
        (a_schedule(), "2026-11-22T07:59:59", "2026-11-22", "2026-11-22T08:00"),
        (a_schedule(), "2026-11-22T08:00:00", "2026-11-23", "2026-11-23T08:00"),  # later than, not at
        (a_schedule(days=(1, 2, 3, 4, 5)), "2026-11-20T09:00", "2026-11-23", "2026-11-23T08:00"),
        (a_schedule(days=(7,)), "2026-11-22T09:00", "2026-11-29", "2026-11-29T08:00"),
        (a_schedule(since=date(2026, 12, 24)), "2026-11-22T09:00", "2026-12-24", "2026-12-24T08:00"),
        (a_schedule(since=date(2026, 12, 24), days=(1,)), "2026-11-22T09:00", "2026-12-28", "2026-12-28T08:00"),
        (a_schedule("Pacific/Kiritimati", time(0)), "2026-11-22T09:59", "2026-11-23", "2026-11-22T10:00"),
        (a_schedule("Pacific/Apia", time(9)), "2011-12-29T20:00", "2011-12-31", "2011-12-30T19:00"),  # no 30th
        (a_schedule("Pacific/Apia", time(9), (5,)), "2011-12-29T20:00", "2012-01-06", "2012-01-05T19:00"),
        # The hour before midnight is skipped: the 28th is due as the 29th begins, and only then comes the 29th's.
        (a_schedule("America/Nuuk", time(23, 30)), "2026-03-29T00:30", "2026-03-28", "2026-03-29T01:00"),
        (a_schedule("America/Nuuk", time(23, 30)), "2026-03-29T01:00", "2026-03-29", "2026-03-30T00:30"),
        # Twice 02:30: after the first the next is tomorrow's.
        (a_schedule(at=time(2, 30)), "2026-10-25T00:30", "2026-10-26", "2026-10-26T01:30"),
    ],
)
def test_the_next_date_and_its_moment(schedule: Schedule, after: str, day: str, due: str) -> None:
    """The first local date whose moment is later than now; weekdays not named and dates left out are passed over."""
    assert upcoming(schedule, at_utc(after)) == (date.fromisoformat(day), int(at_utc(due)))


@settings(max_examples=80, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    days=st.sets(st.integers(1, 7), min_size=1),
    start=st.integers(0, 4_000_000_000),
)
def test_going_from_one_to_the_next_leaves_out_no_day_and_repeats_none(
    zone: str, at: time, days: set[int], start: int
) -> None:
    """Every date that has a moment and a weekday named comes once, in order."""
    schedule = a_schedule(zone, at, tuple(sorted(days)))

    after, came = float(start), []
    for _ in range(12):
        day, due = upcoming(schedule, after)
        assert due > after
        came.append(day)
        after = due

    every = (came[0] + timedelta(days=n) for n in range((came[-1] - came[0]).days + 1))
    assert came == [day for day in every if day.isoweekday() in days and moment(day, at, zone) is not None]


def test_a_schedule_without_days_is_never_due() -> None:
    """It is refused rather than sought for ever."""
    with pytest.raises(ValueError, match="without days"):
        upcoming(a_schedule(days=()), 0)
