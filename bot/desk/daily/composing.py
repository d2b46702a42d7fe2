"""A schedule and a local date -> the post: its statement, chosen and checked, and its card."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.archive import Archive
from bot.desk.cards import card_of
from bot.desk.cutting import shortened
from bot.desk.daily.wording import clock_time, narrowed, numbered
from bot.desk.dates import day as day_of
from bot.desk.dates import weekday
from bot.desk.reply import Button, Line, Part, Reply
from bot.desk.showing import LABELS
from bot.desk.words import one_line
from bot.domain.answer import Excerpt
from bot.domain.errors import ArchiveError, UsageError
from bot.domain.post import Post, Shown
from bot.domain.question import Question
from bot.domain.remembered import Found, Remembered
from bot.domain.schedule import Schedule
from bot.domain.source import Basis, PartialDate
from bot.domain.statement import FACT, WITHDRAWN, Unit, Voice
from bot.names.letters import flat
from bot.schedule.choice import choose

TRIES = 20
"""Statements chosen, and found not to stand, before a post is given up."""

LATE = 300
"""Seconds after which a post says that it is late; it takes some to send thousands in the same minute."""

_OFFERED = ("context", "why", "source", "wrong")
"""Buttons under a post: it is nobody's, so there are no pages to turn and nothing to share."""

_BY_DATE = "by the date, and whose words were shown here longest ago"
"""How a statement was chosen that was said on any other day."""

_REASON = 300
"""Units of why an attribution was withdrawn, in a correction."""

_log = logging.getLogger("onrecord.desk")


@dataclass(frozen=True, slots=True)
class Composed:
    """A post ready to be sent. ``why`` tells in a few words how its statement was chosen, for ``daily why``."""

    reply: Reply
    shown: tuple[Shown, ...]
    remember: Remembered
    why: str


@dataclass(frozen=True, slots=True)
class Picked:
    """Statements that stand and were checked just now, and in a few words how they were chosen."""

    excerpts: tuple[Excerpt, ...]
    shown: tuple[Shown, ...]
    why: str


class Composing:
    """Makes what is posted. Any thread may call; every method may raise the ArchiveErrors."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def compose(self, schedule: Schedule, post: Post, now: int) -> Composed | str:
        """What to post for that date, under the post's id; or, in a sentence, why there is nothing.

        A post that has ``shown`` something already keeps to it, if that still stands and passes its check. More than a
        few minutes after ``post.due`` a line says that it comes late.
        """
        picked = self.again(post.shown) or self.pick(schedule, post.day)
        if isinstance(picked, str):
            return picked
        _loudly(each for each in post.shown if each not in picked.shown)
        language = self._archive.ledger.place_settings(post.place).language
        title = titled(post.day, language, digest=schedule.each > 1)
        late = Line(f"It comes late: it was due at {clock_time(post.due, schedule.zone)}.", aside=True)
        above = (late,) if now - post.due > LATE else ()
        parts = (Line(title), *above, *self.cards(picked.excerpts, post.day, language))
        found = tuple(map(Found.of, picked.excerpts))
        remember = Remembered(post.id, post.place, "", now, unasked(title), found)
        reply = Reply(parts, _buttons(post.id, len(found)), private=False, remember=remember)
        return Composed(reply, picked.shown, remember, picked.why)

    def pick(self, schedule: Schedule, day: date) -> Picked | str:
        """The statements of that date; or, in a sentence, why there are none. One that fails its check is logged."""
        pool = self._archive.pool(schedule.party, schedule.about, schedule.voice)
        history = self._archive.ledger.shown_in(schedule.place)
        failed: frozenset[int] = frozenset()
        for _ in range(TRIES):
            choice = choose(day, history, pool, schedule.each, failed)
            if not choice.chosen:
                break
            shown = tuple(each.shown() for each in choice.chosen)
            picked = self.again(shown)
            if picked and picked.shown == shown:
                how = "said on this day of another year" if choice.anniversary else _BY_DATE
                return Picked(picked.excerpts, shown, f"{how}; {_round(choice.round)}")
            fallen = [each for each in shown if not picked or each not in picked.shown]
            _loudly(fallen)
            failed |= {each.statement for each in fallen}
        if failed:
            return f"No statement chosen passed its check ({len(failed)} did not)."
        what = narrowed(schedule, self._archive.party_name)
        return f"The archive holds nothing fit to be posted{f' among statements{what}' if what else ''}."

    def again(self, shown: Sequence[Shown]) -> Picked | None:
        """What was chosen before, as far as it stands and passes its check; None if nothing does."""
        stand = [(each, excerpt) for each in shown if (excerpt := self.standing(each)) is not None]
        if not stand:
            return None
        return Picked(tuple(excerpt for _, excerpt in stand), tuple(each for each, _ in stand), "as chosen before")

    def stands(self, shown: Sequence[Shown]) -> bool:
        """Whether all that was chosen may still be posted."""
        picked = self.again(shown)
        return picked is not None and picked.shown == tuple(shown)

    def standing(self, shown: Shown) -> Excerpt | None:
        """The statement as it may be posted: where it stood, still surely theirs, in their own words; else None."""
        excerpt = self._archive.statement(shown.statement)
        if excerpt is None or (excerpt.source.id, excerpt.start, excerpt.end) != (shown.source, shown.start, shown.end):
            return None
        sure = excerpt.statement.unit.confidence >= FACT and excerpt.voice is not Voice.REPORTED
        return excerpt if sure else None

    def cards(self, excerpts: Sequence[Excerpt], day: date, language: str) -> Iterator[Part]:
        """The card of each; above one that was said on this very day of another year, that year."""
        of = len(excerpts) if len(excerpts) > 1 else None
        for number, excerpt in enumerate(excerpts, 1):
            if year := anniversary(excerpt, day):
                yield Line(f"On this day in {year}")
            yield card_of(excerpt, self._archive.party_name, number=number if of else None, of=of, language=language)

    def correction(self, post: Post, now: int) -> Reply:
        """What takes the place of a post whose statement was withdrawn."""
        ledger = self._archive.ledger
        schedule = ledger.schedule(post.schedule)
        language = ledger.place_settings(post.place).language
        digest = schedule is not None and schedule.each > 1
        units = {each: self._unit(each) for each in post.shown}
        withdrawn = {each for each, (unit, _) in units.items() if unit and unit.rule == WITHDRAWN}
        withdrawn = withdrawn or set(post.shown)  # it is not known which: none of them is shown as theirs
        today = datetime.fromtimestamp(now, UTC)
        dated = day_of(PartialDate(today.year, today.month, today.day), language)
        lines: list[Line] = []
        stand = []
        for shown in post.shown:
            if shown in withdrawn:
                lines += _withdrawn(shown, *units[shown], dated, post.wrong)
            elif (excerpt := self.standing(shown)) is not None:
                stand.append(excerpt)
            else:
                lines.append(Line("Another statement of this post no longer stands in the archive as it was shown."))
        cards = self.cards(stand, post.day, language)
        return Reply((Line(titled(post.day, language, digest=digest)), *lines, *cards), private=False)

    def paused(self, schedule: Schedule, problem: str, mend: str) -> Reply:
        """What the person who set a schedule is told when it was paused because it could not post."""
        what = f"{numbered(schedule)} is paused: its statement of the day could not be posted in"
        after = Line(f"When that is mended: “daily resume which: {schedule.number}”, there.", aside=True)
        lines = (Line(what, channels=(schedule.place.channel,)), Line(problem), Line(mend))
        return Reply((*(line for line in lines if line.text), after))

    def _unit(self, shown: Shown) -> tuple[Unit | None, str]:
        """The statement's unit, as far as its page still has it, and its words, whether or not they may be quoted."""
        try:
            page = self._archive.show(shown.source)
        except (UsageError, ArchiveError) as error:
            _log.warning("source %s of a post to correct cannot be read: %s", shown.source, error)
            return None, ""
        there = [unit for unit in page.units if unit.start < shown.end and shown.start < unit.end]
        own = [unit for unit in there if unit.span == (shown.start, shown.end)]
        recut = [unit for unit in there if unit.rule == WITHDRAWN]  # it may be cut into sentences otherwise by now
        return next(iter(own + recut), None), page.source.text[shown.start : shown.end]


