"""Platforms, archives and composers that fail: what becomes of the day's post, and who is told."""

import asyncio
import logging
from typing import Any

import pytest

from bot.domain.errors import ArchiveBusy, ArchiveFull, ArchiveReadOnly
from bot.domain.place import Place
from bot.domain.post import Stage
from bot.posting.outlet import Barred, Passing
from tests.posting.scene import DAY, DUE, FIRST, HOUR, SCHEDULE, SELDOM, Scene, days, some_time
from tests.posting.world import GRACE, Book, Composer


class Trouble:
    """What a platform raises, call by call; then nothing."""

    def __init__(self, *errors: Exception | None, at: str = "send") -> None:
        self.errors = list(errors)
        self._at = at

    def __call__(self, what: str, place: Place) -> None:  # noqa: ARG002
        error = self.errors.pop(0) if what == self._at and self.errors else None
        if error is not None:
            raise error


@pytest.mark.parametrize(
    ("trouble", "sends"),
    [
        (Trouble(Passing("429", wait=40.0)), 1),
        (Trouble(*[Passing("503")] * 8), 1),
        (Trouble(Passing("reset", uncertain=True)), 1),
        (Trouble(Passing("reset", uncertain=True), at="sent"), 1),
        (Trouble(*[Passing("reset", uncertain=True)] * 4, at="sent"), 1),
        (Trouble(Barred("not allowed"), Barred("not allowed")), 1),
        (Trouble(ValueError("our own mistake"), at="sent"), 1),
    ],
    ids=["429", "503s", "lost on the way there", "lost on the way back", "lost again", "refused twice", "a mistake"],
)
def test_a_platform_in_trouble_gets_the_post_once(trouble: Trouble, sends: int) -> None:
    """Whatever it says at first, if it gives way inside the window there is one message, and no day is lost."""
    scene = Scene(fault=trouble).play(some_time(2 * HOUR))

    assert (scene.days(), scene.row().stage, len(scene.platform.sends)) == (days(0), Stage.POSTED, sends)


def test_a_wait_that_is_asked_for_is_kept() -> None:
    """Asked to wait for ten minutes, it is not tried before."""
    scene = Scene(fault=Trouble(Passing("429", wait=600.0))).play(some_time(HOUR))

    (at, _), = scene.platform.sends
    assert 600 <= at - DUE < 610


def test_a_platform_that_takes_nothing_all_morning_misses_the_day() -> None:
    """Where nothing can have been sent the day is missed, with the reason; tries are not made without end."""

    def down(what: str, place: Place) -> None:  # noqa: ARG001
        raise Passing("the platform is down")

    scene = Scene(fault=down).play(some_time(GRACE + HOUR), look=5.0)

    assert scene.row().stage is Stage.MISSED
    assert scene.row().log[-1].text.endswith("the platform is down")
    assert scene.platform.calls["send"] < 300
    assert len(scene.row().log) <= 20


def test_a_platform_that_never_tells_leaves_the_day_failed() -> None:
    """Where word of a message was lost, and the channel cannot be read either, nobody can say that it is missed."""

    def deaf(what: str, place: Place) -> None:  # noqa: ARG001
        if what in ("sent", "find"):
            raise Passing("no word", uncertain=True)

    scene = Scene(fault=deaf).play(some_time(GRACE + 2 * HOUR), look=5.0)

    assert (scene.days(), scene.row().stage) == (days(0), Stage.FAILED)


def test_a_message_nobody_may_look_for_is_not_sent_again() -> None:
    """Word of it was lost and the history may not be read: the post has failed, the schedule is paused, one stands."""

    def closed(what: str, place: Place) -> None:  # noqa: ARG001
        if what == "sent":
            raise Passing("no word", uncertain=True)
        if what == "find":
            raise Barred("the history may not be read", "Allow it.")

    scene = Scene(fault=closed).play(some_time(2 * HOUR))

    assert (scene.days(), scene.row().stage) == (days(0), Stage.FAILED)
    assert scene.book.schedule(SCHEDULE.id).paused == "the history may not be read Allow it."


def test_a_refusal_pauses_the_schedule_after_three_tries_and_tells_its_person() -> None:
    """Refused for minutes, the post fails, the schedule is paused with the reason, and its person is told once."""

    def gone(what: str, place: Place) -> None:  # noqa: ARG001
        if what == "send":
            raise Barred("The channel is gone.", "Choose another with /daily set.")

    scene = Scene(fault=gone).play(some_time(3 * DAY), look=SELDOM)

    assert (scene.platform.calls["send"], scene.stages()) == (3, {FIRST: Stage.FAILED})
    assert scene.book.schedule(SCHEDULE.id).paused == "The channel is gone. Choose another with /daily set."
    told = f"{SCHEDULE.id} is paused: The channel is gone. Choose another with /daily set."
    assert scene.platform.told == [("u1", told)]


def test_a_person_who_cannot_be_told_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Direct messages are closed: the schedule is paused all the same, and the log says who does not know."""

    def gone(what: str, place: Place) -> None:  # noqa: ARG001
        if what in ("send", "tell"):
            raise Barred("closed")

    with caplog.at_level(logging.WARNING):
        scene = Scene(fault=gone).play(some_time(HOUR))

    assert scene.book.schedule(SCHEDULE.id).paused == "closed"
    assert f"the person who set schedule {SCHEDULE.id} could not be told: closed" in caplog.messages


def test_a_schedule_that_was_mended_meanwhile_is_not_paused() -> None:
    """Between the second refusal and the third somebody chose another channel."""

    async def script(scene: Scene) -> None:
        await asyncio.sleep(400)
        scene.change(place=Place("discord", "s1", "c2"))
        await asyncio.sleep(HOUR)

    def gone(what: str, place: Place) -> None:
        if what == "send" and place.channel == "c1":
            raise Barred("The channel is gone.")

    scene = Scene(fault=gone).play(script)

    assert (scene.days(), scene.book.schedule(SCHEDULE.id).paused) == (days(0), "")


@pytest.mark.parametrize("error", [ArchiveBusy("busy"), ArchiveFull("full"), ArchiveReadOnly("read-only")])
def test_an_archive_that_fails_for_an_hour_delays_the_post(error: Exception) -> None:
    """Nothing can be claimed from nine to ten; then the post comes."""

    class Failing(Book):
        broken = False

        def put_posts(self, posts: Any) -> list[bool]:
            if self.broken:
                raise error
            return super().put_posts(posts)

    async def script(scene: Scene) -> None:
        scene.book.broken = True
        await asyncio.sleep(HOUR)
        scene.book.broken = False
        await asyncio.sleep(60)

    scene = Scene()
    scene.book = Failing()
    scene.book.keep_schedule(SCHEDULE)

    assert scene.play(script).days() == days(0)


def test_a_composer_that_fails_is_asked_again() -> None:
    """An archive that cannot be read, or our own mistake, at first: the post comes all the same."""

    errors = [ArchiveBusy("busy"), ZeroDivisionError("a mistake"), ArchiveBusy("busy")]

    class Failing(Composer):
        def compose(self, *arguments: Any) -> Any:
            if errors:
                raise errors.pop()
            return super().compose(*arguments)

    scene = Scene()
    scene.composer = Failing()

    assert scene.play(some_time(HOUR)).days() == days(0)


