"""``onrecord serve`` on Slack, and the statement of the day: every channel has its post once, whatever happens.

Slack knows no mark by which it would take a message once only: that is for the bot to see to, by looking.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
import pytest_asyncio
from slack_sdk.oauth.installation_store import Bot

from bot.adapters.slack.installations import InstallationStore
from bot.domain.place import Place
from bot.domain.post import Stage
from bot.domain.schedule import Schedule
from tests.ports import free_port
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
from tests.wire.process import Program
from tests.wire.slack_interactions import OPENED
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import Room, environment, serving
from tests.wire.slack_world import Channel, Posted

pytestmark = pytest.mark.asyncio(loop_scope="module")

POST = r"/chat\.postMessage$"
CHANNELS, SEEDS = 40, 3
PATIENCE = 40
"""Seconds after which is waited in vain, on however busy a machine."""

PINGS = {"user", "usergroup", "broadcast"}
"""Elements of rich text that call somebody."""


@pytest.fixture
def shelf(room: Room) -> Iterator[Book]:
    """Of the archive that the module's program serves."""
    with book_of(room.archive) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as started:
        yield started


def channels(server: SlackServer, count: int) -> list[Channel]:
    """New channels of the workspace, with the bot in them."""
    made = [Channel(f"news-{number}") for number in range(count)]
    server.channels |= {channel.id: channel for channel in made}
    return made


def place_of(server: SlackServer, channel: Channel) -> Place:
    return Place("slack", server.team.id, channel.id)


def written(server: SlackServer, *there: Channel) -> list[Posted]:
    """All that the bot ever posted into these channels, taken away since or not."""
    return [posted for _, posted in server.log if posted.channel in there]


def told(server: SlackServer) -> list[str]:
    """What the bot wrote to Ada alone, by itself."""
    return [posted.plain for posted in written(server, server.dm_with(server.ada))]


def messages(server: SlackServer, there: Sequence[Channel]) -> list[Receipt]:
    """Of all that was ever posted there, taken away since or not."""
    return sorted((posted.channel.id, posted.ts) for posted in written(server, *there) if posted.channel)


def tries(server: SlackServer) -> int:
    """How often the bot posted anything that Slack heeded, or refused."""
    return server.methods.count("chat.postMessage")


async def why(server: SlackServer, schedule: Schedule) -> str:
    """What is told of the schedule's newest post."""
    return (await server.people.slash(f"daily why which: {schedule.number}")).plain


ENDS: tuple[Callable[[Program], Awaitable[object]], ...] = (killed, killed, Program.stop)
"""How a life of the program may be over."""


async def reaches(server: SlackServer, count: int) -> None:
    """Wait until the bot has posted so many."""
    await server.until(lambda: len(server.log) >= count, PATIENCE)


async def refused(book: Book, schedules: Sequence[Schedule], count: int) -> None:
    """Wait until the post of each was refused so often."""
    await book.until(lambda: all(refusals(book.row(each)) == count for each in schedules))


async def for_many(server: SlackServer, book: Book) -> dict[str, str]:
    """What the program needs to serve the workspace as one of many, where it posts ten a second."""
    team = server.team
    bot = Bot(bot_token=team.token, bot_id=team.bot, bot_user_id=team.user, team_id=team.id, installed_at=time.time())
    await InstallationStore(book.ledger).async_save_bot(bot)
    return QUICK | {
        "ONRECORD_SLACK_MODE": "http", "ONRECORD_SLACK_PORT": str(free_port()), "SLACK_BOT_TOKEN": "",
        "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": server.signing_secret,
        "SLACK_CLIENT_ID": server.client[0], "SLACK_CLIENT_SECRET": server.client[1],
    }  # fmt: skip


