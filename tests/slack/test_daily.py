"""The statement of the day set from Slack: channels by their names, and what is in the way of posts told at once."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from bot.adapters.slack import channels, refusals
from bot.adapters.slack.obstacles import UNTOLD
from bot.desk.refusing import refused
from bot.desk.reply import Line
from bot.domain.place import Place
from tests.builders import a_page, official
from tests.slack.house import House, at_home
from tests.wire.slack_server import SlackServer
from tests.wire.slack_world import Channel

PAGE = a_page(
    official("We have always held that talks between neighbours are the way to a lasting and stable peace."),
    name="talks.txt",
)
TIME = "daily set time: 09:00 zone: Europe/Oslo"


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    """The app over a page with something to post."""
    async with at_home(PAGE) as house:
        yield house


def kept(house: House) -> list[Place]:
    """The places of all schedules."""
    return [schedule.place for schedule in house.archive.store.ledger.schedules()]


def place_of(server: SlackServer, channel: Channel) -> Place:
    return Place("slack", server.team.id, channel.id)


def words(problem: str, mend: str) -> list[str]:
    """A refusal's lines as people read them."""
    return [part.text for part in refused(problem, mend).parts if isinstance(part, Line)]


async def test_a_channel_is_this_one_or_the_one_that_is_named(house: House) -> None:
    """A person types its name, Slack sends its id with it."""
    server = house.server

    await server.people.slash(TIME)
    await server.people.slash(f"{TIME} channel: #lobby")
    await server.people.mention(f"{TIME} channel: <#{server.channel.id}|desk> days: weekdays")

    assert kept(house) == [place_of(server, each) for each in (server.channel, server.other_channel, server.channel)]


async def test_a_person_sets_one_for_themselves(house: House) -> None:
    """In their own talk with the bot, where no right is needed."""
    server = house.server
    alone = server.dm_with(server.ben)

    await server.people.slash(TIME, by=server.ben, at=alone)

    assert kept(house) == [Place("slack", f"dm:{server.team.id}:{server.ben.id}", alone.id)]


async def test_only_those_who_manage_the_workspace_set_one_in_a_channel(house: House) -> None:
    """Others are told so, and nothing is kept."""
    seen = await house.server.people.slash(TIME, by=house.server.ben)

    assert (seen.message.private, kept(house), house.server.methods.count("conversations.info")) == (True, [], 0)


Change = Callable[[SlackServer], object]

WAYS: list[tuple[Change, tuple[str, str]]] = [
    (lambda server: server.change(server.other_channel, joined=False), refusals.STRANGER),
    (lambda server: server.change(server.other_channel, joined=False, private=True), refusals.UNSEEN),
    (lambda server: server.change(server.other_channel, archived=True), refusals.ARCHIVED),
    (lambda server: server.change(server.other_channel, closed=True), refusals.CLOSED),
    (lambda server: server.fail("conversations.info", 503, method="GET"), (UNTOLD.problem, UNTOLD.mend)),
]


@pytest.mark.parametrize(("change", "why"), WAYS)
async def test_what_is_in_the_way_is_told_at_once(house: House, change: Change, why: tuple[str, str]) -> None:
    """With the mend; nothing is kept that could not post."""
    change(house.server)

    seen = await house.server.people.slash(f"{TIME} channel: #lobby")

    assert (seen.plain.splitlines(), seen.message.private, kept(house)) == (words(*why), True, [])


async def test_a_channel_of_another_workspace_is_none_of_this_one(house: House) -> None:
    """Its id may be known to somebody."""
    seen = await house.server.people.slash(f"{TIME} channel: <#{house.server.elsewhere.id}|desk>")

    assert (seen.plain.splitlines(), kept(house)) == (words(*refusals.UNSEEN), [])


async def test_somebodys_own_talk_with_the_bot_is_nobody_elses_channel(house: House) -> None:
    """Though its id looks like a channel's."""
    alone = house.server.dm_with(house.server.ben)

    seen = await house.server.people.slash(f"{TIME} channel: {alone.id}")

    assert (seen.plain.splitlines(), kept(house)) == (words(channels.ALIEN.problem, channels.ALIEN.mend), [])


async def test_a_channel_named_in_a_question_is_a_word_of_it(house: House) -> None:
    """What Slack makes of a name that begins with a hash is not looked for."""
    await house.server.people.slash("what did China say about #lobby")

    assert [asked[1] for asked in house.archive.asked] == ["what did China say about #lobby"]
