"""What no honest Slack sends, and what a hostile one might: acknowledged or left alone, never a way to stop the bot."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wire.serving import QUESTION, VISIT
from tests.wire.slack_interactions import Interaction
from tests.wire.slack_people import People
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import Room, serving
from tests.wire.slack_socket import COMMAND, Delivery
from tests.wire.slack_world import Json

pytestmark = pytest.mark.asyncio(loop_scope="module")

OTHER = "\u0000\u202e<!channel>" * 100
"""What stands in the place of a word."""

TRIGGERS = frozenset({"exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"})
"""What Slack says of a form for a trigger that was used before, as those of payloads sent again are."""

BY_DEFAULT = {"ONRECORD_SLACK_PING_INTERVAL": ""}
"""Pings as they are sent by default: a crowd keeps this process so busy that it may answer none for 0.3 s."""


def _twisted(payload: Json, deep: int = 2) -> Iterator[Json]:
    """The payload without each of its fields, and with other words in the place of its words; a level down as well.

    ``type`` stays: without it Bolt itself cannot tell what it is.
    """
    for name, value in payload.items():
        if name == "type":
            continue
        yield {key: kept for key, kept in payload.items() if key != name}
        if isinstance(value, str):
            yield payload | {name: OTHER}
        elif isinstance(value, dict) and deep > 1:
            yield from (payload | {name: inner} for inner in _twisted(value, deep - 1))
        elif isinstance(value, list) and value and isinstance(value[0], dict) and deep > 1:
            yield from (payload | {name: [inner, *value[1:]]} for inner in _twisted(value[0], deep - 1))


async def _examples(people: People) -> list[tuple[str, Json]]:
    """A payload of each kind, as it was sent."""
    first = await people.slash(QUESTION)
    pressed = await people.press(first, "Why")
    mentioned = await people.mention(QUESTION)
    form = await people.press(first, "Wrong?")
    sent = await people.submit(form, words="x")
    search = await people.search()
    offered = await people.suggest(search, "who", "C")
    found = await people.submit(search, who="China")
    home = await people.home()
    pointed = await people.shortcut(VISIT)
    again = await people.press(home, "Show again")
    seen = (first, pressed, mentioned, form, sent, search, offered, found, home, pointed, again)
    return [(each.of.sent.kind, each.of.sent.payload) for each in seen]


async def test_payloads_with_anything_missing_or_wrong_stop_nothing(archive: Path) -> None:
    async with SlackServer() as server, serving(server, archive, **BY_DEFAULT):
        await server.ready()
        server.pardoned = TRIGGERS
        deliveries = []
        for kind, payload in await _examples(server.people):
            for one in _twisted(payload):
                heard: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
                takes = kind == COMMAND or one.get("type") in ("view_submission", "block_suggestion")
                deliveries.append(Delivery(kind, one, takes, 0.0, heard))
                await server.wire.deliver(deliveries[-1])

        await asyncio.wait_for(asyncio.gather(*(delivery.answer for delivery in deliveries)), 60)
        begun = await server.people.begin_slash(QUESTION, by=server.ben, at=server.other_channel)  # no late answer's
        seen = await asyncio.wait_for(begun.seen, 60)  # behind all that is still worked on

    assert len(deliveries) > 500
    assert VISIT in seen.plain


@pytest.mark.parametrize(
    "frame", ["", "x", "null", "[]", "7", '{"type": 7}', '{"type": "news"}', '{"envelope_id": "x"}', "{" * 5000,
              '{"envelope_id": {"a": 1}, "type": "events_api", "payload": []}',
              '{"envelope_id": "y", "type": "slash_commands", "payload": null}']
)  # fmt: skip
async def test_frames_that_make_no_sense_are_left_alone(room: Room, frame: str) -> None:
    opened = room.server.socket.opened

    await room.server.socket.live[0].socket.send_str(frame)
    seen = await room.server.people.slash(QUESTION)

    assert VISIT in seen.plain
    assert room.server.socket.opened == opened
    room.server.socket.strange.clear()  # it may acknowledge what had an id


async def test_other_bots_that_mention_it_are_not_answered(room: Room) -> None:
    server, people = room.server, room.server.people
    typed = people._write(f"<@{server.team.user}> {QUESTION}", None, server.channel, None)

    begun = await people.tell("app_mention", typed, bot_id="B0OTHER", user="U0OTHER")
    await begun.sent.answer
    await people.slash("help")

    assert begun.outcomes == []


async def test_a_command_in_a_direct_message_is_answered_there(room: Room) -> None:
    server = room.server

    seen = await server.people.slash(QUESTION, at=server.dm_with(server.ada))
    settings = await server.people.slash("settings party: China", at=server.dm_with(server.ben), by=server.ben)
    await server.people.slash("settings party: none", at=server.dm_with(server.ben), by=server.ben)

    assert VISIT in seen.plain
    assert [button["text"]["text"] for button in seen.message.buttons if "hare" in button["text"]["text"]] == []
    assert "Kept." in settings.plain


async def _to_both(server: SlackServer, begun: Interaction) -> None:
    for line in server.socket.live:
        await server.socket.send(line, begun.sent)


async def test_two_processes_answer_an_event_that_reaches_both_once(room: Room) -> None:
    server, people = room.server, room.server.people
    async with serving(server, room.archive):
        await server.until(lambda: len(server.socket.live) == 2)
        begun = []
        for _ in range(10):
            typed = people._write(f"<@{server.team.user}> {QUESTION}", None, server.channel, None)
            begun.append(await people.tell("app_mention", typed))
            await _to_both(server, begun[-1])
        await asyncio.gather(*(each.seen for each in begun))
        turned = [await people.press(each.outcomes[0], "Next") for each in begun]

    assert [len(each.outcomes) for each in begun] == [1] * 10
    assert len({each.message.ts for each in turned}) == 10


async def test_slack_switching_sockets_off_ends_it_with_a_sentence(archive: Path) -> None:
    async with SlackServer() as server, serving(server, archive) as program:
        await server.ready()
        await server.disconnect("link_disabled")
        code = await program.ended()

    said = [line for line in program.err if line.startswith("onrecord: ")]
    assert (code, len(said)) == (2, 1)
    assert "Socket Mode" in said[0]


async def test_a_message_whose_answer_is_lost_on_its_way_is_there(room: Room) -> None:
    room.server.fail(r"/chat\.postMessage$", "lost")

    seen = await room.server.people.mention(QUESTION)
    await room.server.people.slash("help")

    assert VISIT in seen.plain
    assert len(seen.of.outcomes) <= 2  # Slack has no mark by which it would know it again


async def test_a_crowd_is_acknowledged_in_time_and_every_one_answered(archive: Path) -> None:
    async with SlackServer() as server, serving(server, archive, **BY_DEFAULT):
        await server.ready()
        seen = await asyncio.gather(*(server.people.slash(f"{QUESTION} {number}") for number in range(200)))

    assert max(each.ack_ms for each in seen) < 3000
    assert sum(len(each.of.outcomes) for each in seen) == 200
    assert server.socket.opened == 1
