"""How far off a moment is, and days, as people read them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.daily.which import number_of
from bot.desk.daily.wording import away, clock_time, day_words, due_words, told
from bot.domain.schedule import Schedule
from tests.desk.conftest import SERVER

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"), (-59, "just now"), (1, "in less than a minute"), (59.9, "in less than a minute"),
        (60, "in 1 min"), (3599, "in 59 min"), (-3599, "59 min ago"), (3600, "in 1 h"), (7199, "in 1 h 59 min"),
        (-5400, "1 h 30 min ago"), (14_399, "in 3 h 59 min"), (14_400, "in 4 h"), (14 * 3600 + 3599, "in 15 h"),
        (47 * 3600, "in 47 h"), (172_799, "in 2 days"), (172_800, "in 2 days"), (-172_800, "2 days ago"),
        (255_000, "in 3 days"), (30 * 86_400, "in 30 days"),
    ],
)  # fmt: skip
def test_a_distance_in_time_is_told_to_the_nearest_hour_or_day_where_it_is_far(seconds: float, words: str) -> None:
    assert away(seconds) == words


@given(st.floats(60, 1e9), st.floats(60, 1e9))
def test_what_is_further_off_is_never_told_as_nearer(one: float, other: float) -> None:
    units = {"min": 60, "h": 3600, "day": 86_400, "days": 86_400}

    def told(seconds: float) -> int:
        words = away(seconds).replace(",", "").split()[1:]
        return sum(int(number) * units[unit] for number, unit in zip(words[::2], words[1::2], strict=True))

    assert told(min(one, other)) <= told(max(one, other)) <= max(one, other) + 43_200


@pytest.mark.parametrize(
    ("day", "words"),
    [(TODAY, "today, Sun 22 Nov"), (date(2026, 11, 24), "Tue 24 Nov"), (date(2025, 12, 31), "Wed 31 Dec 2025")],
)
def test_a_day_is_told_with_its_year_where_that_is_another(day: date, words: str) -> None:
    assert day_words(day, TODAY, "en") == words


def test_a_moment_is_told_by_the_clock_of_its_zone() -> None:
    moment = 1_795_334_400

    assert clock_time(moment, "Asia/Kathmandu") == "13:45 Asia/Kathmandu"
    assert due_words(moment, "Pacific/Kiritimati", moment - 7200, "en") == "Sun 22 Nov 22:00 Pacific/Kiritimati, in 2 h"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("2", 2), ("#2", 2), ("2.", 2), ("007", 7), ("", None), ("#", None), ("two", None), ("-2", None), ("2nd", None),
     ("²", None), ("1" * 10, None), ("2 3", None)],
)  # fmt: skip
def test_a_schedule_is_named_by_its_number(typed: str, number: int | None) -> None:
    assert number_of(typed) == number


@pytest.mark.parametrize(
    ("party", "words"),
    [("US", "every day at 09:00 Europe/Oslo; statements by the United States"),
     ("NO", "every day at 09:00 Europe/Oslo; statements by Norway")],
)  # fmt: skip
def test_a_party_is_named_as_in_a_sentence(party: str, words: str) -> None:
    names = {"US": "United States", "NO": "Norway"}

    assert told(Schedule("a", SERVER, time(9), "Europe/Oslo", party=party), names.__getitem__) == words
