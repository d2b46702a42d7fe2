"""Discord's shards: which are this process's, in what order they identify, and that each is held by itself."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import aiohttp
import discord
import pytest
import pytest_asyncio
import simcord
from discord.gateway import DiscordWebSocket
from hypothesis import given
from hypothesis import strategies as st

from bot import config
from bot.adapters.discord import sharding, supervise
from bot.adapters.discord.client import OnRecord, create_client
from bot.adapters.discord.registration import register
from bot.adapters.discord.serving import serve
from bot.adapters.discord.sharding import Plan, planned
from bot.adapters.discord.supervise import REFUSALS, agreed, stay_connected
from bot.cli import main
from bot.config import DiscordSettings
from bot.desk.backoff import Backoff
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.desk.metrics import Metrics
from bot.domain.errors import ConfigError
from bot.domain.shards import Shards
from bot.names import Registry
from bot.posting.outlet import Outlet
from tests.desk.canned import Canned
from tests.desk.conftest import TALK
from tests.wire.discord_server import DiscordServer

UNFIT, MEND = "must be auto or such as 0-3/8", "0-3/8 means shards 0 to 3 of 8; the default is auto"
FOUR = Shards(0, 3, 4)
PAUSE = 0.2


class Http:
    """What Discord recommends; ``failures`` come before."""

    def __init__(self, shards: Any, limit: dict[str, Any], *failures: Exception) -> None:
        self.told, self.failures = (shards, "wss://gateway.example", limit), list(failures)

    async def get_bot_gateway(self) -> tuple[Any, str, dict[str, Any]]:
        if self.failures:
            raise self.failures.pop(0)
        return self.told


class Client:
    """A client that is logged in; ``fates`` are what each shard's connections come to, in turn."""

    def __init__(self, http: Http | None = None, **fates: list[Exception]) -> None:
        self.http = http
        self.fates = {int(name.removeprefix("shard")): fate for name, fate in fates.items()}
        self.sockets: dict[int, Any] = {}
        self.assigned: Shards | None = None
        self.lost: list[int] = []

    def assign(self, shards: Shards) -> None:
        self.assigned = shards

    def is_closed(self) -> bool:
        return not any(self.fates.values())

    def dispatch(self, event: str, shard: int) -> None:
        assert event == "shard_disconnect"
        self.lost.append(shard)

    async def connected(self, *, shard_id: int, **_: Any) -> None:
        await asyncio.sleep(0)
        if not self.fates[shard_id]:
            await asyncio.sleep(3600)
        raise self.fates[shard_id].pop(0)


class Response:
    """As much of a response as an error of discord.py needs."""

    status, reason = 401, "because"


class Closed(discord.ConnectionClosed):
    """A gateway that closed with a code."""

    def __init__(self, code: int) -> None:
        Exception.__init__(self, code)
        self.code, self.reason, self.shard_id = code, "", None


class Outlets:
    """Nothing is posted here."""

    def open(self, outlet: Outlet) -> None: ...

    def closed(self, platform: str) -> None: ...


