"""The runner at work, in simulated time: clocks that jump, schedules that change, platforms that fail."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.config import DailySettings
from bot.domain.errors import ArchiveBusy, ArchiveFull, ArchiveReadOnly
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.posting.outlet import Barred, Passing
from bot.schedule.when import moment
from tests.posting.simulated import WallClock, serving, simulated
from tests.posting.world import GRACE, Book, Composer, Platform, a_schedule, a_text

SCHEDULE = a_schedule()
FIRST = SCHEDULE.since
DUE = moment(FIRST, SCHEDULE.at, SCHEDULE.zone) or 0
HOUR, DAY = 3600, 86_400

SELDOM = 100.0
"""Seconds between two looks, where days are simulated."""


class Scene:
    """A ledger with one schedule, a platform and a clock on the wall that shows a moment around nine."""

    def __init__(self, before: float = 60.0, schedule: Schedule = SCHEDULE, **platform: Any) -> None:
        self.clock = WallClock(DUE - before)
        self.book = Book()
        self.schedule = self.book.keep_schedule(schedule)
        self.platform = Platform(self.clock, **platform)
        self.composer = Composer()

    def play(self, script: Callable[["Scene"], Awaitable[None]], **more: Any) -> "Scene":
        """Let the runner work for as long as the script takes."""

        async def run() -> None:
            async with serving(self.book, self.platform, clock=self.clock, composing=self.composer, **more):
                await script(self)

        simulated(run)
        return self

    def change(self, **changes: Any) -> None:
        """Change the schedule as another process would."""
        now = self.book.schedule(self.schedule.id)
        assert self.book.keep_schedule(replace(now, **changes))

    def days(self) -> list[date]:
        """The dates of which a post stands, in order; each as often as it does."""
        texts = {a_text(SCHEDULE.id, FIRST + timedelta(n)): FIRST + timedelta(n) for n in range(-40, 400)}
        return sorted(texts[text] for text in self.platform.standing().elements())

    def stages(self) -> dict[date, Stage]:
        """What became of each date."""
        return {post.day: post.stage for post in self.book.all_posts()}

    def row(self, day: date = FIRST) -> Post:
        """The row of a date."""
        found = self.book.post(SCHEDULE.id, day)
        assert found is not None
        return found


def some_time(seconds: float) -> Callable[[Scene], Awaitable[None]]:
    """A script in which nothing is done for a while."""

    async def script(scene: Scene) -> None:  # noqa: ARG001
        await asyncio.sleep(seconds)

    return script


def days(*numbers: int) -> list[date]:
    """Dates by how long they are after the first."""
    return [FIRST + timedelta(number) for number in numbers]


def test_every_day_has_its_post_at_its_time() -> None:
    """Three days bring three posts, each within a second of nine."""
    scene = Scene().play(some_time(2 * DAY + HOUR), look=SELDOM)

    assert scene.days() == days(0, 1, 2)
    assert [round(at - DUE) for at, _ in scene.platform.sends] == [0, DAY, 2 * DAY]


def test_two_processes_post_once() -> None:
    """Of two runners on one ledger, for three days, one posts each."""
    scene = Scene()

    async def script(scene: Scene) -> None:
        async with serving(scene.book, scene.platform, clock=scene.clock, look=SELDOM):
            await asyncio.sleep(2 * DAY + HOUR)

    scene.play(script, look=SELDOM)

    assert scene.days() == days(0, 1, 2)


@pytest.mark.parametrize(
    ("late", "stage"),
    [(0, Stage.POSTED), (1, Stage.POSTED), (GRACE - 1, Stage.POSTED), (GRACE + 1, None), (2 * GRACE, None)],
)
def test_a_process_that_starts_late_posts_inside_the_window(late: int, stage: Stage | None) -> None:
    """Up to three hours late the post still comes; after that the date is recorded as missed."""
    scene = Scene(before=-late).play(some_time(60))

    assert scene.stages() == {FIRST: stage or Stage.MISSED}
    assert scene.days() == (days(0) if stage else [])


def test_dates_that_passed_unserved_are_recorded() -> None:
    """Nobody served for four days: three are missed, and say from when to when; the fourth still comes."""
    scene = Scene(before=-(3 * DAY + 600)).play(some_time(60))

    assert scene.stages() == dict.fromkeys(days(0, 1, 2), Stage.MISSED) | {days(3)[0]: Stage.POSTED}
    assert scene.row().log[-1].text == "nobody served from 2026-11-01 09:00 to 2026-11-01 12:00 (Europe/Oslo)"


def test_after_a_very_long_time_the_last_dates_are_recorded() -> None:
    """Of a hundred days unserved the last thirty-one are recorded."""
    scene = Scene(before=-(100 * DAY - 600)).play(some_time(60))

    assert sorted(scene.stages()) == days(*range(69, 100))


@pytest.mark.parametrize("jump", [-5 * 60, -HOUR, -5 * HOUR, -26 * HOUR, 5 * 60, HOUR])
def test_a_clock_that_jumps_after_the_post_brings_no_second(jump: int) -> None:
    """Minutes, hours and days back or forward: a week has seven posts."""

    async def script(scene: Scene) -> None:
        await asyncio.sleep(120)
        scene.clock.jump(jump)
        await asyncio.sleep(6 * DAY - jump)

    assert Scene().play(script, look=SELDOM).days() == days(*range(7))


@pytest.mark.parametrize("jump", [-DAY, -60, 30, 3 * 60, HOUR, GRACE - 120])
def test_a_clock_that_jumps_before_the_post_loses_none(jump: int) -> None:
    """Wherever the clock is put, inside the window at most, the post comes."""

    async def script(scene: Scene) -> None:
        await asyncio.sleep(20)
        scene.clock.jump(jump)
        await asyncio.sleep(HOUR + max(0, -jump))

    scene = Scene().play(script, look=SELDOM)

    assert scene.days() == days(0)


def test_a_clock_that_jumps_over_days_has_them_missed_until_it_is_put_back() -> None:
    """Three days forward: two are missed; put back, they come when they are due, and the fourth not again."""

    async def script(scene: Scene) -> None:
        await asyncio.sleep(120)
        scene.clock.jump(3 * DAY)
        await asyncio.sleep(2 * SELDOM)
        assert scene.stages()[days(2)[0]] is Stage.MISSED
        scene.clock.jump(-3 * DAY)
        await asyncio.sleep(4 * DAY)

    assert Scene().play(script, look=SELDOM).days() == days(*range(5))


def test_a_changed_time_counts_from_when_it_is_changed() -> None:
    """At eight the schedule is put to ten in another zone: one post, then."""

    async def script(scene: Scene) -> None:
        scene.change(at=time(10), zone="Europe/Helsinki")
        await asyncio.sleep(6 * HOUR)
        scene.change(at=time(18))
        await asyncio.sleep(20 * HOUR)

    scene = Scene(before=HOUR).play(script, look=SELDOM)

    assert scene.days() == days(0)
    assert [round(at - DUE) for at, _ in scene.platform.sends] == [0]


def test_a_pause_holds_from_the_second_it_is_made() -> None:
    """Paused a second before nine there is no post; run on the next day, that day's comes."""

    async def script(scene: Scene) -> None:
        await asyncio.sleep(59)
        scene.change(paused="by a person")
        await asyncio.sleep(HOUR)
        assert scene.stages() == {}
        scene.change(paused="", since=days(1)[0])
        await asyncio.sleep(DAY)

    scene = Scene().play(script)

    assert (scene.days(), scene.stages()) == (days(1), {days(1)[0]: Stage.POSTED})


