"""The commands ``daily list`` and ``daily history``: a server's schedules, and what one of them posted."""

from collections.abc import Callable, Iterator

from bot.archive import Archive
from bot.desk.cutting import shortened
from bot.desk.daily.composing import Composing
from bot.desk.daily.which import coming, meant, skipped
from bot.desk.daily.wording import away, day_words, due_there, numbered, rhythm, told
from bot.desk.here import house, is_shared
from bot.desk.reply import Line, Listing, Outcome, Reply, Row
from bot.desk.request import Request
from bot.desk.words import count, one_line
from bot.domain.errors import UnknownZone
from bot.domain.post import Post, Shown, Stage
from bot.domain.schedule import Schedule
from bot.schedule.when import local_date

POSTS = 15
"""Posts told of in a history."""

_WORDS = 80
"""Units of a statement's beginning in a history."""

STAGES = {
    Stage.CLAIMED: "being posted",
    Stage.POSTED: "posted",
    Stage.MISSED: "missed",
    Stage.SKIPPED: "skipped",
    Stage.OPEN: "to be posted after all",
    Stage.NOTHING: "nothing fit to be posted",
    Stage.FAILED: "failed",
}
"""How far a post has come, in words."""

_EXPLAINED = frozenset({Stage.MISSED, Stage.NOTHING, Stage.FAILED})
"""Stages whose reason is told with them."""


class Listings:
    """Lists schedules and posts. ``clock`` tells seconds since 1970."""

    def __init__(self, archive: Archive, composing: Composing, clock: Callable[[], float]) -> None:
        self._archive = archive
        self._composing = composing
        self._clock = clock

    def schedules(self, request: Request) -> Reply:
        """Every schedule of the server, with when it posts next or why it does not."""
        schedules = self._archive.ledger.schedules(request.place)
        if not schedules:
            lines = Line("No statement of the day is set here."), Line("“daily set” sets one.", aside=True)
            return Reply(lines, private=not request.open, outcome=Outcome.NOTHING)
        language = self._language(request)
        where = f"this {house(request.place)}" if is_shared(request.place) else "this conversation"
        rows = tuple(self._row(each, language) for each in schedules)
        return Reply((Listing(f"Statements of the day in {where}", rows),), private=not request.open)

    def history(self, request: Request) -> Reply:
        """The newest posts of a schedule. Raises UsageError."""
        ledger = self._archive.ledger
        schedule = meant(ledger, request)
        posts = ledger.posts(schedule.id, POSTS)
        if not posts:
            nothing = Line(f"{numbered(schedule)} has posted nothing yet: {rhythm(schedule)}.")
            return Reply((nothing,), private=not request.open, outcome=Outcome.NOTHING)
        today, language = local_date(self._clock(), schedule.zone), self._language(request)
        rows = tuple(Row(day_words(each.day, today, language), self._became(each)) for each in posts)
        last = count(len(posts), "post") if len(posts) > 1 else "post"
        title = f"{numbered(schedule)}, {rhythm(schedule)}: the last {last}"
        return Reply((Listing(title, rows),), private=not request.open)

    def _row(self, schedule: Schedule, language: str) -> Row:
        then = f"paused: {one_line(schedule.paused)}" if schedule.paused else self._next(schedule, language)
        channels = (schedule.place.channel,) if is_shared(schedule.place) else ()
        return Row(numbered(schedule), f"{told(schedule, self._archive.party_name)} · {then}", channels=channels)

    def _next(self, schedule: Schedule, language: str) -> str:
        """When it posts next, and how many days are left out."""
        now, ledger = self._clock(), self._archive.ledger
        try:
            _, due = coming(ledger, schedule, now)
        except UnknownZone:  # kept where the data of the zones is another: the other schedules are listed all the same
            return "never: its time zone is not known here"
        left_out = len(skipped(ledger, schedule, now))
        then = f"next: {due_there(due, schedule.zone, language)}, {away(due - now)}"
        return then + (f" ({count(left_out, 'day')} skipped)" if left_out else "")

    def _became(self, post: Post) -> str:
        """What became of a post: whose words it showed and how they begin, or why there was none."""
        stage = STAGES[post.stage]
        if post.corrected or post.wrong:
            stage += ", corrected" if post.corrected else ", to be corrected"
        if post.stage in _EXPLAINED and post.log and post.log[-1].text:
            return f"{stage}: {one_line(post.log[-1].text)}"
        if post.stage not in (Stage.POSTED, Stage.CLAIMED):
            return stage
        return " · ".join([stage, *self.beginnings(post.shown)])

    def beginnings(self, shown: tuple[Shown, ...]) -> Iterator[str]:
        """Who and the first words of each statement, read again: words that do not stand are not quoted."""
        for each in shown:
            excerpt = self._composing.standing(each)
            if excerpt is None:
                yield "a statement that no longer stands in the archive as it was shown"
            else:
                words = one_line(excerpt.text)
                begin = shortened(words, _WORDS)
                rest = "" if begin == words else " …"
                yield f"{one_line(excerpt.speaker.name)}: “{begin.removesuffix(rest)}”{rest}"

    def _language(self, request: Request) -> str:
        return self._archive.ledger.place_settings(request.place).language
