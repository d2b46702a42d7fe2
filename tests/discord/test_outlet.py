"""Posts onto a Discord of the tests' own: sent, found again, changed, taken away, and what may go wrong with each."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from discord.http import HTTPClient, Route

from bot.adapters.discord import hindering, obstacles
from bot.adapters.discord import outlet as outlets
from bot.adapters.discord.hindering import LOCKED, NO_TEXT, TIMED_OUT, UNKNOWN
from bot.adapters.discord.obstacles import UNASKED, asked_from_threads
from bot.adapters.discord.outlet import DiscordOutlet
from bot.desk.reply import Button, Line, Listing, Reply, Row
from bot.desk.request import Obstacle
from bot.domain.place import Place
from bot.posting.outlet import Barred, Passing, Unfit
from tests.wire.discord_rights import ADMINISTRATOR, overwrite
from tests.wire.discord_server import DiscordServer
from tests.wire.discord_world import (
    CATEGORY,
    CONNECT,
    EMBED,
    FORUM,
    HISTORY,
    MANAGE_THREADS,
    NEWS,
    SEND,
    SEND_IN_THREADS,
    THREAD,
    VIEW,
    VOICE,
    Channel,
    Posted,
    snowflake,
)

MARK, OTHER = "abcdefghijkl", "mnopqrstuvwx"
WRITE = r"/messages$"
LOCKS = Obstacle("On Record lacks the permission Send Messages there.",
                 "Give On Record's role the permission in that channel's settings, under Permissions.")  # fmt: skip


def post(mark: str = MARK, words: str = "Today.") -> Reply:
    return Reply((Line(words),), (Button("why", "Why?", mark), Button("source", "Source", mark)), private=False)


@dataclass
class Room:
    """A Discord, the bot on it, and its outlet."""

    server: DiscordServer
    outlet: DiscordOutlet
    http: HTTPClient

    @property
    def place(self) -> Place:
        return self.at(self.server.channel)

    def at(self, channel: Channel) -> Place:
        person = channel.person
        return Place("discord", channel.guild or f"dm:{person.id if person else ''}", channel.id)

    def channel(self, kind: int, guild: str | None = None, parent: str | None = None) -> Channel:
        made = Channel("another", kind, guild or self.server.guild.id, parent)
        self.server.channels[made.id] = made
        return made

    def words(self, channel: Channel | None = None) -> list[str]:
        """What stands in the channel."""
        return [message.content for message in self.server.standing(channel or self.server.channel)]

    def since(self) -> int:
        return int(time.time()) - 5


@pytest_asyncio.fixture
async def room(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    async with DiscordServer() as server:
        monkeypatch.setattr(Route, "BASE", server.api_url)
        http = HTTPClient(asyncio.get_running_loop())
        await http.static_login(server.token)
        yield Room(server, DiscordOutlet(http, server.bot.id, 2.0), http)
        await http.close()


async def failure(call: Any) -> Passing | Barred:
    with pytest.raises((Passing, Barred)) as raised:
        await call
    assert isinstance(raised.value, Passing | Barred)
    return raised.value


async def test_a_post_stands_and_its_id_is_told(room: Room) -> None:
    message = await room.outlet.send(room.place, MARK, post())

    (standing,) = room.server.standing(room.server.channel)
    assert (standing.id, standing.content) == (message, "Today.")
    assert standing.body["nonce"] == MARK
    assert standing.body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert room.server.refused == []


async def test_a_post_sent_twice_stands_once_while_discord_remembers(room: Room) -> None:
    sent = [await room.outlet.send(room.place, MARK, post()) for _ in range(2)]
    room.server.nonce_seconds = 0.0
    sent.append(await room.outlet.send(room.place, MARK, post()))

    assert sent[0] == sent[1]
    assert [message.id for message in room.server.log] == [sent[0], sent[2]]


async def test_a_lost_receipt_is_uncertain_and_the_post_is_found(room: Room) -> None:
    room.server.fail("POST", WRITE, "lost")

    lost = await failure(room.outlet.send(room.place, MARK, post()))
    found = await room.outlet.find(room.place, MARK, room.since())

    (standing,) = room.server.log
    assert isinstance(lost, Passing)
    assert lost.uncertain
    assert found == standing.id
    assert len(room.server.faults.called("POST", WRITE)) == 1


@pytest.mark.parametrize(
    ("how", "uncertain", "wait"),
    [(500, True, 0.0), (502, True, 0.0), (503, True, 0.0), ("reset", True, 0.0), (429, False, 30.0), (401, False, 0.0),
     (403, False, 0.0), (404, False, 0.0)],
)  # fmt: skip
async def test_what_may_pass_is_told_at_once_and_not_tried_again(
    room: Room, how: int | str, *, uncertain: bool, wait: float
) -> None:
    """A 401 is the operator's affair, a 403 or 404 without a code of Discord's a proxy's: no channel is to blame."""
    room.server.fail("POST", WRITE, how, retry_after=30.0)
    clock = asyncio.get_running_loop().time
    started = clock()

    passing = await failure(room.outlet.send(room.place, MARK, post()))

    assert isinstance(passing, Passing)
    assert (passing.uncertain, passing.wait) == (uncertain, wait)
    assert clock() - started < 1.0
    assert len(room.server.faults.called("POST", WRITE)) == 1
    assert room.words() == []


