"""The name of a zone, a city or a country, as people type it -> the IANA zone; and what it may be going to name."""

import difflib
import re
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import Ambiguous, NotFound, UsageError
from bot.domain.party import Form
from bot.names import Registry
from bot.schedule.atlas import (
    ABBREVIATIONS,
    BIG,
    UNIVERSAL,
    by_city,
    by_city_abroad,
    by_name,
    called,
    city_of,
    folded,
    spelled,
    telling,
    today,
    zones_of,
)

_LONGEST = 100
"""Characters of a choice (Discord's limit), and more than any name of a place has."""

_NAMED = 4
"""Zones that an error names."""

_NEAR = 0.75
"""How alike (difflib's ratio) a name must be to be asked about: as "olso" and "oslo" are."""

_OFFSET = re.compile(r"(?:etc/)?(?:utc|gmt|z)?\s*[+\-−–±]\s*\d.*|(?:utc|gmt)\s*\d.*", re.IGNORECASE)
_TIME = re.compile(r"(?<=\w{4})\s+(?:local )?time$", re.IGNORECASE)
_HINT = "write a city or a country, such as Oslo or Japan, or an IANA name such as Europe/Oslo"


def find_zone(typed: str, registry: Registry) -> str:
    """The IANA name, that of today, of what was typed: a zone in any case, a city, or a country that has one time.

    Raises UsageError: for fixed offsets, which know no summer time, and abbreviations, which several zones share;
    Ambiguous, naming some, for a country with several times or a name of several cities; NotFound with the nearest.
    """
    text = " ".join(typed[:_LONGEST].replace("_", " ").split()).strip(" .,;")
    text = _TIME.sub("", text)
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    zones = _meant(text, registry)
    if not zones and "," in text:
        zones = _in_country(text, registry)
    if not zones:
        raise _unknown(text, shown)
    if len(zones) > 1:
        raise Ambiguous(
            f"“{shown}” has {len(zones)} time zones",
            hint=f"name one by its city, such as {', '.join(city_of(zone) for zone in zones[:_NAMED])}",
        )
    return zones[0]


def complete_zones(
    typed: str, registry: Registry, limit: int = 25, now: float | None = None
) -> list[tuple[str, str]]:
    """Zones that may be meant, as (shown, IANA name): ``Oslo · Europe/Oslo · now 14:05 (UTC+1)``, big cities first.

    ``now``: seconds since 1970, the present moment if None.
    """
    text = " ".join(typed[:_LONGEST].replace("_", " ").split())
    moment = time.time() if now is None else now
    zones: dict[str, str] = {}
    for zone, city in _begun(text, registry) if text else ((zone, city_of(zone)) for zone in BIG):
        zones.setdefault(zone, city)
    return [(_shown(zone, city, moment), zone) for (zone, city), _ in zip(zones.items(), range(limit), strict=False)]


def _meant(text: str, registry: Registry) -> list[str]:
    """All that a text may mean, of zones that go alike only one."""
    if zone := by_name().get(text.casefold().replace(" ", "_")):
        return [zone]
    if _OFFSET.fullmatch(text) or text.casefold() in ABBREVIATIONS:
        return []
    found = _big_first(by_city().get(folded(text), ()))
    country, form = _country(text, registry)
    zones = zones_of(country)
    if found or form is Form.CAPITAL:
        return telling((*found, *(zones[:1] if form is Form.CAPITAL else ())))
    return telling(zones or by_city_abroad().get(folded(text), ()))


def _in_country(text: str, registry: Registry) -> list[str]:
    """``Oslo, Norway``: the city's zones that are the country's."""
    city, _, rest = text.rpartition(",")
    country, _ = _country(rest.strip(), registry)
    return [zone for zone in by_city().get(folded(city), ()) if zone in zones_of(country)]


def _country(text: str, registry: Registry) -> tuple[str, Form]:
    """The code of the country that the text names from beginning to end, and how; "" for none."""
    code = registry.get(text.upper()) if len(text) == 2 else registry.iso3(text) if len(text) == 3 else None
    if code and code.kind == "country":
        return code.id, Form.NAME
    mentions = registry.find(text, every_language=True)
    if len(mentions) != 1 or mentions[0].entity.kind != "country":
        return "", Form.OTHER
    name = mentions[0]
    beside = (text[: name.start] + text[name.end :]).strip().casefold()
    return (name.entity.id, name.form) if beside in ("", "the") else ("", Form.OTHER)


def _unknown(text: str, shown: str) -> UsageError:
    if _OFFSET.fullmatch(text):
        hint = f"name a city or a country, such as Oslo; the world's own time is {UNIVERSAL}"
        return UsageError(f"“{shown}” is a fixed offset: it would be wrong for half the year", hint=hint)
    if text.casefold() in ABBREVIATIONS:
        hint = "name a city or a country, such as New York or Japan"
        return UsageError(f"“{shown}” does not say which clock: such letters stand for several", hint=hint)
    names = {**spelled(), **by_name()}
    near = [names[name] for name in difflib.get_close_matches(folded(text), names, 3, _NEAR)] if text else []
    hint = f"did you mean {' or '.join(dict.fromkeys(near))}?" if near else _HINT
    return NotFound(f"no time zone, city or country is known as “{shown}”", hint=hint)


def _begun(text: str, registry: Registry) -> Iterator[tuple[str, str]]:
    """Zones with the city by which they are meant.

    A city spelled out, cities that begin so, names of zones, countries, cities with such a word, other languages.
    """
    key = folded(text)
    begun = text.casefold().replace(" ", "_")
    cities = [(zone, city) for city, zones in by_city().items() for zone in zones if key in city]
    yield from _in_order((zone, called(zone, city)) for zone, city in cities if city == key)
    yield from _in_order((zone, called(zone, city)) for zone, city in cities if city.startswith(key))
    yield from _named(_big_first(zone for name, zone in by_name().items() if name.startswith(begun)))
    for entity, _ in registry.begun(text, kinds=("country",)):
        yield from _named(zones_of(entity.id))
    yield from _in_order((zone, called(zone, city)) for zone, city in cities if f" {key}" in city)
    if not text.isascii():
        yield from _named(zone for city, zones in by_city_abroad().items() if city.startswith(key) for zone in zones)


def _named(zones: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((zone, city_of(zone)) for zone in zones)


def _big_first(zones: Iterable[str]) -> list[str]:
    return [zone for zone, _ in _in_order(_named(set(zones)))]


def _in_order(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of the big zones first, else by the alphabet."""
    rank = {zone: at for at, zone in enumerate(BIG)}
    return sorted(named, key=lambda each: (rank.get(each[0], len(BIG)), each[1]))


def _shown(zone: str, city: str, now: float) -> str:
    local = datetime.fromtimestamp(now, ZoneInfo(today(zone)))
    shown = f"{city} · " if zone != UNIVERSAL else ""
    return f"{shown}{zone} · now {local:%H:%M} ({_offset(local.utcoffset() or timedelta())})"


def _offset(offset: timedelta) -> str:
    """``UTC+5:30``."""
    minutes = round(abs(offset).total_seconds() / 60)
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{minutes // 60}{f':{minutes % 60:02}' if minutes % 60 else ''}" if minutes else "UTC"
