"""A question's words of time -> the days it is about: "since 2021", "in February 2019", "last year", "im Jahr 2019".

Returned are inclusive bounds and the span of the words read, which the caller takes out of the question. A number is a
year only when it stands as one: after a word of time ("in 2019") or at either end of the question, never in the future
("the 2030 Agenda"), never in a name ("Resolution 1973"). "may" and "march" are months only after such a word or
beside a year or a day.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from bot.domain.source import PartialDate, Span
from bot.search.timewords import BESIDE, COUNTS, DAYS_BACK, ENGLISH_MONTHS, LASTS, MONTHS, TIME_WORDS, UNITS, WEEKDAYS

_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Period:
    """Inclusive days (None: open) and where the question says so; an empty span when it says nothing.

    ``assumed`` tells that a day and a month were said without a year, and the last such day is a guess; ``bare`` that
    the words are no more than "today" or "this year", which may be any sentence's own.
    """

    since: date | None = None
    until: date | None = None
    span: Span = _NOWHERE
    assumed: bool = False
    bare: bool = False


_M = r"[^\W\d_]{3,10}\b\.?"  # any word: ``_partial`` knows the months, and patterns of all their names compile slowly
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|\.|º)?"
_OF = r"(?:\s+(?:of|de|del|di)\s+|,?\s+)"
_DATE = (
    rf"(?:{_YEAR}[-/.]\d\d?[-/.]\d\d?\b|{_YEAR}-\d\d\b|\d\d?\.\d\d?\.{_YEAR}\b|\d\d?/\d\d?/{_YEAR}\b"
    rf"|{_YEAR}\s?[年년](?:\s?\d\d?\s?[月월](?:\s?\d\d?\s?[日日일])?)?"
    rf"|(?:the\s+)?{_DAY}{_OF}{_M}(?:{_OF}{_YEAR}\b)?|{_M}\s+(?:the\s+)?{_DAY}\b(?:,?\s+{_YEAR}\b)?"
    rf"|{_M}{_OF}{_YEAR}\b|{_YEAR}\b(?!s)|{_M})"
)
_ENGLISH_LEADS = frozenset(
    {"in", "since", "from", "during", "throughout", "before", "after", "until", "till", "around"}
)
_IN_YEAR = r"(?:(?:the\s+year|jahre?|l['’]année|el\s+año|o\s+ano|année|året|året|году?)\s+)?"

_SINCE = r"(?:since|from|starting|seit|ab|depuis|desde|dal|siden|sedan|sinds|vanaf|начиная\s+с|с)"
_AFTER = r"(?:after|later\s+than|nach|après|después\s+de|depois\s+de|dopo|etter|efter|na|после)"
_BEFORE = r"(?:before|prior\s+to|earlier\s+than|vor|avant|antes\s+de|prima\s+del|før|innan|före|voor|до)"
_UNTIL = r"(?:until|till|til|through|up\s+to|up\s+until|bis|jusqu['’]en|jusqu['’]à|hasta|até|fino\s+al?|tot)"
_IN = r"(?:in|on|during|throughout|at|around|im|am|en|em|nel|i|el|le|il|в|den|op)"
_LINK = r"(?:to|and|through|until|till|up\s+to|bis|und|au?|et|y|e|a|til|till|og|och|tot|en|по|до|и|[-–—~])"
_NEVER_BEFORE = (
    r"(?:\b(?:resolution|article|section|paragraph|number|no|law|protocol|chapter|rule|agenda|vision|version|of|the|a|an|"
    r"act|directive|regulation|treaty|decree|top|about|than|least|most|some|over)\.?|[#§№$€£(\d.,-])\s*$"
)


def _may_end(lead: str) -> bool:
    """Whether a bare year may follow these words: not "Resolution", not the rest of a date that cannot be."""
    return not _compiled(_NEVER_BEFORE).search(lead) and (lead.split() or [""])[-1].lower() not in MONTHS


_NOUN_AFTER = re.compile(
    r"\s+(?:agenda|elections?|border|borders|agreement|crisis|goals|convention|treaty|vision|coup)\b", re.IGNORECASE
)


def read_period(text: str, today: date) -> Period:
    """The first words of time in a question. ``today`` is the reader's own local date."""
    if not _may_tell_time(text):
        return Period()
    for pattern, made in _rules():
        for match in _compiled(pattern).finditer(text):
            bounds = made(match, today)
            if bounds and any(bounds) and (bounds[0] or date.min) <= (bounds[1] or date.max):
                bare = (made is _one_day) or (made is _relative and match.start() == match.start("w"))
                return Period(*bounds, Span(*match.span()), _is_assumed(match[0], bounds), bare)
    return _bare_year(text, today)


