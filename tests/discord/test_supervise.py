"""The connection to Discord, held through everything that may pass, and ended in a sentence where it may not."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, cast

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.adapters.discord import sharding, supervise
from bot.adapters.discord.client import OnRecord
from bot.adapters.discord.sharding import Plan
from bot.adapters.discord.supervise import LONGEST_AWAY, REFUSALS, logged_in, stay_connected
from bot.desk.backoff import LONGEST, Backoff
from bot.domain.errors import ConfigError
from bot.domain.shards import Shards

TOKEN = "a.b.c"  # noqa: S105  nobody's
RESUMED_AT = yarl.URL("wss://resume.example/")
HANGS = TimeoutError("nothing ever came")


class Response:
    """As much of a response as an error of discord.py needs."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "because"


class Closed(discord.ConnectionClosed):
    """A gateway that closed with a code."""

    def __init__(self, code: int) -> None:
        Exception.__init__(self, code)
        self.code = code
        self.reason = ""
        self.shard_id = None


def http_error(status: int) -> discord.HTTPException:
    return discord.HTTPException(cast("Any", Response(status)), {"code": 0, "message": "no"})


class Socket:
    """A connection that gives ``events`` in turn: a number is an event, an exception is raised."""

    def __init__(self, *events: int | Exception) -> None:
        self.events = list(events)
        self.sequence: int | None = None
        self.session_id: str | None = "session"
        self.gateway = RESUMED_AT
        self.open = True

    async def poll_event(self) -> None:
        await asyncio.sleep(0)
        event = self.events.pop(0)
        if isinstance(event, Exception):
            raise event
        self.sequence = event


