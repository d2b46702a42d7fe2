"""The commands ``daily preview`` and ``today``: the next post as it will look, and today's statement for anybody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from bot.archive import Archive
from bot.desk.card import Card
from bot.desk.daily.composing import Composing, Picked, titled, unasked
from bot.desk.daily.which import coming, meant
from bot.desk.daily.wording import due_words, numbered
from bot.desk.here import is_private, is_shared
from bot.desk.kept import Kept
from bot.desk.refusing import refused
from bot.desk.reply import Line, Outcome, Part, Reply
from bot.desk.request import Request
from bot.desk.showing import buttons
from bot.domain.answer import Answer
from bot.domain.errors import UnknownZone
from bot.domain.place import PlaceSettings
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.schedule.when import local_date

UTC = "UTC"
"""The zone of a place that has set none."""


class Looking:
    """Shows a post before it comes, and the one of today. ``clock`` tells seconds since 1970."""

    def __init__(self, archive: Archive, kept: Kept, composing: Composing, clock: Callable[[], float]) -> None:
        self._archive = archive
        self._kept = kept
        self._composing = composing
        self._clock = clock

    def preview(self, request: Request) -> Reply:
        """The next post of a schedule, for the person alone. Raises UsageError."""
        if request.open and is_shared(request.place):
            return refused("A preview is for you alone, and here all would see it.", "Use the command itself.")
        ledger, now = self._archive.ledger, self._clock()
        schedule = meant(ledger, request)
        day, due = coming(ledger, schedule, now)
        language = ledger.place_settings(request.place).language
        when = f"The next post of {numbered(schedule).lower()}, {due_words(due, schedule.zone, now, language)}"
        when += ", if it were not paused" if schedule.paused else ""
        post = Post(self._kept.new_id(), schedule.id, day, schedule.place, due, Stage.CLAIMED)
        composed = self._composing.compose(schedule, post, due)
        if isinstance(composed, str):
            nothing = Line(f"{when}: nothing would be posted."), Line(composed)
            return Reply(nothing, outcome=Outcome.NOTHING)
        kept = self._kept.hold(replace(composed.remember, at=int(now)))
        parts = (Line(f"{when}:", aside=True), *composed.reply.parts)
        return replace(composed.reply, parts=parts, private=True, remember=kept, outcome=Outcome.FOUND)

    def today(self, request: Request) -> Reply:
        """Today's statement: the one that was posted here, else the one that would be."""
        ledger = self._archive.ledger
        settings = ledger.place_settings(request.place)
        schedule, post = self._posted(request)
        schedule = schedule or Schedule("", request.place, time(), UTC, party=settings.party)
        day = self._today(schedule)
        if post is None and day.isoweekday() not in schedule.days:
            schedule = replace(schedule, each=1)  # the digest of another day is not today's
        picked = self._composing.again(post.shown) if post else self._composing.pick(schedule, day)
        private = is_private(request, settings)
        if picked is None:
            gone = "The statement posted today no longer stands in the archive as it was shown."
            return refused(gone, "So it is not quoted again.", Outcome.GONE)
        if isinstance(picked, str):
            lines = Line(f"No statement for today. {picked}"), Line("“sources” lists what it holds.", aside=True)
            return Reply(lines, private=private, outcome=Outcome.NOTHING)
        return self._shown(picked, day, request, settings, digest=schedule.each > 1)

    def _shown(self, picked: Picked, day: date, request: Request, settings: PlaceSettings, *, digest: bool) -> Reply:
        title = titled(day, settings.language, digest=digest)
        private = is_private(request, settings)
        kept = self._kept.given(Answer(unasked(title), picked.excerpts), request.place, request.person, more=False)
        shown: list[Part] = [Line(title)]
        for part in self._composing.cards(picked.excerpts, day, settings.language):
            shown.append(part)
            if isinstance(part, Card):  # the others come by turning pages
                break
        return Reply(
            tuple(shown),
            buttons(kept, 0, request.place, private=private),
            private=private,
            remember=kept,
            outcome=Outcome.FOUND,
        )

    def _posted(self, request: Request) -> tuple[Schedule | None, Post | None]:
        """The schedule of this channel, else of this server, that posted today, and its post; else one that has not."""
        ledger = self._archive.ledger

        def farther(each: Schedule) -> tuple[bool, bool]:
            return each.place != request.place, self._today(each).isoweekday() not in each.days

        schedules = sorted(filter(_has_zone, ledger.schedules(request.place)), key=farther)
        for schedule in schedules:
            post = ledger.post(schedule.id, self._today(schedule))
            if post is not None and self._is_shown(post):
                return schedule, post
        return (schedules[0] if schedules else None), None

    def _is_shown(self, post: Post) -> bool:
        """Whether the channel shows it, or will in a moment."""
        if post.stage is Stage.CLAIMED:
            return bool(post.shown) and self._composing.stands(post.shown)
        return post.stage is Stage.POSTED

    def _today(self, schedule: Schedule) -> date:
        return local_date(self._clock(), schedule.zone)


def _has_zone(schedule: Schedule) -> bool:
    """Whether its zone is known here: it may be kept where the data of the zones is another."""
    try:
        local_date(0, schedule.zone)
    except UnknownZone:
        return False
    return True
