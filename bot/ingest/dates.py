"""Dates as pages write them, in running text, in addresses and in metadata, to values with their precision.

Nothing is guessed: a day-month order that cannot be told ("03/04/2025") leaves the year, a range of days leaves its
month, a missing year stays missing. What cannot be a date (30 February, the year 1850, a year after next) is none.
Every written date holds a digit, so the digits are looked for first and their surroundings read; prose without
digits costs next to nothing.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache

from bot.domain.source import PartialDate, Span
from bot.ingest.cjk_dates import cjk_dates
from bot.ingest.months import ENGLISH_SHORT, NAMES, PROPER, SHORT, VERBS

EARLIEST = 1900
"""No page of a ministry or agency is older, and lower numbers in prose are seldom years."""

_WS = r"(?:[^\S\n]{0,9}\n?[^\S\n]{0,9})"  # a wrapped line may break a date, a blank line may not
_GAP = r"(?:[^\S\n]{1,9}\n?[^\S\n]{0,9}|\n[^\S\n]{0,9})"
_YEAR = r"(?P<year>[0-9]{4})(?![0-9]|[.,/-][0-9])"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|re|ste|de|e|:a|:e|[ºª°.])?"
_DASH = rf"{_WS}[-–—]{_WS}"
_AND = rf"{_GAP}(?:to|and|till|until|au|et|al|y|bis|und|og|till|och|tot|en|do|až|a|e|i|по|и){_GAP}"
_OF = rf"(?:(?:of|de|del|di|du|do){_GAP}|d['’])?"

_DIGITS = re.compile(r"[0-9]+")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})(?P<sep>[-/]|\.[^\S\n]?)(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})"
                         r"(?![0-9]|[-/.][0-9])")
_YEAR_LAST = re.compile(r"(?P<one>[0-9]{1,2})(?P<sep>[-/]|\.[^\S\n]?)(?P<two>[0-9]{1,2})(?P=sep)" + _YEAR)
_DAY_NAME = re.compile(
    rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}(?:(?:{_DASH}|{_AND})(?P<last>[0-9]{{1,2}}){_ORDINAL})?"
    rf"(?:{_GAP}|(?<=\.)|-)(?:of{_GAP}the{_GAP})?{_OF}(?P<name>[^\W\d_]{{3,12}})(?![^\W_])"
    rf"(?:(?P<dot>\.?),?(?:{_GAP}|-|(?<=\.)){_OF}{_YEAR})?"
)
_NAME_BEFORE = re.compile(r"(?<![^\W_])(?P<name>[^\W\d_]{3,12})(?:\.[^\S\n]*|,?[^\S\n]+|[^\S\n]*\n[^\S\n]*)$")
_DAY_AFTER = re.compile(
    rf"(?P<day>[0-9]{{1,2}})(?![0-9]|[.:][0-9]|,[0-9]{{3}}(?![0-9])|\s?(?:%|percent|per cent|million|billion))"
    rf"(?:st|nd|rd|th)?(?![^\W_])"
    rf"(?:{_DASH}(?P<last>[0-9]{{1,2}})(?![0-9]|[.,:][0-9])(?:st|nd|rd|th)?)?"
    rf"(?:(?:{_AND}(?P<also>[0-9]{{1,2}})(?:st|nd|rd|th)?)?(?:,{_WS}|{_GAP}(?:de{_GAP})?){_YEAR})?"
)
_LONE_YEAR = re.compile(_YEAR)
_JOINED = frozenset("/,-:_")  # before a number: part of a longer one, of an address or a time
_LOOK_BACK = 16  # the longest month name, a full stop and a little white space

_URL_DAY = re.compile(r"(?<=[/_=.-])t?((?:19|20)\d\d)([-/_.]?)(\d\d)([-/_.]?)(\d\d)(?=[/_.?&#T-]|$)")
_URL_NAMED = re.compile(r"(?<=[/_=.-])((?:19|20)\d\d)[-/]([a-z]{3,9})[-/](\d{1,2})(?=[/_.?&#-]|$)", re.IGNORECASE)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[-/]?(\d\d)(?=/)")
_COMPACT = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9])")
_PARTS = re.compile(
    r"(?P<year>[0-9]{4})(?:[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?)?(?:[T ][0-9]{1,2}:.*)?"
)

Reading = tuple[int, int, PartialDate | None]
"""Start, end and what stands there: None for something written like a date that cannot be one."""


@cache
def _latest() -> int:
    """Next year: pages announce, but not further ahead than that."""
    return datetime.now(UTC).year + 1


def real(year: int | None, month: int | None, day: int | None) -> PartialDate | None:
    """The parts as a date, or None if no such day exists or the year is before 1900 or after next year."""
    if (year is not None and not EARLIEST <= year <= _latest()) or month == 0 or day == 0:
        return None
    try:
        date(year or 2000, month or 1, day or 1)  # 2000: without a year, 29 February may exist
    except ValueError:
        return None
    return PartialDate(year, month, day)


def _ordered(one: int, two: int, year: int, *, dots: bool) -> PartialDate | None:
    """Day and month from two numbers before a year: dots mean day first, else it must show, or be no matter."""
    if two > 12:
        return real(year, one, two)
    if one > 12 or one == two or dots:
        return real(year, two, one)
    return real(year, None, None) if real(year, one, two) else None


def _month(name: str, *, complete: bool) -> int | None:
    """A month's number by its name as written; abbreviations like "set" count only in a complete date."""
    if name in VERBS:
        return None
    folded = name.casefold()
    number = NAMES.get(folded)
    if number is None and (complete or (folded in ENGLISH_SHORT and name[0].isupper())):
        number = SHORT.get(folded)
    return number


