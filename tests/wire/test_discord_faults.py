"""Bad weather on the wire while people ask: every question is answered once, in time, or the bot comes back."""

import asyncio

import pytest

from tests.wire.discord_commands import slash_data
from tests.wire.discord_interactions import COMMAND
from tests.wire.serving import QUESTION, SECURITY, VISIT, House

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALLBACK = r"/callback$"
IN_TIME = 3000
UNTAKEN = "ask: the reply was not taken"


@pytest.mark.parametrize(
    ("how", "times", "more"),
    [
        (503, 1, {}),
        (502, 2, {}),
        (500, 3, {}),
        ("reset", 1, {}),
        ("reset", 3, {}),
        ("lost", 1, {}),
        ("hang", 1, {"delay": 1.3}),
        (429, 1, {"retry_after": 0.4}),
    ],
)
async def test_a_first_response_that_does_not_get_through_is_sent_again(
    house: House, how: int | str, times: int, more: dict[str, float]
) -> None:
    server = house.server
    fault = server.fail("POST", CALLBACK, how, times, **more)
    untaken = house.program.printed.count(UNTAKEN)

    seen = await server.slash("ask", question=QUESTION)
    await server.until(lambda: len(server.faults.called("POST", f"/interactions/{seen.interaction}/")) == times + 1)
    turned = await server.press(seen, "Next")

    assert VISIT in seen.message.plain
    assert seen.ms < IN_TIME
    assert fault.hits == times
    assert server.interactions[seen.interaction].messages == [seen.message.id]
    assert SECURITY in turned.message.plain
    assert house.program.printed.count(UNTAKEN) == untaken


async def test_a_press_whose_response_is_lost_turns_once(house: House) -> None:
    first = await house.server.slash("ask", question=QUESTION)
    house.server.fail("POST", CALLBACK, "lost")

    second = await house.server.press(first, "Next")
    third = await house.server.press(second, "Next")

    assert ("2 of" in second.message.plain, "3 of" in third.message.plain) == (True, True)


@pytest.mark.parametrize(("how", "more"), [(503, {}), ("reset", {}), ("lost", {}), (429, {"retry_after": 0.3})])
async def test_a_message_that_does_not_get_through_is_sent_again(
    house: House, how: int | str, more: dict[str, float]
) -> None:
    house.server.fail("POST", r"/channels/\d+/messages$", how, 1, **more)

    seen = await house.server.mention(QUESTION)

    assert VISIT in seen.plain


async def test_a_message_whose_response_is_lost_stands_once(house: House) -> None:
    server = house.server
    server.fail("POST", r"/channels/\d+/messages$", "lost")
    before = set(server.messages)

    seen = await server.dm(QUESTION)
    await server.until(lambda: len(server.faults.called("POST", f"/channels/{seen.channel.id}/messages$")) == 2)

    assert [posted for posted in set(server.messages) - before if server.messages[posted].author.bot] == [seen.id]


async def test_a_question_missed_with_a_dropped_socket_is_answered_once(house: House) -> None:
    server = house.server
    resumed = len(server.gateway.resumed)

    server.drop()
    seen = await server.slash("ask", question=QUESTION)

    calls = server.faults.called("POST", f"/interactions/{seen.interaction}/")
    assert VISIT in seen.message.plain
    assert seen.ms < IN_TIME
    assert (len(server.gateway.resumed), len(calls)) == (resumed + 1, 1)


async def test_an_event_that_comes_twice_is_answered_once(house: House) -> None:
    server = house.server
    seen = await server.slash("ask", question=QUESTION)
    again = server.interactions[seen.interaction].json(server.application, server.guild)

    await server.gateway.live[0].dispatch("INTERACTION_CREATE", again)
    other = await server.slash("ask", question=QUESTION)
    await asyncio.sleep(0.3)  # for a second answer, if it came to that

    calls = server.faults.called("POST", f"/interactions/{seen.interaction}/")
    assert other.interaction != seen.interaction
    assert len(calls) == 1


@pytest.mark.parametrize("code", [1000, 1001, 1006, 4000, 4008])
async def test_a_closed_socket_is_opened_again(house: House, code: int) -> None:
    server = house.server

    if code == 1006:
        await server.reconnect()
    else:
        await server.close_sockets(code)
    await server.ready()
    seen = await server.slash("ask", question=QUESTION)

    assert VISIT in seen.message.plain


async def test_a_question_that_reaches_the_bot_too_late_is_a_line_in_the_log(house: House) -> None:
    data = slash_data(house.server.commands, "ask", {"question": QUESTION})

    begun = await house.server.begin(COMMAND, data, late=3.5)
    line = await house.program.says(UNTAKEN)

    assert "too late" in line
    assert begun.responded is None


async def test_an_unreachable_gateway_is_tried_until_it_is_back(house: House) -> None:
    await house.server.close_gateway()
    await asyncio.sleep(0.5)
    await house.server.open_gateway()

    await house.server.ready()
    seen = await house.server.slash("ask", question=QUESTION)

    assert VISIT in seen.message.plain


async def test_an_invalid_session_is_begun_anew(house: House) -> None:
    identified = len(house.server.gateway.identified)

    await house.server.invalidate()
    await house.server.ready()
    seen = await house.server.slash("ask", question=QUESTION)

    assert len(house.server.gateway.identified) == identified + 1
    assert VISIT in seen.message.plain
