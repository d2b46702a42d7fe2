"""The statement of the day under attack: races between people, processes and the minute, and what is whose."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.desk.reply import Line, Outcome, Reply
from bot.desk.request import Press, Request
from bot.domain.place import Place
from bot.domain.post import Stage
from bot.domain.schedule import Schedule
from bot.domain.source import Span
from bot.domain.statement import WITHDRAWN, Page, withdrawn
from bot.storage.memory_ledger import MemoryLedger
from tests.builders import GENG, keep
from tests.desk.conftest import ALONE, SERVER, cards, lines, rows
from tests.desk.daily.conftest import HOUR, Daily
from tests.posting.workers import Worker
from tests.posting.world import Book, Clock, Platform

if TYPE_CHECKING:
    from collections.abc import Callable

OTHER = Place("discord", "999", "9")
COMMANDS = ("preview", "why", "skip", "pause", "resume", "history", "off")


def today(daily: Daily, place: Place = SERVER) -> Reply:
    return daily.desk.handle(Request("today", place, "ann"))


class Racing(MemoryLedger):
    """Something else happens just before a schedule, or a post, is kept; once."""

    def __init__(self) -> None:
        super().__init__()
        self.first: Callable[[], object] | None = None

    def keep_schedule(self, schedule: Schedule) -> Schedule | None:
        first, self.first = self.first, None
        if first:
            first()
        return super().keep_schedule(schedule)


def test_two_processes_that_set_the_same_at_once_keep_it_once(daily: Daily) -> None:
    """One of them looked before the other had kept it: a channel would get two posts a day."""
    racing = daily.archive.lent = Racing()
    other = daily.another()
    typed = {"time": "09:00", "zone": "Oslo"}
    racing.first = lambda: other.handle(Request("daily set", SERVER, "deputy", typed, may_manage=True))

    reply = daily.set()

    assert reply.outcome is Outcome.DONE
    assert [(each.number, each.at.hour) for each in daily.ledger.schedules(SERVER)] == [(1, 9)]
    assert lines(reply)[0] == "Kept as schedule 1: every day at 09:00 Europe/Oslo, in"


def test_a_skip_taken_back_as_the_minute_comes_still_has_its_post(daily: Daily) -> None:
    """The runner had passed the skipped day over when, a second later by another clock, it was opened again."""
    daily.archive.lent = book = Book()
    daily.set()
    daily.run("skip")
    due = daily.clock.now + HOUR
    clock = Clock(due)
    platform = Platform(clock)
    worker = Worker(book, platform, clock, composing=daily.composing)
    worker.turn()
    assert platform.messages == []

    daily.clock.now = due - 1
    daily.run("resume")
    clock.now = due + 2
    worker.turn()

    assert len(platform.messages) == 1


def test_today_is_what_is_being_posted_at_this_moment(daily: Daily) -> None:
    """Between claim and receipt nobody is shown another statement than the channel gets."""
    daily.set()
    post = daily.post()
    sent = replace(post, stage=Stage.CLAIMED, message="", version=2)
    assert daily.ledger.put_posts([sent]) == [True]

    reply = today(daily)

    (card,) = cards(reply)
    (shown,) = post.shown
    assert card.words.text == daily.archive.show(shown.source).source.slice(Span(shown.start, shown.end))


def test_today_is_not_said_to_have_been_posted_while_it_is_still_to_be_chosen(daily: Daily) -> None:
    """What was chosen was withdrawn before it was sent: another will come, and is shown."""
    daily.set()
    post = daily.post()
    sent = replace(post, stage=Stage.CLAIMED, message="", version=2)
    assert daily.ledger.put_posts([sent]) == [True]
    daily.archive.gone.add(post.shown[0].statement)
    daily.archive.failing.add(post.shown[0].statement)

    assert today(daily).outcome is Outcome.FOUND


@pytest.mark.parametrize("command", ["list", "off", "pause"])
def test_a_zone_that_is_not_known_here_takes_nothing_away_from_other_schedules(daily: Daily, command: str) -> None:
    """As where another machine's data is newer: the schedule is told of, and may be ended."""
    daily.set()
    strange = replace(daily.only(), id="s" * 12, zone="Mars/Olympus", change=0, number=0)
    assert daily.ledger.keep_schedule(strange)

    reply = daily.run(command, which="2") if command != "list" else daily.run("list")

    assert reply.outcome is Outcome.DONE
    if command == "list":
        assert [row.text.split(" · ")[0] for row in rows(reply)] == [
            "every day at 09:00 Europe/Oslo", "every day at 09:00 Mars/Olympus",
        ]  # fmt: skip
        assert today(daily).outcome is Outcome.FOUND


@pytest.mark.parametrize("command", ["preview", "why", "skip", "resume"])
def test_what_a_zone_that_is_not_known_here_keeps_from_being_told_is_said_in_a_sentence(
    daily: Daily, command: str
) -> None:
    """With the mend; it is no fault of the bot's."""
    daily.set()
    assert daily.ledger.keep_schedule(replace(daily.only(), id="s" * 12, zone="Mars/Olympus", change=0, number=0))

    reply = daily.run(command, which="2")

    assert [part.text for part in reply.parts if isinstance(part, Line)] == [
        "No time zone is called 'Mars/Olympus' here.",
        "Set it anew with another zone, or bring the machine's time zones up to date.",
    ]