async def test_what_is_set_by_command_is_posted_at_its_time_with_buttons_that_work(room: Room, shelf: Book) -> None:
    """The reply names the next post; that has its card, calls nobody, and explains itself to who asks."""
    server, people = room.server, room.server.people
    (channel,) = channels(server, 1)

    seen = await people.slash("daily set time: 09:00 zone: Oslo", at=channel)
    schedule = next(each for each in shelf.ledger.schedules() if each.place == place_of(server, channel))
    due = int(time.time()) + 2
    moved = scheduled(schedule.place, due)  # the next minute would be long to wait for
    assert shelf.ledger.keep_schedule(replace(schedule, at=moved.at, zone=moved.zone, since=moved.since))
    (post,) = await shelf.reach([schedule], Stage.POSTED)
    (posted,) = written(server, channel)
    at = next(at for at, each in server.log if each is posted)
    explained = await people.press(posted, "Why", by=server.ben)
    form = await people.press(posted, "Wrong", by=server.ben)

    assert (seen.message.private_to, schedule.person) == (server.ada.id, server.ada.id)
    assert re.search(r"Next: \w{3} \d+ \w{3} 09:00 Europe/Oslo, in (\d+ (h|min)|less than a minute)\.", seen.plain)
    assert due <= at < due + 5
    assert (post.message, post.id) == (posted.ts, posted.mark)
    assert "Statement of the day" in posted.plain
    assert shelf.words(post) in one_line(posted.plain)
    assert PINGS.isdisjoint(re.findall(r'"type": "(\w+)"', json.dumps(posted.blocks)))
    assert (explained.message.private_to, "How sure" in explained.plain) == (server.ben.id, True)
    assert form.how == OPENED
    assert f"by the platform, as message {posted.ts}" in await why(server, schedule)


async def test_what_could_never_post_is_told_at_once_and_not_kept(room: Room, shelf: Book) -> None:
    """A person without the right, a channel the bot is not in, no such zone, no such time: each with its mend."""
    people, server = room.server.people, room.server
    before = shelf.ledger.schedules()
    asked = [
        ("daily set time: 09:00 zone: Oslo", server.ben, server.channel, "admin"),
        ("daily set time: 09:00 zone: Oslo", server.ada, server.closed_channel, "/invite @On Record"),
        ("daily set time: 09:00 zone: Atlantis", server.ada, server.channel, "Atlantis"),
        ("daily set time: 25:00 zone: Oslo", server.ada, server.channel, "25:00"),
    ]

    seen = [await people.slash(words, by=by, at=at) for words, by, at, _ in asked]

    assert [part in each.plain for each, (*_, part) in zip(seen, asked, strict=True)] == [True] * len(asked)
    assert shelf.ledger.schedules() == before


async def test_killed_before_the_receipt_came_it_is_found_by_the_next_process_and_not_sent_again(
    server: SlackServer, archive: Path, book: Book
) -> None:
    """Slack has the message, the process dies knowing nothing of it; people write much below it, meanwhile."""
    (channel,) = channels(server, 1)
    (schedule,) = book.add(time.time() - 1, place_of(server, channel))
    server.page = 15
    server.fail(POST, "lost", delay=20)

    async with serving(server, archive, **QUICK) as program:
        await reaches(server, 1)
        await killed(program)
    left = book.row(schedule)
    for number in range(40):
        server.appears(Posted(channel, server.ben, {"text": f"so they say {number}"}))
    async with serving(server, archive, **QUICK):
        posts = await book.reach([schedule], Stage.POSTED)
        await server.ready()
        explained = await why(server, schedule)
        pressed = await server.people.press(written(server, channel)[0], "Why")

    assert left is not None
    assert (left.stage, left.message, left.tries) == (Stage.CLAIMED, "", 1)
    assert receipts(posts) == messages(server, [channel])
    assert tries(server) == 1
    assert "found in the channel" in explained
    assert "How sure" in pressed.plain