def test_an_ended_schedule_posts_no_more() -> None:
    """Ended after its first post, it has no second."""

    async def script(scene: Scene) -> None:
        await asyncio.sleep(HOUR)
        scene.change(ended=True)
        await asyncio.sleep(3 * DAY)

    assert Scene().play(script, look=SELDOM).days() == days(0)


@pytest.mark.parametrize(("stage", "posts"), [(Stage.SKIPPED, []), (Stage.OPEN, [0])])
def test_a_day_that_is_skipped_has_no_post_unless_it_was_taken_back(stage: Stage, posts: list[int]) -> None:
    """A skip is a row that stands before its day; taken back, the row is free to be claimed."""
    scene = Scene()
    scene.book.put_posts([Post("s" * 12, SCHEDULE.id, FIRST, SCHEDULE.place, DUE, Stage.SKIPPED)])
    if stage is Stage.OPEN:
        scene.book.put_posts([replace(scene.row(), stage=stage, version=2)])

    assert scene.play(some_time(HOUR)).days() == days(*posts)


def test_nothing_to_post_is_said_and_that_was_the_day() -> None:
    """A pool without anything that fits gives a row that says so, and no message."""
    scene = Scene()
    scene.composer.nothing = "the archive holds nothing that fits"
    scene.play(some_time(HOUR))

    assert (scene.days(), scene.row().stage) == ([], Stage.NOTHING)
    assert scene.row().log[-1].text == "the archive holds nothing that fits"


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


