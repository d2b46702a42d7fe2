"""A schedule, its days and its moments -> words as people read them."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.desk.commands import VOICES
from bot.desk.dates import short_weekday
from bot.desk.here import is_shared
from bot.desk.reply import Line
from bot.desk.words import count, one_line
from bot.domain.schedule import Schedule
from bot.schedule.typed import said_days
from bot.search.wording import with_the

MINUTE, HOUR, DAY = 60, 3600, 86_400
"""Seconds."""

_CLOSE = 4 * HOUR
"""Seconds within which minutes are told; beyond, the nearest hour or day."""


def numbered(schedule: Schedule) -> str:
    """What the people of its server call it."""
    return f"Schedule {schedule.number}"


def rhythm(schedule: Schedule) -> str:
    """``every day at 09:00 Europe/Oslo``."""
    return f"{said_days(schedule)} at {schedule.at:%H:%M} {schedule.zone}"


def narrowed(schedule: Schedule, party_name: Callable[[str], str]) -> str:
    """Among which statements is chosen, to stand behind something; empty for all."""
    party = f" by {with_the(one_line(party_name(schedule.party)))}" if schedule.party else ""
    about = f" about {one_line(schedule.about)}" if schedule.about else ""
    voice = f", only {VOICES[schedule.voice]}" if schedule.voice else ""
    return f"{party}{about}{voice}"


def told(schedule: Schedule, party_name: Callable[[str], str]) -> str:
    """All that is set of it but the channel."""
    what = narrowed(schedule, party_name)
    if not schedule.party and not schedule.about:
        return rhythm(schedule) + what.replace(",", ";", 1)
    return f"{rhythm(schedule)}; statements{what}"


def in_channel(text: str, schedule: Schedule) -> Line:
    """The text and, behind it, the channel that the schedule posts in."""
    if not is_shared(schedule.place):
        return Line(f"{text}, in this conversation.")
    return Line(f"{text}, in", channels=(schedule.place.channel,))


def due_words(due: int, zone: str, now: float, language: str) -> str:
    """``Tue 24 Nov 09:00 Europe/Oslo, in 14 h``, or ``… 2 h ago``."""
    return f"{due_there(due, zone, language)} {zone}, {away(due - now)}"


def due_there(due: int, zone: str, language: str) -> str:
    """``Tue 24 Nov 09:00``: the local date and time of that moment."""
    local = datetime.fromtimestamp(due, ZoneInfo(zone))
    return f"{short_weekday(local.date(), language)} {local:%H:%M}"


def clock_time(due: int, zone: str) -> str:
    """``09:00 Europe/Oslo``: the local time of that moment."""
    return f"{datetime.fromtimestamp(due, ZoneInfo(zone)):%H:%M} {zone}"


def away(seconds: float) -> str:
    """``in 14 h``, ``in 35 min``, ``in 1 h 35 min``, ``in 3 days``, ``just now``, ``2 h ago``."""
    distance = abs(seconds)
    if distance < MINUTE:
        return "in less than a minute" if seconds > 0 else "just now"
    if distance < _CLOSE:
        hours, minutes = divmod(int(distance // MINUTE), 60)
        words = " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min")) if number)
    elif distance < 2 * DAY - HOUR / 2:
        words = f"{distance / HOUR:.0f} h"
    else:
        words = count(round(distance / DAY), "day")
    return f"in {words}" if seconds > 0 else f"{words} ago"


def day_words(day: date, today: date, language: str) -> str:
    """``today, Sun 22 Nov``; ``Tue 24 Nov``; with the year where it is another."""
    named = short_weekday(day, language) + (f" {day.year}" if day.year != today.year else "")
    return f"today, {named}" if day == today else named
