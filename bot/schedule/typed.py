"""Times of day and days of the week as people type them -> values, and how days are told to people."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import time

from bot.domain.errors import UsageError
from bot.domain.schedule import DIGEST, EVERY_DAY, WEEKDAYS, Schedule

DAYS_OFFERED = ("every day", "weekdays", "weekends", "weekly digest", "Mon Wed Fri", "Tue Thu")
"""To complete from; ``read_days`` reads them all."""

_WORKDAYS = (1, 2, 3, 4, 5)
_WEEKEND = (6, 7)

_TIME_HINT = "write hours and minutes, such as 09:00, 9am or 21:30"
_DAYS_HINT = "write every day, weekdays, weekends, weekly digest, or days such as Mon Wed Fri or Mon-Thu"

_LONGEST = 100
"""Characters of what may be a time or days: all seven named one by one, and room to spare."""

_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_TIME = re.compile(
    r"(?:(?P<run>\d{1,2})(?P<rest>\d\d)|(?P<hour>\d{1,2})(?:\s?[:.h]\s?(?P<minute>\d\d)(?::00)?|\s?h(?![ap]))?)"
    r"\s?(?P<half>am|pm)?"
)
_AROUND = re.compile(r"^(?:at|kl\.?|klokk(?:a|en)|um|à)\s+|\s*(?:o'?clock|hours|hrs|uhr)\.?$")
_HALVES = re.compile(r"(?<![^\W\d])([ap])\.?\s?m\b\.?")

_ABBREVIATIONS = (
    ("mo", "mon"),
    ("tu", "tue", "tues"),
    ("we", "wed", "weds"),
    ("th", "thu", "thur", "thurs"),
    ("fr", "fri"),
    ("sa", "sat"),
    ("su", "sun"),
)
_DAY_WORDS = {
    word: number
    for number, name in enumerate(WEEKDAYS, 1)
    for word in (name.lower(), f"{name.lower()}s", f"{name.lower()}'s", *_ABBREVIATIONS[number - 1])
}
_GROUPS = {
    **dict.fromkeys(("every day", "everyday", "each day", "daily", "all days", "all week"), EVERY_DAY),
    **dict.fromkeys(("weekdays", "weekday", "workdays", "working days", "work days", "business days"), _WORKDAYS),
    **dict.fromkeys(("weekends", "weekend"), _WEEKEND),
}
_DAY = "|".join(sorted(_DAY_WORDS, key=len, reverse=True))
_RANGE = re.compile(rf"\b({_DAY})\s*(?:-|to|till|until|thru|through)\s*({_DAY})\b")
_GROUP = re.compile(rf"\b({'|'.join(sorted(_GROUPS, key=len, reverse=True))})\b")
_WEEKLY = re.compile(r"\b(?:weekly(?: digest)?|digest|once a week|(?:every|each) week(?: digest)?)\b")
_EXCEPT = re.compile(r"\b(?:except|but not|but|without|not)\b")
_BETWEEN = re.compile(r"[\s,;/+&]+")
_FILLERS = frozenset(("", "and", "on", "at", "every", "each", "the", "only", "just"))


@dataclass(frozen=True, slots=True)
class Days:
    """ISO weekdays in their order, and how many statements a post of such a day holds."""

    days: tuple[int, ...]
    each: int = 1


def read_time(typed: str) -> time:
    """A time of day in whole minutes: ``09:00``, ``9am``, ``9.30 pm``, ``21h15``, ``0900``, ``noon``.

    Raises UsageError for anything that is not plainly one time.
    """
    words = _HALVES.sub(r"\1m", _AROUND.sub("", _normal(typed)))
    if words in _NAMED_TIMES:
        return _NAMED_TIMES[words]
    found = _TIME.fullmatch(words)
    if not found:
        raise UsageError(f"“{_shown(typed)}” is no time of day", hint=_TIME_HINT)
    hour, minute = int(found["run"] or found["hour"]), int(found["rest"] or found["minute"] or 0)
    if (hour, minute) == (24, 0):
        raise UsageError(f"“{_shown(typed)}” may be the first or the last moment of a day", hint="write 00:00 or 23:59")
    if found["half"]:
        if not 1 <= hour <= 12:
            raise UsageError(f"“{_shown(typed)}” is no time of day: am and pm go with 1 to 12", hint=_TIME_HINT)
        hour = hour % 12 + 12 * (found["half"] == "pm")
    if hour > 23 or minute > 59:
        raise UsageError(f"“{_shown(typed)}” is no time of day: hours go to 23 and minutes to 59", hint=_TIME_HINT)
    return time(hour, minute)


def read_days(typed: str) -> Days:
    """Days of the week: ``every day``, ``weekdays``, ``Mon-Fri``, ``Mon, Wed and Fri``, ``weekly digest on Friday``.

    A weekly digest comes on one day, Monday unless another is named. Raises UsageError for anything else, words that
    are no days among them.
    """
    words = _normal(typed)
    rest, weekly = _WEEKLY.subn(" ", words)
    if weekly > 1 or not words:
        raise _no_days(typed)
    wanted, *left_out = (_days_of(part, typed) for part in _EXCEPT.split(rest))
    if weekly:
        if len(wanted) > 1 or left_out:
            raise UsageError("a weekly digest comes on one day", hint="name one, such as: weekly digest on Friday")
        return Days(tuple(wanted) or (1,), DIGEST)
    days = tuple(sorted(wanted.difference(*left_out)))
    if not days or not all(left_out):
        raise _no_days(typed)
    return Days(days)


def said_days(schedule: Schedule) -> str:
    """The schedule's days in words, such as ``weekdays`` or ``weekly digest on Fridays``; ``read_days`` reads them."""
    named = _joined([WEEKDAYS[day - 1] + "s" for day in schedule.days])
    if schedule.each > 1:
        return f"weekly digest on {named}"
    wide = {EVERY_DAY: "every day", _WORKDAYS: "weekdays", _WEEKEND: "weekends"}
    if schedule.days in wide:
        return wide[schedule.days]
    return named if len(schedule.days) < 3 else _joined([WEEKDAYS[day - 1][:3] for day in schedule.days])


