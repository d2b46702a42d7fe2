"""Withdrawn statements: the posts that showed them are marked, and edited where they stand."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.place import Place
from bot.domain.post import Post, Shown, Stage
from bot.domain.statement import Label, Statement, Unit
from bot.posting.correcting import wrong
from bot.posting.outlet import Barred, Passing
from bot.schedule.when import moment
from tests.builders import CHINA_MFA
from tests.posting.simulated import WallClock, serving, simulated
from tests.posting.workers import Freeze, Worker
from tests.posting.world import CLAIM, Book, Clock, Platform, a_schedule

SCHEDULE = a_schedule()
NOW = 1_800_000_000
DUE = moment(SCHEDULE.since, SCHEDULE.at, SCHEDULE.zone) or 0


def a_statement(start: int, end: int, source: str = "page") -> Statement:
    """A statement of China's at that place."""
    return Statement(7, source, Unit(start, end, Label.OFFICIAL, "document", CHINA_MFA), "We oppose this.")


def posted(book: Book, number: int, *shown: Shown, stage: Stage = Stage.POSTED) -> Post:
    """A post that stands in its channel as message ``m1``, ``m2`` …"""
    day = SCHEDULE.since + timedelta(number)
    post = Post(f"p{number}", SCHEDULE.id, day, SCHEDULE.place, NOW + number, stage, shown=shown, message=f"m{number}")
    assert book.put_posts([post]) == [True]
    return post


def shown(start: int, end: int, source: str = "page") -> Shown:
    """A statement that was shown, under the number it had then."""
    return Shown("k", source, "China", 3, start, end)


@pytest.mark.parametrize(
    ("standing", "stage", "marked"),
    [
        ([shown(10, 20)], Stage.POSTED, 1),
        ([shown(0, 5), shown(15, 40)], Stage.POSTED, 1),
        ([shown(0, 10)], Stage.POSTED, 0),
        ([shown(20, 30)], Stage.POSTED, 0),
        ([shown(10, 20, "other page")], Stage.POSTED, 0),
        ([shown(10, 20)], Stage.MISSED, 0),
    ],
    ids=["that place", "one of two", "before it", "after it", "another page", "not sent"],
)
def test_posts_that_showed_a_withdrawn_statement_are_marked(
    standing: Sequence[Shown], stage: Stage, marked: int
) -> None:
    """It is told by its place in its source: read again it may have another number."""
    book = Book()
    posted(book, 1, *standing, stage=stage)

    assert wrong(book, [a_statement(10, 20)], "not theirs", NOW) == marked
    assert [post.wrong for post in book.to_correct("discord", 9)] == ["not theirs"] * marked


def test_a_post_that_changes_meanwhile_is_marked_all_the_same() -> None:
    """Another process writes the row between reading and marking it."""

    class Busy(Book):
        beaten = False

        def put_posts(self, posts: Any) -> list[bool]:
            if posts[0].wrong and not self.beaten:
                self.beaten = True
                super().put_posts([replace(posts[0], wrong="")])
            return super().put_posts(posts)

    book = Busy()
    posted(book, 1, shown(10, 20))

    assert wrong(book, [a_statement(10, 20)], "not theirs", NOW) == 1
    assert [post.wrong for post in book.to_correct("discord", 9)] == ["not theirs"]


def test_a_post_that_was_on_its_way_is_corrected_once_it_stands() -> None:
    """Its statement is withdrawn while the platform takes it: confirmed, it is still marked, whoever confirms it."""
    book, clock = Book(), Clock(DUE)
    book.keep_schedule(SCHEDULE)
    platform = Platform(clock)
    sending = Worker(book, platform, clock, hook=Freeze("send")).turning()
    sending.send(None)

    marked = wrong(book, [a_statement(0, 9)], "not theirs", DUE)
    with suppress(StopIteration):
        sending.send(None)

    assert marked == 1
    assert [(post.message, post.wrong) for post in book.to_correct("discord", 9)] == [("m1", "not theirs")]


