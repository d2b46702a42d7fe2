"""``onrecord serve`` on Discord, and the statement of the day: every channel has its post once, whatever happens."""

import asyncio
import random
import re
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.place import Place
from bot.domain.post import Stage
from bot.domain.schedule import Schedule
from tests.wire.daily import (
    GRACE,
    HOUR,
    QUICK,
    Book,
    Receipt,
    book_of,
    killed,
    one_line,
    onrecord,
    receipts,
    refusals,
    scheduled,
)
from tests.wire.discord_server import DiscordServer
from tests.wire.discord_world import SEND, Channel, Posted
from tests.wire.process import Program
from tests.wire.serving import EMBASSY, QUESTION, SECURITY, VISIT, House, environment, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNELS, SEEDS = 40, 3


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        yield started


@pytest.fixture
def shelf(house: House) -> Iterator[Book]:
    """Of the archive that the module's program serves."""
    with book_of(house.archive) as opened:
        yield opened


def channels(server: DiscordServer, count: int) -> list[Channel]:
    """New channels of the server."""
    made = [Channel(f"news-{number}", guild=server.guild.id) for number in range(count)]
    server.channels |= {channel.id: channel for channel in made}
    return made


def place_of(channel: Channel) -> Place:
    return Place("discord", str(channel.guild), channel.id)


def written(server: DiscordServer, channel: Channel) -> list[Posted]:
    """All that the bot ever wrote into a channel, taken away since or not."""
    return [each for each in server.log if each.channel.id == channel.id]


async def why(server: DiscordServer, schedule: Schedule) -> str:
    """What is told of the schedule's newest post."""
    seen = await server.slash("daily why", which=str(schedule.number))
    return seen.message.plain


def messages(server: DiscordServer) -> list[Receipt]:
    """Channel and id of every message that the bot ever wrote, taken away since or not."""
    return sorted((each.channel.id, each.id) for each in server.log)


def tries(server: DiscordServer, channel: Channel) -> int:
    """How often the bot wrote into the channel, heeded or not."""
    return len(server.faults.called("POST", f"/channels/{channel.id}/messages$"))


async def test_what_is_set_by_command_is_posted_at_its_time_with_buttons_that_work(house: House, shelf: Book) -> None:
    """The reply names the next post; that has its card, pings nobody, and explains itself to who asks."""
    server, (channel,) = house.server, channels(house.server, 1)

    seen = await server.slash("daily set", time="09:00", zone="Oslo", at=channel)
    schedule = next(each for each in shelf.ledger.schedules(place_of(channel)) if each.place == place_of(channel))
    due = int(time.time()) + 2
    moved = scheduled(schedule.place, due)  # the next minute would be long to wait for
    moved = replace(schedule, at=moved.at, zone=moved.zone, since=moved.since)
    assert shelf.ledger.keep_schedule(moved)
    (post,) = await shelf.reach([schedule], Stage.POSTED)
    (message,) = written(server, channel)
    told = await server.press(message, "Why?", by=server.ben)

    assert re.search(r"Next: \w{3} \d+ \w{3} 09:00 Europe/Oslo, in (\d+|less)", seen.message.plain)
    assert schedule.person == server.ada.id
    assert (message.id, message.body["nonce"], message.body["enforce_nonce"]) == (post.message, post.id, True)
    assert due <= message.at < due + 10
    assert message.body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert "Statement of the day" in message.plain
    assert shelf.words(post) in one_line(message.plain)
    assert (told.message.private_to, "slice, text and bytes agree" in told.text) == (server.ben.id, True)
    assert f"as message {message.id}" in await why(server, moved)


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ({"time": "25:00", "zone": "Oslo"}, "25:00"),
        ({"time": "09:00", "zone": "Oslow City"}, "Oslow City"),
        ({"time": "09:00", "zone": "Oslo", "about": "penguins"}, "holds nothing that could be posted"),
        ({"time": "09:00", "zone": "Oslo"}, "lacks the permission Send Messages"),
    ],
)
async def test_what_could_never_post_is_told_at_once_and_not_kept(
    house: House, shelf: Book, typed: dict[str, Any], trouble: str
) -> None:
    """Nobody but the asker sees it; the last one is well typed, for a channel in which the bot may not write."""
    (channel,) = channels(house.server, 1)
    house.server.revoke(channel, SEND)

    seen = await house.server.slash("daily set", channel=channel, **typed)

    assert trouble in seen.message.plain
    assert seen.message.private
    assert [each for each in shelf.ledger.schedules(place_of(channel)) if each.place == place_of(channel)] == []


