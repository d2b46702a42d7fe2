"""Posts onto a local Slack: sent once, found again by their mark, and every trouble told for what it is."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from bot.adapters.slack import channels, refusals
from bot.adapters.slack.accounts import Accounts, of_many, of_one
from bot.adapters.slack.installations import Kept
from bot.adapters.slack.outlet import RATE, RATE_OF_MANY, SlackOutlet
from bot.adapters.slack.searching import PAGE
from bot.adapters.slack.sending import Wire
from bot.desk.reply import Button, Line, Reply
from bot.desk.request import Obstacle
from bot.domain.errors import ArchiveBusy
from bot.domain.place import Place
from bot.posting.outlet import Barred, Outlet, Passing
from bot.storage.memory_ledger import MemoryLedger
from tests.ports import free_port
from tests.wire.slack_conversations import METADATA
from tests.wire.slack_server import SlackServer
from tests.wire.slack_world import Channel, Posted

MARK, OTHER = "abcdefghijkl", "mnopqrstuvwx"
SECONDS = 5.0


def said(words: str = "Peace.", mark: str = MARK) -> Reply:
    """A post with a button, as the desk makes them."""
    return Reply((Line(words),), (Button("why", "Why?", mark),), private=False)


BARE = Reply((Line("Peace."),), private=False)
"""A post without buttons."""


def place_of(server: SlackServer, channel: Channel) -> Place:
    return Place("slack", server.team_of(channel).id, channel.id)


@dataclass
class Room:
    """A local Slack, the outlet to it, and a channel there."""

    server: SlackServer
    wire: Wire
    outlet: SlackOutlet
    place: Place

    def standing(self) -> list[str]:
        """The words of the bot's messages in the channel."""
        own = (each for each in self.server.messages.values() if each.author is None)
        return [each.plain for each in own if each.channel and each.channel.id == self.place.channel]

    def calls(self, method: str) -> int:
        return self.server.methods.count(method)


@asynccontextmanager
async def opened(
    accounts: Callable[[SlackServer], Accounts] | None = None, seconds: float = SECONDS
) -> AsyncIterator[Room]:
    """The room; with the one token of the server's own workspace unless told otherwise."""
    async with SlackServer() as server:
        wire = Wire(server.api_url)
        found = accounts(server) if accounts else of_one(server.team.token, server.team.told())
        try:
            yield Room(server, wire, SlackOutlet(wire, found, seconds), place_of(server, server.channel))
        finally:
            await wire.close()


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    async with opened() as made:
        yield made


async def test_a_post_stands_in_its_channel_under_its_mark(room: Room) -> None:
    """Its id is the message's, its mark is told to Slack, nobody is mentioned and no link unfolded."""
    message = await room.outlet.send(room.place, MARK, said())

    posted = room.server.messages[message]
    assert (posted.plain, posted.mark, posted.channel) == ("Peace.", MARK, room.server.channel)
    assert [button["value"] for button in posted.buttons] == [f"or1:why:{MARK}:0"]
    assert (posted.body["unfurl_links"], posted.body["mrkdwn"]) == (False, False)
    assert [at <= time.time() for at, each in room.server.log if each.ts == message] == [True]


async def test_it_is_an_outlet_with_room_left_for_answers(room: Room) -> None:
    """One workspace takes several hundred messages a minute, each channel one a second."""
    outlet: Outlet = room.outlet
    many = SlackOutlet(room.wire, of_many(MemoryLedger()), SECONDS, many=True)

    assert (outlet.platform, outlet.rate, many.rate) == ("slack", RATE, RATE_OF_MANY)


@pytest.mark.parametrize(
    ("reply", "scopes"), [(said(), set()), (BARE, {METADATA}), (said(mark=OTHER), {METADATA})]
)
async def test_a_post_is_found_by_its_metadata_or_its_buttons(room: Room, reply: Reply, scopes: set[str]) -> None:
    """Without a further scope no metadata are told, and the button tells the mark."""
    room.server.granted |= scopes
    message = await room.outlet.send(room.place, MARK, reply)
    await room.outlet.send(room.place, OTHER, said("War.", OTHER))

    assert await room.outlet.find(room.place, MARK, int(time.time())) == message


