"""The time zone database and the CLDR -> the zones people may mean, with the cities and countries they are known by.

The countries of zones are the database's own list (``zone.tab`` of the package tzdata, public domain); what names other
than those on it stand for, and how cities are called in other languages, is the Unicode CLDR's, read through Babel.
"""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from bot.names.letters import flat

UNIVERSAL = "UTC"

_UNIVERSAL = frozenset(("utc", "gmt", "z", "zulu", "uct", "universal", "greenwich", "etc/utc", "etc/gmt"))
_LANGUAGES = (
    "de", "fr", "es", "pt", "it", "nl", "nb", "sv", "da", "fi", "pl", "cs", "hu", "ro", "el", "ru", "uk", "tr", "ar",
    "fa", "he", "hi", "bn", "id", "vi", "th", "zh", "zh_Hant", "ja", "ko",
)  # fmt: skip
"""Languages by whose names cities are known, beside English."""

_MAIN = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CD": "Africa/Kinshasa", "CL": "America/Santiago", "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia", "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei", "GL": "America/Nuuk", "ID": "Asia/Jakarta", "KI": "Pacific/Tarawa", "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro", "MN": "Asia/Ulaanbaatar", "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland", "PF": "Pacific/Tahiti", "PG": "Pacific/Port_Moresby", "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York", "UZ": "Asia/Tashkent",
}  # fmt: skip
"""The zone of the capital, for countries with several zones."""

_BY_CUSTOM = frozenset(("Asia/Urumqi",))
"""Clocks that some people keep beside the one that their country has by law."""

_LARGER = frozenset((
    "America/Denver", "America/Edmonton", "America/Halifax", "America/Manaus", "America/Tijuana", "America/Vancouver",
    "America/Winnipeg", "Asia/Makassar", "Asia/Novosibirsk", "Asia/Vladivostok", "Asia/Yekaterinburg",
    "Australia/Adelaide", "Australia/Brisbane", "Australia/Perth", "Europe/Kaliningrad",
))  # fmt: skip
"""Zones of great cities, named before those of islands and small towns of their countries."""

_BORROWED = {"XK": "Europe/Belgrade"}
"""The clock of a country that the database lists no zone for; as the CLDR has it."""

ABBREVIATIONS = frozenset((
    "acdt", "acst", "adt", "aedt", "aest", "akdt", "akst", "art", "ast", "awst", "brt", "bst", "cat", "cdt", "cest",
    "cet", "clt", "cst", "cst6cdt", "ct", "eat", "edt", "eest", "eet", "est", "est5edt", "et", "gst", "hkt", "hst",
    "ist", "jst", "kst", "mdt", "mest", "met", "msk", "mst", "mst7mdt", "mt", "ndt", "npt", "nst", "nzdt", "nzst",
    "pdt", "pht", "pkt", "pst", "pst8pdt", "sast", "sgt", "wat", "west", "wet", "wib",
))  # fmt: skip
"""Letters on clocks: several zones share them, or they mean one half of the year."""

_CITIES = {
    "Africa/Cairo": "Alexandria",
    "Africa/Casablanca": "Marrakesh",
    "Africa/Johannesburg": "Cape Town, Durban",
    "Africa/Lagos": "Abuja, Kano",
    "America/Chicago": "Dallas, Houston, San Antonio, Austin, New Orleans, Minneapolis",
    "America/Edmonton": "Calgary",
    "America/Los_Angeles": "LA, L.A., California, San Francisco, San Diego, Seattle, Las Vegas, Silicon Valley",
    "America/New_York": "New York City, NYC, Washington, Washington DC, Washington D.C., "
    "Boston, Philadelphia, Atlanta, Miami, Baltimore",
    "America/Sao_Paulo": "Rio, Rio de Janeiro, Belo Horizonte",
    "America/Toronto": "Montréal, Québec",
    "Asia/Dubai": "Abu Dhabi",
    "Asia/Ho_Chi_Minh": "Hanoi",
    "Asia/Jerusalem": "Haifa",
    "Asia/Karachi": "Lahore, Islamabad",
    "Asia/Kolkata": "Delhi, New Delhi, Mumbai, Bombay, Bangalore, Bengaluru, Chennai, Madras, Hyderabad, "
    "Ahmedabad, Pune",
    "Asia/Riyadh": "Jeddah, Mecca",
    "Asia/Shanghai": "Beijing, Peking, 北京, Guangzhou, 广州, Shenzhen, 深圳, Wuhan, Chengdu, Hangzhou, Nanjing",
    "Asia/Tokyo": "Osaka, 大阪, Kyoto, Yokohama, Nagoya, Sapporo",
    "Europe/Amsterdam": "Rotterdam, The Hague, Hague, Den Haag",
    "Europe/Berlin": "Munich, München, Hamburg, Frankfurt, Cologne, Köln, Bonn, Stuttgart, Düsseldorf",
    "Europe/Brussels": "Antwerp",
    "Europe/Istanbul": "Ankara, Izmir",
    "Europe/Lisbon": "Porto",
    "Europe/London": "England, Scotland, Wales, Northern Ireland, "
    "Manchester, Birmingham, Edinburgh, Glasgow, Cardiff, Leeds",
    "Europe/Madrid": "Barcelona, Seville",
    "Europe/Moscow": "Saint Petersburg, St Petersburg, Sankt Peterburg",
    "Europe/Oslo": "Bergen, Trondheim, Stavanger, Tromsø",
    "Europe/Paris": "Lyon, Marseille, Strasbourg, Nice",
    "Europe/Rome": "Milan, Milano, Naples, Napoli, Turin, Florence",
    "Europe/Stockholm": "Gothenburg, Göteborg, Malmö",
    "Europe/Warsaw": "Kraków, Gdańsk",
    "Europe/Zurich": "Geneva, Genève, Genf, Bern, Basel",
    "Pacific/Auckland": "Wellington, Christchurch",
}  # fmt: skip
"""Great cities, seats of international bodies and parts of countries that no zone is called by."""

