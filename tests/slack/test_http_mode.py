"""HTTP mode: what is answered, what is refused, and how a workspace installs the app, over real connections."""

import asyncio
import hashlib
import hmac
import json
import logging
import re
import socket
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.credentials import Credentials
from bot.adapters.slack.http_mode import LARGEST, Guard, serve_http, site_of
from bot.adapters.slack.manifest import scopes
from bot.adapters.slack.oauth import flow_for
from bot.config import SlackSettings
from bot.domain.errors import ArchiveReadOnly, ConfigError
from bot.storage.memory_ledger import MemoryLedger
from tests.ports import free_port
from tests.slack import portal as api
from tests.slack.portal import Portal

CREDENTIALS = Credentials("0123456789abcdef" * 2, "1234567890.9876543210", "fedcba9876543210" * 2)
COMMAND = urlencode({"command": "/onrecord", "text": "what did China say", "team_id": "T1", "user_id": "U1"}).encode()

Client = TestClient[Any, Any]


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


class ReadOnly(MemoryLedger):
    """An archive that cannot be written."""

    def first_time(self, *_: object) -> bool:
        raise ArchiveReadOnly("archive.db cannot be written")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def portal() -> Any:
    """Slack's Web API, where the app is allowed into workspace T1."""
    with api.opened() as made:
        made.answers["oauth.v2.access"] = {
            "ok": True, "app_id": "A1", "access_token": api.BOT_TOKEN, "bot_user_id": "U9", "scope": "commands",
            "team": {"id": "T1", "name": "Archive desk"}, "enterprise": None, "is_enterprise_install": False,
            "authed_user": {"id": "U1"}, "token_type": "bot",
        }  # fmt: skip
        made.answers["auth.test"] |= {"user_id": "U9", "team_id": "T1", "bot_id": "B1"}
        yield made


def an_app(portal: Portal, ledger: MemoryLedger, answered: list[str]) -> AsyncApp:
    """An app of many workspaces with one command."""
    client = AsyncWebClient(base_url=portal.url)
    app = AsyncApp(
        client=client, signing_secret=CREDENTIALS.signing, oauth_flow=flow_for(CREDENTIALS, ledger, client)
    )

    async def answer(ack: Callable[..., Any], body: dict[str, str]) -> None:
        answered.append(body["text"])
        await ack("On record.")

    app.command("/onrecord")(answer)
    return app


@pytest.fixture
def answered() -> list[str]:
    """What the app was asked."""
    return []


@pytest.fixture
async def client(portal: Portal, ledger: MemoryLedger, clock: Clock, answered: list[str]) -> AsyncIterator[Client]:
    """Somebody who can reach the bot."""
    guard = Guard(CREDENTIALS.signing, ledger, clock)
    server = TestServer(site_of(an_app(portal, ledger, answered), guard))
    async with TestClient(server, cookie_jar=aiohttp.DummyCookieJar()) as made:
        yield made


def signed(body: bytes, at: float, secret: str = CREDENTIALS.signing) -> dict[str, str]:
    """The headers with which Slack sends a body."""
    stamp = str(int(at))
    code = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={code}",
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip


async def install(client: Client, **query: str) -> tuple[int, str]:
    """A person presses the button of the install page, allows it at Slack, and comes back: status and page."""
    page = await client.get("/slack/install")
    (link,) = re.findall(r'href="(https://slack\.com/[^"]+)"', await page.text())
    asked = {key: values[0] for key, values in parse_qs(urlsplit(link.replace("&amp;", "&")).query).items()}
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    back = {"code": "c0de", "state": asked["state"]} | query
    response = await client.get("/slack/oauth_redirect", params=back, headers={"Cookie": cookie})
    return response.status, await response.text()


async def test_a_signed_request_is_answered(
    client: Client, ledger: MemoryLedger, clock: Clock, answered: list[str]
) -> None:
    assert (await install(client))[0] == 200

    response = await client.post("/slack/events", data=COMMAND, headers=signed(COMMAND, clock()))

    assert (response.status, await response.text(), answered) == (200, "On record.", ["what did China say"])
    assert ledger.installations("slack") == ["T1"]


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=ü"},
        {"X-Slack-Request-Timestamp": "1"},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "\u0661\u0662"},
        {"X-Slack-Request-Timestamp": ""},
    ],
)
async def test_a_request_that_is_not_signed_by_slack_is_refused(
    client: Client, clock: Clock, answered: list[str], change: dict[str, str]
) -> None:
    response = await client.post("/slack/events", data=COMMAND, headers=signed(COMMAND, clock()) | change)

    assert (response.status, await response.text(), answered) == (401, "", [])


