"""The runner over days, in simulated time: late starts, clocks that jump, schedules that change, pauses, skips."""

import asyncio
import logging
from dataclasses import replace
from datetime import time

import pytest

from bot.config import DailySettings
from bot.domain.post import Post, Stage
from tests.posting.scene import DAY, DUE, FIRST, HOUR, SCHEDULE, SELDOM, Scene, days, some_time
from tests.posting.simulated import serving
from tests.posting.world import GRACE, a_schedule


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


def test_a_skip_that_was_taken_back_and_then_not_served_is_missed() -> None:
    """The row is free to be claimed, but nobody served until it was too late: it says so."""
    scene = Scene(before=-(GRACE + 60))
    scene.book.put_posts([Post("s" * 12, SCHEDULE.id, FIRST, SCHEDULE.place, DUE, Stage.OPEN)])

    assert scene.play(some_time(60)).stages() == {FIRST: Stage.MISSED}


def test_nothing_to_post_is_said_and_that_was_the_day() -> None:
    """A pool without anything that fits gives a row that says so, and no message."""
    scene = Scene()
    scene.composer.nothing = "the archive holds nothing that fits"
    scene.play(some_time(HOUR))

    assert (scene.days(), scene.row().stage) == ([], Stage.NOTHING)
    assert scene.row().log[-1].text == "the archive holds nothing that fits"


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