class Client:
    """A client that is closed once its connections are used up; ``ways`` are how each was asked for."""

    def __init__(self, *connections: Socket | Exception, login: Sequence[Exception] = ()) -> None:
        self.connections = list(connections)
        self.ways: list[dict[str, Any]] = []
        self.sockets: dict[int, Socket] = {}
        self.dispatched: list[tuple[str, int]] = []
        self.closed = False
        self.login_fails = list(login)

    async def login(self, token: str) -> None:
        assert token == TOKEN
        if HANGS in self.login_fails:
            await asyncio.sleep(5)
        if self.login_fails:
            raise self.login_fails.pop(0)

    async def close(self) -> None:
        self.closed = True

    def is_closed(self) -> bool:
        return self.closed or not self.connections

    def dispatch(self, event: str, shard: int) -> None:
        self.dispatched.append((event, shard))

    async def connected(self, **way: Any) -> Socket:
        self.ways.append(way)
        connection = self.connections.pop(0)
        if connection is HANGS:
            await asyncio.sleep(5)
        if isinstance(connection, Exception):
            raise connection
        return connection


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses pass at once, and are written down."""
    pauses: list[float] = []
    wait = Backoff.delay

    def delay(backoff: Backoff) -> float:
        pauses.append(wait(backoff))
        return 0.0

    async def from_client(client: Client, **way: Any) -> Socket:
        return await client.connected(**way)

    monkeypatch.setattr(Backoff, "delay", delay)
    monkeypatch.setattr(supervise, "LOGIN_SECONDS", 0.1)
    monkeypatch.setattr(supervise, "CONNECT_SECONDS", 0.1)
    monkeypatch.setattr(sharding, "IDENTIFY_SECONDS", 0.0)
    monkeypatch.setattr(DiscordWebSocket, "from_client", from_client)
    return pauses


async def connect(client: Client) -> None:
    await stay_connected(cast("OnRecord", client), Plan(Shards.whole(1)))


def test_pauses_grow_to_a_minute_and_begin_anew() -> None:
    backoff = Backoff(chance=lambda _low, high: high)

    grown = [backoff.delay() for _ in range(9)]
    backoff.reset()

    assert grown == [1.25, 2.5, 5, 10, 20, 40, LONGEST, LONGEST, LONGEST]
    assert backoff.delay() == 1.25


def test_pauses_vary_by_chance() -> None:
    assert all(0.75 <= Backoff().delay() <= 1.25 for _ in range(100))
    assert len({Backoff().delay() for _ in range(20)}) > 1


@pytest.mark.parametrize(
    "failure",
    [
        aiohttp.ClientConnectionError("no such host"),
        ConnectionRefusedError(111, "refused"),
        TimeoutError(),
        HANGS,
        http_error(503),
        http_error(429),
    ],
)
async def test_a_login_that_fails_is_tried_again_with_a_fresh_client(
    quick: list[float], failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    made: list[Client] = []
    fates = [[failure], [failure], []]

    def make() -> OnRecord:
        made.append(Client(login=fates.pop(0)))
        return cast("OnRecord", made[-1])

    client = await logged_in(make, TOKEN)

    assert (client, len(made), len(quick)) == (made[2], 3, 2)
    assert [one.closed for one in made] == [True, True, False]
    assert [record.getMessage().count("\n") for record in caplog.records] == [0, 0]
    assert caplog.records[0].exc_info is None


class Reluctant(Client):
    """A client that closes when it is let."""

    def __init__(self, failure: Exception) -> None:
        super().__init__(login=[failure])
        self.closing, self.let = asyncio.Event(), asyncio.Event()

    async def close(self) -> None:
        self.closing.set()
        await self.let.wait()
        await super().close()


@pytest.mark.usefixtures("quick")
async def test_told_to_stop_while_a_failed_client_is_let_go_of_it_is_closed_all_the_same() -> None:
    client = Reluctant(OSError("gone"))
    trying = asyncio.create_task(logged_in(lambda: cast("OnRecord", client), TOKEN))
    await client.closing.wait()

    trying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trying
    client.let.set()
    await asyncio.sleep(0)

    assert client.closed


@pytest.mark.parametrize("failure", [discord.LoginFailure("Improper token"), http_error(401)])
@pytest.mark.usefixtures("quick")
async def test_a_refused_token_is_said_in_a_sentence(failure: Exception) -> None:
    client = Client(login=[failure])

    with pytest.raises(ConfigError) as caught:
        await logged_in(lambda: cast("OnRecord", client), TOKEN)

    assert (caught.value.message, client.closed) == ("Discord does not accept the token", True)
    assert "DISCORD_TOKEN" in caught.value.hint
    assert TOKEN not in str(caught.value)


async def test_a_gateway_that_cannot_be_reached_at_first_is_tried_again(quick: list[float]) -> None:
    refused = ConnectionRefusedError(111, "refused")
    client = Client(refused, refused, Socket(1, ConnectionResetError(104, "reset")))

    await connect(client)

    first = {"initial": True, "shard_id": 0}
    assert (client.ways, len(quick)) == ([first] * 3, 2)


async def test_a_gateway_that_says_nothing_is_tried_again(quick: list[float]) -> None:
    client = Client(HANGS, Socket(1, ReconnectWebSocket(None)))

    await connect(client)

    assert (len(client.ways), len(quick)) == (2, 1)


async def test_one_that_is_away_is_knocked_at_often_so_that_its_return_is_noticed(quick: list[float]) -> None:
    away = [ConnectionRefusedError(111, "refused") for _ in range(9)]

    await connect(Client(*away, Socket(1, ReconnectWebSocket(None))))

    assert max(quick) <= LONGEST_AWAY
    assert quick[-1] > LONGEST_AWAY / 2


async def test_one_that_grants_no_session_is_asked_seldom_as_it_counts_them(quick: list[float]) -> None:
    granting_none = [Socket(ReconnectWebSocket(None, resume=False)) for _ in range(9)]

    await connect(Client(*granting_none, Socket(1, ReconnectWebSocket(None))))

    assert quick[-1] > LONGEST / 2


async def test_a_dropped_connection_is_resumed_where_its_session_is_known(quick: list[float]) -> None:
    client = Client(Socket(1, 2, ReconnectWebSocket(None)), Socket(3, ReconnectWebSocket(None)))

    await connect(client)

    resumed = {
        "initial": False, "shard_id": 0, "resume": True,
        "gateway": RESUMED_AT, "session": "session", "sequence": 2,
    }  # fmt: skip
    assert (client.ways[1], quick) == (resumed, [])
    assert client.dispatched == [("shard_disconnect", 0)]


async def test_an_ended_session_is_begun_anew_at_the_front_door(quick: list[float]) -> None:
    client = Client(Socket(1, ReconnectWebSocket(None, resume=False)), Socket(1, ReconnectWebSocket(None)))

    await connect(client)

    assert (client.ways[1], quick) == ({"initial": False, "shard_id": 0}, [])


async def test_a_connection_that_gives_nothing_is_no_reason_to_hurry(quick: list[float]) -> None:
    silent = [Socket(ReconnectWebSocket(None)) for _ in range(3)]
    client = Client(*silent, Socket(1, ReconnectWebSocket(None)))

    await connect(client)

    assert len(quick) == 3
    assert quick == sorted(quick)
    assert quick[2] >= 3


async def test_a_session_nobody_knows_any_more_is_given_up(quick: list[float]) -> None:
    gone = [ConnectionRefusedError(111, "refused") for _ in range(5)]
    client = Client(Socket(1, ReconnectWebSocket(None)), *gone)

    await connect(client)

    assert ["resume" in way for way in client.ways] == [False, True, True, True, True, False]
    assert len(quick) == 4


@pytest.mark.parametrize("code", sorted(REFUSALS))
@pytest.mark.usefixtures("quick")
async def test_a_code_that_no_try_changes_ends_it_in_a_sentence(code: int) -> None:
    client = Client(Socket(1, Closed(code)), Socket(1))

    with pytest.raises(ConfigError) as caught:
        await connect(client)

    assert (caught.value.message, caught.value.hint) == REFUSALS[code]
    assert len(client.ways) == 1


async def test_any_other_code_is_one_to_come_back_from(quick: list[float]) -> None:
    client = Client(Socket(1, Closed(4008)), Socket(1, ReconnectWebSocket(None)))

    await connect(client)

    assert (len(client.ways), quick) == (2, [])


@pytest.mark.usefixtures("quick")
async def test_an_event_that_cannot_be_read_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    socket = Socket(1, KeyError("channel"), 3, ReconnectWebSocket(None))
    client = Client(socket, Socket(4, ReconnectWebSocket(None)))

    await connect(client)

    assert (len(client.ways), client.ways[1]["sequence"]) == (2, 3)
    assert "could not be read" in caplog.text


@pytest.mark.usefixtures("quick")
async def test_a_connection_of_which_nothing_can_be_read_is_left() -> None:
    broken = Socket(1, *(KeyError("channel") for _ in range(supervise.UNREAD)))
    client = Client(broken, Socket(1, ReconnectWebSocket(None)))

    await connect(client)

    assert (len(client.ways), broken.events) == (2, [])