def _is_assumed(words: str, bounds: tuple[date | None, date | None]) -> bool:
    """Whether the words name a day of some month without the year."""
    since, until = bounds
    one_day = since is not None and since == until
    named = any(word in MONTHS for word in re.findall(r"[^\W\d_]+", words.lower()))
    return one_day and named and not re.search(_YEAR, words)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when first tried, up to 10 ms each: most questions hold no words of time and pay for none."""
    return re.compile(pattern, re.IGNORECASE)


def _may_tell_time(text: str) -> bool:
    """Whether there is a digit, a month, a weekday, or a word such as "last" in it."""
    if any(letter.isdigit() for letter in text):
        return True
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    return not words.isdisjoint(TIME_WORDS) or any(day in text.lower() for day in DAYS_BACK)


Bounds = tuple[date | None, date | None]


def _partial(words: str, today: date) -> PartialDate | None:
    """A written date; None for one that cannot be, or whose year is still to come."""
    letters = [word for word in re.findall(r"[^\W\d_]+", words.lower()) if word not in BESIDE]
    if any(word not in MONTHS for word in letters) or (not letters and re.search("[a-z]", words.lower())):
        return None
    numbers, names = [int(number) for number in re.findall(r"\d+", words)], [MONTHS[word] for word in letters]
    year = next((number for number in numbers if number > 1000), None)
    small = [number for number in numbers if number <= 31]
    month, day = (names[0], small[0] if small else None) if names else _numeric(words, small)
    if year is None and month is not None:
        year = today.year if (month, day or 1) <= (today.month, today.day if day else 31) else today.year - 1
    if year is None or year > today.year:
        return None
    try:
        made = PartialDate(year, month, day)
        made.bounds()
    except ValueError:
        return None
    return made


def _numeric(words: str, small: list[int]) -> tuple[int | None, int | None]:
    """Month and day of a date in digits. 18.2.2019 is European; 2/18/2019 is read by the number that is no month."""
    if len(small) < 2:
        return (small[0], None) if small else (None, None)
    first, second = small[0], small[1]
    if re.match(r"\s*\d{4}", words) or ("/" in words and second > 12):
        return first, second
    return second, first


def _bounds(words: str, today: date) -> tuple[date, date] | None:
    made = _partial(words, today)
    return made.bounds() if made else None


def _within(match: re.Match[str], today: date) -> Bounds | None:
    return None if _reserved(match) else _bounds(match["a"], today)


def _reserved(match: re.Match[str]) -> bool:
    """Whether the words are part of something else: "the 2015 agreement", "on Mars", "i may"."""
    if _NOUN_AFTER.match(match.string, match.end()):
        return True
    month, lead = match["a"].lower().strip(" ."), match[0].lower().split(" ")[0]
    if not month.isalpha():
        return False
    return lead in ("on", "i", "at") or (lead in _ENGLISH_LEADS and month not in ENGLISH_MONTHS)


def _since(match: re.Match[str], today: date) -> Bounds | None:
    bounds = _bounds(match["a"], today)
    return (bounds[0], None) if bounds and not _reserved(match) else None


def _after(match: re.Match[str], today: date) -> Bounds | None:
    bounds = _bounds(match["a"], today)
    return (bounds[1] + timedelta(1), None) if bounds and not _reserved(match) else None


def _before(match: re.Match[str], today: date) -> Bounds | None:
    bounds = _bounds(match["a"], today)
    return (None, bounds[0] - timedelta(1)) if bounds and not _reserved(match) else None


def _until(match: re.Match[str], today: date) -> Bounds | None:
    bounds = _bounds(match["a"], today)
    return (None, bounds[1]) if bounds and not _reserved(match) else None


def _between(match: re.Match[str], today: date) -> Bounds | None:
    first, last = match["a"], match["b"]
    years = re.findall(_YEAR, last)
    if years and not re.search(_YEAR, first) and re.search(r"[^\W\d_]", first):  # from May to July 2021
        first = f"{first} {years[0]}"
    opening, closing = _bounds(first, today), _bounds(last, today)
    if opening is None or closing is None:
        return None
    return opening[0], closing[1]


def _decade(match: re.Match[str], today: date) -> Bounds | None:
    first = int(match["d"])
    if first > today.year or first % 10:
        return None
    return date(first, 1, 1), date(first + 9, 12, 31)


def _ago(unit: str, count: int, today: date) -> date:
    """The day ``count`` units before today; a day the month does not have becomes its last."""
    if unit in ("day", "week"):
        return today - timedelta(count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(today.day, (following - timedelta(1)).day))


def _relative(match: re.Match[str], today: date) -> Bounds | None:
    which, unit = match["w"].lower(), UNITS[match["u"].lower()]
    last = which in LASTS
    if unit == "week":
        monday = today - timedelta(today.weekday() + (7 if last else 0))
        return monday, monday + timedelta(6)
    if unit == "month":
        day = today.replace(day=1) - timedelta(1) if last else today
        return PartialDate(day.year, day.month).bounds()
    return PartialDate(today.year - (1 if last else 0)).bounds()


def _trailing(match: re.Match[str], today: date) -> Bounds | None:
    word = match["n"].lower()
    count = int(word) if word.isdigit() else COUNTS.get(word, 0)
    if not 0 < count < 1000:
        return None
    return _ago(match["u"].lower().removesuffix("s"), count, today), today


def _one_day(match: re.Match[str], today: date) -> Bounds:
    day = today - timedelta(DAYS_BACK[match["a"].lower()])
    return day, day


def _weekday(match: re.Match[str], today: date) -> Bounds:
    back = (today.weekday() - WEEKDAYS[match["a"].lower()]) % 7
    day = today - timedelta(back or (7 if match["l"] else 0))
    return day, day


def _last_month_named(match: re.Match[str], today: date) -> Bounds | None:
    return _bounds(match["a"], today)


_THIS = r"this|current|dieses|diesen|diese|cette|ce|este|esta|quest['’]|dette|denne|det\s+här"


Rule = tuple[str, Callable[[re.Match[str], date], Bounds | None]]


def _rule(pattern: str, made: Callable[[re.Match[str], date], Bounds | None]) -> Rule:
    return rf"(?<![\w-]){pattern}(?![\w])", made


_FROM = r"(?:between|from|zwischen|von|entre|de|desde|tra|mellom|mellan|mellem|tussen|van|между|с|dal)"
_OVER = r"(?:in|over|during|for|within)"
_ALONE = (
    rf"(?P<a>{_YEAR}-\d\d(?:-\d\d)?|\d\d?\.\d\d?\.{_YEAR}|(?:{_DAY}{_OF})?{_M}{_OF}{_YEAR}"
    rf"|{_M}\s+{_DAY},?\s+{_YEAR})"
)


@cache
def _rules() -> tuple[Rule, ...]:
    """The longer reading before the shorter."""
    return (
        _rule(rf"{_FROM}\s+{_IN_YEAR}(?P<a>{_DATE})\s*{_LINK}\s*(?:the\s+)?(?P<b>{_DATE})", _between),
        _rule(rf"(?:{_OVER}\s+)?(?P<a>{_YEAR})\s*(?:to|through|until|and|[-–—])\s*(?P<b>{_YEAR})", _between),
        _rule(rf"(?:in|during|throughout)\s+(?P<a>{_DATE})\s+(?:and|or|to)\s+(?P<b>{_DATE})", _between),
        _rule(rf"(?:(?:in|during|from|throughout)\s+)?the\s+(?P<d>{_YEAR})['’]?s", _decade),
        _rule(rf"{_AFTER}\s+{_IN_YEAR}(?P<a>{_DATE})", _after),
        _rule(rf"{_BEFORE}\s+{_IN_YEAR}(?P<a>{_DATE})", _before),
        _rule(rf"{_UNTIL}\s+(?:the\s+end\s+of\s+)?{_IN_YEAR}(?P<a>{_DATE})", _until),
        _rule(rf"{_SINCE}\s+{_IN_YEAR}(?P<a>{_DATE})(?:\s+(?:on|onwards?))?", _since),
        _rule(rf"{_IN}\s+{_IN_YEAR}(?:the\s+)?(?P<a>{_DATE})", _within),
        _rule(rf"last\s+(?P<a>{_M})", _last_month_named),
        _rule(
            rf"{_OVER}?\s*(?:the\s+)?(?:last|past|previous)\s+(?P<n>\d+|{'|'.join(COUNTS)})"
            r"\s+(?P<u>days?|weeks?|months?|years?)",
            _trailing,
        ),
        _rule(
            rf"(?:(?:in|over|during|within|im|i)\s+)?(?:the\s+)?(?P<w>{'|'.join(LASTS)}|{_THIS})\s+(?P<u>{'|'.join(UNITS)})",
            _relative,
        ),
        _rule(rf"(?P<a>{'|'.join(DAYS_BACK)})", _one_day),
        _rule(rf"(?:(?P<l>last)|on)\s+(?P<a>{'|'.join(WEEKDAYS)})", _weekday),
        _rule(_ALONE, _within),
        (rf"(?P<a>{_YEAR}\s?年(?:\s?\d\d?\s?月(?:\s?\d\d?\s?日)?)?)", _within),
    )


_BARE = re.compile(rf"(?<![\w.,/-]){_YEAR}(?![\w/-]|[.,]\d)")


def _bare_year(text: str, today: date) -> Period:
    """A year alone at the end of the question ("china norway 2019"), or opening it before a comma."""
    for match in _BARE.finditer(text):
        rest, lead = text[match.end() :].strip(" ?!.,;:"), text[: match.start()]
        opens = not lead.strip() and text[match.end() :].lstrip()[:1] in (",", ":")
        if int(match[0]) > today.year or not (opens or (not rest and lead.strip() and _may_end(lead))):
            continue
        bounds = PartialDate(int(match[0])).bounds()
        if bounds:
            return Period(*bounds, Span(*match.span()))
    return Period()