async def test_a_body_that_was_changed_or_signed_with_another_secret_is_refused(
    client: Client, clock: Clock, answered: list[str]
) -> None:
    changed = await client.post("/slack/events", data=COMMAND + b"+", headers=signed(COMMAND, clock()))
    foreign = await client.post("/slack/events", data=COMMAND, headers=signed(COMMAND, clock(), "0" * 32))
    bare = await client.post("/slack/events", data=COMMAND)

    assert [changed.status, foreign.status, bare.status, answered] == [401, 401, 401, []]


@pytest.mark.parametrize(("off", "status"), [(-290, 200), (290, 200), (-310, 401), (310, 401)])
async def test_a_request_is_good_for_five_minutes(client: Client, clock: Clock, off: float, status: int) -> None:
    await install(client)

    response = await client.post("/slack/events", data=COMMAND, headers=signed(COMMAND, clock() + off))

    assert response.status == status


async def test_a_replay_is_refused(client: Client, clock: Clock, answered: list[str]) -> None:
    await install(client)
    headers = signed(COMMAND, clock())

    statuses = [(await client.post("/slack/events", data=COMMAND, headers=headers)).status for _ in range(3)]

    assert (statuses, len(answered)) == ([200, 401, 401], 1)


async def test_of_replays_sent_at_once_one_is_answered(client: Client, clock: Clock, answered: list[str]) -> None:
    await install(client)
    headers = signed(COMMAND, clock())

    sent = await asyncio.gather(*(client.post("/slack/events", data=COMMAND, headers=headers) for _ in range(10)))

    assert sorted(response.status for response in sent) == [200] + [401] * 9
    assert len(answered) == 1


async def test_a_replay_to_another_process_is_refused(
    portal: Portal, client: Client, ledger: MemoryLedger, clock: Clock, answered: list[str]
) -> None:
    await install(client)
    headers = signed(COMMAND, clock())
    await client.post("/slack/events", data=COMMAND, headers=headers)

    elsewhere = TestServer(site_of(an_app(portal, ledger, answered), Guard(CREDENTIALS.signing, ledger, clock)))
    async with TestClient(elsewhere) as other:
        response = await other.post("/slack/events", data=COMMAND, headers=headers)

    assert (response.status, len(answered)) == (401, 1)


async def test_a_guard_whose_archive_cannot_be_written_still_knows_its_own_replays(clock: Clock) -> None:
    guard = Guard(CREDENTIALS.signing, ReadOnly(), clock)
    headers = signed(COMMAND, clock())

    assert [await guard.refusal(headers, COMMAND) for _ in range(2)] == ["", "a replay"]


