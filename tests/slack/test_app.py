"""Bolt's app with its listeners: nothing that comes is an error, nobody is answered twice, no bot is answered."""

import asyncio
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.slack.once import Once
from bot.domain.errors import ArchiveBusy, ArchiveReadOnly
from tests.slack.house import House, at_home
from tests.wire.slack_interactions import NEW
from tests.wire.slack_socket import INTERACTIVE, Delivery

STRANGE: list[Any] = [
    {},
    {"type": "event_callback"},
    {"type": "event_callback", "event": {"type": "reaction_added"}},
    {"type": "event_callback", "event": {"type": "message", "channel": "C1", "user": "U1", "text": 5, "ts": []}},
    {"type": "block_actions", "actions": [{"action_id": "stranger", "type": "button"}], "user": {"id": "U1"}},
    {"type": "block_actions", "actions": [{"action_id": "or:next", "value": 7, "type": "button"}]},
    {"type": "view_submission", "view": {"type": "modal", "callback_id": "stranger", "state": {}}},
    {"type": "view_submission", "view": {"type": "modal", "callback_id": "or:ask", "private_metadata": "<!x>"}},
    {"type": "view_closed", "view": {"callback_id": "search"}},
    {"type": "block_suggestion", "action_id": "complete:nothing", "value": "x"},
    {"type": "block_suggestion", "action_id": "stranger", "value": "x"},
    {"type": "shortcut", "callback_id": "stranger"},
    {"type": "message_action", "callback_id": "stranger"},
    {"type": "of a kind not known yet"},
    {"command": "/stranger", "text": "x"},
]


@pytest.mark.parametrize("body", STRANGE)
async def test_what_is_strange_is_acknowledged_and_no_error(
    house: House, body: Any, caplog: pytest.LogCaptureFixture
) -> None:
    response = await house.dispatch(body)
    await house.bot._answering.finish(2)

    assert response.status == 200
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("payload", [[], "x", 5, {"type": "view_submission", "view": {}}, {"user": "U1", "team": 5}])
async def test_what_not_even_bolt_can_read_is_acknowledged(
    house: House, payload: Any, caplog: pytest.LogCaptureFixture
) -> None:
    heard: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    delivery = Delivery(INTERACTIVE, payload, takes_answer=True, started=time.perf_counter(), answer=heard)

    await house.server.wire.deliver(delivery)

    assert await asyncio.wait_for(heard, 5) == {}
    assert [record.message for record in caplog.records if record.exc_info] == []


@given(st.text(max_size=300))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered(text: str) -> None:
    async def typed() -> int:
        async with at_home() as house:
            body = {"command": "/onrecord", "text": text, "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
            return len((await house.dispatch(body)).body)

    assert asyncio.run(typed()) > 0


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B9"},
        {"subtype": "bot_message", "bot_id": "B9"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"edited": {"user": "U1", "ts": "1.0"}},
    ],
)
async def test_bots_and_edits_are_not_answered(house: House, more: dict[str, Any]) -> None:
    people, server = house.server.people, house.server

    await people.tell("message", people._write("what about talks", None, server.dm_with(server.ada), None), **more)
    await people.slash("what about fish")
    await house.bot._answering.finish(2)

    assert house.told() == [("ask", "found", False)]


async def test_one_message_that_comes_as_two_events_is_answered_once(house: House) -> None:
    people, server = house.server.people, house.server
    typed = people._write(f"<@{server.team.user}> what about talks", None, server.dm_with(server.ada), None)

    first = await people.tell("message", typed)
    second = await people.tell("app_mention", typed)
    await server.until(lambda: None not in (first.sent.acknowledged, second.sent.acknowledged))
    await house.bot._answering.finish(2)

    assert len(house.counts.all) == 1
    assert [len(first.outcomes), len(second.outcomes)] in ([1, 0], [0, 1])


async def test_the_same_message_is_answered_once_by_two_processes(house: House) -> None:
    one, other = Once(house.archive.ledger), Once(house.archive.ledger)

    heard = [await once.first_time("slack:A1:T1:C1:1.5") for once in (one, other, one, other)]

    assert heard == [True, False, False, False]


@pytest.mark.parametrize("trouble", [ArchiveBusy("busy"), ArchiveReadOnly("read-only")])
async def test_an_archive_in_trouble_leaves_it_to_memory(trouble: Exception) -> None:
    class Broken:
        def first_time(self, key: str, at: int) -> bool:  # noqa: ARG002
            raise trouble

    once = Once(Broken())

    assert [await once.first_time("a"), await once.first_time("a"), await once.first_time("b")] == [True, False, True]


async def test_one_alone_opens_the_help_with_a_way_to_search(house: House) -> None:
    people = house.server.people

    shown = await people.slash("")
    form = await people.press(shown, "Search")

    assert shown.message.private
    assert form.view["callback_id"] == "search"
    assert form.view["private_metadata"] == house.server.channel.id


async def test_the_menu_of_a_message_finds_whose_words_they_are(house: House) -> None:
    house.archive.likeness = (house.archive.ids()[0], True, 1.0)

    seen = await house.server.people.shortcut("We value our talks with Norway.")

    assert (seen.how, "word for word" in seen.plain) == (NEW, True)
    assert house.archive.asked[-1] == ("who_said", "We value our talks with Norway.")


@pytest.mark.parametrize(
    "value", ["", "or1:next:abc", "or1:share:abcdefghijkl:0", "or1:next:abcdefghijkl:0", "x" * 500]
)
async def test_a_forged_button_is_told_kindly_to_its_person_alone(house: House, value: str) -> None:
    people = house.server.people
    first = await people.slash("what about talks")

    seen = await people.forge(first.message, "or:next", value)

    assert seen.message.private
    assert "again" in seen.plain


async def test_while_it_ends_commands_are_told_and_events_are_left_for_later(house: House) -> None:
    people, server = house.server.people, house.server
    house.bot.leave()
    await house.sockets.finish(1.0)

    seen = await people.slash("what about talks")
    begun = await people.tell("app_mention", people._write(f"<@{server.team.user}> talks", None, server.channel, None))
    await asyncio.sleep(0.1)

    assert "restarting" in seen.plain
    assert begun.sent.acknowledged is None


async def test_whether_there_is_a_connection_is_told(house: House) -> None:
    house.server.drop()
    await house.server.until(lambda: house.counts.up == [1.0, 0.0, 1.0])

    assert "1 of 3" in (await house.server.people.slash("what about talks")).plain
