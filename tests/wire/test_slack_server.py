"""The local Slack itself, driven by the least app Bolt allows: if it is wrong, nothing else here counts."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.wire.process import Program
from tests.wire.slack_conversations import METADATA
from tests.wire.slack_http import encoded, signed
from tests.wire.slack_interactions import ANSWER, CLOSED, DELETED, EDITED, ERRORS, NEW, OPENED, PUBLISHED
from tests.wire.slack_payloads import commanded
from tests.wire.slack_plain import WORDS
from tests.wire.slack_server import SlackServer
from tests.wire.slack_world import Channel, Json

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as started:
        env = {
            "SLACK_BOT_TOKEN": started.team.token, "SLACK_APP_TOKEN": started.app_token,
            "ONRECORD_SLACK_API_URL": started.api_url,
        }  # fmt: skip
        async with Program("tests.wire.slack_plain", env=env):
            await started.ready()
            yield started


async def called(server: SlackServer, method: str, token: str | None = None, /, **arguments: Any) -> Json:
    """What a method answers."""
    headers = {"Authorization": f"Bearer {token or server.team.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as client,
        client.post(f"{server.api_url}{method}", json=arguments) as response,
    ):
        return dict(await response.json())


async def test_an_answer_travels_in_the_acknowledgement(server: SlackServer) -> None:
    seen = await server.people.slash("anything")

    assert (seen.how, seen.plain, seen.message.private_to) == (ANSWER, WORDS, server.ada.id)
    assert 0 < seen.ack_ms <= seen.ms


async def test_an_answer_may_come_after_the_acknowledgement(server: SlackServer) -> None:
    seen = await server.people.slash("late")

    assert (seen.how, seen.plain, seen.message.private) == (NEW, "late", True)


async def test_a_press_changes_adds_and_removes(server: SlackServer) -> None:
    first = await server.people.slash("buttons")

    edited = await server.people.press(first, "Next")
    alone = await server.people.press(first, "Alone", by=server.ben)
    deleted = await server.people.press(alone, "Gone", by=server.ben)
    with pytest.raises(LookupError):
        await server.people.press(alone, "Gone", by=server.ben)

    assert (edited.how, edited.message.ts, edited.plain) == (EDITED, first.message.ts, "the next")
    assert (alone.how, alone.message.private_to, alone.plain) == (NEW, server.ben.id, "for you")
    assert deleted.how == DELETED


async def test_nobody_presses_what_only_another_sees(server: SlackServer) -> None:
    first = await server.people.slash("buttons")
    alone = await server.people.press(first, "Alone", by=server.ben)

    with pytest.raises(LookupError):
        await server.people.press(alone, "Next")


async def test_a_form_is_opened_completed_corrected_and_sent(server: SlackServer) -> None:
    form = await server.people.press(await server.people.slash("buttons"), "Form")

    offered = await server.people.suggest(form, "who", "Nor")
    wrong = await server.people.submit(form, who="Nor")
    sent = await server.people.submit(form, shuts=True, who="Nor", why="because")
    with pytest.raises(ValueError, match="must be filled in"):
        await server.people.submit(form, why="because")

    assert form.how == OPENED
    assert offered.options == (("Nor…", "Nor"),)
    assert (wrong.how, wrong.errors) == (ERRORS, {"why": "say why"})
    assert sent.how == CLOSED


async def test_shortcuts_and_home(server: SlackServer) -> None:
    who = await server.people.shortcut("some <words>")
    search = await server.people.search()
    home = await server.people.home(by=server.ben)

    assert who.plain == "somebody said some <words>"
    assert (search.how, search.view["callback_id"]) == (OPENED, "form")
    assert (home.how, home.plain) == (PUBLISHED, "home")


async def test_words_for_the_app_reach_it_and_it_answers_where_they_stand(server: SlackServer) -> None:
    mentioned = await server.people.mention("hello & <all>")
    inside = await server.people.mention("again", thread=mentioned.message.thread)
    alone = await server.people.dm("hello")

    assert mentioned.plain == "heard: hello & <all>"
    assert inside.message.thread == mentioned.message.thread is not None
    assert alone.plain == "heard: hello"


async def test_what_slack_would_refuse_is_refused(server: SlackServer) -> None:
    known = len(server.refused)

    begun = await server.people.begin_slash("huge")
    await begun.sent.answer

    assert begun.outcomes == []
    assert server.refused[known][0] == "acknowledgement"


async def test_a_dropped_socket_is_replaced(server: SlackServer) -> None:
    opened = server.socket.opened

    server.drop()
    seen = await server.people.slash("after")

    assert server.socket.opened == opened + 1
    assert seen.plain == WORDS


async def test_an_event_nobody_acknowledges_comes_again(server: SlackServer) -> None:
    server.socket.again_after = 0.3
    try:
        server.silence()
        begun = await server.people.tell("app_mention", server.people._write("<@U1> again", None, server.channel, None))
        seen = await server.people._see(begun)
    finally:
        server.socket.again_after = 3.0

    assert begun.sent.sent > 1
    assert seen.plain == "heard: again"


async def test_a_told_disconnect_ends_in_a_new_socket(server: SlackServer) -> None:
    opened = server.socket.opened

    await server.disconnect("warning")
    await server.until(lambda: server.socket.opened > opened)
    seen = await server.people.slash("after")

    assert seen.plain == WORDS


async def test_a_ticket_opens_the_door_once_and_not_for_ever(server: SlackServer) -> None:
    server.socket.ticket_life = 0.0
    expired = server.socket.ticket()
    server.socket.ticket_life = 30.0

    async with aiohttp.ClientSession() as client:
        for ticket in (expired, "forged"):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await client.ws_connect(f"{server.socket_url}?ticket={ticket}")


async def test_strangers_and_wrong_tokens_are_not_let_in(server: SlackServer) -> None:
    stranger = await called(server, "auth.test", "xoxb-x")
    with_app = await called(server, "auth.test", server.app_token)
    with_bot = await called(server, "apps.connections.open")
    wrong = await called(server, "apps.connections.open", "xapp-x")

    assert [each["error"] for each in (stranger, with_app, with_bot, wrong)] == [
        "invalid_auth", "invalid_auth", "not_allowed_token_type", "invalid_auth",
    ]  # fmt: skip


async def test_a_method_takes_its_scope(server: SlackServer) -> None:
    known = len(server.refused)
    told = await called(server, "conversations.open", users=server.ada.id)
    unknown = await called(server, "chat.shout")

    assert (told["error"], told["needed"], unknown["error"]) == ("missing_scope", "im:write", "unknown_method")
    assert len(server.refused) == known + 2


async def test_the_bot_writes_only_where_it_is_and_in_its_workspace(server: SlackServer) -> None:
    server.teams[server.other_team.token] = server.other_team
    text = {"text": "x"}

    outside = await called(server, "chat.postMessage", channel=server.closed_channel.id, **text)
    nowhere = await called(server, "chat.postMessage", channel="C1", **text)
    strange = await called(server, "chat.postMessage", channel=server.elsewhere.id, **text)
    at_home = await called(server, "chat.postMessage", server.other_team.token, channel=server.elsewhere.id, **text)

    assert [told.get("error") for told in (outside, nowhere, strange, at_home)] == [
        "not_in_channel", "channel_not_found", "channel_not_found", None,
    ]  # fmt: skip


async def test_a_response_url_works_five_times_in_half_an_hour(server: SlackServer) -> None:
    begun = await server.people.begin_slash("buttons")
    other = await server.people.begin_slash("buttons")
    await begun.seen
    other.hook_until = time.monotonic()

    async with aiohttp.ClientSession() as client:

        async def status(hook: str) -> tuple[int, str]:
            async with client.post(f"{server.address}/hooks/{hook}", json={"text": "x"}) as response:
                return response.status, await response.text()

        used = [(await status(begun.hook))[0] for _ in range(5)]
        spent, expired = await status(begun.hook), await status(other.hook)

    assert used == [200] * 5
    assert (spent[0], "used_url" in spent[1]) == (404, True)
    assert (expired[0], "expired_url" in expired[1]) == (404, True)


async def test_a_trigger_works_once_in_three_seconds(server: SlackServer) -> None:
    form: Json = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "divider"}]}
    begun, other = await server.people.begin_slash("x"), await server.people.begin_slash("x")
    await asyncio.gather(begun.seen, other.seen)
    other.started -= 3.1

    first = await called(server, "views.open", trigger_id=begun.trigger, view=form)
    second = await called(server, "views.open", trigger_id=begun.trigger, view=form)
    late = await called(server, "views.open", trigger_id=other.trigger, view=form)
    forged = await called(server, "views.open", trigger_id="1.2", view=form)

    assert [told.get("error") for told in (first, second, late, forged)] == [
        None, "exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id",
    ]  # fmt: skip


async def test_faults_come_as_often_as_they_were_ordered(server: SlackServer) -> None:
    server.fail(r"/auth\.test$", 429, retry_after=7)
    server.fail(r"/auth\.test$", 503)
    server.fail(r"/auth\.test$", "lost")

    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {server.team.token}"}) as client:
        async with client.post(f"{server.api_url}auth.test") as response:
            limited = (response.status, response.headers["Retry-After"])
        async with client.post(f"{server.api_url}auth.test") as response:
            failed = response.status
        with pytest.raises(aiohttp.ClientError):
            await client.post(f"{server.api_url}auth.test")

    assert (limited, failed) == ((429, "7"), 503)
    assert (await called(server, "auth.test"))["ok"]


async def test_a_signature_is_made_as_slack_makes_it() -> None:
    request = signed(b"token=x&text=y", "application/x-www-form-urlencoded", "8f742231b10e8888abcd99yyyzzz85a5",
                     at=1531420618.9)  # fmt: skip

    assert request.headers["X-Slack-Request-Timestamp"] == "1531420618"
    assert request.headers["X-Slack-Signature"].startswith("v0=")
    assert len(request.headers["X-Slack-Signature"]) == 67


async def test_commands_go_out_as_forms_presses_as_json_in_a_form(server: SlackServer) -> None:
    begun = await server.people.begin_slash("a b&c")
    first = await server.people.slash("buttons")
    press = await server.people.begin_press(first, "Next")
    await asyncio.gather(begun.seen, press.seen)

    assert b"command=%2Fonrecord&text=a+b%26c" in encoded(begun.sent)[0]
    assert encoded(press.sent)[0].startswith(b"payload=%7B%22type%22%3A+%22block_actions%22")


async def test_a_channel_tells_its_messages_newest_first_and_page_by_page(server: SlackServer) -> None:
    """From a moment on; what one person sees and what stands in threads is not among them."""
    lobby = server.other_channel.id
    sent = [(await called(server, "chat.postMessage", channel=lobby, text=str(each)))["ts"] for each in range(5)]
    await called(server, "chat.postMessage", channel=lobby, text="an answer", thread_ts=sent[0])

    first = await called(server, "conversations.history", channel=lobby, limit=2, oldest=sent[0])
    cursor = first["response_metadata"]["next_cursor"]
    second = await called(server, "conversations.history", channel=lobby, limit=2, oldest=sent[0], cursor=cursor)

    assert [each["ts"] for each in first["messages"]] == [sent[4], sent[3]]
    assert [each["ts"] for each in second["messages"]] == [sent[2], sent[1]]
    assert (first["has_more"], second["has_more"], "response_metadata" in second) == (True, False, False)


async def test_metadata_are_told_to_whom_may_read_them(server: SlackServer) -> None:
    """And only if they are asked for."""
    metadata = {"event_type": "x", "event_payload": {"post": "abc"}}
    sent = await called(server, "chat.postMessage", channel=server.channel.id, text="x", metadata=metadata)
    await called(server, "chat.update", channel=server.channel.id, ts=sent["ts"], text="y")
    granted, told = server.granted, []

    for scopes in (granted, granted | {METADATA}):
        server.granted = scopes
        for asked in (False, True):
            page = await called(
                server, "conversations.history", channel=server.channel.id, limit=1, include_all_metadata=asked
            )
            told.append(page["messages"][0].get("metadata"))
    server.granted = granted

    assert told == [None, None, None, metadata]


async def test_each_kind_of_channel_has_scopes_of_its_own(server: SlackServer) -> None:
    granted, known = server.granted, len(server.refused)
    private = server.change(server.other_channel, private=True)
    alone = server.dm_with(server.ada)

    needed = []
    for channel, scope in ((server.channel, "channels"), (private, "groups"), (alone, "im")):
        server.granted = granted - {f"{scope}:history"}
        needed.append((await called(server, "conversations.history", channel=channel.id)).get("needed"))
    server.granted = granted
    server.change(private, private=False)

    assert needed == ["channels:history", "groups:history", "im:history"]
    del server.refused[known:]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"joined": False}, "not_in_channel"),
        ({"joined": False, "private": True}, "channel_not_found"),
        ({"archived": True}, "is_archived"),
        ({"closed": True}, "restricted_action_read_only_channel"),
    ],
)
async def test_a_channel_may_be_shut(server: SlackServer, change: dict[str, Any], error: str) -> None:
    whole = server.other_channel
    server.change(whole, **change)

    told = await called(server, "chat.postMessage", channel=whole.id, text="x")

    server.channels[whole.id] = whole
    assert told == {"ok": False, "error": error}


async def test_a_channel_takes_a_message_a_second_where_that_is_asked_for(server: SlackServer) -> None:
    """Another channel takes one meanwhile; every message is in the log with its moment."""
    one, other = Channel("one"), Channel("other")
    server.channels |= {one.id: one, other.id: other}
    server.pause, known = 30.0, len(server.log)

    told = [
        (await called(server, "chat.postMessage", channel=each.id, text="x")).get("error")
        for each in (one, one, other)
    ]

    server.pause = 0.0
    assert told == [None, "ratelimited", None]
    assert [posted.channel for _, posted in server.log[known:]] == [one, other]


async def test_what_stands_behind_a_command_is_escaped(server: SlackServer) -> None:
    """Channels that there are, and links; nothing else."""
    known = [server.channel, server.dm_with(server.ada)]

    assert commanded("#desk, #desks & https://example.org/a", known) == (
        f"<#{server.channel.id}|desk>, #desks & <https://example.org/a>"
    )
