"""Zones by their names, cities and countries; what is ambiguous is refused with what to write, never guessed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Ambiguous, NotFound, UsageError
from bot.names import Registry
from bot.schedule.atlas import ABBREVIATIONS, BIG, by_city, by_city_abroad, by_name
from bot.schedule.zones import complete_zones, find_zone

NAMES = Registry.load()
NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Oslo", "Europe/Oslo"),
        ("europe/oslo", "Europe/Oslo"),
        ("america/new york", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Eastern", "America/New_York"),
        ("Atlantic/Jan_Mayen", "Arctic/Longyearbyen"),
        ("UTC", "UTC"),
        ("gmt", "UTC"),
        ("Oslo", "Europe/Oslo"),
        (" oslo. ", "Europe/Oslo"),
        ("new_york", "America/New_York"),
        ("Saigon", "Asia/Ho_Chi_Minh"),
        ("Ho Chi Minh City", "Asia/Ho_Chi_Minh"),
        ("Kiev", "Europe/Kyiv"),
        ("Zürich", "Europe/Zurich"),
        ("St John's", "America/St_Johns"),
        ("Bergen", "Europe/Oslo"),
        ("San Francisco", "America/Los_Angeles"),
        ("Norway", "Europe/Oslo"),
        ("the Netherlands", "Europe/Amsterdam"),
        ("Noruega", "Europe/Oslo"),
        ("挪威", "Europe/Oslo"),
        ("NO", "Europe/Oslo"),
        ("NOR", "Europe/Oslo"),
        ("Germany", "Europe/Berlin"),
        ("Argentina", "America/Argentina/Buenos_Aires"),
        ("Kosovo", "Europe/Belgrade"),
        ("Egypt", "Africa/Cairo"),
        ("Oslo, Norway", "Europe/Oslo"),
        ("Peking", "Asia/Shanghai"),
        ("北京", "Asia/Shanghai"),
        ("Washington", "America/New_York"),
        ("Canberra", "Australia/Sydney"),
        ("Ottawa", "America/Toronto"),
        ("Rabat", "Africa/Casablanca"),
        ("東京", "Asia/Tokyo"),
        ("东京", "Asia/Tokyo"),
        ("Токио", "Asia/Tokyo"),
        ("Lisboa", "Europe/Lisbon"),
        ("China", "Asia/Shanghai"),
        ("London time", "Europe/London"),
        ("Eastern Time", "America/New_York"),
        ("Pacific", "America/Los_Angeles"),
        ("LA", "America/Los_Angeles"),
        ("L.A.", "America/Los_Angeles"),
        ("NYC", "America/New_York"),
        ("Washington, D.C.", "America/New_York"),
        ("Scotland", "Europe/London"),
    ],
)
def test_a_zone_is_found_by_what_people_call_it(typed: str, zone: str) -> None:
    """By its own name, old or of today, in any case; by a city or a country, in many languages."""
    assert find_zone(typed, NAMES) == zone


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("USA", "New York, Chicago, Los Angeles, Denver"),
        ("Australia", "Sydney, Brisbane, Adelaide, Perth"),
        ("Россия", "Moscow"),
        ("Brazil", "Sao Paulo, Manaus"),
        ("San Juan", "San Juan, Puerto Rico"),
    ],
)
def test_what_has_several_times_is_not_guessed(typed: str, named: str) -> None:
    """The capital's comes first among those that are named."""
    with pytest.raises(Ambiguous) as raised:
        find_zone(typed, NAMES)

    assert raised.value.hint.startswith(f"name one by its city, such as {named}")


@pytest.mark.parametrize("typed", ["GMT+2", "utc-3", "UTC+01:00", "+2", "-3", "−5", "gmt 2", "Etc/GMT+2", "UTC +5:30"])
def test_a_fixed_offset_is_refused(typed: str) -> None:
    """It knows no summer time; "Etc/GMT+2" even means the other side of the world."""
    with pytest.raises(UsageError, match="fixed offset") as raised:
        find_zone(typed, NAMES)

    assert "city or a country" in raised.value.hint


@pytest.mark.parametrize("typed", sorted(ABBREVIATIONS))
def test_letters_on_a_clock_are_refused(typed: str) -> None:
    """"EST" is also Estonia's code, and "IST" three clocks."""
    for case in (typed, typed.upper()):
        with pytest.raises(UsageError, match="does not say which clock"):
            find_zone(case, NAMES)