def test_a_post_that_was_not_sent_yet_shows_another_statement_and_needs_no_correction() -> None:
    """Withdrawn before it is sent: the claim is lost, and whoever takes it over has checked what it shows anew."""
    book, clock = Book(), Clock(DUE)
    book.keep_schedule(SCHEDULE)
    platform = Platform(clock)
    worker = Worker(book, platform, clock, hook=Freeze("remember"))
    waiting = worker.turning()
    waiting.send(None)
    wrong(book, [a_statement(0, 9)], "not theirs", DUE)
    waiting.close()
    clock.now += CLAIM + 5

    Worker(book, platform, clock, "b").turn()

    assert (len(platform.messages), book.to_correct("discord", 9)) == (1, [])


class Scene:
    """Posts that stand and are wrong, and a platform that corrects them, or does not."""

    def __init__(self, posts: int = 1) -> None:
        self.clock = WallClock(NOW + 100)
        self.book = Book()
        self.platform = Platform(self.clock)
        for number in range(1, posts + 1):
            posted(self.book, number, shown(10, 20))

        async def stand() -> None:
            for number in range(1, posts + 1):
                await self.platform.send(SCHEDULE.place, f"p{number}", self.reply)

        simulated(stand)
        wrong(self.book, [a_statement(10, 20)], "not theirs", NOW)

    @property
    def reply(self) -> Any:
        """What was posted."""
        from bot.desk.reply import Line, Reply

        return Reply((Line("We oppose this."),))

    def serve(self, seconds: float) -> None:
        """Let the runner work."""

        async def run() -> None:
            async with serving(self.book, self.platform, clock=self.clock):
                await asyncio.sleep(seconds)

        simulated(run)

    def row(self) -> Post:
        """The first post."""
        found = self.book.post(SCHEDULE.id, SCHEDULE.since + timedelta(1))
        assert found is not None
        return found


def test_wrong_posts_are_edited_with_a_correction() -> None:
    """Each once, within seconds, and it is kept when."""
    scene = Scene(posts=30)
    scene.serve(30)

    assert [message.text for message in scene.platform.messages] == ["Correction: not theirs"] * 30
    assert scene.platform.calls["edit"] == 30
    assert scene.book.to_correct("discord", 99) == []
    assert NOW + 100 <= scene.row().corrected <= NOW + 130


@pytest.mark.parametrize("error", [Passing("503"), Passing("reset", uncertain=True), ValueError("a mistake")])
def test_what_does_not_get_through_is_tried_again(error: Exception) -> None:
    """A platform in trouble is asked again a minute later."""
    scene = Scene()
    errors = [error, error]

    def trouble(what: str, place: Place) -> None:  # noqa: ARG001
        if what == "edit" and errors:
            raise errors.pop()

    scene.platform.fault = trouble
    scene.serve(300)

    assert [message.text for message in scene.platform.messages] == ["Correction: not theirs"]
    assert scene.platform.calls["edit"] == 3


def test_a_message_that_is_gone_needs_no_correction() -> None:
    """Somebody took the post away: that settles it, and the log says so."""
    scene = Scene()
    scene.platform.messages.clear()

    def gone(what: str, place: Place) -> None:  # noqa: ARG001
        if what == "edit":
            raise Barred("There is no such message.")

    scene.platform.fault = gone
    scene.serve(60)

    assert (scene.row().log[-1].text, scene.platform.calls["edit"]) == ("the message is gone", 1)
    assert scene.book.to_correct("discord", 9) == []


def test_a_correction_that_is_refused_is_given_up_after_three_tries() -> None:
    """The bot may not write there any more: three tries, minutes apart, and the log says what was not done."""
    scene = Scene()

    def barred(what: str, place: Place) -> None:  # noqa: ARG001
        if what == "edit":
            raise Barred("The bot may not write there.")

    scene.platform.fault = barred
    scene.serve(1200)

    assert scene.row().log[-1].text == "given up: The bot may not write there."
    assert scene.platform.calls["edit"] == 3
    assert scene.book.to_correct("discord", 9) == []