class Notes:
    """Notes that are forgotten."""

    def note(self, key: str) -> str | None: ...

    def set_note(self, key: str, value: str) -> None: ...


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses pass at once."""

    async def from_client(client: Client, **way: Any) -> None:
        await client.connected(**way)

    monkeypatch.setattr(Backoff, "delay", lambda _: 0.0)
    monkeypatch.setattr(sharding, "IDENTIFY_SECONDS", 0.0)
    monkeypatch.setattr(supervise, "CONNECT_SECONDS", 5.0)
    monkeypatch.setattr(DiscordWebSocket, "from_client", from_client)


@pytest.mark.parametrize(
    ("chosen", "told", "limit", "plan"),
    [
        ("auto", 1, {"max_concurrency": 1}, Plan(Shards(0, 0, 1), 1)),
        ("auto", 16, {"max_concurrency": 16}, Plan(Shards(0, 15, 16), 16)),
        ("2-3/4", 3, {"max_concurrency": 2}, Plan(Shards(2, 3, 4), 2)),
        ("auto", 0, {"max_concurrency": 0}, Plan(Shards(0, 0, 1), 1)),
        ("auto", "many", {}, Plan(Shards(0, 0, 1), 1)),
        ("auto", 10**9, {"max_concurrency": 10**9}, Plan(Shards(0, 0, 1), 1)),
    ],
)
async def test_the_plan_is_what_is_set_else_what_discord_recommends(
    chosen: str, told: Any, limit: dict[str, Any], plan: Plan
) -> None:
    assert await planned(cast("OnRecord", Client(Http(told, limit))), chosen) == plan


async def test_fewer_than_recommended_and_those_of_others_are_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    await planned(cast("OnRecord", Client(Http(8, {}))), "1-2/4")

    assert [record.getMessage() for record in caplog.records] == [
        "discord.shards makes 4 of all servers, and Discord recommends 8",
        "shards 1 to 2 of 4 here; other processes must serve 0 and 3",
    ]


@pytest.mark.usefixtures("quick")
async def test_what_is_recommended_is_asked_until_it_is_told() -> None:
    client = Client(Http(3, {"max_concurrency": 1}, discord.GatewayNotFound(), aiohttp.ClientConnectionError("no")))

    plan = await agreed(cast("OnRecord", client), "auto")

    assert (plan, client.assigned) == (Plan(Shards(0, 2, 3)), Shards(0, 2, 3))


@pytest.mark.usefixtures("quick")
async def test_a_token_that_is_refused_meanwhile_is_said_in_a_sentence() -> None:
    refused = discord.GatewayNotFound()
    refused.__cause__ = discord.HTTPException(cast("Any", Response()), {"code": 0, "message": "no"})

    with pytest.raises(ConfigError, match="does not accept the token"):
        await agreed(cast("OnRecord", Client(Http(1, {}, refused))), "auto")


@pytest.mark.usefixtures("quick")
async def test_a_shard_that_is_lost_again_and_again_stops_no_other() -> None:
    lost = [ConnectionResetError(104, "reset") for _ in range(30)]
    client = Client(shard0=[], shard1=lost, shard2=[])

    holding = asyncio.create_task(stay_connected(cast("OnRecord", client), Plan(Shards(0, 2, 3), 3)))
    async with asyncio.timeout(5):
        while len(client.lost) < 29:  # noqa: ASYNC110  the task beside brings it there
            await asyncio.sleep(0)

    assert (set(client.lost), holding.done()) == ({1}, False)
    holding.cancel()


@pytest.mark.parametrize("code", [4010, 4011])
@pytest.mark.usefixtures("quick")
async def test_a_shard_that_is_refused_for_good_ends_them_all_in_a_sentence(code: int) -> None:
    client = Client(shard0=[], shard1=[Closed(code), ConnectionResetError(104, "reset")])

    with pytest.raises(ConfigError) as caught:
        await stay_connected(cast("OnRecord", client), Plan(Shards(0, 1, 2), 2))

    assert (caught.value.message, caught.value.hint) == REFUSALS[code]
    assert {task for task in asyncio.all_tasks() if "_hold" in repr(task)} == set()


@pytest.mark.parametrize("typed", ["3-0/8", "0-8/8", "8", "0-3", "-1/2", "0/0", "all", "", "0-3/8 now", "０/１"])
def test_shards_that_are_none_are_said_in_a_line_with_the_mend(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    code = main(["serve", f"--shards={typed}", "--archive", str(tmp_path / "archive.db")])

    assert (code, capsys.readouterr().err) == (2, f"onrecord: --shards {UNFIT}, not {typed!r} ({MEND})\n")


@pytest.mark.parametrize(
    ("file", "environ", "flags", "chosen"),
    [
        ("", {}, {}, "auto"),
        ("discord: {shards: 0-3/8}", {}, {}, "0-3/8"),
        ("discord: {shards: 0-3/8}", {"ONRECORD_DISCORD_SHARDS": "4-7/8"}, {}, "4-7/8"),
        ("", {"ONRECORD_DISCORD_SHARDS": "4-7/8"}, {"discord.shards": "5/8"}, "5/8"),
        ("", {"ONRECORD_DISCORD_SHARDS": "4-7/8"}, {"discord.shards": None}, "4-7/8"),
    ],
)
def test_shards_are_set_like_everything_else(
    file: str, environ: dict[str, str], flags: dict[str, object], chosen: str, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text(file, encoding="utf-8")

    assert config.load(None, environ, flags, folder=tmp_path).discord.shards == chosen


def test_a_number_in_the_file_is_no_shards(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("discord: {shards: 8}", encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        config.load(None, {}, {}, folder=tmp_path)

    assert caught.value.message.endswith(f"discord.shards {UNFIT}, not 8")
    assert caught.value.hint == MEND


@given(st.integers(1, 9999), st.data())
def test_what_is_written_is_what_is_read(count: int, data: st.DataObject) -> None:
    """Its own and the others' are all there are, each once."""
    first = data.draw(st.integers(0, count - 1))
    shards = Shards(first, data.draw(st.integers(first, count - 1)), count)

    spans = [[int(number) for number in each.split(" to ")] for each in shards.others.split(" and ") if each]
    others = [number for span in spans for number in range(span[0], span[-1] + 1)]
    assert Shards.read(f"{shards.first}-{shards.last}/{count}") == shards
    assert sorted([*shards.numbers, *others]) == list(range(count))