@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", ",", ".", "Nowhere", "localtime", "posix/Europe/Oslo", "../etc/passwd", "/etc/localtime", "EU",
        "Paris, Texas", "my time", "time", "Oslo or Bergen", "zone.tab", "tzdata.zi", "\0", "\ud800", "x" * 5000,
        "Europe/", "9",
    ],
)  # fmt: skip
def test_what_is_no_place_is_not_found(typed: str) -> None:
    """With what may have been meant, or how it is written."""
    with pytest.raises(NotFound) as raised:
        find_zone(typed, NAMES)

    assert raised.value.hint
    assert len(raised.value.message) < 120


@pytest.mark.parametrize(
    ("typed", "city"), [("Olso", "Oslo"), ("Bejing", "Beijing"), ("Wahsington", "Washington"), ("Genve", "Genève")]
)
def test_a_misspelled_city_is_told_its_name(typed: str, city: str) -> None:
    """It is asked, not taken; by the name that was meant, not by that of its zone."""
    with pytest.raises(NotFound) as raised:
        find_zone(typed, NAMES)

    assert raised.value.hint.startswith(f"did you mean {city}")


def test_every_name_of_the_database_is_understood_and_keeps_its_time() -> None:
    """Whatever a zone is called today, its clock goes as the one that was named, for the next year."""
    now = datetime.now(UTC)
    weeks = [now + timedelta(weeks=week) for week in range(53)]
    names = [name for name in available_timezones() if "/" in name and not name.startswith("Etc/")]

    for name in names:
        zone = find_zone(name.upper(), NAMES)
        assert [week.astimezone(ZoneInfo(zone)).utcoffset() for week in weeks] == [
            week.astimezone(ZoneInfo(name)).utcoffset() for week in weeks
        ]


def test_all_that_is_known_by_a_city_is_a_zone() -> None:
    """Of the tables, nothing names what the database does not hold; the big ones and UTC among them."""
    zones = {zone for known in (by_city(), by_city_abroad()) for found in known.values() for zone in found}

    assert zones | set(BIG) | set(by_name().values()) <= available_timezones()


# ---- Completion


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", ("London · Europe/London · now 13:05 (UTC)", "Europe/London")),
        ("osl", ("Oslo · Europe/Oslo · now 14:05 (UTC+1)", "Europe/Oslo")),
        ("europe/os", ("Oslo · Europe/Oslo · now 14:05 (UTC+1)", "Europe/Oslo")),
        ("norw", ("Oslo · Europe/Oslo · now 14:05 (UTC+1)", "Europe/Oslo")),
        ("挪", ("Oslo · Europe/Oslo · now 14:05 (UTC+1)", "Europe/Oslo")),
        ("york", ("New York · America/New_York · now 08:05 (UTC−5)", "America/New_York")),
        ("asia/cal", ("Kolkata · Asia/Kolkata · now 18:35 (UTC+5:30)", "Asia/Kolkata")),
        ("us/e", ("New York · America/New_York · now 08:05 (UTC−5)", "America/New_York")),
        ("united s", ("New York · America/New_York · now 08:05 (UTC−5)", "America/New_York")),
        ("zur", ("Zurich · Europe/Zurich · now 14:05 (UTC+1)", "Europe/Zurich")),
        ("东京", ("Tokyo · Asia/Tokyo · now 22:05 (UTC+9)", "Asia/Tokyo")),
        ("washi", ("Washington · America/New_York · now 08:05 (UTC−5)", "America/New_York")),
        ("new del", ("New Delhi · Asia/Kolkata · now 18:35 (UTC+5:30)", "Asia/Kolkata")),
        ("utc", ("UTC · now 13:05 (UTC)", "UTC")),
    ],
)
def test_what_is_typed_so_far_is_completed(typed: str, first: tuple[str, str]) -> None:
    """By city, name of the zone, country or a city's name in other languages, with the time there now."""
    assert complete_zones(typed, NAMES, now=NOW)[0] == first


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=12), st.sampled_from(["a", "e", "s", "san", "in", "america/", "united", "ö", "上"])))
def test_whatever_is_offered_fits_and_is_taken(typed: str) -> None:
    """Within Discord's limits, none twice, and each a zone that is then understood."""
    offered = complete_zones(typed, NAMES, now=NOW)

    assert len(offered) <= 25
    assert len({value for _, value in offered}) == len(offered)
    for shown, value in offered:
        assert 1 <= len(shown) <= 100
        assert find_zone(value, NAMES) == value


def test_no_more_is_offered_than_asked_for() -> None:
    """Nor less than there is."""
    assert [len(complete_zones("a", NAMES, limit)) for limit in (-1, 0, 1, 7)] == [0, 0, 1, 7]
