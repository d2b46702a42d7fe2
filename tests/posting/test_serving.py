"""Platforms that come and go, many channels at once, and the end of a process."""

import asyncio
from collections import Counter
from typing import Any

from bot.domain.place import Place
from bot.domain.post import Post
from bot.domain.schedule import Schedule
from bot.posting.outlet import Passing
from tests.posting.scene import DUE, HOUR, Scene, days, some_time
from tests.posting.simulated import serving, simulated
from tests.posting.world import Composer, Platform, a_schedule


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