def test_a_flood_of_forged_requests_is_a_line_a_minute(
    ledger: MemoryLedger, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    guard = Guard(CREDENTIALS.signing, ledger, clock)

    for _ in range(100):
        guard.tell("not signed by Slack")
        clock.now += 0.1
    clock.now += 60
    guard.tell("a replay")

    assert caplog.messages == [
        "a request was refused: not signed by Slack", "a request was refused: a replay, and 99 before it",
    ]  # fmt: skip


async def test_slacks_first_call_is_answered_with_its_challenge(client: Client, clock: Clock) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
    headers = signed(body, clock()) | {"Content-Type": "application/json"}

    response = await client.post("/slack/events", data=body, headers=headers)

    assert (response.status, await response.json()) == (200, {"challenge": "3eZbrw1a"})


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b'{"type": 7}', b"payload=%7B", b"[]", b""])
async def test_nonsense_is_never_a_fault(
    client: Client, clock: Clock, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    await install(client)

    response = await client.post("/slack/events", data=body, headers=signed(body, clock()))

    assert response.status in (200, 400, 401, 404)
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_request_too_large_is_refused_unread(client: Client, answered: list[str]) -> None:
    response = await client.post("/slack/events", data=b"x" * (LARGEST + 1))

    assert (response.status, answered) == (413, [])


async def test_a_workspace_that_has_not_installed_it_gets_no_answer(
    client: Client, clock: Clock, answered: list[str]
) -> None:
    await client.post("/slack/events", data=COMMAND, headers=signed(COMMAND, clock()))

    assert answered == []


async def test_the_bot_of_a_workspace_is_asked_about_once(client: Client, portal: Portal, clock: Clock) -> None:
    await install(client)
    portal.heard.clear()

    for later in range(3):
        await client.post("/slack/events", data=COMMAND, headers=signed(COMMAND, clock() + later))

    assert [method for method, _ in portal.heard] == ["auth.test"]


async def test_a_sign_of_life(client: Client) -> None:
    response = await client.get("/health")

    assert (response.status, await response.json()) == (200, {"status": "ok"})


# ---- installing


async def test_the_install_page_asks_for_the_manifests_scopes_and_no_persons(client: Client) -> None:
    page = await client.get("/slack/install")

    (link,) = re.findall(r'href="(https://slack\.com/[^"]+)"', await page.text())
    asked = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert asked["scope"] == [",".join(scopes())]
    assert asked.get("user_scope", [""]) == [""]
    assert asked["client_id"] == [CREDENTIALS.client_id]
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


async def test_coming_back_with_anothers_state_installs_nothing(client: Client, ledger: MemoryLedger) -> None:
    statuses = [(await install(client, state=state))[0] for state in ("", "x", "a.1.b")]

    assert (statuses, ledger.installations("slack")) == ([400, 400, 400], [])


async def test_a_state_without_its_cookie_or_used_twice_installs_nothing(
    client: Client, ledger: MemoryLedger
) -> None:
    page = await client.get("/slack/install")
    (state,) = re.findall(r"state=([\w.-]+)", await page.text())
    query = {"code": "c0de", "state": state}
    cookie = {"Cookie": page.headers["Set-Cookie"].partition(";")[0]}

    without = await client.get("/slack/oauth_redirect", params=query)
    once = await client.get("/slack/oauth_redirect", params=query, headers=cookie)
    ledger.uninstall("slack", "T1")
    twice = await client.get("/slack/oauth_redirect", params=query, headers=cookie)

    assert [without.status, once.status, twice.status] == [400, 200, 401]
    assert ledger.installations("slack") == []


async def test_a_person_who_changes_their_mind_is_told_and_nothing_they_send_is_markup(client: Client) -> None:
    status, page = await install(client, error="<script>alert(1)</script>")

    assert status == 200
    assert "<script>" not in page


async def test_a_code_that_slack_refuses_installs_nothing(
    client: Client, portal: Portal, ledger: MemoryLedger
) -> None:
    portal.answers["oauth.v2.access"] = {"ok": False, "error": "invalid_code"}

    assert (await install(client))[0] == 401
    assert ledger.installations("slack") == []


async def test_slack_out_of_reach_is_a_sentence_not_a_traceback(
    client: Client, portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    portal.statuses["oauth.v2.access"] = 503

    with caplog.at_level(logging.WARNING):
        status, page = await install(client)

    assert status >= 400
    assert "Traceback" not in page
    assert CREDENTIALS.client_secret not in caplog.text


async def test_no_secret_reaches_the_log(
    client: Client, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await install(client)
        await client.post("/slack/events", data=COMMAND, headers=signed(COMMAND, clock()) | {"X-Slack-Signature": "v"})

    assert "a request was refused: not signed by Slack" in caplog.messages
    for secret in (api.BOT_TOKEN, CREDENTIALS.client_secret, CREDENTIALS.signing, "China"):
        assert secret not in caplog.text


# ---- serving


async def test_it_listens_until_it_is_to_stop(portal: Portal, ledger: MemoryLedger) -> None:
    port, stop = free_port(), asyncio.Event()
    app = an_app(portal, ledger, [])
    serving = asyncio.create_task(
        serve_http(app, SlackSettings(mode="http", port=port), Guard(CREDENTIALS.signing, ledger), stop)
    )

    async with aiohttp.ClientSession() as session:
        for _ in range(200):
            try:
                async with session.get(f"http://127.0.0.1:{port}/health") as response:
                    status = response.status
                break
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(serving, 10)
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(f"http://127.0.0.1:{port}/health")

    assert status == 200


async def test_a_request_that_was_begun_is_finished(portal: Portal, ledger: MemoryLedger) -> None:
    begun, stop, port = asyncio.Event(), asyncio.Event(), free_port()
    app = AsyncApp(token=api.BOT_TOKEN, client=AsyncWebClient(api.BOT_TOKEN, portal.url), signing_secret="s" * 32)

    async def slow(ack: Callable[..., Any]) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        await ack("On record.")

    app.command("/onrecord")(slow)
    guard = Guard("s" * 32, ledger)
    serving = asyncio.create_task(serve_http(app, SlackSettings(mode="http", port=port), guard, stop))

    async with aiohttp.ClientSession() as session:
        await asyncio.sleep(0.1)
        headers = signed(COMMAND, time.time(), "s" * 32)
        asking = asyncio.create_task(
            session.post(f"http://127.0.0.1:{port}/slack/events", data=COMMAND, headers=headers)
        )
        await asyncio.wait_for(begun.wait(), 5)
        stop.set()
        response = await asking
        text = await response.text()
    await asyncio.wait_for(serving, 10)

    assert (response.status, text) == (200, "On record.")


async def test_a_port_that_is_taken_is_told(portal: Portal, ledger: MemoryLedger) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ConfigError) as refused:
            await serve_http(
                an_app(portal, ledger, []),
                SlackSettings(mode="http", port=port),
                Guard(CREDENTIALS.signing, ledger),
                asyncio.Event(),
            )

    assert refused.value.message == f"Slack's requests cannot be heard at 127.0.0.1:{port}: address already in use"
    assert refused.value.hint == "set another place: slack.host and slack.port"
