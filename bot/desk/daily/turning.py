"""The commands ``daily skip``, ``pause``, ``resume`` and ``off``: a schedule's next day, or all, turned off or on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.archive import Archive
from bot.desk.daily.which import SKIPS, changed, coming, first_day, meant, skipped
from bot.desk.daily.wording import due_words, in_channel, numbered, rhythm
from bot.desk.dates import short_weekday, weekday
from bot.desk.refusing import refused
from bot.desk.reply import Line, Reply
from bot.desk.request import Request
from bot.domain.errors import UsageError
from bot.domain.post import Entry, Post, Stage
from bot.domain.schedule import Schedule

ASKED = "as somebody here asked"
"""Why a schedule is paused that a person paused."""

_LOG = 20
"""Entries of a post's log that are kept, the newest."""


class Turning:
    """Turns schedules off and on. ``clock`` tells seconds since 1970, ``new_id`` gives random ids."""

    def __init__(self, archive: Archive, clock: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._archive = archive
        self._clock = clock
        self._new_id = new_id

    def skip(self, request: Request) -> Reply:
        """The next day due is left out. Raises UsageError."""
        ledger, now = self._archive.ledger, self._clock()
        schedule = meant(ledger, request)
        if schedule.paused:
            raise UsageError(_is_paused(schedule, ""), hint="there is nothing to skip until “daily resume”")
        if len(skipped(ledger, schedule, now)) >= SKIPS:
            raise UsageError(f"{SKIPS} days are skipped already", hint="“daily pause” leaves out all")
        for _ in range(2):  # somebody else may skip the same day, or it is being posted at this moment
            day, due = coming(ledger, schedule, now)
            before = ledger.post(schedule.id, day)
            post = before or Post(self._new_id(), schedule.id, day, schedule.place, due, Stage.SKIPPED, version=0)
            if self._put(post, Stage.SKIPPED, "skipped"):
                return self._told(f"No post on {self._day(day, request)} for {_name(schedule)}", schedule, request)
        raise _busy()

    def pause(self, request: Request) -> Reply:
        """No posts until it is resumed. Raises UsageError."""
        ledger = self._archive.ledger
        schedule = meant(ledger, request)
        if schedule.paused:
            raise UsageError(_is_paused(schedule, " already"), hint="“daily resume” lets it post again")
        kept = changed(ledger, schedule, lambda read: replace(read, paused=ASKED))
        return self._told(f"{numbered(kept)} is paused: {rhythm(kept)}", kept, request)

    def resume(self, request: Request) -> Reply:
        """Takes back a pause, else the skip of the next day. Raises UsageError."""
        ledger, now = self._archive.ledger, self._clock()
        schedule = meant(ledger, request)
        if not schedule.paused:
            return self._unskip(schedule, request)
        obstacle = request.obstacle(schedule.place)
        if obstacle is not None:
            return refused(obstacle.problem, obstacle.mend)
        kept = changed(ledger, schedule, lambda read: replace(read, paused="", since=first_day(read, now)))
        return self._told(f"{numbered(kept)} posts again: {rhythm(kept)}", kept, request)

    def off(self, request: Request) -> Reply:
        """It ends. Raises UsageError."""
        ledger = self._archive.ledger
        schedule = meant(ledger, request)
        kept = changed(ledger, schedule, lambda read: replace(read, ended=True))
        done = in_channel(f"{numbered(kept)} has ended: {rhythm(kept)}", kept)
        return Reply((done, Line("What it posted stays.", aside=True)), private=not request.open)

    def _unskip(self, schedule: Schedule, request: Request) -> Reply:
        ledger, now = self._archive.ledger, self._clock()
        days = skipped(ledger, schedule, now)
        if not days:
            return self._told(f"{numbered(schedule)} is on already: {rhythm(schedule)}", schedule, request)
        if not self._put(days[0], Stage.OPEN, "skip taken back"):
            raise _busy()
        changed(ledger, schedule, lambda read: read)  # whoever posts has perhaps passed over the day by now
        told = f"There will be a post on {self._day(days[0].day, request)} after all for {_name(schedule)}"
        reply = self._told(told, schedule, request)
        if len(days) == 1:
            return reply
        left = ", ".join(short_weekday(each.day, self._language(request)) for each in days[1:])
        return replace(reply, parts=(*reply.parts, Line(f"Still skipped: {left}.", aside=True)))

    def _put(self, post: Post, stage: Stage, step: str) -> bool:
        """Whether the day's row, as it was read, was put to that stage."""
        log = (*post.log, Entry(int(self._clock()), step, ASKED))[-_LOG:]
        (kept,) = self._archive.ledger.put_posts([replace(post, stage=stage, log=log, version=post.version + 1)])
        return kept

    def _told(self, done: str, schedule: Schedule, request: Request) -> Reply:
        """What was done to which schedule, and when it posts next."""
        ledger, now = self._archive.ledger, self._clock()
        if schedule.paused:
            after = Line("“daily resume” lets it post again.", aside=True)
        else:
            _, due = coming(ledger, schedule, now)
            after = Line(f"Next: {due_words(due, schedule.zone, now, self._language(request))}.")
        return Reply((in_channel(done, schedule), after), private=not request.open)

    def _day(self, day: date, request: Request) -> str:
        return weekday(day, self._language(request))

    def _language(self, request: Request) -> str:
        return self._archive.ledger.place_settings(request.place).language


def _name(schedule: Schedule) -> str:
    return f"{numbered(schedule).lower()} ({rhythm(schedule)})"


def _is_paused(schedule: Schedule, already: str) -> str:
    return f"{numbered(schedule).lower()} is paused{already}: {schedule.paused}"


def _busy() -> UsageError:
    return UsageError("that day is being changed at this moment", hint="look at “daily why” and try again")