Serve = Callable[[str], "asyncio.Task[None]"]


@asynccontextmanager
async def served() -> AsyncIterator[tuple[DiscordServer, Metrics, Serve]]:
    """A local Discord, metrics, and a way to serve there with shards as set."""
    metrics, stop = Metrics(), asyncio.Event()
    tasks: list[asyncio.Task[None]] = []
    async with DiscordServer() as server:

        def start(shards: str) -> "asyncio.Task[None]":
            settings = DiscordSettings(
                api_url=server.api_url, gateway_url=server.gateway_url, guild_ready_timeout=0, shards=shards
            )
            desk, health = Desk(Canned(TALK, registry=Registry.load())), Health(counts=metrics)
            serving = serve(
                desk, Notes(), settings, health, outlets=Outlets(), send_seconds=5.0, token=server.token, stop=stop
            )
            tasks.append(asyncio.create_task(serving))
            return tasks[-1]

        try:
            yield server, metrics, start
        finally:
            stop.set()
            await asyncio.wait(tasks)


async def test_those_of_one_bucket_identify_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharding, "IDENTIFY_SECONDS", PAUSE)
    async with served() as (server, _, start):
        gateway = server.gateway
        gateway.shards, gateway.max_concurrency, gateway.pause = 4, 2, PAUSE

        start("auto")
        await gateway.until(lambda gateway: len(gateway.live) == 4)

    assert sorted(data["shard"] for data in gateway.identified) == [[number, 4] for number in range(4)]
    assert gateway.too_soon == 0


async def test_the_metrics_name_the_shards_and_whether_each_is_connected() -> None:
    async with served() as (server, metrics, start):
        server.gateway.shards, server.gateway.max_concurrency = 4, 4

        def up(shard: int) -> float | None:
            labels = {"platform": "discord", "shard": str(shard)}
            return metrics.registry.get_sample_value("onrecord_shard_connected", labels)

        def whole() -> float | None:
            return metrics.registry.get_sample_value("onrecord_connected", {"platform": "discord"})

        start("1-2/4")
        await server.until(lambda: whole() == 1)
        serving = [up(shard) for shard in range(4)]
        server.gateway.turns_away_with = 4000
        server.gateway.sessions = {key: each for key, each in server.gateway.sessions.items() if each.shard[0] == 1}
        server.drop(2)
        await server.until(lambda: whole() == 0)
        without = [up(1), up(2)]

    assert serving == [None, 1, 1, None]
    assert without == [1, 0]


async def test_too_few_shards_are_refused_with_the_mend() -> None:
    async with served() as (server, _, start):
        server.gateway.shards = 3

        serving = start("0-1/2")
        with pytest.raises(ConfigError) as caught:
            await asyncio.wait_for(asyncio.shield(serving), 10)

    assert (caught.value.message, caught.value.hint) == REFUSALS[4011]


@pytest.mark.parametrize(("chosen", "registered"), [("0-1/4", 1), ("2-3/4", 0)])
async def test_commands_are_registered_where_the_first_shard_is(chosen: str, registered: int) -> None:
    """Before the gateway is reached: there is time for it."""
    async with served() as (server, _, start):
        server.gateway.shards, server.gateway.max_concurrency = 4, 4
        server.fail("GET", "/gateway/bot$", "slow", delay=0.5)

        start(chosen)
        await server.gateway.until(lambda gateway: len(gateway.live) == 2)

        assert len(server.registered) == registered


@pytest_asyncio.fixture
async def sharded() -> AsyncIterator[simcord.Env]:
    """A Discord of four shards with the bot on all of them."""
    desk = Desk(Canned(TALK, registry=Registry.load()))
    client = create_client(desk, DiscordSettings(guild_ready_timeout=0, shards=f"0-3/{FOUR.count}"), Health())
    env = simcord.Env(client)
    await env.start()
    await register(client, desk.commands)
    yield env
    await client.finish(5)
    await env.shutdown()
    env.raise_errors()


async def test_a_question_is_answered_on_every_shard_alike(sharded: simcord.Env) -> None:
    answers = []
    for shard in FOUR.numbers:
        guild = sharded.create_guild(f"Newsroom {shard}", shard_id=shard)
        ada = guild.add_member(sharded.create_user(f"ada{shard}"))
        seen = await ada.slash(guild.create_text_channel("desk"), "ask", question="what about talks")
        answers.append([embed.description for embed in seen.response.embeds])

    assert [guild.shard_id for guild in sharded.bot.guilds] == list(FOUR.numbers)
    assert answers == [answers[0]] * 4
    assert "We value our **talks** with Norway." in str(answers[0])