BIG = (
    "Europe/London", "America/New_York", "Europe/Paris", "Europe/Berlin", "America/Los_Angeles", "America/Chicago",
    "Asia/Tokyo", "Asia/Shanghai", "Asia/Kolkata", "America/Sao_Paulo", "Europe/Moscow", "Europe/Istanbul",
    "Africa/Cairo", "Africa/Lagos", "Africa/Nairobi", "Africa/Johannesburg", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka",
    "Asia/Bangkok", "Asia/Singapore", "Asia/Seoul", "Australia/Sydney", "America/Mexico_City", UNIVERSAL,
)  # fmt: skip
"""Offered before anything is typed: many people in each."""


@cache
def by_name() -> dict[str, str]:
    """Every name of a zone, old ones too, folded -> its name of today. Abbreviations and fixed offsets are none."""
    return {name.casefold(): zone for name, zone in _names().items()} | dict.fromkeys(_UNIVERSAL, UNIVERSAL)


def today(name: str) -> str:
    """What a zone is called today: ``Asia/Kolkata`` for ``Asia/Calcutta``, ``America/New_York`` for ``US/Eastern``."""
    from babel.core import get_global

    current = name if name in _country_of() else get_global("zone_aliases").get(name, name)
    return str(current)


@cache
def by_city() -> dict[str, tuple[str, ...]]:
    """The folded name of a city, in English or as the database spells it -> its zones; seldom more than one."""
    found: dict[str, list[str]] = {}
    for zone, city in _spellings():
        found.setdefault(folded(city), []).append(zone)
    return {city: tuple(dict.fromkeys(zones)) for city, zones in found.items()}


@cache
def spelled() -> dict[str, str]:
    """The folded name of a city -> how it is written."""
    return {folded(city): city for _, city in _spellings()}


def called(zone: str, city: str) -> str:
    """What a zone is called to somebody who means that city, by its folded name: ``Washington``, not ``New York``."""
    return _great_names().get(city) or city_of(zone)


def folded(city: str) -> str:
    """The key of a city's name: commas and full stops do not count."""
    return flat(city.replace(",", " "))


@cache
def by_city_abroad() -> dict[str, tuple[str, ...]]:
    """The same in other languages. Takes a quarter of a second the first time."""
    found: dict[str, list[str]] = {}
    for language in _LANGUAGES:
        for zone, city in _cities(language):
            found.setdefault(folded(city), []).append(zone)
    return {city: tuple(dict.fromkeys(zones)) for city, zones in found.items()}


@cache
def city_of(zone: str) -> str:
    """What a zone is called by, in English: ``Ho Chi Minh City``."""
    return _english().get(zone) or _last(zone)


def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country, by its code of two letters, the capital's first; none for a stranger."""
    zones = [zone for zone, code in _country_of().items() if code == country or zone == _BORROWED.get(country)]
    main = _MAIN.get(country)
    by_law = (zone for zone in zones if zone not in _BY_CUSTOM)
    return tuple(sorted(by_law, key=lambda zone: (zone != main, zone not in BIG, zone not in _LARGER)))


def telling(zones: tuple[str, ...]) -> list[str]:
    """Of zones whose clocks go alike for the next two years, the first only."""
    first: dict[tuple[timedelta | None, ...], str] = {}
    weeks = [datetime.now(UTC) + timedelta(weeks=week) for week in range(104)]
    for zone in zones:
        first.setdefault(tuple(week.astimezone(ZoneInfo(zone)).utcoffset() for week in weeks), zone)
    return list(first.values())


@cache
def _names() -> dict[str, str]:
    """Every name of a zone, old ones too -> its name of today, in the order of the alphabet."""
    known = sorted(name for name in available_timezones() if "/" in name or name in _alone())
    return {name: today(name) for name in known if not name.startswith(("Etc/", "SystemV/"))}


def _spellings() -> Iterator[tuple[str, str]]:
    """Zones with what they and their great cities are called; of two spellings the better comes last."""
    yield from ((zone, _last(name)) for name, zone in _names().items() if "/" in name and zone != UNIVERSAL)
    yield from _cities("en")
    yield from _great()


@cache
def _english() -> dict[str, str]:
    return dict(_cities("en"))


def _cities(language: str) -> Iterator[tuple[str, str]]:
    from babel import Locale

    for zone, names in Locale.parse(language).time_zones.items():
        city = names.get("city")
        if city and (current := today(zone)) in _country_of():
            yield current, unicodedata.normalize("NFC", city)


def _great() -> Iterator[tuple[str, str]]:
    known = _country_of()
    return ((zone, city) for zone, cities in _CITIES.items() if zone in known for city in cities.split(", "))


@cache
def _great_names() -> dict[str, str]:
    return {folded(city): city for _, city in _great()}


@cache
def _country_of() -> dict[str, str]:
    """The zones that have a country of their own -> its code of two letters."""
    known = available_timezones()
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows if row[2] in known}


def _alone() -> frozenset[str]:
    """Names without a continent that are a place's: ``Singapore``, ``Japan``; not ``EST``, which is no one place's."""
    from babel.core import get_global

    aliases = get_global("zone_aliases")
    places = frozenset(name for name, zone in aliases.items() if "/" not in name and zone in _country_of())
    return frozenset(name for name in places if name.casefold() not in ABBREVIATIONS)


def _last(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