async def test_what_was_never_sent_is_not_found(room: Room) -> None:
    """Not another post, nor one in another channel, nor an older one, nor somebody else's words with the same mark."""
    await room.outlet.send(room.place, OTHER, said("War.", OTHER))
    lobby = place_of(room.server, room.server.other_channel)
    elsewhere = await room.outlet.send(lobby, MARK, said())
    forged = room.server.messages[elsewhere].body
    room.server.appears(Posted(room.server.channel, room.server.ben, forged))

    assert await room.outlet.find(room.place, MARK, int(time.time())) is None
    assert await room.outlet.find(lobby, MARK, int(time.time()) + 100) is None


async def test_a_clock_behind_ours_hides_nothing(room: Room) -> None:
    """A message is looked for from a minute before it was sent."""
    message = await room.outlet.send(room.place, MARK, said())

    assert await room.outlet.find(room.place, MARK, int(time.time()) + 50) == message


@pytest.mark.parametrize(("page", "asked"), [(15, 4), (7, 8), (999, 4)])
async def test_a_busy_channel_is_read_page_by_page(room: Room, page: int, asked: int) -> None:
    """To the end, whatever number of messages Slack tells at once; answers in threads do not count."""
    room.server.page = page
    message = await room.outlet.send(room.place, MARK, said())
    for number in range(3 * PAGE + 5):
        room.server.appears(Posted(room.server.channel, room.server.ben, {"text": str(number)}))
    room.server.appears(Posted(room.server.channel, room.server.ben, {"text": "an answer"}, thread=message))

    found = await room.outlet.find(room.place, MARK, int(time.time()))
    absent = await room.outlet.find(room.place, OTHER, int(time.time()))

    assert (found, absent) == (message, None)
    assert room.calls("conversations.history") == 2 * asked


def talk(room: Room, messages: int) -> None:
    """People write in the channel."""
    for number in range(messages):
        room.server.appears(Posted(room.server.channel, room.server.ben, {"text": str(number)}))


async def broken_off(room: Room, since: int) -> float:
    """A search of which Slack answers one call and no other; the wait it asks for."""
    room.server.fail("conversations.history", "slow", method="GET")
    room.server.fail("conversations.history", 429, retry_after=60, method="GET")
    with pytest.raises(Passing) as passing:
        await room.outlet.find(room.place, MARK, since)
    return passing.value.wait


async def test_a_search_that_slack_breaks_off_is_gone_on_with(room: Room) -> None:
    """An app that may read a page a minute comes to an end all the same."""
    message, since = await room.outlet.send(room.place, MARK, said()), int(time.time())
    talk(room, 2 * PAGE)

    waits = [await broken_off(room, since) for _ in range(2)]
    found = await room.outlet.find(room.place, MARK, since)

    assert (waits, found) == ([60, 60], message)
    assert len([call for call in room.server.faults.called("GET", "history") if call.status == 200]) == 3


async def test_a_search_that_was_broken_off_looks_at_last_what_came_meanwhile(room: Room) -> None:
    """A message that Slack shows late is not missed, and a call a minute is enough to see that there is none."""
    since = int(time.time())
    talk(room, PAGE + 1)
    await broken_off(room, since)
    waits = [await broken_off(room, since)]
    assert await room.outlet.find(room.place, MARK, since) is None
    pages = len([call for call in room.server.faults.called("GET", "history") if call.status == 200])

    await broken_off(room, since)
    late = await SlackOutlet(room.wire, of_one(room.server.team.token, room.server.team.told()), SECONDS).send(
        room.place, MARK, said()
    )

    assert (waits, pages) == ([60], 3)
    assert await room.outlet.find(room.place, MARK, since) == late


async def test_a_post_sent_while_its_search_is_broken_off_is_found(room: Room) -> None:
    """Whoever sent it."""
    since = int(time.time())
    talk(room, PAGE + 1)
    await broken_off(room, since)

    message = await room.outlet.send(room.place, MARK, said())

    assert await room.outlet.find(room.place, MARK, since) == message


