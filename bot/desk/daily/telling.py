"""The command ``daily why``: a schedule, its day and its post -> a verdict for every step."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.archive import Archive
from bot.desk.daily.composing import Composing
from bot.desk.daily.listing import STAGES, Listings
from bot.desk.daily.which import coming, meant
from bot.desk.daily.wording import away, clock_time, day_words, due_words, numbered, rhythm
from bot.desk.dates import short_weekday, weekday
from bot.desk.reply import Listing, Reply, Row
from bot.desk.request import Request
from bot.desk.words import count, one_line
from bot.domain.post import Entry, Post, Stage
from bot.domain.schedule import WEEKDAYS, Schedule
from bot.schedule.typed import said_days
from bot.schedule.when import local_date, moment

_SENT = frozenset({Stage.CLAIMED, Stage.POSTED, Stage.FAILED})
"""Stages of which there is something to say about the statement and the sending."""


class Telling:
    """Tells why a post came, or did not. ``clock`` tells seconds since 1970."""

    def __init__(
        self, archive: Archive, composing: Composing, listings: Listings, clock: Callable[[], float]
    ) -> None:
        self._archive = archive
        self._composing = composing
        self._listings = listings
        self._clock = clock

    def why(self, request: Request) -> Reply:
        """Today's verdicts; if no post of today is due yet, also those of the last one. Raises UsageError."""
        ledger, now = self._archive.ledger, self._clock()
        schedule = meant(ledger, request)
        language = ledger.place_settings(request.place).language
        today = local_date(now, schedule.zone)
        post = ledger.post(schedule.id, today)
        rows = [*_due_rows(schedule, post, now, language), *self._post(post, schedule, now)]
        if not schedule.paused:
            day, due = coming(ledger, schedule, now)
            rows += [Row("Next", due_words(due, schedule.zone, now, language))] if day != today else []
        parts = [Listing(f"{numbered(schedule)}, {rhythm(schedule)}: {weekday(today, language)}", tuple(rows))]
        if post is not None:
            parts += _life(post, schedule)
        else:
            last = next((each for each in ledger.posts(schedule.id, 2) if each.day < today), None)
            if last is not None:
                title = f"The last one, {day_words(last.day, today, language)}"
                parts += [Listing(title, tuple(self._post(last, schedule, now))), *_life(last, schedule)]
        return Reply(tuple(parts), private=not request.open)

    def _post(self, post: Post | None, schedule: Schedule, now: float) -> Iterator[Row]:
        """What became of a post, step by step."""
        if post is None:
            return
        last = one_line(post.log[-1].text) if post.log else ""
        yield Row("Stage", STAGES[post.stage] + (f": {last}" if last and post.stage is not Stage.POSTED else ""))
        if post.stage not in _SENT:
            return
        holds = f", until {_moment(post.until, schedule.zone)}" if post.stage is Stage.CLAIMED else ""
        yield Row("Claimed", f"by {one_line(post.owner) or 'somebody'}{holds}")
        if not post.shown:
            yield Row("Statement", "not chosen yet")
        for words in self._listings.beginnings(post.shown):
            yield Row("Statement", words)
        if post.shown:
            whole = self._composing.stands(post.shown)
            yield Row("Checked", "stands in its source, word for word" if whole else "FAILED: not quoted here")
        yield Row("Sent", count(post.tries, "try", "tries") if post.tries else "not yet")
        yield Row("Confirmed", f"by the platform, as message {one_line(post.message)}" if post.message else "not yet")
        if post.wrong:
            done = f"corrected {away(post.corrected - now)}" if post.corrected else "to be corrected"
            yield Row("Attribution", f"withdrawn: {one_line(post.wrong)}; {done}")


def _due_rows(schedule: Schedule, post: Post | None, now: float, language: str) -> Iterator[Row]:
    """Whether it runs, whether it names the day, and when it is due."""
    today = local_date(now, schedule.zone)
    yield Row("Schedule", f"paused: {one_line(schedule.paused)}" if schedule.paused else "on")
    named = today.isoweekday() in schedule.days
    which = f"{WEEKDAYS[today.weekday()]} is {'one' if named else 'none'} of its days: {said_days(schedule)}"
    early = named and today < schedule.since
    yield Row("Day", which + (f", but it posts from {short_weekday(schedule.since, language)} on" if early else ""))
    due = post.due if post else moment(today, schedule.at, schedule.zone)
    if due is None or not (post or (named and not early)):
        return
    yield Row("Due", f"{clock_time(due, schedule.zone)}, {away(due - now)}")
    if post is None and due <= now and not schedule.paused:
        yield Row("Claimed", "by nobody: On Record has not been serving its platform since, or is about to post it")


def _life(post: Post, schedule: Schedule) -> Iterator[Listing]:
    """All that was done, as it was written down then."""
    if post.log:
        yield Listing("What was done", tuple(_entry(each, schedule) for each in post.log))


def _entry(entry: Entry, schedule: Schedule) -> Row:
    return Row(_moment(entry.at, schedule.zone), ": ".join(filter(None, (one_line(entry.step), one_line(entry.text)))))


def _moment(at: int, zone: str) -> str:
    """``2026-11-22 09:00:03`` there."""
    return f"{datetime.fromtimestamp(at, ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