def test_a_statement_cut_otherwise_since_it_was_withdrawn_is_told_from_the_others(daily: Daily) -> None:
    """A newer reader found other borders: what was withdrawn is still known, and the rest of the digest stays."""
    daily.set(days="weekly digest on Sun", party="China")
    post = daily.post()
    wrong = post.shown[1]
    page = daily.archive.store.page(wrong.source)
    cut = tuple(
        withdrawn(replace(unit, end=unit.end - 1)) if unit.start == wrong.start else unit for unit in page.units
    )
    keep(daily.archive.store, Page(replace(page.source, reader="rules-2"), page.blocks, cut))
    assert WITHDRAWN in [unit.rule for unit in daily.archive.store.page(wrong.source).units]

    reply = daily.composing.correction(replace(post, wrong="x"), post.due)

    assert len([line for line in lines(reply) if line.startswith("Correction, ")]) == 1


def test_a_correction_names_nobody_whom_the_post_did_not_name(daily: Daily) -> None:
    """Read again the words are another's: it was not to them that the post attributed anything."""
    daily.set(about="trade")
    post = daily.post()
    (shown,) = post.shown
    page = daily.archive.store.page(shown.source)
    others = tuple(replace(unit, speaker=GENG) for unit in page.units)
    keep(daily.archive.store, Page(replace(page.source, reader="rules-2"), page.blocks, others))

    reply = daily.composing.correction(replace(post, wrong="x"), post.due)

    assert ("Geng" in str(lines(reply)), "to their speaker." in lines(reply)[1]) == (False, True)


@pytest.mark.parametrize("place", [OTHER, ALONE, Place("slack", "100", "1"), Place("discord", "dm:boss", "1")])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_number_never_reaches_a_schedule_of_elsewhere(daily: Daily, command: str, place: Place) -> None:
    """Another server, a conversation, a server of the same id on another platform: nothing is shown or changed."""
    daily.set()
    daily.post()
    before = daily.only(), daily.ledger.posts(daily.only().id, 9)

    reply = daily.run(command, place=place, which="1")

    assert lines(reply)[0] == "No statement of the day is set here."
    assert (daily.only(), daily.ledger.posts(daily.only().id, 9)) == before


def test_a_number_is_never_given_twice(daily: Daily) -> None:
    """Whoever typed “2” before it ended means nobody else's schedule with it."""
    daily.set()
    daily.set(time="10:00")
    daily.run("off", which="2")
    daily.set(time="11:00")

    assert [each.number for each in daily.ledger.schedules(SERVER)] == [1, 3]
    assert daily.run("off", which="2").outcome is Outcome.REFUSED


@pytest.mark.parametrize("command", ["set", "list", *COMMANDS])
@pytest.mark.parametrize("mention", [False, True])
def test_nobody_but_those_who_manage_the_place_may_do_any_of_it(daily: Daily, command: str, *, mention: bool) -> None:
    """However it is typed, and whatever is typed with it."""
    daily.set()
    before = daily.only()
    arguments = {"time": "10:00", "zone": "Oslo"} if command == "set" else {}

    reply = daily.desk.handle(Request(f"daily {command}", SERVER, "mallory", arguments, open=mention))

    assert (reply.outcome, daily.only()) == (Outcome.REFUSED, before)


def test_a_preview_is_not_under_buttons_that_work_elsewhere(daily: Daily) -> None:
    """What is previewed is held under an id of this server's."""
    daily.set()
    preview = daily.run("preview")

    pressed = daily.desk.press(Press("why", preview.buttons[0].answer, 0, OTHER, "mallory"))

    assert pressed.outcome is Outcome.GONE


@pytest.mark.parametrize(
    ("hour", "zone", "days"),
    [
        ("09:00", "Pacific/Kiritimati", "every day"),
        ("09:00", "Pacific/Honolulu", "every day"),
        ("07:00", "Oslo", "every day"),
        ("23:59", "Oslo", "every day"),
        ("00:00", "Oslo", "Sun"),
        ("09:01", "Oslo", "weekends"),
    ],
)
def test_a_schedule_moved_after_its_post_has_no_second_one_on_that_date(
    daily: Daily, hour: str, zone: str, days: str
) -> None:
    """To a time before or after, over the date line either way: each local date has one post, none is lost later."""
    daily.archive.lent = book = Book()
    daily.set()
    clock = daily.clock
    platform = Platform(clock)
    worker = Worker(book, platform, clock, composing=daily.composing)  # type: ignore[arg-type]
    posted: list[date] = []

    def serve(hours: int) -> None:
        for _ in range(4 * hours):
            clock.now += HOUR // 4
            worker.turn()

    worker.turn()
    serve(2)
    daily.set(time=hour, zone=zone, days=days, which="1")
    said = daily.run("list").parts
    serve(21 * 24)

    posted = sorted(row.day for row in book.all_posts() if row.stage is Stage.POSTED)
    assert len(platform.messages) == len(posted) == len(set(posted))
    named = daily.only().days
    first, last = posted[1], posted[-1]
    expected = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    assert posted[1:] == [day for day in expected if day.isoweekday() in named]
    assert f"{first.day:2d} Nov".strip() in str(said)


def test_many_servers_with_many_schedules_are_listed_at_once(daily: Daily) -> None:
    """A list reads its own server's schedules only, however many others there are."""
    daily.set()
    only = daily.only()
    for number in range(2_000):
        place = Place("discord", f"x{number // 25}", "1")
        daily.ledger.keep_schedule(replace(only, id=f"y{number}", place=place, change=0, number=0))

    assert len(rows(daily.run("list"))) == 1
    assert daily.run("off").outcome is Outcome.DONE
    assert len(daily.ledger.schedules()) == 2_000