def _withdrawn(shown: Shown, unit: Unit | None, words: str, today: str, reason: str) -> Iterator[Line]:
    """The correction of one statement: whose words it showed, and that they are not on record as theirs.

    Read again, they may be somebody else's by now: whom the post did not name the correction does not name either.
    """
    speaker = unit.speaker if unit else None
    named = speaker is not None and shown.speaker in (speaker.entity, flat(speaker.name))
    whose = one_line(speaker.name) if speaker and named else "their speaker"
    because = f": {shortened(one_line(reason), _REASON).rstrip('.')}" if reason.strip() else ""
    yield Line(f"Correction, {today}: this post attributed words to {whose}. That attribution was withdrawn{because}.")
    if words:
        yield Line(f"Not on record as words of {whose}: “{one_line(words)}”", aside=True)


def _loudly(failed: Iterable[Shown]) -> None:
    for each in failed:
        _log.error(
            "statement %d, %d–%d of source %s, does not stand as it was chosen: it is not posted",
            each.statement, each.start, each.end, each.source,
        )  # fmt: skip


def titled(day: date, language: str, *, digest: bool = False) -> str:
    """What stands above a post."""
    return f"{'Statements of the week' if digest else 'Statement of the day'} · {weekday(day, language)}"


def anniversary(excerpt: Excerpt, day: date) -> int | None:
    """The year of which it is the anniversary, if that is sure."""
    when = excerpt.when
    if when is None or when.basis is Basis.INFERRED or when.date.year is None or when.date.year >= day.year:
        return None
    return when.date.year if (when.date.month, when.date.day) == (day.month, day.day) else None


def _buttons(answer: str, count: int) -> tuple[Button, ...]:
    return tuple(
        Button(action, f"{LABELS[action]} {at + 1}" if count > 1 else LABELS[action], answer, at)
        for at in range(count)
        for action in _OFFERED
    )


def _round(times: int) -> str:
    if not times:
        return "not shown here before"
    return f"all that fits was shown here {'once' if times == 1 else f'{times} times'} before"


def unasked(title: str) -> Question:
    """What a post answers, which nobody asked: it is read as its title."""
    return Question("", read_as=title[0].lower() + title[1:])
