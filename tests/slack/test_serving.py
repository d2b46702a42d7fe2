"""Serving on Slack: posts may go out from the login to the end, in every mode."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.adapters.slack.credentials import Credentials
from bot.adapters.slack.identity import Tokens
from bot.adapters.slack.outlet import RATE, RATE_OF_MANY, SlackOutlet
from bot.adapters.slack.serving import serve
from bot.config import SlackSettings
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.desk.reply import Line, Reply
from bot.domain.errors import ConfigError
from bot.domain.place import Place
from bot.names import Registry
from bot.posting.outlet import Outlet, Passing
from tests.desk.canned import Canned
from tests.desk.conftest import TALK
from tests.ports import free_port
from tests.wire.slack_server import SlackServer

REPLY = Reply((Line("Peace."),), private=False)


@dataclass
class Recorded:
    """What was opened; what was closed, and whether the way to Slack was gone by then."""

    opened: list[Outlet] = field(default_factory=list)
    closings: list[tuple[str, bool]] = field(default_factory=list)

    def open(self, outlet: Outlet) -> None:
        self.opened.append(outlet)

    def closed(self, platform: str) -> None:
        ways = [each._wire.session.closed for each in self.opened if isinstance(each, SlackOutlet)]
        self.closings.append((platform, any(ways)))


@asynccontextmanager
async def served(
    server: SlackServer, outlets: Recorded, settings: SlackSettings, credentials: Credentials
) -> AsyncIterator[None]:
    """Slack served until the end of the block."""
    archive, stop = Canned(TALK, registry=Registry.load()), asyncio.Event()
    serving = asyncio.create_task(
        serve(
            Desk(archive), archive.store.ledger, settings, Health(), outlets=outlets, send_seconds=5.0,
            tokens=Tokens(server.team.token, server.app_token), credentials=credentials, stop=stop,
        )
    )
    try:
        await server.until(lambda: bool(outlets.opened) or serving.done())
        yield
    finally:
        stop.set()
        await serving


MANY = Credentials("0" * 32, "1234567.1234567", "0" * 32)
MODES = [
    ("socket", Credentials(), RATE),
    ("http", Credentials("0" * 32), RATE),
    ("http", MANY, RATE_OF_MANY),
]


@pytest.mark.parametrize(("mode", "credentials", "rate"), MODES)
async def test_posts_may_go_out_as_long_as_slack_is_served(mode: str, credentials: Credentials, rate: float) -> None:
    """One outlet, closed while the way to Slack still stands, and of no use afterwards."""
    async with SlackServer() as server:
        outlets = Recorded()
        settings = SlackSettings(api_url=server.api_url, mode=mode, port=free_port())  # type: ignore[arg-type]
        place = Place("slack", server.team.id, server.channel.id)

        async with served(server, outlets, settings, credentials):
            (outlet,) = outlets.opened
            if not credentials.many:
                assert await outlet.send(place, "abcdefghijkl", REPLY) in server.messages
            open_until = list(outlets.closings)

        assert (outlet.platform, outlet.rate, open_until) == ("slack", rate, [])
        assert outlets.closings == [("slack", False)]
        with pytest.raises(Passing, match="ending"):
            await outlet.send(place, "mnopqrstuvwx", REPLY)


async def test_nothing_goes_out_for_a_bot_that_slack_does_not_know() -> None:
    """A token that is refused opens nothing."""
    async with SlackServer() as server:
        server.shut_out = "invalid_auth"
        outlets = Recorded()

        with pytest.raises(ConfigError):
            async with served(server, outlets, SlackSettings(api_url=server.api_url), Credentials()):
                pass

        assert outlets.opened == []