@pytest.mark.parametrize(
    ("body", "calls"),
    [
        (b'{"retry_after": 30.0, "global": false}', 2),
        (b'{"retry_after": 30.0, "global": true}', 1),
        (b"error code: 1015", 1),  # not Discord itself, but who guards its door
    ],
)
async def test_while_discord_takes_nothing_at_all_nothing_more_is_sent(
    room: Room, monkeypatch: pytest.MonkeyPatch, body: bytes, calls: int
) -> None:
    heard: list[str] = []

    async def limited(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.Response(body=body, status=429, content_type="application/json", headers={"Retry-After": "30"})

    runner = await _serving(limited)
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{runner.addresses[0][1]}")

    told = [await failure(room.outlet.send(Place("discord", "1", channel), MARK, post())) for channel in ("17", "18")]

    await runner.cleanup()
    assert len(heard) == calls
    assert [round(each.wait) for each in told if isinstance(each, Passing) and not each.uncertain] == [30, 30]


async def test_what_hangs_is_given_up_in_time_and_uncertain(room: Room) -> None:
    outlet = DiscordOutlet(room.http, room.server.bot.id, 0.2)
    room.server.fail("POST", WRITE, "hang", delay=1.0)

    passing = await failure(outlet.send(room.place, MARK, post()))

    assert isinstance(passing, Passing)
    assert passing.uncertain


async def test_where_discord_cannot_be_reached_nothing_was_sent(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9/api/v10")  # nobody listens at port 9

    passing = await failure(room.outlet.send(room.place, MARK, post()))

    assert isinstance(passing, Passing)
    assert not passing.uncertain


async def test_a_closed_client_says_nothing_of_the_channel(room: Room) -> None:
    await room.http.close()

    assert isinstance(await failure(room.outlet.send(room.place, MARK, post())), Passing)


async def test_the_receipt_is_taken_though_discord_py_waits_to_spare_the_limit(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last call that a route's limit leaves is kept back by the library until the limit is over."""
    headers = {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "30",
               "X-RateLimit-Bucket": "b"}  # fmt: skip

    async def limited(_: web.Request) -> web.Response:
        return web.Response(body=b'{"id": "17"}', headers=headers, content_type="application/json")

    runner = await _serving(limited)
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{runner.addresses[0][1]}")

    sent = await DiscordOutlet(room.http, "1", 0.3).send(room.place, MARK, post())

    await runner.cleanup()
    assert sent == "17"


@pytest.mark.parametrize(
    ("trouble", "problem", "mend"),
    [
        ("gone", "The channel is gone.", "Choose a channel anew"),
        ("unseen", "On Record may not see the channel.", "Give On Record's role View Channels"),
        ("silent", "On Record lacks a permission in the channel.", "Give On Record's role View Channels"),
        ("without embeds", "On Record lacks a permission in the channel.", "Give On Record's role View Channels"),
        ("forum", "Nobody can write messages in that channel.", "Choose a channel anew"),
        ("locked", "The thread is locked.", "Unlock it"),
        ("no number", "The channel is gone.", "Choose a channel anew"),
        ("a path", "The channel is gone.", "Choose a channel anew"),
        ("too long", "The channel is gone.", "Choose a channel anew"),
        ("other digits", "The channel is gone.", "Choose a channel anew"),
    ],
)
async def test_what_discord_refuses_is_told_with_its_mend(room: Room, trouble: str, problem: str, mend: str) -> None:
    channel = room.server.channel
    reply = Reply((Listing("Today", (Row("China"),)),)) if trouble == "without embeds" else post()
    do: dict[str, Callable[[], object]] = {
        "gone": lambda: room.server.remove(channel),
        "unseen": lambda: room.server.revoke(channel, VIEW),
        "silent": lambda: room.server.revoke(channel, SEND),
        "without embeds": lambda: room.server.revoke(channel, EMBED),
    }
    do.get(trouble, lambda: None)()
    if trouble == "forum":
        channel = room.channel(FORUM)
    if trouble == "locked":
        channel = room.channel(THREAD, parent=channel.id)
        channel.life["locked"] = True
    strange = {"no number": "general", "a path": "1/messages/2?x=", "too long": "9" * 20, "other digits": "١٢"}.get(
        trouble
    )
    place = Place("discord", room.server.guild.id, strange) if strange else room.at(channel)

    barred = await failure(room.outlet.send(place, MARK, reply))

    assert isinstance(barred, Barred)
    assert (barred.problem, barred.mend[: len(mend)]) == (problem, mend)
    assert room.server.log == []


async def test_what_discord_calls_invalid_is_barred_and_an_error_of_ours(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    barred = await failure(room.outlet.send(room.place, MARK, Reply()))

    assert isinstance(barred, Unfit)
    assert barred.problem.startswith("Discord refuses it: Invalid Form Body")
    assert [record.levelname for record in caplog.records if "refuses what was sent" in record.message] == ["ERROR"]


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>hello</html>", b"[]", b"{}", b'{"id": 5}', b"{", b"\xff\xfe"],
)
@pytest.mark.parametrize("status", [200, 400, 403, 429, 503])
async def test_whatever_answers_in_discords_place_is_never_a_refusal_nor_a_receipt(
    room: Room, monkeypatch: pytest.MonkeyPatch, answer: bytes, status: int
) -> None:
    async def strange(_: web.Request) -> web.Response:
        return web.Response(body=answer, status=status, content_type="application/json")

    runner = await _serving(strange)
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{runner.addresses[0][1]}")

    told = [
        await failure(room.outlet.send(room.place, MARK, post())),
        await failure(room.outlet.find(room.place, MARK, room.since())),
        await failure(room.outlet.obstacle(room.place)),
    ]

    await runner.cleanup()
    assert [type(each) for each in told] == [Passing] * len(told)


async def test_a_post_is_found_among_what_others_write(room: Room) -> None:
    before = await room.outlet.send(room.place, OTHER, post(OTHER))
    for number in range(130):
        await room.server.write(f"talk {number}")
    wanted = await room.outlet.send(room.place, MARK, post())
    for number in range(130):
        await room.server.write(f"more talk {number}")

    found = [await room.outlet.find(room.place, mark, room.since()) for mark in (MARK, OTHER, "zzzzzzzzzzzz")]

    assert found == [wanted, before, None]
    assert len(room.server.faults.called("GET", WRITE)) == 2 + 1 + 3


async def test_only_the_bots_own_message_with_the_whole_mark_is_found(room: Room) -> None:
    forged = Posted(room.server.channel, room.server.ben, {
        "content": MARK, "components": [{"type": 1, "components": [
            {"type": 2, "style": 2, "label": "x", "custom_id": f"or1:why:{MARK}:0"}]}],
    })  # fmt: skip
    room.server.messages[forged.id] = forged
    await room.outlet.send(room.place, OTHER, post(f"{MARK}x", MARK))

    assert await room.outlet.find(room.place, MARK, room.since()) is None


async def test_a_post_before_that_moment_is_another(room: Room) -> None:
    await room.outlet.send(room.place, MARK, post())

    found = [await room.outlet.find(room.place, MARK, int(time.time()) + after) for after in (50, 70)]

    assert [bool(each) for each in found] == [True, False]


async def test_a_post_that_was_deleted_is_not_found(room: Room) -> None:
    message = await room.outlet.send(room.place, MARK, post())
    await room.server.write("talk")

    await room.outlet.delete(room.place, message)

    assert await room.outlet.find(room.place, MARK, room.since()) is None


@pytest.mark.parametrize("denied", [HISTORY, VIEW])
async def test_a_history_that_may_not_be_read_proves_nothing(room: Room, denied: int) -> None:
    """Discord shows it as empty: a post in it must not be taken for one that was never sent."""
    await room.outlet.send(room.place, MARK, post())
    room.server.revoke(room.server.channel, denied)

    barred = await failure(room.outlet.find(room.place, MARK, room.since()))

    assert isinstance(barred, Barred)


async def test_a_channel_too_busy_to_look_through_is_not_called_empty(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlets, "PAGES", 2)
    for number in range(200):
        await room.server.write(f"talk {number}")
    await room.outlet.send(room.place, MARK, post())

    passing = await failure(room.outlet.find(room.place, MARK, room.since()))

    assert isinstance(passing, Passing)
    assert passing.uncertain


async def test_a_search_that_was_broken_off_is_gone_on_with(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a post would never be found, nor known to be missing, where people write much."""
    monkeypatch.setattr(outlets, "PAGES", 2)
    since = room.since()
    for number in range(350):
        await room.server.write(f"talk {number}")
    wanted = await room.outlet.send(room.place, MARK, post())

    broken = [await failure(room.outlet.find(room.place, mark, since)) for mark in (MARK, OTHER)]
    found = [await room.outlet.find(room.place, mark, since) for mark in (MARK, OTHER)]

    assert [type(each) for each in broken] == [Passing, Passing]
    assert found == [wanted, None]
    assert isinstance(await failure(room.outlet.find(room.place, MARK, since)), Passing)  # it begins anew


async def test_a_post_is_changed_with_its_buttons(room: Room) -> None:
    message = await room.outlet.send(room.place, MARK, post())

    await room.outlet.edit(room.place, message, Reply((Line("Corrected."),), private=False))

    (standing,) = room.server.standing(room.server.channel)
    assert (standing.id, standing.content, standing.buttons) == (message, "Corrected.", [])


@pytest.mark.parametrize("message", ["1", "../1", "", "9" * 30])
async def test_a_message_that_is_gone_cannot_be_changed(room: Room, message: str) -> None:
    barred = await failure(room.outlet.edit(room.place, message, post()))

    assert isinstance(barred, Barred)
    assert barred.problem == "The message is gone."


async def test_somebody_elses_message_can_neither_be_changed_nor_deleted(room: Room) -> None:
    message = await room.server.write("mine")

    told = [
        await failure(room.outlet.edit(room.place, message.id, post())),
        await failure(room.outlet.delete(room.place, message.id)),
    ]

    assert [type(each) for each in told] == [Barred, Barred]
    assert room.server.messages[message.id].content == "mine"


@pytest.mark.parametrize("gone", ["message", "channel", "neither"])
async def test_what_is_gone_already_counts_as_deleted(room: Room, gone: str) -> None:
    message = await room.outlet.send(room.place, MARK, post())
    if gone == "message":
        await room.outlet.delete(room.place, message)
    if gone == "channel":
        room.server.remove(room.server.channel)

    await room.outlet.delete(room.place, message)

    assert room.words() == []


async def test_a_person_is_told_alone(room: Room) -> None:
    await room.outlet.tell(room.server.ben.id, room.place, post(words="Paused."))

    assert room.words(room.server.dm_with(room.server.ben)) == ["Paused."]


async def test_a_person_who_takes_no_messages_is_told_of_as_such(room: Room) -> None:
    room.server.closed_to_bots.add(room.server.ben.id)

    told = [
        await failure(room.outlet.tell(person, room.place, post()))
        for person in (room.server.ben.id, snowflake(), "@me", "")
    ]

    unknown = "Discord does not know that person."
    assert [each.problem for each in told if isinstance(each, Barred)] == [
        "That person takes no messages from On Record.", unknown, unknown, unknown,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "obstacle"),
    [
        ("text", None),
        ("news", None),
        ("voice", None),
        ("thread", None),
        ("archived", None),  # a message opens it again
        ("dm", None),
        ("locked", LOCKED),
        ("forum", hindering.FORUM),
        ("category", NO_TEXT),
        ("gone", UNKNOWN),
        ("unseen", UNKNOWN),
        ("of another server", UNKNOWN),
        ("of friends", UNKNOWN),
        ("another's dm", UNKNOWN),
        ("in my dm", UNKNOWN),
        ("no number", UNKNOWN),
    ],
)
async def test_where_posts_may_go(room: Room, where: str, obstacle: Obstacle | None) -> None:
    server = room.server
    alone = Place("discord", f"dm:{server.ada.id}", server.channel.id)
    kinds = {"news": NEWS, "voice": VOICE, "forum": FORUM, "category": CATEGORY}
    places: dict[str, Callable[[], Place]] = {
        "text": lambda: room.place,
        "thread": lambda: room.at(room.channel(THREAD, parent=server.channel.id)),
        "archived": lambda: room.at(_thread(room, "archived")),
        "locked": lambda: room.at(_thread(room, "locked")),
        "dm": lambda: room.at(server.dm_with(server.ada)),
        "gone": lambda: Place("discord", server.guild.id, snowflake()),
        "unseen": lambda: room.place,
        "of another server": lambda: Place("discord", server.guild.id, room.channel(0, snowflake()).id),
        "of friends": lambda: Place("discord", server.guild.id, server.group.id),
        "another's dm": lambda: Place("discord", f"dm:{server.ada.id}", server.dm_with(server.ben).id),
        "in my dm": lambda: alone,
        "no number": lambda: Place("discord", server.guild.id, "../guilds"),
    }
    if where == "unseen":
        server.revoke(server.channel, VIEW)
    place = room.at(room.channel(kinds[where])) if where in kinds else places[where]()

    assert await room.outlet.obstacle(place) == obstacle


@pytest.mark.parametrize(
    ("kind", "denied", "lacking"),
    [
        (0, SEND, "the permission Send Messages"),
        (0, EMBED, "the permission Embed Links"),
        (0, HISTORY, "the permission Read Message History"),
        (0, SEND | EMBED | HISTORY, "the permissions Send Messages, Embed Links and Read Message History"),
        (0, SEND_IN_THREADS | CONNECT, ""),
        (THREAD, SEND, ""),
        (THREAD, SEND_IN_THREADS, "the permission Send Messages in Threads"),
        (VOICE, CONNECT, "the permission Connect"),
    ],
)
async def test_each_permission_that_lacks_is_named(room: Room, kind: int, denied: int, lacking: str) -> None:
    ruling = room.server.channel
    channel = {0: lambda: ruling, THREAD: lambda: room.channel(THREAD, parent=ruling.id)}.get(
        kind, lambda: room.channel(kind)
    )()
    room.server.revoke(ruling if kind == THREAD else channel, denied)

    obstacle = await room.outlet.obstacle(room.at(channel))

    assert (obstacle.problem if obstacle else "") == (f"On Record lacks {lacking} there." if lacking else "")


async def test_permissions_follow_roles_and_overwrites_in_discords_order(room: Room) -> None:
    """Each step decides anew what the one before decided; an administrator and an owner may all."""
    server, guild, channel = room.server, room.server.guild, room.server.channel
    found: list[Obstacle | None] = []

    guild.roles[guild.id] &= ~SEND
    found.append(await room.outlet.obstacle(room.place))
    guild.roles[guild.role] |= SEND
    found.append(await room.outlet.obstacle(room.place))
    overwrite(channel, guild.id, member=False, deny=SEND)
    found.append(await room.outlet.obstacle(room.place))
    overwrite(channel, guild.role, member=False, allow=SEND)
    found.append(await room.outlet.obstacle(room.place))
    server.revoke(channel, SEND)
    found.append(await room.outlet.obstacle(room.place))
    server.grant(channel, SEND)
    overwrite(channel, guild.role, member=False, deny=SEND)
    found.append(await room.outlet.obstacle(room.place))
    server.revoke(channel, SEND)
    guild.roles[guild.role] |= ADMINISTRATOR
    found.append(await room.outlet.obstacle(room.place))

    assert found == [LOCKS, None, LOCKS, None, LOCKS, None, None]


async def test_a_locked_thread_is_open_to_those_who_manage_threads(room: Room) -> None:
    thread = _thread(room, "locked")

    room.server.grant(room.server.channel, MANAGE_THREADS)

    assert await room.outlet.obstacle(room.at(thread)) is None


@pytest.mark.parametrize(("hours", "obstacle"), [(1, TIMED_OUT), (-1, None)])
async def test_a_timeout_keeps_it_from_posting_until_it_is_over(
    room: Room, hours: int, obstacle: Obstacle | None
) -> None:
    room.server.timed_out = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()

    assert await room.outlet.obstacle(room.place) == obstacle


@pytest.mark.parametrize("path", [r"/channels/\d+$", r"/guilds/\d+$", r"/members/\d+$"])
async def test_trouble_at_discord_is_no_obstacle_of_the_channels(room: Room, path: str) -> None:
    room.server.fail("GET", path, 503)

    assert isinstance(await failure(room.outlet.obstacle(room.place)), Passing)


async def test_a_thread_is_told_what_keeps_posts_away_and_never_fails(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = asked_from_threads(room.outlet)
    monkeypatch.setattr(obstacles, "ASKED_SECONDS", 0.3)

    well = await asyncio.to_thread(ask, room.place)
    room.server.fail("GET", r"/channels/\d+$", 500)
    troubled = await asyncio.to_thread(ask, room.place)
    room.server.fail("GET", r"/channels/\d+$", "hang", delay=1.0)
    late = await asyncio.to_thread(ask, room.place)
    room.server.revoke(room.server.channel, SEND)
    lacking = await asyncio.to_thread(ask, room.place)

    assert (well, troubled, late, lacking) == (None, UNASKED, UNASKED, LOCKS)


async def test_an_ended_loop_is_told_as_trouble(room: Room) -> None:
    ended = asyncio.new_event_loop()

    async def made() -> Callable[[Place], Obstacle | None]:
        return asked_from_threads(room.outlet)

    ask = await asyncio.to_thread(ended.run_until_complete, made())
    ended.close()

    assert await asyncio.to_thread(ask, room.place) == UNASKED


async def test_at_the_end_what_is_being_sent_arrives(room: Room) -> None:
    room.server.fail("POST", WRITE, "slow", delay=0.3)
    sending = asyncio.create_task(room.outlet.send(room.place, MARK, post()))
    await room.server.until(lambda: not any(fault.times for fault in room.server.faults.standing))

    await room.outlet.finish(5.0)

    assert room.words() == ["Today."]
    assert await sending == room.server.log[0].id


def _thread(room: Room, state: str) -> Channel:
    thread = room.channel(THREAD, parent=room.server.channel.id)
    thread.life[state] = True
    return thread


async def _serving(answer: Callable[[web.Request], Any]) -> web.AppRunner:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner
