"""Bad weather on the wire while people ask: every question is answered once, in time, or the bot comes back."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.wire.serving import QUESTION, SECURITY, VISIT
from tests.wire.slack_interactions import EDITED, HOOK_USES, NEW
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import Room, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

POST, HOOK = r"/chat\.postMessage$", "/hooks/"
IN_TIME = 3000

WEATHER = [(503, 1, 0.0), (502, 2, 0.0), ("reset", 1, 0.0), (429, 1, 0.0), ("hang", 1, 1.3)]


@pytest_asyncio.fixture(loop_scope="module")
async def fresh(archive: Path) -> AsyncIterator[Room]:
    """A program of one test: a connection that is lost soon after the one before is not made again at once."""
    async with SlackServer() as server, serving(server, archive) as program:
        await server.ready()
        yield Room(server, program, archive)


@pytest.mark.parametrize(("how", "times", "delay"), WEATHER)
async def test_a_message_that_does_not_get_through_is_sent_again(
    room: Room, how: int | str, times: int, delay: float
) -> None:
    fault = room.server.fail(POST, how, times, delay=delay)

    seen = await room.server.people.mention(QUESTION)

    assert VISIT in seen.plain
    assert fault.hits == times
    assert len(seen.of.outcomes) == 1


@pytest.mark.parametrize(("how", "times", "delay"), WEATHER[1:4])
async def test_a_press_whose_answer_does_not_get_through_is_answered_after_all(
    room: Room, how: int | str, times: int, delay: float
) -> None:
    first = await room.server.people.slash(QUESTION)
    fault = room.server.fail(HOOK, how, times, delay=delay)

    second = await room.server.people.press(first, "Next")

    assert (second.how, SECURITY in second.plain) == (EDITED, True)
    assert fault.hits == times


async def test_a_press_whose_answer_is_lost_on_its_way_turns_once(room: Room) -> None:
    people = room.server.people
    first = await people.slash(QUESTION)
    room.server.fail(HOOK, "lost")

    second = await people.press(first, "Next")
    third = await people.press(second, "Next")

    assert ("2 of" in second.plain, "3 of" in third.plain) == (True, True)


@pytest.mark.parametrize("trouble", ["used", "expired"])
async def test_an_answer_finds_another_way_when_its_url_works_no_longer(room: Room, trouble: str) -> None:
    people, server = room.server.people, room.server
    first = await people.slash(QUESTION)
    room.server.fail(HOOK, "slow", delay=0.3)

    begun = await people.begin_press(first, "Why", by=server.ben)
    if trouble == "used":
        begun.hooked = HOOK_USES
    else:
        begun.hook_until = time.monotonic()
    seen = await people._see(begun)

    assert (seen.how, seen.message.private_to) == (NEW, server.ben.id)


async def test_where_the_bot_is_no_member_a_command_is_answered_all_the_same(room: Room) -> None:
    server, people = room.server, room.server.people

    seen = await people.slash(QUESTION, at=server.closed_channel)
    told = await people.press(seen, "Why")

    assert VISIT in seen.plain
    assert told.message.private_to == server.ada.id


async def test_a_dropped_socket_is_noticed_soon(fresh: Room) -> None:
    server = fresh.server

    server.drop()
    seen = await server.people.slash(QUESTION)

    assert VISIT in seen.plain
    assert seen.ms < IN_TIME


async def test_a_command_whose_socket_drops_while_it_is_worked_on_is_answered_once(fresh: Room) -> None:
    server = fresh.server
    fault = server.fail(r"/users\.info$", "slow", delay=0.6, method="GET")
    begun = await server.people.begin_slash("settings")
    await server.until(lambda: fault.hits == 1)

    server.drop()
    seen = await server.people._see(begun)
    after = await server.people.slash(QUESTION)

    assert (seen.how, seen.message.private_to, "Dates in" in seen.plain) == (NEW, server.ada.id, True)
    assert (len(begun.outcomes), VISIT in after.plain) == (1, True)


async def test_a_socket_that_fell_silent_is_noticed_and_what_was_missed_is_answered_once(fresh: Room) -> None:
    server, people = fresh.server, fresh.server.people

    server.silence()
    begun = await people.tell("app_mention", people._write(f"<@{server.team.user}> {QUESTION}", None,
                                                           server.channel, None))  # fmt: skip
    seen = await people._see(begun)

    assert VISIT in seen.plain
    assert begun.sent.sent > 1
    assert len(begun.outcomes) == 1


async def test_a_told_disconnect_loses_nothing(fresh: Room) -> None:
    server = fresh.server
    opened = server.socket.opened

    await server.disconnect()
    seen = await server.people.slash(QUESTION)
    await server.until(lambda: server.socket.opened > opened)
    after = await server.people.slash(QUESTION)

    assert (VISIT in seen.plain, VISIT in after.plain) == (True, True)


async def test_an_event_that_comes_again_is_answered_once(room: Room) -> None:
    server, people = room.server, room.server.people
    seen = await people.mention(QUESTION)
    before = len(server.messages)

    await server.socket.send(server.socket.live[0], seen.of.sent)  # the envelope itself
    retry = await people.again(seen.of)
    await retry.answer
    await people.mention(QUESTION)
    await asyncio.sleep(0.2)  # for a second answer, if it came to that

    assert len(seen.of.outcomes) == 1
    assert len(server.messages) == before + 2


async def test_a_command_that_comes_again_is_acknowledged_and_not_asked_twice(room: Room) -> None:
    server = room.server
    seen = await server.people.slash(QUESTION)

    await server.socket.send(server.socket.live[0], seen.of.sent)
    await server.people.slash("help")

    assert len(seen.of.outcomes) == 1


async def test_sockets_unreachable_for_longer_than_a_ticket_lives_are_found_again(fresh: Room) -> None:
    server = fresh.server
    server.socket.ticket_life = 0.2
    await server.close_sockets()
    await asyncio.sleep(1.0)
    await server.open_sockets()

    await server.ready()
    seen = await server.people.slash(QUESTION)

    assert VISIT in seen.plain


async def test_an_address_for_a_socket_is_asked_for_until_there_is_one(fresh: Room) -> None:
    server = fresh.server
    faults = [server.fail(r"/apps\.connections\.open$", how) for how in (503, 429)]

    server.drop()
    await server.ready()
    seen = await server.people.slash(QUESTION)

    assert VISIT in seen.plain
    assert [fault.hits for fault in faults] == [1, 1]


async def test_who_manages_is_asked_again_when_slack_fails_to_tell(room: Room) -> None:
    room.server.fail(r"/users\.info$", 503, 1, method="GET")

    seen = await room.server.people.slash("settings")

    assert "Dates in" in seen.plain


async def test_a_press_whose_form_comes_too_late_says_so(room: Room) -> None:
    people = room.server.people
    first = await people.slash(QUESTION)
    room.server.fail(r"/views\.open$", "slow", delay=3.2)

    seen = await people.press(first, "Wrong?")

    assert (seen.how, "again" in seen.plain) == (NEW, True)
    room.server.refused.clear()  # the trigger had expired: that was the point