@pytest.mark.parametrize("nonce_seconds", [pytest.param(300.0, marks=pytest.mark.slow), 0.0])
async def test_killed_before_the_receipt_came_it_is_found_by_the_next_process_and_not_sent_again(
    server: DiscordServer, archive: Path, book: Book, nonce_seconds: float
) -> None:
    """Discord has the message, the process dies knowing nothing of it; also where Discord forgot the nonce."""
    server.nonce_seconds = nonce_seconds
    (channel,) = channels(server, 1)
    (schedule,) = book.add(time.time() - 1, place_of(channel))
    fault = server.fail("POST", f"/channels/{channel.id}/messages$", "lost", delay=20)

    async with serving(server, archive, **QUICK) as program:
        await server.until(lambda: bool(server.log))
        await killed(program)
    left = book.row(schedule)
    async with serving(server, archive, **QUICK):
        posts = await book.reach([schedule], Stage.POSTED)
        await server.open_for_questions()
        told = await why(server, schedule)

    assert left is not None
    assert (left.stage, left.message) == (Stage.CLAIMED, "")
    assert receipts(posts) == messages(server)
    assert (fault.hits, tries(server, channel)) == (1, 0)
    assert "found in the channel" in told


@pytest.mark.slow
async def test_ended_again_and_again_while_posts_fall_due_every_channel_has_its_post_once(
    seeded: Path, tmp_path: Path
) -> None:
    """Killed, and killed or stopped, at random instants, where Discord forgets nonces at once; then left alone."""
    lives = [random.Random(seed) for seed in range(SEEDS)]

    became = await asyncio.gather(*(survived(chance, seeded, tmp_path / str(at)) for at, chance in enumerate(lives)))

    assert [len(written) for _, written in became] == [CHANNELS] * SEEDS
    assert [confirmed for confirmed, _ in became] == [written for _, written in became]


async def survived(chance: random.Random, seeded: Path, folder: Path) -> tuple[list[Receipt], list[Receipt]]:
    """What the ledger says was posted, and what was written, when all of a program's lives are over."""
    archive = Path(shutil.copytree(seeded, folder)) / "archive.db"
    async with DiscordServer() as server:
        server.nonce_seconds = 0.0
        with book_of(archive) as book:
            schedules = book.add(time.time() + 1, *map(place_of, channels(server, CHANNELS)))
            for end in chance.sample((killed, killed, Program.stop), 2):
                wanted = min(len(server.log) + chance.randrange(1, 14), CHANNELS)
                async with serving(server, archive, **QUICK) as program:
                    await server.until(lambda wanted=wanted: len(server.log) >= wanted, 30)
                    await asyncio.sleep(chance.uniform(0, 0.1))
                    await end(program)
            async with serving(server, archive, **QUICK):
                return receipts(await book.reach(schedules, Stage.POSTED)), messages(server)


@pytest.mark.slow
async def test_two_processes_on_one_archive_post_once(server: DiscordServer, archive: Path, book: Book) -> None:
    """Both serve when forty posts fall due in the same second, and both post some."""
    server.nonce_seconds = 0.0
    async with serving(server, archive, **QUICK) as one, serving(server, archive, **QUICK) as other:
        for program in (one, other):
            await program.says("ready")
        await server.until(lambda: len(server.gateway.sessions) == 2)
        schedules = book.add(time.time() + 3, *map(place_of, channels(server, CHANNELS)))
        posts = await book.reach(schedules, Stage.POSTED)

    assert receipts(posts) == messages(server)
    assert len(server.log) == CHANNELS
    assert len({post.owner for post in posts}) == 2


async def test_a_start_too_late_for_the_moment_posts_within_the_grace_and_tells_it_else_says_that_it_missed(
    server: DiscordServer, archive: Path, book: Book
) -> None:
    """One post was due an hour ago, another an hour before what is still forgiven."""
    now = int(time.time())
    here, there = channels(server, 2)
    (late,) = book.add(now - HOUR, place_of(here))
    (missed,) = book.add(now - GRACE - HOUR, place_of(there))

    async with serving(server, archive):
        await server.open_for_questions()
        await book.reach([late], Stage.POSTED)
        await book.reach([missed], Stage.MISSED)
        told = await why(server, missed)

    (message,) = server.log
    assert message.channel == here
    assert f"It comes late: it was due at {late.at:%H:%M} {late.zone}." in message.plain
    assert "missed: nobody served from" in told