async def test_a_search_whose_place_is_lost_begins_anew(room: Room) -> None:
    """Slack may forget where in its list a search was."""
    since = int(time.time())
    message = await room.outlet.send(room.place, MARK, said())
    talk(room, PAGE + 1)
    await broken_off(room, since)
    room.outlet._searches._open[MARK].cursor = "strange"

    with pytest.raises(Passing, match="invalid_cursor"):
        await room.outlet.find(room.place, MARK, since)

    assert await room.outlet.find(room.place, MARK, since) == message


TROUBLES: list[tuple[dict[str, Any], bool, float, int]] = [
    ({"how": "lost"}, True, 0.0, 1),
    ({"how": "reset"}, True, 0.0, 0),
    ({"how": "hang", "delay": 1.0}, True, 0.0, 0),
    ({"how": 500}, True, 0.0, 0),
    ({"how": 502}, True, 0.0, 0),
    ({"how": 503}, True, 0.0, 0),
    ({"how": 429, "retry_after": 7}, False, 7.0, 0),
    ({"how": 429, "retry_after": 300}, False, 300.0, 0),
    ({"how": 404}, False, 0.0, 0),
]
"""What goes wrong -> whether it may have been taken, how long to wait, how many messages stand."""


@pytest.mark.parametrize(("fault", "uncertain", "wait", "stands"), TROUBLES)
async def test_what_may_pass_is_told_and_never_sent_twice(
    fault: dict[str, Any], uncertain: bool, wait: float, stands: int  # noqa: FBT001  a table
) -> None:
    """One call is one call: whether the message stands is for the search to say."""
    async with opened(seconds=0.5) as room:
        failing = room.server.fail("chat.postMessage", **fault)

        with pytest.raises(Passing) as passing:
            await room.outlet.send(room.place, MARK, said())

        assert (passing.value.uncertain, passing.value.wait) == (uncertain, wait)
        assert (failing.hits, room.calls("chat.postMessage")) == (1, stands)
        assert room.standing() == ["Peace."] * stands
        found = await room.outlet.find(room.place, MARK, int(time.time()))
        assert (found in room.server.messages) is bool(stands)


async def test_where_no_connection_comes_about_nothing_can_have_been_sent() -> None:
    """It is no reason to search the channel."""
    async with opened() as room:
        wire = Wire(f"http://127.0.0.1:{free_port()}/api/")
        outlet = SlackOutlet(wire, of_one(room.server.team.token, room.server.team.told()), SECONDS)

        with pytest.raises(Passing, match="cannot be reached") as passing:
            await outlet.send(room.place, MARK, said())

        await wire.close()
        assert passing.value.uncertain is False


async def test_a_post_of_a_bot_that_is_ending_waits(room: Room) -> None:
    """Nothing is sent any more, and that is known."""
    await room.wire.close()

    with pytest.raises(Passing, match="ending") as passing:
        await room.outlet.send(room.place, MARK, said())

    assert (passing.value.uncertain, room.standing()) == (False, [])


async def test_a_second_message_within_a_second_is_asked_to_wait(room: Room) -> None:
    """Slack's limit of a channel is told as such."""
    room.server.pause = 30.0
    await room.outlet.send(room.place, MARK, said())

    with pytest.raises(Passing) as passing:
        await room.outlet.send(room.place, OTHER, said())

    assert (passing.value.uncertain, 28 <= passing.value.wait <= 30, len(room.standing())) == (False, True, 1)


Change = Callable[[SlackServer], object]

STATES: list[tuple[str, Change, tuple[str, str]]] = [
    ("taken out", lambda server: server.change(server.channel, joined=False), refusals.STRANGER),
    ("taken out of a private one", lambda server: server.change(server.channel, joined=False, private=True),
     refusals.UNSEEN),
    ("archived", lambda server: server.change(server.channel, archived=True), refusals.ARCHIVED),
    ("closed", lambda server: server.change(server.channel, closed=True), refusals.CLOSED),
    ("deleted", lambda server: server.channels.pop(server.channel.id), refusals.UNSEEN),
    ("uninstalled", lambda server: setattr(server, "shut_out", "account_inactive"), refusals.UNINSTALLED),
    ("revoked", lambda server: setattr(server, "shut_out", "token_revoked"), refusals.UNINSTALLED),
]  # fmt: skip
"""What becomes of a channel or the bot -> the problem and its mend."""