def _days_of(part: str, typed: str) -> set[int]:
    days: set[int] = set()
    for first, last in _RANGE.findall(part):
        begin, end = _DAY_WORDS[first], _DAY_WORDS[last]
        if begin == end:
            raise _no_days(typed)  # one day, or the week from it on?
        days.update((begin + step - 1) % 7 + 1 for step in range((end - begin) % 7 + 1))
    part = _RANGE.sub(" ", part)
    for group in _GROUP.findall(part):
        days.update(_GROUPS[group])
    for word in _BETWEEN.split(_GROUP.sub(" ", part)):
        if word in _DAY_WORDS:
            days.add(_DAY_WORDS[word])
        elif word not in _FILLERS:
            raise _no_days(typed)
    return days


def _no_days(typed: str) -> UsageError:
    return UsageError(f"“{_shown(typed)}” names no days of the week", hint=_DAYS_HINT)


def _joined(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def _normal(typed: str) -> str:
    """In small letters, with plain spaces, hyphens and no full stop after a word; nothing of what is far too long."""
    words = unicodedata.normalize("NFKC", typed if len(typed) <= _LONGEST else "").casefold().translate(_PLAIN)
    return " ".join(re.sub(r"(?<=[^\W\d])\.(?=[\s,]|$)", "", words).split())


_PLAIN = str.maketrans("‐‑‒–—−’", "------'")


def _shown(typed: str) -> str:
    """What was typed, for an error: one line, cut."""
    words = " ".join(typed.split())
    return words if len(words) <= 40 else f"{words[:40]}…"