@pytest.mark.slow
async def test_ended_again_and_again_while_posts_fall_due_every_channel_has_its_post_once(
    seeded: Path, tmp_path: Path
) -> None:
    """Killed, and killed or stopped, at random instants, with some posts on their way; then left alone."""
    lives = [random.Random(seed) for seed in range(SEEDS)]

    became = await asyncio.gather(*(survived(chance, seeded, tmp_path / str(at)) for at, chance in enumerate(lives)))

    assert [len({channel for channel, _ in written}) for _, written in became] == [CHANNELS] * SEEDS
    assert [confirmed for confirmed, _ in became] == [written for _, written in became]


async def survived(chance: random.Random, seeded: Path, folder: Path) -> tuple[list[Receipt], list[Receipt]]:
    """What the ledger says was posted, and what was written, when all of a program's lives are over."""
    archive = Path(copytree(seeded, folder)) / "archive.db"
    async with SlackServer() as server:
        many = channels(server, CHANNELS)
        server.fail(POST, "slow", 1000, delay=0.15)
        with book_of(archive) as book:
            env = await for_many(server, book)
            schedules = book.add(time.time() + 1, *(place_of(server, channel) for channel in many))
            for end in chance.sample(ENDS, 2):
                more = chance.randrange(1, 14)
                async with serving(server, archive, **env) as program:
                    await reaches(server, min(len(server.log) + more, CHANNELS))
                    await asyncio.sleep(chance.uniform(0, 0.3))
                    await end(program)
            async with serving(server, archive, **env):
                await reaches(server, CHANNELS)
                return receipts(await book.reach(schedules, Stage.POSTED)), messages(server, many)


@pytest.mark.slow
async def test_two_processes_on_one_archive_post_once(server: SlackServer, archive: Path, book: Book) -> None:
    """Both serve when posts fall due in the same second, and both post some."""
    many = channels(server, 12)
    async with serving(server, archive, **QUICK), serving(server, archive, **QUICK):
        await server.until(lambda: len(server.socket.live) == 2, PATIENCE)
        schedules = book.add(time.time() + 3, *(place_of(server, channel) for channel in many))
        posts = await book.reach(schedules, Stage.POSTED)

    assert receipts(posts) == messages(server, many)
    assert [len(written(server, channel)) for channel in many] == [1] * len(many)
    assert len({post.owner for post in posts}) == 2


async def test_a_start_too_late_for_the_moment_posts_within_the_grace_and_tells_it_else_says_that_it_missed(
    server: SlackServer, archive: Path, book: Book
) -> None:
    """One post was due an hour ago, another an hour before what is still forgiven."""
    now = int(time.time())
    here, there = channels(server, 2)
    (late,) = book.add(now - HOUR, place_of(server, here))
    (missed,) = book.add(now - GRACE - HOUR, place_of(server, there))

    async with serving(server, archive):
        await server.ready()
        await book.reach([late], Stage.POSTED)
        await book.reach([missed], Stage.MISSED)
        explained = await why(server, missed)

    (posted,) = written(server, here)
    assert f"It comes late: it was due at {late.at:%H:%M} {late.zone}." in posted.plain
    assert "missed: nobody served from" in explained
    assert written(server, there) == []


async def test_a_post_comes_while_no_socket_can_be_opened(server: SlackServer, archive: Path, book: Book) -> None:
    """Nobody can ask anything then, but a post takes no event to be sent."""
    await server.close_sockets()
    (channel,) = channels(server, 1)
    schedules = book.add(time.time(), place_of(server, channel))

    async with serving(server, archive):
        posts = await book.reach(schedules, Stage.POSTED)

    assert server.socket.opened == 0
    assert receipts(posts) == messages(server, [channel])


REFUSED = ("not a member", "is archived", "only some people may", "cannot see it")
"""What is told of a channel that the bot was taken out of, an archived one, one that is closed to it, one deleted."""