async def test_a_post_comes_while_the_gateway_cannot_be_reached(
    server: DiscordServer, archive: Path, book: Book
) -> None:
    """Nobody can ask anything then, but a post takes no event to be sent."""
    await server.close_gateway()
    schedules = book.add(time.time(), *map(place_of, channels(server, 1)))

    async with serving(server, archive):
        posts = await book.reach(schedules, Stage.POSTED)

    assert server.gateway.identified == []
    assert receipts(posts) == messages(server)


@pytest.mark.slow
@pytest.mark.parametrize("trouble", ["a permission is taken away", "the channel is deleted"])
async def test_a_channel_that_takes_no_posts_is_tried_three_times_then_its_schedule_is_paused_and_its_person_told(
    house: House, shelf: Book, trouble: str
) -> None:
    """The minutes between the tries are kept in the post's row; here they are shortened there."""
    server, (channel,) = house.server, channels(house.server, 1)
    (schedule,) = shelf.add(time.time() + 1, place_of(channel), person=server.ada.id)
    told = server.read(lambda posted: posted.channel == server.dm_with(server.ada))
    if trouble == "the channel is deleted":
        server.remove(channel)
    else:
        server.revoke(channel, SEND)

    for refused in (1, 2):
        await shelf.until(lambda count=refused: refusals(shelf.row(schedule)) == count)
        shelf.hasten(schedule)
    (post,) = await shelf.reach([schedule], Stage.FAILED)
    direct = await asyncio.wait_for(told, 10)
    listed = await server.slash("daily list")

    paused = shelf.ledger.schedule(schedule.id)
    assert (tries(server, channel), written(server, channel), refusals(post)) == (3, [], 3)
    assert paused is not None
    assert paused.paused
    assert f"Schedule {paused.number} is paused" in direct.plain
    assert paused.paused in one_line(listed.message.plain)


@pytest.mark.slow
async def test_what_is_withdrawn_by_another_process_is_corrected_where_it_was_posted_and_found_no_more(
    server: DiscordServer, archive: Path, book: Book
) -> None:
    """The post stays where it is, with a note and without buttons; only one statement is about that name."""
    (channel,) = channels(server, 1)
    async with serving(server, archive):
        await server.open_for_questions()
        before = await server.slash("ask", question=QUESTION)
        (schedule,) = book.add(time.time(), place_of(channel), about="Wang Yi")
        (post,) = await book.reach([schedule], Stage.POSTED)
        (posted,) = server.standing(channel)
        (shown,) = post.shown
        place, reason = (shown.source[:12], f"{shown.start}-{shown.end}"), "the words were another's"
        printed = await onrecord("withdraw", *place, "--reason", reason, "--yes", env=environment(server, archive))
        after = await server.slash("ask", question=QUESTION)
        await book.until(lambda: bool((row := book.row(schedule)) and row.corrected))

    (message,) = server.standing(channel)
    assert (VISIT in before.message.plain, VISIT in posted.plain) == (True, True)
    assert "1 post will be corrected" in printed
    assert (message.id, message.buttons) == (posted.id, [])
    assert "Correction" in message.plain
    assert reason in message.plain
    assert f"Not on record as words of {EMBASSY}" in one_line(message.plain)
    assert SECURITY in after.message.plain
    assert VISIT not in after.message.plain


TROUBLES: tuple[tuple[int | str, int, dict[str, float]], ...] = (
    (429, 2, {"retry_after": 0.7}),
    (500, 1, {}),
    (502, 2, {}),
    (503, 1, {}),
    ("reset", 1, {}),
    ("lost", 1, {}),
    ("hang", 1, {"delay": 0.5}),
)
"""What goes wrong with the message of a channel, how often, and how."""


@pytest.mark.slow
async def test_a_post_that_does_not_get_through_is_sent_again_and_stands_once(house: House, shelf: Book) -> None:
    """Each trouble has a channel of its own, so that all are waited out together."""
    server, many = house.server, channels(house.server, len(TROUBLES))
    house.server.nonce_seconds = 0.0
    faults = [
        server.fail("POST", f"/channels/{channel.id}/messages$", how, times, **more)
        for channel, (how, times, more) in zip(many, TROUBLES, strict=True)
    ]

    posts = await shelf.reach(shelf.add(time.time(), *map(place_of, many)), Stage.POSTED)

    assert [len(written(server, channel)) for channel in many] == [1] * len(TROUBLES)
    assert receipts(posts) == sorted((each.id, written(server, each)[0].id) for each in many)
    assert [fault.hits for fault in faults] == [times for _, times, _ in TROUBLES]
    assert [tries(server, channel) for channel in many] == [3, 2, 3, 2, 2, 1, 2]