def _year(match: re.Match[str]) -> int | None:
    return int(match["year"]) if match["year"] else None


def _numeric(text: str, at: int) -> Reading | None:
    """"2019/2/13", "2019-02-13", "13.02.2019", "13/2/2019"."""
    if match := _YEAR_FIRST.match(text, at):
        return at, match.end(), real(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _YEAR_LAST.match(text, at):
        made = _ordered(int(match["one"]), int(match["two"]), int(match["year"]), dots="." in match["sep"])
        return at, match.end(), made
    return None


def _day_first(text: str, at: int) -> Reading | None:
    """"18 February 2019", "18th of February", "3. März 2025", "18 de febrero de 2019", "18–20 May 2021"."""
    match = _DAY_NAME.match(text, at)
    if not match:
        return None
    year = _year(match)
    month = _month(match["name"], complete=year is not None)
    if month is None:
        return None
    end = match.end() if year is not None else match.end("name")
    if match["last"]:
        return at, end, real(year, month, None) if year is not None else None
    return at, end, real(year, month, int(match["day"]))


def _name_first(text: str, at: int) -> Reading | None:
    """"February 18, 2019", "Feb. 18", "May 9-11, 2021", "February 2019": the month stands before ``at``."""
    before = _NAME_BEFORE.search(text[max(0, at - _LOOK_BACK) : at])
    if not before:
        return None
    start, name = at - len(before[0]), before["name"]
    if match := _LONE_YEAR.match(text, at):
        month = None if name in PROPER else _month(name, complete=False)
        return (start, match.end(), real(int(match["year"]), month, None)) if month else None
    match = _DAY_AFTER.match(text, at)
    month = _month(name, complete=bool(match and match["year"]))
    if not match or month is None:
        return None
    if match["last"] or match["also"]:
        return start, match.end(), real(_year(match), month, None) if match["year"] else None
    return start, match.end(), real(_year(match), month, int(match["day"]))


def _joined(text: str, at: int) -> bool:
    """Whether the number at ``at`` goes on from something before it: "1.5", "/2019", "10:30", "COVID-19"."""
    before = text[at - 1 : at]
    return before in _JOINED or (before == "." and not text[at - 2 : at - 1].isalpha())


def _western(text: str) -> Iterator[Reading]:
    """Every reading, impossible ones too (None): they hold their place, so that no part of one is read again."""
    done = 0
    for run in _DIGITS.finditer(text):
        at, end = run.span()
        if at < done or end - at > 4 or end - at == 3 or _joined(text, at):
            continue
        reading = _numeric(text, at) or _name_first(text, at) or (end - at < 3 and _day_first(text, at)) or None
        if reading and reading[0] >= done:
            done = reading[1]
            yield reading


def find_dates(text: str) -> list[tuple[Span, PartialDate]]:
    """The dates written in ``text``, in order, without overlap; time of day and weekday are left outside the span."""
    found = [(Span(start, end), made) for start, end, made in _western(text) if made]
    for start, end, year, month, day in cjk_dates(text):
        if made := real(year, month, day):
            found.append((Span(start, end), made))
    return sorted(found, key=lambda pair: pair[0])


def date_from_url(url: str) -> PartialDate | None:
    """The day (else the month) an address carries: ``/2025/0218/``, ``t20181222_1``, ``/2021/07/19/``, ``/202105/``.

    The first complete day wins: folders stand before the title, and a title may name another day.
    """
    path = url.partition("://")[2] or url
    path = path[path.find("/") :] if "/" in path else ""
    for match in _URL_DAY.finditer(path):
        year, month, day = (int(match[part]) for part in (1, 3, 5))
        if made := real(year, month, day):
            return made
    for match in _URL_NAMED.finditer(path):
        number = _month(match[2].capitalize(), complete=True)
        if number and (made := real(int(match[1]), number, int(match[3]))):
            return made
    months = (real(int(match[1]), int(match[2]), None) for match in _URL_MONTH.finditer(path))
    return next((made for made in months if made), None)


def parse_date(value: str | int | date) -> PartialDate | None:
    """A metadata field ("2021-02-01T16:29:10-05:00", ``20190218``, "Feb. 18, 2019", ``2015``) as a date.

    The day is the one written, in whatever zone the page keeps. None if the field holds no date or several.
    """
    if isinstance(value, date):
        return real(value.year, value.month, value.day)
    written = str(value).strip()
    if match := _COMPACT.match(written) or _PARTS.fullmatch(written):
        year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
        return real(year, month, day)
    if written.startswith("--"):
        try:
            return PartialDate.parse(written)
        except ValueError:
            return None
    dates = {made for _, made in find_dates(written)}
    return dates.pop() if len(dates) == 1 else None
