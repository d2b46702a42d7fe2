"""HTTP mode: signed requests are answered once, all others are refused; many workspaces in one process."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
import pytest_asyncio

from tests.wire.serving import QUESTION, SECURITY, VISIT
from tests.wire.slack_http import Door, Signed, signed
from tests.wire.slack_interactions import ANSWER, EDITED
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import serving_http

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORM = "application/x-www-form-urlencoded"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def open_door(
    seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[SlackServer, Door]]:
    folder = copytree(seeded, tmp_path_factory.mktemp("http") / "data")
    async with SlackServer() as server, serving_http(server, Path(folder) / "archive.db") as (_, door):
        yield server, door


async def test_a_command_is_answered_in_the_response(open_door: tuple[SlackServer, Door]) -> None:
    server, _ = open_door

    first = await server.people.slash(QUESTION)
    second = await server.people.press(first, "Next")

    assert (first.how, VISIT in first.plain) == (ANSWER, True)
    assert (second.how, SECURITY in second.plain) == (EDITED, True)


async def test_events_shortcuts_and_views_come_the_same_way(open_door: tuple[SlackServer, Door]) -> None:
    people = open_door[0].people

    mentioned = await people.mention(QUESTION)
    alone = await people.dm(QUESTION)
    pointed = await people.shortcut(VISIT)
    offered = await people.suggest(await people.search(), "who", "Chi")
    home = await people.home()

    assert [VISIT in seen.plain for seen in (mentioned, alone, pointed)] == [True] * 3
    assert "China" in [name for name, _ in offered.options]
    assert "On Record" in home.plain


async def test_the_same_request_again_is_not_answered(open_door: tuple[SlackServer, Door]) -> None:
    server, door = open_door
    seen = await server.people.mention(QUESTION)
    before = len(server.messages)

    assert door.last is not None
    status = await door.knock(door.last)
    await server.people.slash("help")

    assert status == 401
    assert (len(seen.of.outcomes), len(server.messages)) == (1, before + 1)


async def _command(server: SlackServer, door: Door) -> Signed:
    """A command that was answered, its body to be sent again."""
    await server.people.slash(QUESTION)
    assert door.last is not None
    return door.last


@pytest.mark.parametrize(
    "forged", ["another secret", "another body", "stale", "from the future", "no signature", "no time", "nonsense"]
)
async def test_what_slack_did_not_just_sign_is_refused(open_door: tuple[SlackServer, Door], forged: str) -> None:
    server, door = open_door
    sound = await _command(server, door)
    body, known = sound.body + b"&x=1", len(server.interactions)
    secret, now = server.signing_secret, time.time()
    fresh = signed(body, FORM, secret)
    requests = {
        "another secret": signed(body, FORM, "0" * 32),
        "another body": replace(fresh, body=body + b"&y=1"),
        "stale": signed(body, FORM, secret, at=now - 301),
        "from the future": signed(body, FORM, secret, at=now + 301),
        "no signature": replace(fresh, headers={**fresh.headers, "X-Slack-Signature": ""}),
        "no time": replace(fresh, headers={**fresh.headers, "X-Slack-Request-Timestamp": ""}),
        "nonsense": Signed(b"\xff\xfe", {"X-Slack-Signature": "v0=\u00e9", "X-Slack-Request-Timestamp": "-1"}),
    }

    status = await door.knock(requests[forged])

    assert status == 401
    assert len(server.interactions) == known


async def test_a_workspace_installs_it_and_is_answered_with_its_own_token(
    seeded: Path, tmp_path: Path
) -> None:
    folder = copytree(seeded, tmp_path / "data")
    async with SlackServer() as server:
        client = {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}
        client |= {"SLACK_CLIENT_ID": server.client[0], "SLACK_CLIENT_SECRET": server.client[1]}
        server.teams.clear()
        async with serving_http(server, Path(folder) / "archive.db", **client) as (_, door):
            server.codes = {"code-1": server.team, "code-2": server.other_team}
            installed = [await door.install(code) for code in ("code-1", "code-2")]
            forged = await door.install("code-3", state="forged")
            here = await server.people.mention(QUESTION)
            there = await server.people.mention(QUESTION, at=server.elsewhere)

    assert (installed, forged >= 400) == ([200, 200], True)
    assert (VISIT in here.plain, VISIT in there.plain) == (True, True)
    assert (here.message.channel, there.message.channel) == (server.channel, server.elsewhere)