@pytest.mark.slow
async def test_a_channel_that_takes_no_posts_is_tried_three_times_then_its_schedule_is_paused_and_its_person_told(
    room: Room, shelf: Book
) -> None:
    """The minutes between the tries are kept in the post's row; here they are shortened there."""
    server, many = room.server, channels(room.server, 4)
    schedules = shelf.add(time.time() + 1, *(place_of(server, each) for each in many), person=server.ada.id)
    without, archived, closed, gone = many
    server.change(without, joined=False)
    server.change(archived, archived=True)
    server.change(closed, closed=True)
    del server.channels[gone.id]
    before = tries(server)

    for count in (1, 2):
        await refused(shelf, schedules, count)
        for schedule in schedules:
            shelf.hasten(schedule)
    posts = await shelf.reach(schedules, Stage.FAILED)
    await server.until(lambda: len(told(server)) == 4)
    listed = await server.people.slash("daily list")

    paused = [kept.paused for each in schedules if (kept := shelf.ledger.schedule(each.id))]
    numbers = [str(each.number) for each in schedules]
    assert [refusals(post) for post in posts] == [3] * 4
    assert tries(server) == before + 3 * 4 + 4
    assert written(server, *many) == []
    assert [why in said for why, said in zip(REFUSED, paused, strict=True)] == [True] * 4
    assert sorted(re.findall(r"Schedule (\d+) is paused", " ".join(told(server)))) == sorted(numbers)
    assert [one_line(each) in one_line(listed.plain) for each in paused] == [True] * 4


@pytest.mark.slow
async def test_what_is_withdrawn_by_another_process_is_corrected_where_it_was_posted_and_found_no_more(
    server: SlackServer, archive: Path, book: Book
) -> None:
    """The post stays where it is, with a note in the place of its words' attribution and without buttons."""
    people, (channel,) = server.people, channels(server, 1)
    async with serving(server, archive):
        await server.ready()
        (schedule,) = book.add(time.time(), place_of(server, channel))
        (post,) = await book.reach([schedule], Stage.POSTED)
        (shown,), words = post.shown, book.words(post)
        before = await people.slash(f'"{words}"')
        place = (shown.source[:12], f"{shown.start}-{shown.end}")
        reason = "the words were another's"
        printed = await onrecord("withdraw", *place, "--reason", reason, "--yes", env=environment(server, archive))
        await server.until(lambda: "Correction" in server.messages[post.message].plain, PATIENCE)
        after = await people.slash(f'"{words}"')
        await book.until(lambda: bool((row := book.row(schedule)) and row.corrected))

    posted = server.messages[post.message]
    assert "1 post will be corrected" in printed
    assert messages(server, [channel]) == [(channel.id, posted.ts)]
    assert reason in posted.plain
    assert (posted.buttons, posted.mark) == ([], post.id)
    assert f"“{words}”" in one_line(before.plain)
    assert f"“{words}”" not in one_line(after.plain)


TROUBLES: tuple[tuple[int | str, int], ...] = (
    (429, 2), (500, 1), (502, 1), (503, 1), ("reset", 1), ("lost", 1), ("hang", 1),
)  # fmt: skip
"""What goes wrong with the next posts, and with how many."""


@pytest.mark.slow
async def test_a_post_that_does_not_get_through_is_sent_again_and_stands_once(room: Room, shelf: Book) -> None:
    """All troubles at once, to be waited out together; and two posts in a channel that takes one a second."""
    server, many = room.server, channels(room.server, 8)
    server.pause = 1.0
    faults = [server.fail(POST, how, times, delay=0.3) for how, times in TROUBLES]
    places = [place_of(server, channel) for channel in (*many, many[-1])]

    posts = await shelf.reach(shelf.add(time.time(), *places), Stage.POSTED)

    server.pause = 0.0
    assert [fault.hits for fault in faults] == [times for _, times in TROUBLES]
    assert receipts(posts) == messages(server, many)
    assert [len(written(server, channel)) for channel in many] == [1] * 7 + [2]