@pytest.mark.parametrize(("change", "why"), [case[1:] for case in STATES], ids=[case[0] for case in STATES])
async def test_what_people_must_mend_is_told_in_sentences(room: Room, change: Change, why: tuple[str, str]) -> None:
    """The same to whoever posts and to whoever asks beforehand."""
    change(room.server)

    obstacle = await room.outlet.obstacle(room.place)
    with pytest.raises(Barred) as barred:
        await room.outlet.send(room.place, MARK, said())

    assert (barred.value.problem, barred.value.mend) == why
    assert obstacle == Obstacle(*why)


@pytest.mark.parametrize("private", [False, True])
async def test_a_right_that_the_installation_lacks_is_told(room: Room, *, private: bool) -> None:
    """An app that was installed before it posted on its own is to be installed again."""
    server = room.server
    server.change(server.channel, private=private)
    kind = "groups" if private else "channels"
    rights = {"chat:write", f"{kind}:history", f"{kind}:read"}

    server.granted = frozenset(rights - {"chat:write"})
    with pytest.raises(Barred) as sending:
        await room.outlet.send(room.place, MARK, said())
    server.granted = frozenset(rights - {f"{kind}:history"})
    with pytest.raises(Barred) as finding:
        await room.outlet.find(room.place, MARK, 0)
    unread = await room.outlet.obstacle(room.place)
    server.granted = frozenset(rights - {f"{kind}:read"})
    unseen = await room.outlet.obstacle(room.place)

    assert [(each.value.problem, each.value.mend) for each in (sending, finding)] == [refusals.UNGRANTED] * 2
    assert (unread, unseen) == (Obstacle(*refusals.UNGRANTED), Obstacle(*refusals.UNGRANTED))


async def test_where_nothing_is_in_the_way_nothing_is_told(room: Room) -> None:
    """In a public channel, in a private one, and where a person writes to the bot alone."""
    server = room.server
    server.change(server.other_channel, private=True)
    alone = server.dm_with(server.ada)

    private = place_of(server, server.other_channel)
    dm = Place("slack", f"dm:{server.team.id}:{server.ada.id}", alone.id)

    assert [await room.outlet.obstacle(place) for place in (room.place, private, dm)] == [None, None, None]
    assert await room.outlet.send(dm, MARK, said()) == await room.outlet.find(dm, MARK, int(time.time()))


async def test_places_that_are_no_channel_of_the_workspace_are_refused(room: Room) -> None:
    """Nowhere, two people's own talk, somebody's talk with the bot named as a channel, and another workspace's."""
    server = room.server
    between = Place("slack", f"dm:{server.team.id}:{server.ada.id}", "D0BETWEEN")
    others = Place("slack", server.team.id, server.dm_with(server.ben).id)
    elsewhere = Place("slack", server.team.id, server.elsewhere.id)

    assert await room.outlet.obstacle(Place("slack", server.team.id)) == channels.NOWHERE
    assert await room.outlet.obstacle(between) == channels.ALIEN
    assert await room.outlet.obstacle(others) == channels.ALIEN
    assert await room.outlet.obstacle(elsewhere) == Obstacle(*refusals.UNSEEN)


async def test_of_what_cannot_be_asked_nothing_is_claimed(room: Room) -> None:
    """Neither that all is well nor that it is not."""
    room.server.fail("conversations.info", 503, method="GET")

    with pytest.raises(Passing):
        await room.outlet.obstacle(room.place)


async def test_a_post_is_changed_where_it_stands(room: Room) -> None:
    """Its mark stays in the metadata."""
    message = await room.outlet.send(room.place, MARK, said())

    await room.outlet.edit(room.place, message, Reply((Line("Correction."),), private=False))

    posted = room.server.messages[message]
    assert (posted.plain, posted.buttons, posted.mark) == ("Correction.", [], MARK)