def test_nothing_is_claimed_for_a_platform_that_is_not_served() -> None:
    """A process that serves Slack alone leaves what Discord's schedules have to others; opened, they come."""

    async def script(scene: Scene) -> None:
        await asyncio.sleep(HOUR)
        assert scene.stages() == {}
        discord = Platform(scene.clock, "discord")
        async with serving(scene.book, discord, clock=scene.clock):
            await asyncio.sleep(HOUR)
        assert len(discord.messages) == 1

    Scene(platform="slack").play(script)


def test_a_platform_that_is_closed_and_opened_again_goes_on() -> None:
    """What falls due meanwhile comes late."""
    scene = Scene()

    async def run() -> None:
        async with serving(scene.book, clock=scene.clock) as posting:
            posting.open(scene.platform)
            await asyncio.sleep(10)
            posting.closed("discord")
            await asyncio.sleep(HOUR)
            assert scene.days() == []
            posting.open(scene.platform)
            await asyncio.sleep(10)

    simulated(run)

    assert scene.days() == days(0)


def test_a_process_that_is_stopped_gives_back_what_it_has_not_sent() -> None:
    """A hundred posts at two a second, and stopped after some: another process goes on with the others at once."""
    scene = Scene(before=5, rate=2.0)
    for number in range(99):
        scene.book.keep_schedule(a_schedule(f"x{number:03}", channel=f"x{number}"))

    async def run() -> None:
        async with serving(scene.book, scene.platform, clock=scene.clock):
            await asyncio.sleep(15)
        begun = asyncio.get_running_loop().time()
        quick = Platform(scene.clock, rate=1000.0, messages=scene.platform.messages)
        async with serving(scene.book, quick, clock=scene.clock):
            await asyncio.sleep(6)
        assert asyncio.get_running_loop().time() - begun < 8

    simulated(run)

    assert Counter(scene.platform.standing().values()) == {1: 100}


def test_posts_of_one_channel_are_made_one_after_the_other() -> None:
    """Of ten schedules of one channel none is composed while another is being sent: each sees what was shown."""
    scene = Scene(before=5, rate=1000.0)
    for number in range(9):
        scene.book.keep_schedule(a_schedule(f"x{number:03}"))
    seen = []

    class Watching(Composer):
        def compose(self, schedule: Schedule, post: Post, now: int) -> Any:
            seen.append(len(scene.book.shown_in(schedule.place)))
            return super().compose(schedule, post, now)

    async def slowly() -> None:
        await asyncio.sleep(0.2)

    scene.platform.pause = slowly
    scene.composer = Watching()
    scene.play(some_time(30))

    assert seen == list(range(10))


def test_a_post_that_waits_holds_up_no_other() -> None:
    """One channel is asked to wait for an hour, one hangs: the others' posts come within seconds."""
    scene = Scene(before=5, rate=10.0)
    for number in range(30):
        scene.book.keep_schedule(a_schedule(f"x{number:03}", channel=f"x{number}"))

    def busy(what: str, place: Place) -> None:
        if what == "send" and place.channel == "x3" and scene.clock() < DUE + HOUR:
            raise Passing("429", wait=float(HOUR))

    scene.platform.fault = busy
    scene.play(some_time(5 + 10))

    assert len(scene.platform.messages) == 30


def test_a_send_that_hangs_is_given_up_and_looked_for() -> None:
    """The platform takes the message and never answers: after a while it is found, and stands once."""
    scene = Scene()
    first = True

    async def hanging() -> None:
        nonlocal first
        if first and scene.platform.messages == []:
            first = False
            await asyncio.sleep(1000)

    scene.platform.pause = hanging

    assert scene.play(some_time(HOUR)).days() == days(0)


def test_short_claims_do_as_well() -> None:
    """With claims of one second, as tests of whole processes use them, three days have three posts."""
    scene = Scene().play(some_time(2 * DAY + HOUR), settings=DailySettings(claim_seconds=1), look=SELDOM)

    assert scene.days() == days(0, 1, 2)


def test_digests_come_on_their_day() -> None:
    """A schedule of Wednesdays posts on Wednesdays; nothing else is recorded."""
    scene = Scene(schedule=a_schedule(days=(3,), each=3)).play(some_time(14 * DAY), look=SELDOM)

    assert scene.stages() == dict.fromkeys(days(3, 10), Stage.POSTED)  # 2026-11-01 is a Sunday


def test_a_zone_that_is_not_known_here_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """A schedule with a zone that the system's data lacks is logged, and the others post."""
    scene = Scene()
    scene.book.keep_schedule(a_schedule("n" * 12, zone="Mars/Olympus", channel="c9"))

    with caplog.at_level(logging.ERROR):
        scene.play(some_time(HOUR))

    assert scene.days() == days(0)
    assert f"schedule {'n' * 12} cannot run" in caplog.text
