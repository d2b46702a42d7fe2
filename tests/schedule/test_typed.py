"""Times and days as people type them: what is read, and that nothing ambiguous ever is."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import UsageError
from bot.domain.place import Place
from bot.domain.schedule import DIGEST, EVERY_DAY, Schedule
from bot.schedule.typed import DAYS_OFFERED, Days, read_days, read_time, said_days

WEEKDAYS = (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("09:00", "09:00"),
        ("9", "09:00"),
        ("9:05", "09:05"),
        ("9am", "09:00"),
        ("9 AM", "09:00"),
        ("9 a.m.", "09:00"),
        ("9:30p.m.", "21:30"),
        ("9.30 pm", "21:30"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("12:30 am", "00:30"),
        ("21h", "21:00"),
        ("21h15", "21:15"),
        ("21 h 15", "21:15"),
        ("0900", "09:00"),
        ("900", "09:00"),
        ("1930", "19:30"),
        ("0:00", "00:00"),
        ("23:59", "23:59"),
        ("09:00:00", "09:00"),
        ("noon", "12:00"),
        ("Midnight", "00:00"),
        ("at 9 o’clock", "09:00"),
        ("kl. 9.30", "09:30"),
        ("18 Uhr", "18:00"),
        ("klokka 18", "18:00"),
        (" 9:00 ", "09:00"),
        ("９：００", "09:00"),
        ("٠٩:٣٠", "09:30"),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, expected: str) -> None:
    """With twelve hours or twenty-four, a colon or none, in other digits."""
    assert read_time(typed) == time.fromisoformat(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", "9 or 10", "9-10", "25:00", "12:60", "24:00", "13pm", "0am", "9:5", "9,30", "feb", "09:00:30",
        "9:00 UTC", "-9", "99999", "1e1", "9ham", "half past nine", "in 5 minutes", "noon midnight", "tomorrow", "\0",
        "\ud800", "9:00\n10:00", "x" * 5000, "９" * 400,
    ],
)  # fmt: skip
def test_what_is_not_plainly_one_time_is_refused(typed: str) -> None:
    """With the mend, never with a guess."""
    with pytest.raises(UsageError) as raised:
        read_time(typed)

    assert raised.value.hint
    assert len(raised.value.message) < 120


@pytest.mark.parametrize(
    ("typed", "days", "each"),
    [
        ("every day", EVERY_DAY, 1),
        ("Daily", EVERY_DAY, 1),
        ("weekdays", WEEKDAYS, 1),
        ("on working days", WEEKDAYS, 1),
        ("weekends", (6, 7), 1),
        ("only on Fridays", (5,), 1),
        ("Friday's", (5,), 1),
        ("at weekends", (6, 7), 1),
        ("Mon-Fri", WEEKDAYS, 1),
        ("Monday to Thursday", (1, 2, 3, 4), 1),
        ("fri – mon", (1, 5, 6, 7), 1),
        ("Mon, Wed and Fri", (1, 3, 5), 1),
        ("Mon. Wed. Fri.", (1, 3, 5), 1),
        ("fri/tue", (2, 5), 1),
        ("mon tue-thu sun", (1, 2, 3, 4, 7), 1),
        ("Fridays", (5,), 1),
        ("every Monday", (1,), 1),
        ("weekdays and Sunday", (1, 2, 3, 4, 5, 7), 1),
        ("every day except Sunday", (1, 2, 3, 4, 5, 6), 1),
        ("weekdays but not Friday", (1, 2, 3, 4), 1),
        ("weekly", (1,), DIGEST),
        ("weekly digest", (1,), DIGEST),
        ("once a week", (1,), DIGEST),
        ("weekly digest on Friday", (5,), DIGEST),
        ("every week on Fridays", (5,), DIGEST),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, days: tuple[int, ...], each: int) -> None:
    """One statement a day, or a digest on one day of the week, Monday unless another is named."""
    assert read_days(typed) == Days(days, each)


@pytest.mark.parametrize(
    "typed",
    [
        "", "on", "and", "MWF", "1-5", "1, 3", "every other Monday", "every second day", "twice daily", "monthly",
        "fortnightly", "Mon-Mon", "mon-", "Monday not", "not Monday", "every day except every day", "weekly weekly",
        "weekly weekdays", "weekly digest on Mon and Fri", "weekly except Monday", "9:00", "weekdays at 9", "Montag",
        "\0", "\ud800", "mon " * 5000 + "feb", "x" * 5000,
    ],
)  # fmt: skip
def test_what_names_no_days_is_refused(typed: str) -> None:
    """Words left over are never passed over: "every other Monday" is not every Monday."""
    with pytest.raises(UsageError) as raised:
        read_days(typed)

    assert raised.value.hint
    assert len(raised.value.message) < 120


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(typed: str) -> None:
    """No other error, and a time is always one in whole minutes."""
    for read in (read_time, read_days):
        try:
            found = read(typed)
        except UsageError:
            continue
        assert not isinstance(found, time) or (found.second, found.tzinfo) == (0, None)


@given(st.times())
def test_a_time_as_a_clock_shows_it_is_read_back(at: time) -> None:
    """In twenty-four hours and in twelve."""
    assert read_time(f"{at:%H:%M}") == read_time(f"{at:%I:%M %p}") == at.replace(second=0, microsecond=0)


def a_schedule(days: tuple[int, ...], each: int = 1) -> Schedule:
    return Schedule("abcdefghijkl", Place("discord", "1", "2"), time(9), "UTC", days, each)


@pytest.mark.parametrize(
    ("days", "each", "said"),
    [
        (EVERY_DAY, 1, "every day"),
        (WEEKDAYS, 1, "weekdays"),
        ((6, 7), 1, "weekends"),
        ((5,), 1, "Fridays"),
        ((2, 4), 1, "Tuesdays and Thursdays"),
        ((1, 3, 5), 1, "Mon, Wed and Fri"),
        ((1,), DIGEST, "weekly digest on Mondays"),
    ],
)
def test_days_are_told_in_words(days: tuple[int, ...], each: int, said: str) -> None:
    """As people would write them."""
    assert said_days(a_schedule(days, each)) == said


@given(st.sets(st.integers(1, 7), min_size=1))
def test_days_that_are_told_are_read_back(days: set[int]) -> None:
    """So what a list shows can be typed again."""
    schedule = a_schedule(tuple(sorted(days)))

    assert read_days(said_days(schedule)) == Days(schedule.days)


@pytest.mark.parametrize("day", EVERY_DAY)
def test_a_digest_that_is_told_is_read_back(day: int) -> None:
    """On any day of the week."""
    assert read_days(said_days(a_schedule((day,), DIGEST))) == Days((day,), DIGEST)


def test_all_that_is_offered_can_be_read() -> None:
    """Completion offers nothing that is then refused."""
    assert [len(read_days(offered).days) for offered in DAYS_OFFERED] == [7, 5, 2, 1, 3, 2]