async def test_a_post_that_is_gone_cannot_be_changed(room: Room) -> None:
    """And that is said."""
    with pytest.raises(Barred, match="gone"):
        await room.outlet.edit(room.place, "1700000000.000001", BARE)


async def test_a_post_is_taken_away_once_or_twice(room: Room) -> None:
    """One that is gone already is no error."""
    message = await room.outlet.send(room.place, MARK, said())

    await room.outlet.delete(room.place, message)
    await room.outlet.delete(room.place, message)

    assert room.standing() == []


async def test_a_lost_deletion_may_pass(room: Room) -> None:
    """It is tried again by whoever wanted it."""
    message = await room.outlet.send(room.place, MARK, said())
    room.server.fail("chat.delete", 503)

    with pytest.raises(Passing):
        await room.outlet.delete(room.place, message)


async def test_a_person_is_told_alone(room: Room) -> None:
    """In their own talk with the bot, in the workspace of the place."""
    await room.outlet.tell(room.server.ada.id, room.place, Reply((Line("Paused."),)))

    alone = room.server.dm_with(room.server.ada)
    assert [each.plain for _, each in room.server.log if each.channel == alone] == ["Paused."]
    with pytest.raises(Barred):
        await room.outlet.tell("U0NOBODY", room.place, BARE)


async def test_a_place_of_another_workspace_is_not_posted_to_with_this_token(room: Room) -> None:
    """A schedule left behind by another installation is told to be without the bot."""
    place = place_of(room.server, room.server.elsewhere)

    with pytest.raises(Barred) as barred:
        await room.outlet.send(place, MARK, said())

    assert (barred.value.problem, room.server.methods) == (refusals.UNINSTALLED[0], [])


def installed(*teams: Any) -> MemoryLedger:
    """A ledger with installations in these workspaces."""
    ledger = MemoryLedger()
    for team in teams:
        kept = Kept(team.token, team.bot, team.user, "U1", 1.0, team_id=team.id)
        ledger.install("slack", team.id, msgspec.json.encode(kept).decode())
    return ledger


async def test_of_many_workspaces_each_is_posted_to_by_its_own_installation() -> None:
    """With its own token; one that uninstalled the bot is told so from that moment on."""
    async with SlackServer() as server:
        server.teams[server.other_team.token] = server.other_team
        ledger = installed(server.team, server.other_team)
        wire = Wire(server.api_url)
        outlet = SlackOutlet(wire, of_many(ledger), SECONDS, many=True)
        here, there = place_of(server, server.channel), place_of(server, server.elsewhere)

        sent = [await outlet.send(place, MARK, said()) for place in (here, there)]
        found = [await outlet.find(place, MARK, int(time.time())) for place in (here, there)]
        ledger.uninstall("slack", server.other_team.id)
        with pytest.raises(Barred) as barred:
            await outlet.send(there, OTHER, said())

        await wire.close()
        assert sent == found == [posted.ts for _, posted in server.log]
        assert (barred.value.problem, barred.value.mend) == refusals.UNINSTALLED


class Busy(MemoryLedger):
    """A ledger that cannot be read just now."""

    def installed(self, platform: str, server: str) -> str | None:
        raise ArchiveBusy(f"{platform} {server}")


async def test_an_archive_in_trouble_is_no_uninstallation() -> None:
    """It passes."""
    async with opened(lambda _: of_many(Busy())) as room:
        with pytest.raises(Passing) as passing:
            await room.outlet.send(room.place, MARK, said())

        assert (passing.value.uncertain, room.server.methods) == (False, [])


async def test_calls_do_not_wait_for_each_other(room: Room) -> None:
    """A channel that hangs holds up no other."""
    room.server.fail("chat.postMessage", "slow", delay=0.5)
    lobby = place_of(room.server, room.server.other_channel)

    hanging = asyncio.create_task(room.outlet.send(room.place, MARK, said()))
    await asyncio.sleep(0.05)
    await room.outlet.send(lobby, OTHER, said(mark=OTHER))

    assert not hanging.done()
    assert await hanging in room.server.messages
